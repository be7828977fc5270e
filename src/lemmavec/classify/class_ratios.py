"""Log-count ratios: how much more often a word occurs in the texts of one class than in others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lemmavec._validation import FloatArray, IntArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
"""Parts of the training texts; the ratios for each are counted in the other parts."""


def log_count_ratios(bag: csr_matrix, labels: IntArray, classes: int) -> FloatArray:
    r"""Compute each word's log-count ratio for each class.

    With $f_{wc}$ the number of texts of class c that hold the word w, and f summed over the other
    classes for $\bar c$,

    $$r_{wc} = \ln \frac{1 + f_{wc}}{\sum_u (1 + f_{uc})}
    - \ln \frac{1 + f_{w \bar c}}{\sum_u (1 + f_{u \bar c})}$$

    where u runs over the words that any text holds. The ratio of another word is 0.

    Parameters
    ----------
    bag : csr_matrix, shape (N, V)
        The counts of each text's words.
    labels : ndarray of int, shape (N,)
        From 0 to classes - 1.
    classes : int
        C, 2 or more.

    Returns
    -------
    ndarray of float64, shape (V, C), or (V, 1) for two classes: the ratio of the second

    Notes
    -----
    Source: Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic
    Classification", section 2.1, with α = 1.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> bag = csr_matrix([[1, 0], [1, 0], [0, 1], [0, 1]])
    >>> log_count_ratios(bag, np.array([1, 1, 0, 0]), 2).round(2)
    array([[ 1.1],
           [-1.1]])
    """
    from scipy.sparse import csr_matrix

    one_hot = csr_matrix(
        (np.ones(len(labels)), (labels, np.arange(len(labels)))), (classes, len(labels))
    )
    texts = np.asarray((one_hot @ (bag > 0)).todense(), np.float64).T
    totals = texts.sum(axis=1, keepdims=True)
    seen = totals > 0

    def log_share(counts: FloatArray) -> FloatArray:
        smoothed = counts + 1.0
        shares: FloatArray = np.log(smoothed) - np.log(smoothed.sum(axis=0, where=seen))
        return shares

    ratios = np.where(seen, log_share(texts) - log_share(totals - texts), 0.0)
    return ratios[:, 1:] if classes == 2 else ratios


def ratios_of_other_folds(
    bag: csr_matrix, labels: IntArray, classes: int, seed: int
) -> list[tuple[IntArray, FloatArray]]:
    """Split the texts into folds at random, and count the ratios for each in the other folds.

    A word that occurs once tells the class of its own text with certainty, and says nothing of
    another. A classifier must therefore not learn from ratios that its own training texts made.

    Parameters
    ----------
    bag, labels, classes
        As for `log_count_ratios`.
    seed : int
        Of the split.

    Returns
    -------
    list of pairs
        The numbers of the texts of a fold, and the ratios of the words in all other texts.

    Examples
    --------
    >>> from scipy.sparse import csr_matrix
    >>> folds = ratios_of_other_folds(csr_matrix(np.eye(10)), np.arange(10) % 2, 2, seed=1)
    >>> [(len(texts), ratios.shape) for texts, ratios in folds]
    [(2, (10, 1)), (2, (10, 1)), (2, (10, 1)), (2, (10, 1)), (2, (10, 1))]
    """
    fold = np.random.default_rng(seed).permutation(len(labels)) % FOLDS
    numbers = [np.flatnonzero(fold == number) for number in range(min(FOLDS, len(labels)))]
    return [
        (texts, log_count_ratios(bag[fold != number], labels[fold != number], classes))
        for number, texts in enumerate(numbers)
    ]
