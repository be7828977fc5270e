"""Bags of words: documents as rows of a sparse matrix of counts."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lemmavec.classify.tokenizer import split_words

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Tokenizer = Callable[[str], list[str]]


def words_of(
    documents: Iterable[str], *, lowercase: bool = True, tokenizer: Tokenizer | None = None
) -> list[list[str]]:
    """Split each document into its words.

    Parameters
    ----------
    documents : iterable of str
    lowercase : bool, default True
    tokenizer : callable, optional
        From a text to its words; `lemmavec.classify.tokenizer.split_words` by default.

    Returns
    -------
    list of list of str

    Raises
    ------
    TypeError
        If `documents` is one string, or a document is not a string.

    Examples
    --------
    >>> words_of(["A gem!", ""])
    [['a', 'gem', '!'], []]
    """
    if isinstance(documents, str):
        raise TypeError("expected a list of texts, got one string: put it in a list")
    split = split_words if tokenizer is None else tokenizer
    found = []
    for number, text in enumerate(documents):
        if not isinstance(text, str):
            raise TypeError(f"text {number} is not a string but {type(text).__name__}: {text!r}")
        found.append(split(text.lower() if lowercase else text))
    return found


def word_counts(documents: Iterable[Sequence[str]], min_count: int = 1) -> dict[str, int]:
    """Count the words of all documents, most frequent first, ties by word."""
    counted: Counter[str] = Counter()
    for words in documents:
        counted.update(words)
    kept = [(word, count) for word, count in counted.items() if count >= min_count]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))


def pairs_of(words: Sequence[str]) -> list[str]:
    """Join each word with the next.

    Examples
    --------
    >>> pairs_of(["not", "a", "gem"])
    ['not a', 'a gem']
    """
    return [f"{first} {second}" for first, second in pairwise(words)]


def bag_of_words(documents: Sequence[Sequence[str]], rows: Mapping[str, int]) -> csr_matrix:
    """Count the words of each document; words that have no row are left out.

    Parameters
    ----------
    documents : sequence of sequence of str
    rows : mapping of str to int
        The column of each word: 0 to len(rows) - 1.

    Returns
    -------
    csr_matrix of float32, shape (len(documents), len(rows))

    Examples
    --------
    >>> bag_of_words([["a", "gem", "a"], ["dud"]], {"a": 0, "gem": 1}).toarray()
    array([[2., 1.],
           [0., 0.]], dtype=float32)
    """
    from scipy.sparse import csr_matrix

    ids, ends = ids_of(documents, rows)
    bag = csr_matrix((np.ones(len(ids), np.float32), ids, ends), (len(documents), len(rows)))
    bag.sum_duplicates()
    return bag


def ids_of(
    documents: Iterable[Sequence[str]], rows: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Give the rows of all words in order, and where each document ends: offsets from 0 on."""
    ids = array("i")
    ends = [0]
    for words in documents:
        ids.extend([rows[word] for word in words if word in rows])
        ends.append(len(ids))
    return np.array(ids, np.int32), np.array(ends, np.int64)
