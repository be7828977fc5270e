"""What a corpus consists of: text files, or sentences from whatever else it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from lemmavec._damage import name_of
from lemmavec.corpus.byte_blocks import refuse_no_text
from lemmavec.corpus.columns import column_sentences, fraction_of, rows_of, sentences_of
from lemmavec.corpus.json_lines import json_column
from lemmavec.corpus.open_files import file_lines, is_open_file
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sentences import TokenizedLines, words_of_text
from lemmavec.corpus.sources import Corpus, files_below, given_paths, refuse_no_corpus
from lemmavec.corpus.table_files import ColumnOfFiles, refuse_tables
from lemmavec.corpus.tables import ColumnOfRows, column_of_table, is_table


@dataclass(frozen=True, slots=True)
class OpenCorpus:
    """The sentences of a corpus, the share of it that is read, and its files if they are text.

    `fraction` takes the number of sentences read; it is NaN where the size is not known. `name` is
    what errors call the corpus, and `place` what they call the sentence of a number, just read.
    """

    sentences: Iterator[Any]
    fraction: Callable[[int], float]
    text_files: list[Path] | None = None
    name: str = "the corpus"
    place: Callable[[int], str] = "sentence {}".format


def open_corpus(corpus: Corpus, reading: ReadingOptions) -> OpenCorpus:
    """Find out of which kind a corpus is; its sentences are read when they are iterated over.

    Raises
    ------
    TypeError, ValueError, OSError
        If it is of no kind, empty, or not there; the message says what to do.
    """
    if is_open_file(corpus):
        return _open_file(corpus, reading)
    if is_table(corpus):
        column = column_of_table(corpus, reading.column)
        return _column(rows_of(column), reading, fraction_of(corpus))
    files, items = _files_or_items(corpus, texts_allowed=reading.tokenizer is not None)
    if files is None:
        if reading.column is not None:
            column = ColumnOfRows(rows_of(items), reading.column)
            return _column(column, reading, fraction_of(items))
        return OpenCorpus(sentences_of(items, reading.tokenizer), fraction_of(items))
    if reading.column is not None:
        rows = ColumnOfFiles(files, reading.column, reading.errors)
        return _column(rows, reading, rows.fraction, rows.place, _listed(files))
    refuse_tables(files, reading.errors)
    for file in files:
        refuse_no_text(file)
    lines = TokenizedLines(files, reading.errors, reading.tokenizer or str.split)
    return OpenCorpus(iter(lines), lines.fraction, files, _listed(files), lines.place)


def _column(
    rows: Iterable[Any],
    reading: ReadingOptions,
    fraction: Callable[[int], float],
    place: Callable[[int], str] = "row {}".format,
    name: str = "the corpus",
) -> OpenCorpus:
    sentences = column_sentences(rows, reading.tokenizer, place)
    return OpenCorpus(sentences, fraction, name=name, place=place)


def _open_file(file: Any, reading: ReadingOptions) -> OpenCorpus:
    """Give the sentences of an open file, whose size is not known."""
    lines = file_lines(file, reading.errors)
    unknown = fraction_of(lines)
    if reading.column is None:
        split = reading.tokenizer or str.split
        sentences = (words_of_text(split, line) for line in lines)
        return OpenCorpus(sentences, unknown, None, name_of(file), _line_of(name_of(file)))
    name, place = name_of(file), ""

    def values() -> Iterator[Any]:
        nonlocal place
        numbered = ((line, 0) for line in lines)
        for value, number, _ in json_column(numbered, name, reading.column or "", reading.errors):
            place = f"{name}, line {number}"
            yield value

    return _column(values(), reading, unknown, lambda number: place, name)


def _files_or_items(
    corpus: Corpus, *, texts_allowed: bool
) -> tuple[list[Path] | None, Iterable[Any]]:
    """Return the files that a corpus consists of, or None and its items."""
    given = given_paths(corpus, texts_allowed=texts_allowed)
    if given is None:
        assert not isinstance(corpus, (str, os.PathLike))
        refuse_no_corpus(corpus)
        iterator = iter(corpus)
        try:
            first = next(iterator)
        except StopIteration:
            raise _empty(is_spent=iterator is corpus) from None
        if iterator is not corpus:
            items: Iterable[Any] = corpus  # it can be iterated over again
        else:
            items = chain([first], iterator)
        if is_open_file(first):
            raise TypeError(
                "the corpus is a list of open files; pass one of them, or a list of their paths"
            )
        if not isinstance(first, os.PathLike):
            return None, items
        given = [Path(path) for path in items]
    return [file for path in given for file in files_below(path)], []


def _line_of(name: str) -> Callable[[int], str]:
    return lambda number: f"{name}, line {number + 1}"


def _listed(files: list[Path]) -> str:
    return f"{files[0]}" + (f" and {len(files) - 1:,} other files" if files[1:] else "")


def _empty(*, is_spent: bool) -> ValueError:
    if is_spent:
        return ValueError(
            "the corpus is an iterator that gives nothing: it is spent if it was read before; "
            "pass a new one, or a list"
        )
    return ValueError("the corpus is empty: it has no sentences")
