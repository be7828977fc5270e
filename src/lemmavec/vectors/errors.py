"""The error for a word that has no vector."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import numpy as np

from lemmavec._keys import Key

WORDS_TO_SUGGEST = 50_000


class UnknownWordError(KeyError):
    """A word that has no vector; its message names words that are spelt like it."""

    def __init__(self, word: Key, vocabulary: Sequence[Key] = ()) -> None:
        super().__init__(word)
        self._vocabulary = vocabulary

    def __str__(self) -> str:
        # Here, not where it is raised: a search for near words takes longer than a lookup.
        word: Key = self.args[0]
        message = f"{word!r} is not among the {len(self._vocabulary):,} words"
        near = _spelt_alike(word, self._vocabulary) if isinstance(word, str) else []
        return f"{message}; did you mean {' or '.join(map(repr, near))}?" if near else message

    def __reduce__(self) -> tuple[type[UnknownWordError], tuple[Any, ...]]:
        return UnknownWordError, (self.args[0],)


class NoNgramError(UnknownWordError):
    """A word that has no vector, and no n-gram to make one of."""

    def __init__(self, word: Key, min_n: int) -> None:
        super().__init__(word)
        self._min_n = min_n

    def __str__(self) -> str:
        return (
            f"{self.args[0]!r} is not in the vocabulary, and too short for a vector of n-grams, "
            f"which have {self._min_n} characters or more with < and >"
        )

    def __reduce__(self) -> tuple[type[UnknownWordError], tuple[Any, ...]]:
        return NoNgramError, (self.args[0], self._min_n)


def no_word(value: object) -> TypeError:
    """Return the error for what stands where a word belongs, with advice for arrays and slices."""
    if isinstance(value, np.ndarray):
        return TypeError(
            f"a word is a str or an int, got an array of shape {value.shape}; most_similar and "
            "similar_by_vector take vectors"
        )
    if isinstance(value, slice):
        return TypeError(
            f"words are looked up by their names, not by {value!r}: `vectors.vectors` has the rows "
            "to slice, and `index_to_key` their words"
        )
    return TypeError(f"a word is a str or an int, got {value!r}")


def _spelt_alike(word: str, vocabulary: Sequence[Key]) -> list[str]:
    frequent = [w for w in vocabulary[:WORDS_TO_SUGGEST] if isinstance(w, str)]
    same = [w for w in frequent if w.casefold() == word.casefold()]
    near = [w for w in frequent if abs(len(w) - len(word)) <= 2 and w not in same]
    return (same + difflib.get_close_matches(word, near, n=3, cutoff=0.75))[:3]
