"""The picture of a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lemmavec.plotting.figure import GREY, INK, PAPER, hide_box, readable_ink, saved, titled_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
_CELL, _NARROWEST = 1.1, 6.6


def plot_confusion(
    counts: NDArray[np.int64],
    classes: Sequence[str],
    path: str | PathLike[str] | None = None,
    *,
    title: str = "Confusion matrix",
) -> Figure:
    """Draw a confusion matrix: a row for each true class, a column for each predicted class.

    A cell shows its share of the row, and below it the number of texts.

    Parameters
    ----------
    counts : ndarray of int, shape (C, C)
        As `lemmavec.classify.confusion_matrix` gives them.
    classes : sequence of str
        The names of the classes.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    title : str, default "Confusion matrix"

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> figure = plot_confusion(np.array([[3, 1], [0, 6]]), ["bad", "good"])
    >>> [text.get_text() for text in figure.axes[0].texts]
    ['75%', '3', '25%', '1', '0%', '0', '100%', '6']
    """
    total = int(counts.sum())
    accuracy = np.trace(counts) / max(total, 1)
    side = _CELL * len(classes)
    width, height = max(side + 2.6, _NARROWEST), side + 2.1
    subtitle = f"{accuracy:.1%} of {total:,} texts are classified correctly: the diagonal"
    figure = titled_figure((width, height), title, subtitle)
    axes = figure.add_axes((2.1 / width, 0.3 / height, side / width, side / height))
    _draw_cells(axes, counts)
    _draw_axes(axes, classes, counts.sum(axis=1))
    return saved(figure, path)


def _draw_cells(axes: Axes, counts: NDArray[np.int64]) -> None:
    """Colour each cell by its share of its row, and write the share and the count into it."""
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(*counts.shape):
        ink = readable_ink(image.to_rgba(shares)[row, column].tolist())
        axes.text(column, row - 0.08, f"{shares[row, column]:.0%}", ha="center", va="center",
                  color=ink, fontsize=13,
                  fontweight="bold" if row == column else "normal")  # fmt: skip
        axes.text(column, row + 0.24, f"{counts[row, column]:,}", ha="center", va="center",
                  color=ink, fontsize=10.5)  # fmt: skip


def _draw_axes(axes: Axes, classes: Sequence[str], texts: NDArray[np.int64]) -> None:
    size = len(classes)
    axes.set_xticks(range(size), [name.replace(" ", "\n") for name in classes])
    axes.set_yticks(range(size), [f"{name}\n({n:,})" for name, n in
                                  zip(classes, texts, strict=True)])  # fmt: skip
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel("predicted class", color=GREY, fontsize=11)
    axes.set_ylabel("true class", color=GREY, fontsize=11)
    axes.tick_params(colors=INK, labelsize=10)
    # Lines between the cells.
    axes.set_xticks(np.arange(size + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(size + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=PAPER, linewidth=3)
    hide_box(axes)
