"""Validation of words, vectors and counts that belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec._keys import Key, Word, as_key, is_word
from lemmavec.vectors.queries import Matrix
from lemmavec.vectors.search import row_norms

Kind = TypeVar("Kind", bound=np.generic)


def read_only(array: NDArray[Kind]) -> NDArray[Kind]:
    """Return a view of an array that cannot be written to."""
    view = array.view()
    view.flags.writeable = False
    return view


def checked_matrix(vectors: Matrix, words: Sequence[Key]) -> Matrix:
    """Return a read-only view of float32 rows, one for each word; else TypeError or ValueError."""
    if not isinstance(vectors, np.ndarray) or vectors.dtype != np.float32:
        kind = getattr(vectors, "dtype", type(vectors).__name__)
        raise TypeError(
            f"vectors must be a NumPy array of float32, got {kind}: "
            "np.asarray(vectors, np.float32) makes one"
        )
    if vectors.ndim != 2 or len(vectors) != len(words) or vectors.shape[1] < 1:
        raise ValueError(
            f"vectors must have a row for each of the {len(words):,} words, shape "
            f"({len(words)}, d), got {vectors.shape}"
        )
    return read_only(vectors)


def finite_norms(matrix: Matrix, words: Sequence[Key]) -> Matrix:
    """Return the length of each row, read-only; ValueError if one has NaN or infinity."""
    norms, bad = row_norms(matrix)
    if bad >= 0:
        raise ValueError(f"the vector of {words[bad]!r} (row {bad}) has NaN or infinity")
    return read_only(norms)


def checked_words(words: Iterable[Word]) -> list[Key]:
    """Return the words as they are kept, str or int; TypeError if one is neither."""
    listed = list(words)
    if set(map(type, listed)) <= {str}:
        return listed
    for row, word in enumerate(listed):
        if not is_word(word):
            raise TypeError(f"words must be str or int; word {row} is {word!r}")
    return [as_key(word) for word in listed]


def checked_rows(words: list[Key]) -> dict[Key, int]:
    """Return the row of each word; an error if one comes twice."""
    rows = dict(zip(words, range(len(words)), strict=True))
    if len(rows) < len(words):
        first: dict[Key, int] = {}
        row, word = next((i, w) for i, w in enumerate(words) if first.setdefault(w, i) != i)
        raise ValueError(f"the word {word!r} comes twice, in rows {first[word]} and {row}")
    return rows


def checked_counts(counts: ArrayLike, words: int) -> NDArray[np.int64]:
    """Return read-only int64 counts, one for each word; else ValueError."""
    array = np.asarray(counts)
    if array.shape != (words,) or (array.size and not np.issubdtype(array.dtype, np.integer)):
        raise ValueError(
            f"counts must be one integer for each of the {words:,} words, got an array of "
            f"{array.dtype} with shape {array.shape}"
        )
    whole = array.astype(np.int64, copy=False)
    if whole.size and whole.min() < 0:
        row = int(whole.argmin())
        raise ValueError(f"counts must be 0 or more, got {array[row]} for word {row}")
    return read_only(whole)
