"""The choice of λ: softmax regression over a grid, chosen on held-out texts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray
from lemmavec.classify.softmax_regression import FittedRegression, fit_softmax_regression

DEFAULT_GRID = tuple(float(f"{value:.1e}") for value in np.logspace(-5, 2, 15))

WHY = """\
λ is the price of large weights. At a small λ the weights may grow until they fit accidents of the
training texts; as λ rises that freedom goes, so that accuracy on the training texts can only fall,
but for its last digits. What is lost first is fitted to accidents, so that accuracy on texts not
seen in training at first rises. At a large λ the weights are too small to hold even what is true
of all texts: all accuracies fall, to that of always naming the most frequent class."""


@dataclass(frozen=True, slots=True)
class StudyRow:
    """What one λ gave."""

    l2: float
    train: float
    dev: float
    test: float | None
    weight_norm: float
    fitted: FittedRegression


@dataclass(frozen=True, slots=True)
class L2Study:
    """The rows of a study, by rising λ, and the accuracy of naming the most frequent class.

    Parameters
    ----------
    rows : list of StudyRow
    most_frequent : float
        Share of the dev texts that belong to the class most frequent in training.
    """

    rows: list[StudyRow]
    most_frequent: float

    @property
    def chosen(self) -> StudyRow:
        """The row that is best on dev; of several, the one with the largest λ."""
        return max(self.rows, key=lambda row: (row.dev, row.l2))

    def reading(self) -> str:
        """Say what this study shows, in its own numbers."""
        best, first, last = self.chosen, self.rows[0], self.rows[-1]
        if best is first:
            dev = f"Dev is best at the smallest λ, {best.dev:.1%}: this grid shows no overfitting"
        else:
            dev = (
                f"Dev rises from {first.dev:.1%} at λ = {first.l2:g} to {best.dev:.1%} at "
                f"λ = {best.l2:g}"
            )
        if last is not best:
            dev += f", and falls to {last.dev:.1%} at λ = {last.l2:g}"
        return (
            f"Train goes from {first.train:.1%} at λ = {first.l2:g} to {last.train:.1%} at "
            f"λ = {last.l2:g}. {dev}. "
            f"Always naming the most frequent class would give {self.most_frequent:.1%}."
        )


def study_l2(
    train: tuple[FloatArray, ArrayLike],
    dev: tuple[FloatArray, ArrayLike],
    test: tuple[FloatArray, ArrayLike] | None = None,
    *,
    classes: int,
    grid: Sequence[float] = DEFAULT_GRID,
    tolerance: float = 1e-5,
) -> L2Study:
    """Fit every λ of a grid, and measure accuracy.

    Parameters
    ----------
    train, dev, test : pair of ndarray
        Features of shape (N, D), and labels from 0 to classes - 1. The test texts, if given, are
        measured for the table; they play no part in the choice.
    classes : int
    grid : sequence of float
    tolerance : float
        As `fit_softmax_regression` takes it.

    Returns
    -------
    L2Study

    Raises
    ------
    ValueError
        If the grid is empty, or data are such as `fit_softmax_regression` refuses.

    Examples
    --------
    >>> X, y = np.array([[-1.0], [-0.9], [1.0], [0.9]]), np.array([0, 0, 1, 1])
    >>> study = study_l2((X, y), (X[::2], y[::2]), classes=2, grid=[10, 0.1])
    >>> [row.l2 for row in study.rows], study.chosen.l2, study.most_frequent
    ([0.1, 10], 10, 0.5)
    """
    if not len(grid):
        raise ValueError("the grid must hold at least one λ")
    rows: list[StudyRow] = []
    fitted: FittedRegression | None = None
    # From the largest λ down: each minimum is a good start for the next.
    for l2 in sorted(set(grid), reverse=True):
        fitted = fit_softmax_regression(*train, classes, l2, tolerance=tolerance, start=fitted)
        rows.append(
            StudyRow(
                l2,
                _accuracy(fitted, *train),
                _accuracy(fitted, *dev),
                None if test is None else _accuracy(fitted, *test),
                float(np.linalg.norm(fitted.W)),
                fitted,
            )
        )
    most_frequent = np.bincount(np.asarray(train[1])).argmax()
    return L2Study(rows[::-1], float(np.mean(np.asarray(dev[1]) == most_frequent)))


def _accuracy(fitted: FittedRegression, X: FloatArray, y: ArrayLike) -> float:
    return float(np.mean((X @ fitted.W + fitted.b).argmax(axis=1) == np.asarray(y)))
