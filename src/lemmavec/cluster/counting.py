"""Counted words as they travel between workers, and how the counts of shards add up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec._kernels import WordTable
from lemmavec.corpus.counted_words import CountedWords


@dataclass(frozen=True, slots=True)
class Counts:
    """The distinct words of some shards.

    Parameters
    ----------
    words : list of str
        Integers by their digits.
    counts : ndarray of int64, shape (words,)
    are_integers : ndarray of bool, shape (words,)
        Which words came as integers.
    error : int
        By how much a count can be too small, as rare words were left out; 0 if none were.
    """

    words: list[str]
    counts: NDArray[np.int64]
    are_integers: NDArray[np.bool_]
    error: int = 0

    @classmethod
    def of(cls, counted: CountedWords) -> Counts:
        """Take the words out of their table."""
        ids = np.arange(len(counted), dtype=np.int32)
        return cls(counted.table.words(ids), counted.counts, counted.are_integers)

    def counted_words(self) -> CountedWords:
        """Put the words into a table, from which a vocabulary can be chosen."""
        table = WordTable()
        table.add(self.words, self.counts)
        return CountedWords(table, self.are_integers)

    def pruned(self, most: int | None) -> Counts:
        """Keep no more than the most frequent words; those as frequent as one left out go too.

        Examples
        --------
        >>> counts = Counts(["gold", "ore", "tin"], np.array([9, 2, 2]), np.zeros(3, bool))
        >>> few = counts.pruned(2)
        >>> few.words, few.error
        (['gold'], 2)
        """
        if most is None or len(self.words) <= most:
            return self
        # The largest count that must go.
        least = int(np.partition(self.counts, len(self.counts) - most - 1)[-most - 1])
        kept = np.flatnonzero(self.counts > least)
        words = [self.words[i] for i in kept]
        return Counts(words, self.counts[kept], self.are_integers[kept], self.error + least)


def added(first: Counts, second: Counts) -> Counts:
    """Add up the counts of two groups of shards.

    A word that is an integer in one and text in the other has the type of the first, as one machine
    would have met it there first.

    Examples
    --------
    >>> one = Counts(["gold", "7"], np.array([3, 1]), np.array([False, True]))
    >>> two = Counts(["7", "ore"], np.array([2, 4]), np.array([False, False]))
    >>> both = added(one, two)
    >>> both.words, both.counts.tolist(), both.are_integers.tolist()
    (['gold', '7', 'ore'], [3, 3, 4], [False, True, False])
    """
    table = WordTable()
    table.add(first.words, first.counts)
    ids = table.add(second.words, second.counts)
    are_integers = np.zeros(len(table), np.bool_)
    are_integers[ids] = second.are_integers
    are_integers[: len(first.words)] = first.are_integers
    words = table.words(np.arange(len(table), dtype=np.int32))
    return Counts(words, table.counts, are_integers, first.error + second.error)
