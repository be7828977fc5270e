"""Bags of words: documents as rows of a sparse matrix of counts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix


def word_counts(documents: Iterable[Sequence[str]], min_count: int = 1) -> dict[str, int]:
    """Count the words of all documents, most frequent first, ties by word.

    Words that occur less often than `min_count` times are left out.
    """
    counted: Counter[str] = Counter()
    for words in documents:
        counted.update(words)
    kept = [(word, count) for word, count in counted.items() if count >= min_count]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))


def bigrams(words: Sequence[str]) -> list[str]:
    """Join each word with the next.

    Examples
    --------
    >>> bigrams(["not", "a", "gem"])
    ['not a', 'a gem']
    """
    return [f"{first} {second}" for first, second in pairwise(words)]


def bag_of_words(documents: Sequence[Sequence[str]], columns: Mapping[str, int]) -> csr_matrix:
    """Count the words of each document; words that have no column are left out.

    Parameters
    ----------
    documents : sequence of sequence of str
    columns : mapping of str to int
        The column of each word: 0 to len(columns) - 1.

    Returns
    -------
    csr_matrix of float32, shape (len(documents), len(columns))

    Examples
    --------
    >>> bag_of_words([["a", "gem", "a"], ["dud"]], {"a": 0, "gem": 1}).toarray()
    array([[2., 1.],
           [0., 0.]], dtype=float32)
    """
    from scipy.sparse import csr_matrix

    ids, offsets = token_ids(documents, columns)
    shape = (len(documents), len(columns))
    bag = csr_matrix((np.ones(len(ids), np.float32), ids, offsets), shape)
    bag.sum_duplicates()
    return bag


def token_ids(
    documents: Iterable[Sequence[str]], ids: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Look up the ids of all words, in order; words without an id are left out.

    Returns
    -------
    ids : ndarray of int32
        Of all documents, one after the other.
    offsets : ndarray of int64
        Document i has `ids[offsets[i] : offsets[i + 1]]`.
    """
    found = array("i")
    offsets = [0]
    for words in documents:
        found.extend([ids[word] for word in words if word in ids])
        offsets.append(len(found))
    return np.array(found, np.int32), np.array(offsets, np.int64)
