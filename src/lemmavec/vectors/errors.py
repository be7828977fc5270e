"""The error for a word that has no vector."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

WORDS_TO_SUGGEST = 50_000


class UnknownWordError(KeyError):
    """A word that has no vector; its message names words that are spelt like it."""

    def __init__(self, word: str, vocabulary: Sequence[str] = ()) -> None:
        super().__init__(word)
        self._vocabulary = vocabulary

    def __str__(self) -> str:
        # Here, not where it is raised: a search for near words takes longer than a lookup.
        word: str = self.args[0]
        message = f"{word!r} is not among the {len(self._vocabulary):,} words"
        near = _spelt_alike(word, self._vocabulary)
        return f"{message}; did you mean {' or '.join(map(repr, near))}?" if near else message

    def __reduce__(self) -> tuple[type[UnknownWordError], tuple[str]]:
        return UnknownWordError, (self.args[0],)


def _spelt_alike(word: str, vocabulary: Sequence[str]) -> list[str]:
    frequent = vocabulary[:WORDS_TO_SUGGEST]
    same = [w for w in frequent if w.casefold() == word.casefold()]
    near = [w for w in frequent if abs(len(w) - len(word)) <= 2 and w not in same]
    return (same + difflib.get_close_matches(word, near, n=3, cutoff=0.75))[:3]
