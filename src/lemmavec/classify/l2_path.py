"""The L2 regularisation path: softmax regression over a grid of λ, chosen on held-out texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, IntArray, indices, matrix
from lemmavec.classify.l2_reading import WHY as WHY
from lemmavec.classify.l2_reading import read_l2_path
from lemmavec.classify.softmax_regression import FittedRegression, fit_softmax_regression

DEFAULT_GRID = tuple(float(f"{value:.1e}") for value in np.logspace(-5, 2, 15))


@dataclass(frozen=True, slots=True)
class L2PathRow:
    """The regression fitted with one λ, and its accuracies.

    Attributes
    ----------
    l2 : float
        λ.
    train, dev : float
        Share of the texts, 0 to 1, whose class is predicted.
    test : float or None
        The same of the test texts, if there are any.
    weight_norm : float
        The Frobenius norm of the weights, ‖W‖.
    fitted : FittedRegression
    """

    l2: float
    train: float
    dev: float
    test: float | None
    weight_norm: float
    fitted: FittedRegression


@dataclass(frozen=True, slots=True)
class L2Path:
    """The regressions of a grid, by rising λ, and what to compare their accuracies with.

    Parameters
    ----------
    rows : list of L2PathRow
    most_frequent : float
        Share of the dev texts that belong to the class most frequent in training.
    dev_texts : int, default 0
        Their number, which says how exact an accuracy is; 0 if it is not known.
    """

    rows: list[L2PathRow]
    most_frequent: float
    dev_texts: int = 0

    @property
    def chosen(self) -> L2PathRow:
        """The row that is best on dev; of several, the one with the largest λ."""
        return max(self.rows, key=lambda row: (row.dev, row.l2))

    @property
    def standard_error(self) -> float:
        """The standard error of the best accuracy on dev, sqrt(p (1 - p) / N); NaN without N.

        So far, about, would other dev texts of this number change it.
        """
        if not self.dev_texts:
            return math.nan
        best = self.chosen.dev
        return math.sqrt(best * (1 - best) / self.dev_texts)

    @property
    def one_standard_error(self) -> L2PathRow:
        """The largest λ within one standard error of the best on dev: as good, as far as known.

        Notes
        -----
        Source: Breiman, Friedman, Olshen and Stone 1984, "Classification and Regression Trees",
        section 3.4.3, the 1 SE rule.
        """
        enough = self.chosen.dev - (self.standard_error if self.dev_texts else 0.0)
        return max((row for row in self.rows if row.dev >= enough), key=lambda row: row.l2)

    def reading(self) -> str:
        """Say in words what the rows show."""
        return read_l2_path(self)


def fit_l2_path(
    train: tuple[FloatArray, ArrayLike],
    dev: tuple[FloatArray, ArrayLike],
    test: tuple[FloatArray, ArrayLike] | None = None,
    *,
    classes: int,
    grid: Sequence[float] = DEFAULT_GRID,
    tolerance: float = 1e-7,
) -> L2Path:
    """Fit a softmax regression for every λ of a grid, and measure its accuracy.

    Parameters
    ----------
    train, dev, test : pair of ndarray
        Features of shape (N, D), and labels from 0 to classes - 1. λ is chosen on dev alone; the
        accuracy on test, if given, is measured for the table.
    classes : int
    grid : sequence of float
        Values of λ, each 0 or more; 1e-5 to 100 by default.
    tolerance : float, default 1e-7
        As `fit_softmax_regression` takes it.

    Returns
    -------
    L2Path

    Raises
    ------
    ValueError
        If the grid is empty, shapes do not fit, a label is outside the classes, or a number is not
        finite.

    Examples
    --------
    >>> X, y = np.array([[-1.0], [-0.9], [1.0], [0.9]]), np.array([0, 0, 1, 1])
    >>> path = fit_l2_path((X, y), (X[::2], y[::2]), classes=2, grid=[10, 0.1])
    >>> [row.l2 for row in path.rows], path.chosen.l2, path.most_frequent
    ([0.1, 10], 10, 0.5)
    """
    if not len(grid):
        raise ValueError("the grid must hold at least one λ")
    training, held_out = _Part.of("train", train, classes), _Part.of("dev", dev, classes)
    tested = None if test is None else _Part.of("test", test, classes)
    rows: list[L2PathRow] = []
    fitted: FittedRegression | None = None
    # From the largest λ down: each minimum is a good start for the next.
    for l2 in sorted(set(grid), reverse=True):
        fitted = fit_softmax_regression(*training, classes, l2, tolerance=tolerance, start=fitted)
        rows.append(
            L2PathRow(
                l2,
                training.accuracy(fitted),
                held_out.accuracy(fitted),
                None if tested is None else tested.accuracy(fitted),
                float(np.linalg.norm(fitted.W)),
                fitted,
            )
        )
    most_frequent = np.bincount(training.y).argmax()
    return L2Path(rows[::-1], float(np.mean(held_out.y == most_frequent)), len(held_out.y))


class _Part(NamedTuple):
    """Features and labels."""

    X: FloatArray
    y: IntArray

    @classmethod
    def of(cls, name: str, given: tuple[FloatArray, ArrayLike], classes: int) -> _Part:
        X, y = given
        return cls(matrix(f"{name} features", X), indices(f"{name} labels", y, classes, "classes"))

    def accuracy(self, fitted: FittedRegression) -> float:
        return float(np.mean((self.X @ fitted.W + fitted.b).argmax(axis=1) == self.y))
