"""The picture of calibration: how often a classifier is right when it is so sure."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import at_least, indices, matrix
from lemmavec.plotting.figure import BLUE, GREY, curve_axes, saved, titled_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_calibration(
    truth: ArrayLike,
    P: ArrayLike,
    path: str | PathLike[str] | None = None,
    *,
    bins: int = 10,
    title: str = "Calibration",
) -> Figure:
    """Draw the accuracy of predictions against their probability, with the number of each bin.

    A bar is the standard error √(p (1 - p) / n) of a bin's accuracy p of n texts. The expected
    calibration error is the mean over the texts of the bin's |accuracy - mean probability|.

    Parameters
    ----------
    truth : array_like of int, shape (N,)
        The true classes, from 0 to C - 1.
    P : array_like of float, shape (N, C)
        The predicted probabilities.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    bins : int, default 10
        Equal parts of the probabilities 0 to 1; empty ones are not drawn.
    title : str, default "Calibration"

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If there is no text, shapes or classes do not fit, or P does not hold probabilities.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> figure = plot_calibration([0, 1], [[0.9, 0.1], [0.7, 0.3]], bins=2)
    >>> figure.axes[0].lines[-1].get_xydata().round(2).tolist()
    [[0.8, 0.5]]
    """
    at_least("bins", bins, 1)
    probabilities = matrix("P", P)
    labels = indices("truth", truth, probabilities.shape[1], "classes")
    if len(labels) != len(probabilities) or not len(labels):
        raise ValueError(f"got {len(labels)} labels and {len(probabilities)} rows of P")
    if (probabilities < 0).any() or np.abs(probabilities.sum(axis=1) - 1).max() > 1e-4:
        raise ValueError("the rows of P must be probabilities: 0 or more, with a sum of 1")
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    number = np.minimum((sure * bins).astype(int), bins - 1)
    counts = np.bincount(number, minlength=bins)
    some = counts > 0
    n = counts[some]
    means = np.bincount(number, sure, bins)[some] / n
    accuracies = np.bincount(number, right, bins)[some] / n
    error = float(n @ np.abs(accuracies - means) / n.sum())
    subtitle = (f"Expected calibration error {error:.3f} on {n.sum():,} texts, the number of each "
                "bin beside its point. Bars are one standard error.")  # fmt: skip
    figure = titled_figure((7.0, 6.6), title, subtitle)
    labels_of_axes = (
        "probability of the predicted class",
        "share of these predictions that are right",
    )
    axes = curve_axes(figure, (0.11, 0.1, 0.84, 0.73), "both", labels_of_axes)
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--", linewidth=1)
    axes.errorbar(means, accuracies, yerr=np.sqrt(accuracies * (1 - accuracies) / n), color=BLUE,
                  capsize=3, linestyle="none")  # fmt: skip
    axes.plot(means, accuracies, "o-", color=BLUE)
    for x, y, texts in zip(means, accuracies, n, strict=True):
        axes.annotate(f"{texts:,}", (x, y), (7, -9), textcoords="offset points", color=GREY,
                      fontsize=8.5)  # fmt: skip
    axes.set_xlim(max(0.0, 1 / probabilities.shape[1] - 0.05), 1.03)
    axes.set_ylim(-0.03, 1.05)
    return saved(figure, path)
