"""The picture of a training: loss by epoch."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from typing import TYPE_CHECKING, Protocol

from lemmavec.plotting.figure import (
    BLUE,
    VERMILLION,
    curve_axes,
    require_matplotlib,
    saved,
    titled_figure,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class _Epoch(Protocol):
    @property
    def epoch(self) -> int: ...
    @property
    def loss(self) -> float: ...
    @property
    def validation_loss(self) -> float | None: ...


def plot_history(
    history: Iterable[_Epoch],
    path: str | PathLike[str] | None = None,
    *,
    title: str = "Loss by epoch",
) -> Figure:
    """Draw the loss of each epoch, and the validation loss of the epochs that have one.

    Parameters
    ----------
    history : iterable of EpochRecord or ClassifierEpoch
        `Word2Vec.history`, or `history_` of a classifier.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    title : str, default "Loss by epoch"

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is no epoch.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from lemmavec.classify import ClassifierEpoch
    >>> figure = plot_history([ClassifierEpoch(1, 0.7, 0.65), ClassifierEpoch(2, 0.5, 0.6)])
    >>> [line.get_label() for line in figure.axes[0].lines]
    ['training', 'validation']
    """
    epochs = list(history)
    if not epochs:
        raise ValueError("the history has no epoch: train first")
    require_matplotlib()
    from matplotlib.ticker import MaxNLocator

    held_out = [(e.epoch, e.validation_loss) for e in epochs if e.validation_loss is not None]
    subtitle = "Mean loss in nats; that of training was taken during the epoch"
    if held_out:
        best, lowest = min(held_out, key=lambda pair: pair[1])
        subtitle += f". Validation is lowest after epoch {best}: {lowest:.4g}"
    figure = titled_figure((8.0, 5.0), title, subtitle)
    axes = curve_axes(figure, (0.09, 0.13, 0.88, 0.67), "y", ("epoch", ""))
    axes.plot([e.epoch for e in epochs], [e.loss for e in epochs], "o-", color=BLUE,
              label="training")  # fmt: skip
    if held_out:
        axes.plot(*zip(*held_out, strict=True), "s--", color=VERMILLION, label="validation")
    axes.legend(frameon=False)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return saved(figure, path)
