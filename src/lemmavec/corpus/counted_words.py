"""The distinct words of a corpus, counted, with the type in which each of them came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec._kernels import WordTable
from lemmavec._keys import Key, typed

WORDS_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class CountedWords:
    """A table of words, which holds integers by their digits, and which of them are integers.

    Parameters
    ----------
    table : WordTable
        The words and their counts.
    are_integers : ndarray of bool, shape (words,)
        Whether the word with id 0, 1, ... came as an integer.
    """

    table: WordTable
    are_integers: NDArray[np.bool_]

    @classmethod
    def of(cls, table: WordTable, integers: NDArray[np.int32]) -> CountedWords:
        """Take a table, and the ids of the words in it that came as integers."""
        are_integers = np.zeros(len(table), np.bool_)
        are_integers[integers] = True
        return cls(table, are_integers)

    @property
    def counts(self) -> NDArray[np.int64]:
        """A copy of the count of each id."""
        return self.table.counts

    def ranked(self, min_count: int) -> NDArray[np.int32]:
        """Give the ids of words counted so often, by falling count; ties by code points."""
        return self.table.ranked(min_count)

    def words(self, ids: NDArray[np.int32]) -> list[Key]:
        """Return the words that have these ids, each in the type in which it came."""
        words = self.table.words(ids)
        are_integers = self.are_integers[ids]
        return typed(words, are_integers.tolist()) if are_integers.any() else words

    def in_parts(self) -> Iterator[tuple[slice, list[Key]]]:
        """Iterate over the words without holding all of them as Python objects."""
        for start in range(0, len(self), WORDS_AT_ONCE):
            part = slice(start, min(start + WORDS_AT_ONCE, len(self)))
            yield part, self.words(np.arange(part.start, part.stop, dtype=np.int32))

    def lowercased(self) -> tuple[CountedWords, NDArray[np.int32]]:
        """Return the words in small letters, and the id there of each id here."""
        lowered = WordTable()
        counts = self.counts
        ids = np.empty(len(self), np.int32)
        for start in range(0, len(self), WORDS_AT_ONCE):
            part = slice(start, min(start + WORDS_AT_ONCE, len(self)))
            words = self.table.words(np.arange(part.start, part.stop, dtype=np.int32))
            ids[part] = lowered.add([word.lower() for word in words], counts[part])
        return CountedWords.of(lowered, ids[self.are_integers]), ids

    def __len__(self) -> int:
        return len(self.table)
