"""Sentences of Python objects: a list of token lists, or a column of texts or of token lists."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from typing import Any

from lemmavec.corpus.reading import Tokenizer
from lemmavec.corpus.sentences import (
    as_list,
    bad_sentence,
    listed_names,
    named,
    require_integers,
    short,
    words_of_text,
)
from lemmavec.corpus.sources import SPLIT_HERE

ROWS_AT_ONCE = 1 << 14
# Names the place of a row, given its number, while the row is being read.
Place = Callable[[int], str]


def sentences_of(corpus: Iterable[Any], tokenizer: Tokenizer | None) -> Iterator[Any]:
    """Give the sentences of an iterable; a text, where there may be one, is split into words.

    Strings are texts in a column (an array-like that is neither list nor tuple), and wherever
    there is a tokenizer. Anywhere else a string in place of a token list is a mistake.
    """
    if tokenizer is not None or is_column(corpus):
        yield from column_sentences(rows_of(corpus), tokenizer, "row {}".format)
        return
    for number, item in enumerate(corpus):
        if isinstance(item, str):
            raise TypeError(
                f"sentence {number} is the text {short(item)} where a list of words belongs; "
                + SPLIT_HERE
            )
        yield item


def column_sentences(
    rows: Iterable[Any], tokenizer: Tokenizer | None, place: Place
) -> Iterator[list[Any]]:
    """Give the sentences of a column: texts as they are split, and token lists as they are.

    A missing row (None or NaN) is an empty sentence; a warning at the end counts them.
    """
    split = str.split if tokenizer is None else tokenizer
    missing, first, number = 0, "", -1
    for number, row in enumerate(rows):
        if isinstance(row, str):
            yield words_of_text(split, row)
        elif is_missing(row):
            first = first or place(number)
            missing += 1
            yield []
        elif tokenizer is not None:
            raise TypeError(
                f"{place(number)} is {named(row)}, and a tokenizer takes texts; leave the "
                "tokenizer out where the sentences are split already"
            )
        else:
            yield _token_list(row, number, place)
    if missing:
        warnings.warn(
            f"{missing:,} of {number + 1:,} rows are left out, as they have no text (null or NaN); "
            f"the first is {first}",
            stacklevel=2,
        )


def is_column(corpus: object) -> bool:
    """Whether strings in here are texts: a NumPy array, a pandas Series, an Arrow array..."""
    if isinstance(corpus, (list, tuple, str, bytes)) or hasattr(corpus, "columns"):
        return False
    array_like = hasattr(corpus, "__array__") or hasattr(corpus, "to_pylist")
    return array_like or isinstance(corpus, Sequence)


def rows_of(column: Iterable[Any]) -> Iterator[Any]:
    """Give the rows of a column as Python objects."""
    if not hasattr(column, "to_pylist"):
        yield from column
        return
    arrow: Any = column  # iterating over it would give Arrow's own scalars
    for start in range(0, len(arrow), ROWS_AT_ONCE):
        yield from arrow.slice(start, ROWS_AT_ONCE).to_pylist()


def fraction_of(corpus: object) -> Callable[[int], float]:
    """Return the share of a corpus for a number of sentences; NaN if its size is not known."""
    size = max(1, len(corpus)) if isinstance(corpus, Sized) else float("nan")
    return lambda number: number / size


def is_missing(row: object) -> bool:
    """Whether a row of a column has no value: None, NaN, or pandas' NA."""
    return row is None or (isinstance(row, float) and row != row) or type(row).__name__ == "NAType"


def choose_column(what: str, names: Iterable[object]) -> str:
    """Say that one column of a table must be chosen."""
    known = list(names)
    example = "text" if "text" in known or not known else known[0]
    return (
        f"{what} is a table with the columns {listed_names(known) or '(none)'}; choose its column "
        f'of text or of token lists, as in column="{example}"'
    )


def no_such_column(what: str, column: str, names: Iterable[object]) -> str:
    """Say that a table has no such column, and which it has."""
    return f"{what} has no column {column!r}; its columns are {listed_names(names) or '(none)'}"


def _token_list(row: Any, number: int, place: Place) -> list[Any]:
    """Check here what the next step would too, since here the place is known."""
    try:
        row = as_list(row)
    except TypeError:
        raise TypeError(
            f"{place(number)} is {named(row)} where a text, or a list of words (str) or of "
            "integers, belongs"
        ) from None
    if not set(map(type, row)) <= {str, int}:
        try:
            require_integers([word for word in row if not isinstance(word, str)])
        except TypeError:
            raise TypeError(f"{place(number)}: {bad_sentence(row, number)}") from None
    listed: list[Any] = row
    return listed
