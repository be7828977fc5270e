"""Subwords: the character n-grams of a word, and the rows of a matrix that make its vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._keys import Key
from lemmavec._validation import one_of, within

Combine = Literal["mean", "sum"]
Steps = Literal["word", "text"]
Table = Literal["fasttext", "floret"]

MOST_ROWS = 2**31 - 1
LONGEST_NGRAM = 1000
MOST_HASHES = 4


class RowLists(NamedTuple):
    """A list of rows for each word.

    Attributes
    ----------
    begin : ndarray of int64, shape (words + 1,)
        Word w has the rows ``rows[begin[w]:begin[w + 1]]``.
    rows : ndarray of int32
        The lists, one after the other. A row may come twice in one of them.
    """

    begin: NDArray[np.int64]
    rows: NDArray[np.int32]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The number of rows of each word, int64 of shape (words,)."""
        return np.diff(self.begin)


@dataclass(frozen=True, slots=True, repr=False)
class Subwords:
    """Which character n-grams a word has, and how their rows make its vector.

    Parameters
    ----------
    min_n, max_n : int, default 3 and 6
        The least and the largest number of code points of an n-gram, 1 or more. N-grams are those
        of the word between `<` and `>`; the two count.
    buckets : int, default 2,000,000
        Rows for the n-grams, which are hashed to them: n-grams that fall into one bucket share it.
    combine : {"mean", "sum"}
        A word's vector is the mean (as in fastText) or the sum (as in the paper) of its rows.
    steps : {"word", "text"}
        How far rows step along their gradient: as far as lets the vector of each word move like a
        single row (for the mean of n rows n times alpha, as in fastText), or all rows alike, as
        far as does so for the words of the text on average.
    table : {"fasttext", "floret"}
        Each word has a row of its own besides its n-grams', as in fastText; or words share the
        buckets with the n-grams, as in floret, so that some tens of thousands of rows are enough.
    hashes : int, default 1
        The floret table: the buckets of each word and of each n-gram, 1 to 4.

    Raises
    ------
    ValueError, TypeError
        If a value is out of its range, has the wrong type, or contradicts another.

    Notes
    -----
    Each row of a word takes the gradient of the loss: that of the vector, divided by n for the mean
    of n rows, as often as the row is one of them. Where many words share rows, all steps are
    smaller, by how far the words of a block move each other on average.

    Sources: Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information"
    (arXiv:1607.04606); Serrà and Karatzoglou 2017, "Getting deep recommenders fit: Bloom embeddings
    for sparse binary input/output networks" (arXiv:1706.03993).

    Examples
    --------
    >>> Subwords(min_n=3, max_n=4).ngrams("gold")
    ['<go', '<gol', 'gol', 'gold', 'old', 'old>', 'ld>']
    >>> Subwords(min_n=3, max_n=2)
    Traceback (most recent call last):
        ...
    ValueError: min_n must be max_n (2) or less, got 3
    """

    min_n: int = 3
    max_n: int = 6
    buckets: int = 2_000_000
    combine: Combine = "mean"
    steps: Steps = "word"
    table: Table = "fasttext"
    hashes: int = 1

    def __post_init__(self) -> None:
        within("min_n", self.min_n, 1, LONGEST_NGRAM)
        within("max_n", self.max_n, 1, LONGEST_NGRAM)
        if self.min_n > self.max_n:
            raise ValueError(f"min_n must be max_n ({self.max_n}) or less, got {self.min_n}")
        within("buckets", self.buckets, 1, MOST_ROWS - 1)
        within("hashes", self.hashes, 1, MOST_HASHES)
        one_of("combine", self.combine, get_args(Combine))
        one_of("steps", self.steps, get_args(Steps))
        one_of("table", self.table, get_args(Table))
        if self.table == "fasttext" and self.hashes != 1:
            raise ValueError(
                f'hashes={self.hashes} is for table="floret"; leave it out, or set that'
            )

    def __repr__(self) -> str:
        given = [(f.name, f.default, getattr(self, f.name)) for f in fields(self)]
        differing = ", ".join(f"{name}={v!r}" for name, default, v in given if v != default)
        return f"Subwords({differing})"

    @property
    def has_own_rows(self) -> bool:
        """Whether each word of the vocabulary has a row of its own."""
        return self.table == "fasttext"

    def row_count(self, words: int) -> int:
        """Return the number of rows for a vocabulary of so many words.

        Raises
        ------
        ValueError
            If there are more than rows can be numbered.
        """
        rows = self._first_bucket(words) + self.buckets
        if rows > MOST_ROWS - 1:
            raise ValueError(
                f"{words:,} words and buckets={self.buckets:,} are more than {MOST_ROWS - 1:,} "
                "rows: use fewer buckets"
            )
        return rows

    def ngrams(self, word: str) -> list[str]:
        """Return the n-grams of a word; one that occurs twice comes twice."""
        whole = f"<{word}>"
        last = len(whole) - 1
        return [
            whole[begin : begin + n]
            for begin in range(len(whole))
            for n in range(self.min_n, min(self.max_n, len(whole) - begin) + 1)
            if n > 1 or 0 < begin < last  # neither the first < nor the last > alone
        ]

    def row_lists(self, words: Sequence[Key]) -> RowLists:
        """Return the rows of each word of a vocabulary: its own first, then its n-grams'."""
        return self._lists(words, self.has_own_rows, len(words))

    def ngram_lists(self, words: Sequence[Key]) -> RowLists:
        """Return the buckets of the n-grams of words, numbered from 0; a list may be empty."""
        return self._lists(words, False, 0)

    def _first_bucket(self, words: int) -> int:
        return words if self.has_own_rows else 0

    def _lists(self, words: Sequence[Key], own_rows: bool, vocabulary: int) -> RowLists:
        given = list(words)
        if other := [word for word in given if not isinstance(word, str | bytes)]:
            raise TypeError(
                f"subwords are n-grams of text, and the words of this corpus are integers, such as "
                f"{other[0]}: leave out subwords"
            )
        try:
            return self._native_lists(given, own_rows, vocabulary)
        except UnicodeEncodeError:  # read from a file that is not UTF-8
            encoded = [word.encode("utf-8", "surrogateescape") for word in given]
            return self._native_lists(encoded, own_rows, vocabulary)

    def _native_lists(
        self, words: list[str] | list[bytes], own_rows: bool, vocabulary: int
    ) -> RowLists:
        self.row_count(vocabulary)
        begin, rows = _kernels.row_lists(
            words,
            self.min_n,
            self.max_n,
            self.buckets,
            hashes=0 if self.table == "fasttext" else self.hashes,
            own_rows=own_rows,
            first_bucket=self._first_bucket(vocabulary),
        )
        return RowLists(begin, rows)


def composed(
    matrix: NDArray[np.float32], lists: RowLists, combine: Combine, workers: int = 1
) -> NDArray[np.float32]:
    """Return the vector of each list: the mean or the sum of its rows, in float32 as fastText.

    Parameters
    ----------
    matrix : ndarray of float32, shape (rows, d)
        Its rows may lie apart.
    lists : RowLists
        One row or more for each word.
    combine : {"mean", "sum"}
        How the rows are combined.
    workers : int
        Threads.

    Examples
    --------
    >>> lists = RowLists(np.array([0, 1, 3]), np.array([0, 1, 1], np.int32))
    >>> composed(np.array([[1], [4]], np.float32), lists, "sum").ravel()
    array([1., 8.], dtype=float32)
    """
    vectors = np.empty((len(lists.begin) - 1, matrix.shape[1]), np.float32)
    if len(vectors):
        _kernels.compose(
            matrix,
            lists.begin,
            lists.rows,
            mean=combine == "mean",
            vectors=vectors,
            threads=workers,
        )
    return vectors
