"""The candidates of a sentence: two words, and nothing but connector words between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise


def ends(words: list[str], connector_words: frozenset[str]) -> Sequence[int]:
    """Return the places of the words that a phrase may begin or end with.

    Each two that follow each other are the ends of a candidate.

    Examples
    --------
    >>> ends(["bank", "of", "america", "and"], frozenset({"of", "and"}))
    [0, 2]
    >>> ends(["new", "york"], frozenset())
    range(0, 2)
    """
    if connector_words.isdisjoint(words):
        return range(len(words))
    return [place for place, word in enumerate(words) if word not in connector_words]


def joined(words: list[str], places: Sequence[int], delimiter: str) -> Iterable[str]:
    """Return the candidates as they are written, given the places of their ends.

    Examples
    --------
    >>> list(joined(["bank", "of", "america", "and"], [0, 2], "_"))
    ['bank_of_america']
    """
    if len(places) == len(words):
        return map(delimiter.join, pairwise(words))
    return [delimiter.join(words[first : last + 1]) for first, last in pairwise(places)]
