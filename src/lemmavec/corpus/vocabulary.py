"""Words, their counts and their ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Vocabulary:
    """Words by falling count, ties in the order of their code points; a word's id is its position.

    Words that were added to a trained model come after those it had, whatever their count.

    Parameters
    ----------
    words : sequence of str
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

    words: Sequence[str]
    counts: NDArray[np.int64]

    def __post_init__(self) -> None:
        if len(self.words) != len(self.counts):
            raise ValueError(f"{len(self.words)} words but {len(self.counts)} counts")

    @classmethod
    def from_counts(cls, counts: Mapping[str, int], min_count: int = 1) -> Vocabulary:
        """Order counted words, leaving out those that occur fewer than `min_count` times."""
        kept = [(word, count) for word, count in counts.items() if count >= min_count]
        kept.sort(key=lambda item: (-item[1], item[0]))
        words = [word for word, _ in kept]
        return cls(words, np.fromiter((count for _, count in kept), np.int64, len(kept)))

    @cached_property
    def index(self) -> dict[str, int]:
        """Word to id."""
        return {word: i for i, word in enumerate(self.words)}

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def __iter__(self) -> Iterator[str]:
        return iter(self.words)
