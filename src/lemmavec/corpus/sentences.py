"""Sentences as lists of words or integers, validated; lines of files as a tokenizer splits them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lemmavec._keys import Key, as_key, is_word
from lemmavec.corpus.lines import lines
from lemmavec.corpus.reading import DecodingErrors, Tokenizer


class TokenizedLines:
    """The lines of files as a tokenizer splits them, one file after the other.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    errors : {"strict", "replace"}
        What to do with bytes that are not UTF-8.
    tokenizer : callable
        From a line to its words.
    """

    def __init__(self, paths: Sequence[Path], errors: DecodingErrors, tokenizer: Tokenizer) -> None:
        self._paths, self._errors, self._tokenizer = paths, errors, tokenizer
        self._total = max(1, sum(path.stat().st_size for path in paths))
        self._done = self._line = 0
        self._path = paths[0]

    def __iter__(self) -> Iterator[list[str]]:
        before = 0
        for path in self._paths:
            self._path, self._line = path, 0
            for line, bytes_read in lines(path, self._errors):
                self._line, self._done = self._line + 1, before + bytes_read
                yield words_of_text(self._tokenizer, line)
            before += path.stat().st_size

    def place(self, _: int) -> str:
        """Return the file and the number of the line that was given last."""
        return f"{self._path}, line {self._line}"

    def fraction(self, _: int) -> float:
        """Return the share of the bytes that is read."""
        return min(1.0, self._done / self._total)


def sentence_words(sentence: Any, number: int) -> list[Key]:
    """Return the words of a sentence, str or int; TypeError if one is neither."""
    try:
        listed = sentence = as_list(sentence)
        if set(map(type, listed)) <= {str}:
            return listed
        require_integers([word for word in listed if not isinstance(word, str)])
    except TypeError:
        raise bad_sentence(sentence, number) from None
    return list(map(as_key, listed))


def words_of_text(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the words of a text as a tokenizer splits it; they must be a list."""
    tokens = tokenizer(text)
    if isinstance(tokens, str):
        raise TypeError(f"the tokenizer gave the text {short(tokens)}; it must give a list of str")
    return tokens


def as_list(sentence: Any) -> list[Any]:
    """Return a sentence that is an array or an iterable as a list; a text or a set is none."""
    if isinstance(sentence, (str, bytes, set, frozenset, dict)):
        raise TypeError
    if isinstance(sentence, np.ndarray):
        if sentence.ndim != 1:
            raise TypeError
        listed: list[Any] = sentence.tolist()
        return listed
    return list(sentence)


def require_integers(sentence: Sequence[Any]) -> None:
    """Raise TypeError for a sentence that holds anything but integers."""
    for kind in set(map(type, sentence)):
        if kind is bool or not issubclass(kind, (int, np.integer)):
            raise TypeError


def bad_sentence(sentence: Any, number: int) -> TypeError:
    """Say what is wrong with a sentence, and where."""
    if isinstance(sentence, np.ndarray):
        return TypeError(
            f"sentence {number} is an array of {sentence.ndim} dimensions; a sentence has one"
        )
    if isinstance(sentence, Mapping) and sentence:
        return TypeError(
            f"sentence {number} is {named(sentence)}; pass column= with the key of the text, one "
            f"of {listed_names(sentence)}"
        )
    if not isinstance(sentence, (list, tuple)):
        return TypeError(
            f"sentence {number} is {named(sentence)} where a list of words (str) or of integers "
            "belongs; a corpus is a list of such lists"
        )
    place, token = next((i, token) for i, token in enumerate(sentence) if not is_word(token))
    advice = {
        bytes: "decode it first, as in token.decode()",
        float: "leave missing values out, and turn other numbers into str or int",
        type(None): "leave missing values out",
    }.get(type(token), "words are str, items are int")
    return TypeError(f"token {place} of sentence {number} is {named(token)}; {advice}")


def named(value: object) -> str:
    """Return the type and the beginning of a value, for an error."""
    article = "an" if type(value).__name__[0] in "aeiou" else "a"
    return f"{article} {type(value).__name__}, {short(value)}"


def short(value: object) -> str:
    """Return the beginning of a value, for an error."""
    shown = repr(value)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."


def listed_names(names: Iterable[object]) -> str:
    """Return names of columns for an error, no more than twenty of them."""
    listed = list(names)
    more = f" and {len(listed) - 20} more" if len(listed) > 20 else ""
    return ", ".join(map(repr, listed[:20])) + more
