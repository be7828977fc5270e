"""The choice of the vocabulary among the counted words, and their ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key
from lemmavec.corpus.counted_words import CountedWords
from lemmavec.corpus.vocabulary import Vocabulary

# Gives a vocabulary, and for each counted word the final id, or -1 to drop the word.
Choice = Callable[[CountedWords], tuple[Vocabulary, NDArray[np.int32]]]


def frequent_words(counted: CountedWords, min_count: int) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Order the words that are kept by falling count, ties by code points."""
    counts = counted.counts
    kept = counted.ranked(min_count)
    if not len(kept):
        top = counted.ranked(1)[:5]
        most = ", ".join(
            f"{word!r} ({count:,})"
            for word, count in zip(counted.words(top), counts[top], strict=True)
        )
        raise ValueError(
            f"every word occurs fewer than min_count={min_count} times, of {counts.sum():,} words, "
            f"{len(counted):,} distinct; the most frequent are {most}; pass a smaller min_count or "
            "more text"
        )
    final = np.full(len(counted), -1, np.int32)
    final[kept] = np.arange(len(kept), dtype=np.int32)
    return Vocabulary(counted.words(kept), counts[kept]), final


def known_and_new_words(
    counted: CountedWords, known: Vocabulary, min_count: int
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Add up the counts of known words, and append the new ones that are frequent enough."""
    counts, total = counted.counts, known.counts.copy()
    final = _ids_under(known, counted)
    met = final >= 0
    total[final[met]] += counts[met]
    ranked = counted.ranked(min_count)
    new = ranked[final[ranked] < 0]
    if not met.any() and not len(new):
        frequent_words(counted, min_count)  # raises: no word is frequent enough
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


def _ids_under(known: Vocabulary, counted: CountedWords) -> NDArray[np.int32]:
    """Look up the id of each counted word, -1 for one that is not known in either form."""
    final = np.empty(len(counted), np.int32)
    for part, words in counted.in_parts():
        ids = [known.index.get(word, -1) for word in words]
        final[part] = [known.id_of(words[i]) if id_ < 0 else id_ for i, id_ in enumerate(ids)]
    return final


def _listed(words: Iterable[Key]) -> str:
    return ", ".join(map(repr, words))
