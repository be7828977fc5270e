"""The L2 regularisation path: softmax regression over a grid of λ, chosen on held-out texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, IntArray, indices, matrix
from lemmavec.classify.softmax_regression import FittedRegression, fit_softmax_regression

DEFAULT_GRID = tuple(float(f"{value:.1e}") for value in np.logspace(-5, 2, 15))

WHY = """\
λ is the strength of L2 regularisation: the loss has the term λ/2 ‖W‖², so that a larger λ makes
smaller weights. They fit less of the training texts: of their noise, and of what is true of all
texts. Held-out texts show at which λ the weights are large enough for the second alone."""


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
        first, last = self.rows[0], self.rows[-1]
        if first is last:
            sentences = [f"The grid holds one λ, {first.l2:g}: there is nothing to choose."]
        else:
            course = _course(first.l2, first.train, last.l2, last.train)
            sentences = [f"Train {course}.", self._reading_of_dev()]
        if self.dev_texts and first is not last:
            simplest = self.one_standard_error
            sentences.append(
                f"The standard error of {self.chosen.dev:.1%} on {self.dev_texts:,} texts is "
                f"{100 * self.standard_error:.1f} points; the largest λ within one of the best is "
                f"{simplest.l2:g}, with {simplest.dev:.1%}."
            )
        return " ".join([*sentences, self._reading_of_the_end()])

    def _reading_of_the_end(self) -> str:
        """Compare the largest λ with the constant, which it need not come down to."""
        last, constant = self.rows[-1], f"{self.most_frequent:.1%}"
        said = f"Always predicting the most frequent class would give {constant} on dev"
        if f"{last.dev:.1%}" == constant:
            return f"{said}, and λ = {last.l2:g} gives no more."
        still = "still gives more" if last.dev > self.most_frequent else "gives even less"
        return f"{said}; λ = {last.l2:g} {still}, {last.dev:.1%}."

    def _reading_of_dev(self) -> str:
        best, first, last = self.chosen, self.rows[0], self.rows[-1]
        if len({f"{row.dev:.1%}" for row in self.rows}) == 1:
            return f"Dev is {best.dev:.1%} at every λ: this grid does not decide between them."
        if f"{first.dev:.1%}" == f"{best.dev:.1%}":
            said = f"Dev is best, {best.dev:.1%}, already at the smallest λ"
            said += "" if best is first else f", and still at λ = {best.l2:g}"
            said += ": this grid shows no overfitting"
        else:
            said = f"Dev {_course(first.l2, first.dev, best.l2, best.dev)}"
        if f"{last.dev:.1%}" != f"{best.dev:.1%}":
            said += f", and falls to {last.dev:.1%} at λ = {last.l2:g}"
        return said + "."


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


def _course(from_l2: float, from_accuracy: float, to_l2: float, to_accuracy: float) -> str:
    """Say how an accuracy goes from one λ to another, as far as its written digits show."""
    before, after = f"{from_accuracy:.1%}", f"{to_accuracy:.1%}"
    if before == after:
        return f"is {before} at λ = {from_l2:g} and at λ = {to_l2:g}"
    verb = "rises" if to_accuracy > from_accuracy else "falls"
    return f"{verb} from {before} at λ = {from_l2:g} to {after} at λ = {to_l2:g}"


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
