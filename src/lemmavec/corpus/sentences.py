"""Sentences from Python objects (token lists, integer sequences, text columns), validated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from pathlib import Path
from typing import Any

import numpy as np

from lemmavec._keys import Key, as_key, is_word
from lemmavec.corpus.byte_blocks import lines
from lemmavec.corpus.reading import DecodingErrors, Tokenizer

ROWS_AT_ONCE = 1 << 14


def sentences_of(corpus: Iterable[Any], tokenizer: Tokenizer | None) -> Iterator[Any]:
    """Give the sentences of an iterable; a text, where there may be one, is split into words.

    Strings are texts in a column (an array-like that is neither list nor tuple), and wherever
    there is a tokenizer. Anywhere else a string in place of a token list is a mistake.
    """
    texts_allowed = tokenizer is not None or is_column(corpus)
    split = str.split if tokenizer is None else tokenizer
    for number, item in enumerate(_rows(corpus)):
        if isinstance(item, str):
            if not texts_allowed:
                raise TypeError(
                    f"sentence {number} is the text {_short(item)} where a list of words belongs; "
                    "pass [line.split() for line in lines], or a tokenizer"
                )
            yield _tokens(split, item)
        elif tokenizer is not None:
            raise TypeError(
                f"sentence {number} is {_named(item)}, and a tokenizer takes texts; leave the "
                "tokenizer out where the sentences are split already"
            )
        elif texts_allowed and (item is None or isinstance(item, float)):
            raise TypeError(
                f"row {number} of the column is {item!r}, not text; leave such rows out first, "
                "with dropna() or drop_null()"
            )
        else:
            yield item


def tokenized_lines(
    paths: Sequence[Path], errors: DecodingErrors, tokenizer: Tokenizer
) -> tuple[Iterator[list[str]], Callable[[int], float]]:
    """Give the lines of files as a tokenizer splits them, and a function for the share read."""
    total = max(1, sum(path.stat().st_size for path in paths))
    done = 0

    def sentences() -> Iterator[list[str]]:
        nonlocal done
        before = 0
        for path in paths:
            for line, bytes_read in lines(path, errors):
                done = before + bytes_read
                yield _tokens(tokenizer, line)
            before += path.stat().st_size

    return sentences(), lambda number: min(1.0, done / total)


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


def is_column(corpus: object) -> bool:
    """Whether strings in here are texts: a NumPy array, a pandas Series, an Arrow array..."""
    if isinstance(corpus, (list, tuple, str, bytes)) or hasattr(corpus, "columns"):
        return False
    array_like = hasattr(corpus, "__array__") or hasattr(corpus, "to_pylist")
    return array_like or isinstance(corpus, Sequence)


def _rows(corpus: Iterable[Any]) -> Iterator[Any]:
    if not hasattr(corpus, "to_pylist"):
        yield from corpus
        return
    arrow: Any = corpus  # iterating over it would give Arrow's own scalars
    for start in range(0, len(arrow), ROWS_AT_ONCE):
        yield from arrow.slice(start, ROWS_AT_ONCE).to_pylist()


def _tokens(tokenizer: Callable[[str], list[str]], text: str) -> list[str]:
    tokens = tokenizer(text)
    if isinstance(tokens, str):
        raise TypeError(f"the tokenizer gave the text {_short(tokens)}; it must give a list of str")
    return tokens


def fraction_of(corpus: object) -> Callable[[int], float]:
    """Return the share of a corpus for a number of sentences; NaN if its size is not known."""
    size = max(1, len(corpus)) if isinstance(corpus, Sized) else float("nan")
    return lambda number: number / size


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
    if not isinstance(sentence, (list, tuple)):
        return TypeError(
            f"sentence {number} is {_named(sentence)} where a list of words (str) or of integers "
            "belongs; a corpus is a list of such lists"
        )
    place, token = next((i, token) for i, token in enumerate(sentence) if not is_word(token))
    advice = {
        bytes: "decode it first, as in token.decode()",
        float: "leave missing values out, and turn other numbers into str or int",
        type(None): "leave missing values out",
    }.get(type(token), "words are str, items are int")
    return TypeError(f"token {place} of sentence {number} is {_named(token)}; {advice}")


def _named(value: object) -> str:
    article = "an" if type(value).__name__[0] in "aeiou" else "a"
    return f"{article} {type(value).__name__}, {_short(value)}"


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 50 else f"{shown[:47]}..."
