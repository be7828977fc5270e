"""The choice of the vocabulary among the counted words, and their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key
from lemmavec._validation import at_least, within
from lemmavec.corpus.counted_words import CountedWords
from lemmavec.corpus.vocabulary import Vocabulary

# Gives a vocabulary, and for each counted word the final id, or -1 to drop the word.
Choice = Callable[[CountedWords], tuple[Vocabulary, NDArray[np.int32]]]
# Of a word and its count: True keeps it, False leaves it out, None leaves that to `min_count`.
KeepWord = Callable[[Key, int], bool | None]


@dataclass(frozen=True, slots=True)
class WordChoice:
    """Which of the counted words enter the vocabulary.

    Parameters
    ----------
    min_count : int
        Words that occur less often are left out.
    max_words : int or None
        No more than so many words, the most frequent; ties by code points.
    keep_word : callable or None
        Of a word and its count: True keeps it, False leaves it out, None leaves that to
        `min_count`.
    """

    min_count: int = 5
    max_words: int | None = None
    keep_word: KeepWord | None = None

    def __post_init__(self) -> None:
        within("min_count", self.min_count, 1, 2**63 - 1)
        if self.max_words is not None:
            at_least("max_words", self.max_words, 1)
        if self.keep_word is not None and not callable(self.keep_word):
            raise TypeError(
                f"keep_word must be a function of a word and its count, got {self.keep_word!r}"
            )

    def ranked(self, counted: CountedWords) -> NDArray[np.int32]:
        """Return the ids of the words that are kept, by falling count, ties by code points."""
        if self.keep_word is None:
            return counted.ranked(self.min_count)[: self.max_words]
        counts, kept = counted.counts, np.zeros(len(counted), bool)
        for part, words in counted.in_parts():
            kept[part] = list(map(self._keeps, words, counts[part].tolist()))
        ranked = counted.ranked(1)
        return ranked[kept[ranked]][: self.max_words]

    def _keeps(self, word: Key, count: int) -> bool:
        assert self.keep_word is not None
        answer = self.keep_word(word, count)
        if not (answer is None or isinstance(answer, (bool, np.bool_))):
            raise TypeError(f"keep_word({word!r}, {count}) must be True, False or None: {answer!r}")
        return count >= self.min_count if answer is None else bool(answer)


def frequent_words(
    counted: CountedWords, choice: WordChoice
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Order the words that are kept by falling count, ties by code points."""
    counts = counted.counts
    kept = choice.ranked(counted)
    if not len(kept):
        top = counted.ranked(1)[:5]
        most = ", ".join(
            f"{word!r} ({count:,})"
            for word, count in zip(counted.words(top), counts[top], strict=True)
        )
        few = f"every word occurs fewer than min_count={choice.min_count} times"
        why = few if choice.keep_word is None else f"{few}, or keep_word leaves it out"
        raise ValueError(
            f"{why}, of {counts.sum():,} words, {len(counted):,} distinct; the most frequent are "
            f"{most}; pass a smaller min_count or more text"
        )
    final = np.full(len(counted), -1, np.int32)
    final[kept] = np.arange(len(kept), dtype=np.int32)
    return Vocabulary(counted.words(kept), counts[kept]), final


def known_and_new_words(
    counted: CountedWords, known: Vocabulary, choice: WordChoice
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Add up the counts of known words, and append the new ones that are frequent enough."""
    counts, total = counted.counts, known.counts.copy()
    final = _ids_under(known, counted)
    met = final >= 0
    total[final[met]] += counts[met]
    ranked = choice.ranked(counted)
    new = ranked[final[ranked] < 0]
    if choice.max_words is not None:
        new = new[: max(0, choice.max_words - len(known))]
    if not met.any() and not len(new):
        frequent_words(counted, choice)  # raises: no word is frequent enough
    final[new] = len(known) + np.arange(len(new), dtype=np.int32)
    words = [*known.words, *counted.words(new)]
    return Vocabulary(words, np.concatenate([total, counts[new]])), final


def known_words(counted: CountedWords, known: Vocabulary) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Keep the vocabulary as it is, and drop every other word."""
    final = _ids_under(known, counted)
    if len(counted) and final.max() < 0:
        raise ValueError(
            f"none of the corpus's {len(counted):,} distinct words is among the vocabulary's "
            f"{len(known):,}; the corpus must be split and lower-cased in the same way "
            f"(the vocabulary begins with {_listed(known.words[:5])}, the corpus with "
            f"{_listed(counted.words(np.arange(min(5, len(counted)), dtype=np.int32)))})"
        )
    return known, final


def some_known_words(known: Vocabulary) -> Choice:
    """Keep a vocabulary as it is, of which a part of a corpus may have no word."""
    return lambda counted: (known, _ids_under(known, counted))


def _ids_under(known: Vocabulary, counted: CountedWords) -> NDArray[np.int32]:
    """Look up the id of each counted word, -1 for one that is not known in either form."""
    final = np.empty(len(counted), np.int32)
    for part, words in counted.in_parts():
        ids = [known.index.get(word, -1) for word in words]
        final[part] = [known.id_of(words[i]) if id_ < 0 else id_ for i, id_ in enumerate(ids)]
    return final


def _listed(words: Iterable[Key]) -> str:
    return ", ".join(map(repr, words))
