"""Words, their counts and their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key, find


@dataclass(frozen=True)
class Vocabulary:
    """Words by falling count, ties in the order of their code points; a word's id is its position.

    Words that were added to a trained model come after those it had, whatever their count.

    Parameters
    ----------
    words : sequence of str or int
        The word with id 0, 1, ...
    counts : ndarray of int64, shape (words,)
        How often each occurs in the corpus.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_counts({"the": 9, "gold": 4, "ore": 4, "rare": 1}, min_count=2)
    >>> vocabulary.words
    ['the', 'gold', 'ore']
    >>> vocabulary.index["ore"]
    2
    """

    words: Sequence[Key]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.words) != len(self.counts):
            raise ValueError(f"{len(self.words)} words but {len(self.counts)} counts")

    @classmethod
    def from_counts(cls, counts: Mapping[Key, int], min_count: int = 1) -> Vocabulary:
        """Order counted words, leaving out those that occur fewer than `min_count` times."""
        kept = [(word, count) for word, count in counts.items() if count >= min_count]
        kept.sort(key=lambda item: (-item[1], str(item[0])))
        words = [word for word, _ in kept]
        return cls(words, np.fromiter((count for _, count in kept), np.int64, len(kept)))

    @classmethod
    def in_order(cls, counts: Mapping[Key, int]) -> Vocabulary:
        """Take words in the order in which they come."""
        return cls(list(counts), np.fromiter(counts.values(), np.int64, len(counts)))

    def with_counts(self, counts: Mapping[Key, int], min_count: int = 1) -> Vocabulary:
        """Add up counts; new words with `min_count` or more come after those there are.

        Examples
        --------
        >>> more = {"gold": 9, "ore": 1, "tin": 1}
        >>> grown = Vocabulary.from_counts({"ore": 4}).with_counts(more, min_count=2)
        >>> grown.words, grown.counts.tolist()
        (['ore', 'gold'], [5, 9])
        """
        new = {word: count for word, count in counts.items() if word not in self.index}
        more = Vocabulary.from_counts(new, min_count)
        total = self.counts + [counts.get(word, 0) for word in self.words]
        return Vocabulary([*self.words, *more.words], np.concatenate([total, more.counts]))

    @cached_property
    def index(self) -> dict[Key, int]:
        """Word to id."""
        return {word: i for i, word in enumerate(self.words)}

    def id_of(self, word: object) -> int:
        """Return the id of a word, or of its other form (34 and "34"); -1 if it is not there."""
        found = find(self.index, word)
        return -1 if found is None else found

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return self.id_of(word) >= 0

    def __iter__(self) -> Iterator[Key]:
        return iter(self.words)
