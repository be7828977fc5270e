"""Documents as weighted averages of their words' vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Weighting = Literal["mean", "idf", "sif"]
WEIGHTINGS = ("mean", "idf", "sif")


class Averager(NamedTuple):
    """A weight for each word, and the direction that is taken off the averages, if any.

    Parameters
    ----------
    weights : ndarray of float64, shape (V,)
    per_weight : bool
        Whether to divide by the sum of the weights, or by the number of words.
    common : ndarray of float64, shape (d,), or None
        A unit vector.
    """

    weights: NDArray[np.float64]
    per_weight: bool
    common: NDArray[np.float64] | None = None

    def transform(self, bag: csr_matrix, vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Average the vectors of each document; one without a known word gets zeros.

        Parameters
        ----------
        bag : csr_matrix, shape (N, V)
            The counts of each document's words.
        vectors : ndarray of float32, shape (V, d)

        Returns
        -------
        ndarray of float64, shape (N, d)
        """
        used = np.unique(bag.indices)
        weighted = bag[:, used].multiply(self.weights[used]).tocsr()
        size = weighted.sum(axis=1) if self.per_weight else bag.sum(axis=1)
        size = np.asarray(size, np.float64).reshape(-1, 1)
        sums = weighted @ vectors[used].astype(np.float64)
        averages: NDArray[np.float64] = sums / np.where(size > 0, size, 1.0)
        if self.common is not None:
            averages -= np.outer(averages @ self.common, self.common)
        return averages

    def shares(self, rows: Sequence[int], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Split the average of one document among its words, given by their rows.

        Returns
        -------
        ndarray of float64, shape (len(rows), d)
            A word's share in each occurrence; they sum to the average.
        """
        weights = self.weights[list(rows)]
        size = weights.sum() if self.per_weight else len(weights)
        shares: NDArray[np.float64] = vectors[list(rows)].astype(np.float64)
        shares *= weights[:, None] / (size if size > 0 else 1.0)
        if self.common is not None:
            shares -= np.outer(shares @ self.common, self.common)
        return shares


def fit_averager(
    weighting: Weighting,
    bag: csr_matrix,
    vectors: NDArray[np.float32],
    counts: NDArray[np.integer] | None = None,
    *,
    a: float = 1e-3,
) -> Averager:
    r"""Find the weights of words.

    Parameters
    ----------
    weighting : {"mean", "idf", "sif"}
        Every occurrence alike; by $\ln\frac{1 + N}{1 + n_w} + 1$ for a word in $n_w$ of N
        documents; or by $\frac{a}{a + p_w}$ for a word of frequency $p_w$, after which the first
        singular vector of the averages is taken off them.
    bag : csr_matrix, shape (N, V)
    vectors : ndarray of float32, shape (V, d)
    counts : ndarray of int, shape (V,), optional
        Occurrences of each word in the text of the vectors, for "sif"; those of `bag` by default.
    a : float, default 1e-3

    Returns
    -------
    Averager

    Raises
    ------
    ValueError
        If the weighting is none of the three.

    Notes
    -----
    Sources: scikit-learn's smooth idf; Arora, Liang and Ma 2017, "A simple but tough-to-beat
    baseline for sentence embeddings".

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> bag, vectors = csr_matrix([[3.0, 1.0]]), np.array([[0.0], [4.0]], np.float32)
    >>> fit_averager("mean", bag, vectors).transform(bag, vectors)
    array([[1.]])
    """
    if weighting not in WEIGHTINGS:
        raise ValueError(f"weighting must be one of {', '.join(WEIGHTINGS)}, got {weighting!r}")
    if weighting == "mean":
        return Averager(np.ones(bag.shape[1]), per_weight=True)
    if weighting == "idf":
        documents = np.bincount(bag.indices, minlength=bag.shape[1])
        return Averager(np.log((1 + bag.shape[0]) / (1 + documents)) + 1, per_weight=True)
    found = np.asarray(bag.sum(axis=0)).ravel() if counts is None else counts
    frequency = found / max(float(found.sum()), 1.0)
    plain = Averager(a / (a + frequency), per_weight=False)
    averages = plain.transform(bag, vectors)
    if not averages.any():
        return plain
    _, directions = np.linalg.eigh(averages.T @ averages)
    return plain._replace(common=directions[:, -1])
