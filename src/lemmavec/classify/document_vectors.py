"""Document vectors: weighted averages of the vectors of a document's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import one_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Weighting = Literal["mean", "idf", "sif"]


class WeightedAverage(NamedTuple):
    """The weight of each word, the common component that is removed, and the scale of the rest.

    Parameters
    ----------
    weights : ndarray of float64, shape (V,)
    normalised : bool
        Whether a sum is divided by its weights' sum; by the number of words if not.
    common_component : ndarray of float64, shape (d,), or None
        A unit vector; the projection onto it is subtracted from each average.
    scale : float, default 1.0
        What every entry is divided by at the end.
    """

    weights: NDArray[np.float64]
    normalised: bool
    common_component: NDArray[np.float64] | None = None
    scale: float = 1.0

    def transform(self, bag: csr_matrix, vectors: NDArray[np.floating]) -> NDArray[np.float64]:
        """Average the vectors of each document; one without a known word gets zeros.

        Parameters
        ----------
        bag : csr_matrix, shape (N, V)
            The counts of each document's words.
        vectors : ndarray of float, shape (V, d)

        Returns
        -------
        ndarray of float64, shape (N, d)
        """
        used = np.unique(bag.indices)
        weighted = bag[:, used].multiply(self.weights[used]).tocsr()
        size = weighted.sum(axis=1) if self.normalised else bag.sum(axis=1)
        size = np.asarray(size, np.float64).reshape(-1, 1)
        sums = weighted @ vectors[used].astype(np.float64)
        averages: NDArray[np.float64] = sums / np.where(size > 0, size, 1.0)
        return self._without_common_component(averages) / self.scale

    def word_shares(self, rows: Sequence[int], vectors: NDArray[np.float32]) -> NDArray[np.float64]:
        """Split the average of one document among its words, given by their rows.

        Returns
        -------
        ndarray of float64, shape (len(rows), d)
            The share of each occurrence of a word; they sum to the average.
        """
        weights = self.weights[list(rows)]
        size = weights.sum() if self.normalised else len(weights)
        shares: NDArray[np.float64] = vectors[list(rows)].astype(np.float64)
        shares *= weights[:, None] / (size if size > 0 else 1.0)
        return self._without_common_component(shares) / self.scale

    def scaled_to(self, documents: NDArray[np.float64]) -> WeightedAverage:
        """Scale so that the columns of these averages have a mean variance of 1.

        One number for all columns keeps their proportions. Averages that are all alike, whose
        variance is 0, leave the scale at 1.

        Parameters
        ----------
        documents : ndarray of float64, shape (N, d)
            As `transform` gives them at the scale of 1.

        Returns
        -------
        WeightedAverage
        """
        return self._replace(scale=float(np.sqrt(documents.var(axis=0).mean())) or 1.0)

    def _without_common_component(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.common_component is not None:
            rows -= np.outer(rows @ self.common_component, self.common_component)
        return rows


def fit_weighted_average(
    weighting: Weighting,
    bag: csr_matrix,
    vectors: NDArray[np.float32],
    counts: NDArray[np.integer] | None = None,
    *,
    a: float = 1e-3,
) -> WeightedAverage:
    r"""Find the weights of words.

    - "mean": every occurrence weighs 1.
    - "idf": inverse document frequency, $\ln\frac{1 + N}{1 + n_w} + 1$ for a word in $n_w$ of N
      documents.
    - "sif": smooth inverse frequency, $\frac{a}{a + p_w}$ for a word of relative frequency $p_w$.
      The first singular vector of the averages is the common component.

    Parameters
    ----------
    weighting : {"mean", "idf", "sif"}
    bag : csr_matrix, shape (N, V)
        The counts of each document's words.
    vectors : ndarray of float32, shape (V, d)
    counts : ndarray of int, shape (V,), optional
        Occurrences of each word in the corpus of the vectors, for "sif"; those of `bag` by default.
    a : float, default 1e-3
        For "sif".

    Returns
    -------
    WeightedAverage

    Raises
    ------
    ValueError
        If the weighting is none of the three.

    Notes
    -----
    Sources: the smooth idf of scikit-learn's `TfidfTransformer`; Arora, Liang and Ma 2017, "A
    simple but tough-to-beat baseline for sentence embeddings", for "sif".

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> bag, vectors = csr_matrix([[3.0, 1.0]]), np.array([[0.0], [4.0]], np.float32)
    >>> fit_weighted_average("mean", bag, vectors).transform(bag, vectors)
    array([[1.]])
    """
    one_of("weighting", weighting, get_args(Weighting))
    if weighting == "mean":
        return WeightedAverage(np.ones(bag.shape[1]), normalised=True)
    if weighting == "idf":
        documents = np.bincount(bag.indices, minlength=bag.shape[1])
        idf = np.log((1 + bag.shape[0]) / (1 + documents)) + 1
        return WeightedAverage(idf, normalised=True)
    found = np.asarray(bag.sum(axis=0) if counts is None else counts, np.float64).ravel()
    frequency = found / max(found.sum(), 1.0)
    plain = WeightedAverage(a / (a + frequency), normalised=False)
    averages = plain.transform(bag, vectors)
    if not averages.any():
        return plain
    _, directions = np.linalg.eigh(averages.T @ averages)
    return plain._replace(common_component=directions[:, -1])
