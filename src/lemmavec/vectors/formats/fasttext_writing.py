"""fastText's .bin and floret's table written."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key
from lemmavec.vectors.formats.fasttext_layout import (
    COUNT,
    DICTIONARY,
    HEAD,
    MAGIC,
    SHAPE,
    VERSION,
    Arguments,
)
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.formats.storage import parts_of
from lemmavec.vectors.formats.text import write_word2vec_text

# Of floret's hash, and what begins and ends a word.
FLORET_SEED, BEGIN, END = 2166136261, "<", ">"


def write_fasttext_binary(
    file: BinaryIO,
    record: Record,
    arguments: Arguments | None = None,
    output: NDArray[np.float32] | None = None,
) -> None:
    """Write a model of fastText, version 12, which fastText and gensim load.

    Parameters
    ----------
    file : binary file
        Open for writing.
    record : Record
        Words without n-grams are written as a model without subwords; words without counts as if
        each occurred once.
    arguments : Arguments, optional
        Of the training; fastText's defaults otherwise. The dimensions and the n-grams are those of
        the record.
    output : ndarray of float32, shape (words, d), optional
        The output matrix; zeros by default.

    Raises
    ------
    ValueError
        If the model has no place there: a sum of rows, floret's table, a word with a NUL.
    """
    matrices = _input_of(record)
    words, counts = record.words, record.counts
    numbers = np.ones(len(words), np.int64) if counts is None else counts
    file.write(struct.pack(HEAD, MAGIC, VERSION))
    file.write(_completed(record, arguments).packed())
    file.write(struct.pack(DICTIONARY, len(words), len(words), 0, int(numbers.sum()), -1))
    for word, count in zip(_encoded(words), numbers.tolist(), strict=True):
        file.write(word + b"\0" + struct.pack(COUNT, count, 0))
    _write_matrix(file, *matrices)
    _write_matrix(file, np.zeros_like(record.vectors) if output is None else output)


def write_floret_table(file: BinaryIO, record: Record) -> None:
    """Write the rows of n-grams as floret does, for `spacy init vectors --mode floret`.

    Raises
    ------
    ValueError
        If words have rows of their own, or vectors are no means.
    """
    ngrams = record.ngrams
    if ngrams is None or ngrams.subwords.table != "floret" or ngrams.subwords.combine != "mean":
        raise ValueError(
            "a .floret table is for means of the rows that words share with n-grams: train with "
            'Subwords(table="floret")'
        )
    subwords, rows = ngrams.subwords, ngrams.buckets
    numbers = (*rows.shape, subwords.min_n, subwords.max_n, subwords.hashes, FLORET_SEED)
    header = " ".join(map(str, (*numbers, BEGIN, END))) + "\n"
    words = list(map(str, range(len(rows))))
    write_word2vec_text(file, Record(words, rows), "gensim", header.encode())


def _input_of(record: Record) -> list[NDArray[np.float32]]:
    """Return the input matrix, in two parts where there are n-grams."""
    if record.ngrams is None:
        return [record.vectors]
    subwords, buckets, own = record.ngrams
    if own is None:
        raise ValueError(
            "fastText's .bin has a row for each word, and floret's table has not: write .floret"
        )
    if subwords.combine != "mean":
        raise ValueError(
            "in fastText's .bin a vector is the mean of its rows, and these are sums: train with "
            'Subwords(combine="mean"), or write .safetensors'
        )
    return [own, buckets]


def _completed(record: Record, arguments: Arguments | None) -> Arguments:
    size = record.vectors.shape[1]
    given = Arguments(size) if arguments is None else arguments._replace(dim=size)
    if record.ngrams is None:
        return given
    subwords = record.ngrams.subwords
    return given._replace(bucket=subwords.buckets, min_n=subwords.min_n, max_n=subwords.max_n)


def _encoded(words: Sequence[Key]) -> Iterator[bytes]:
    for row, word in enumerate(words, 1):
        text = str(word)
        if not text or "\0" in text:
            what = "is empty" if not text else "holds a NUL"
            raise ValueError(f"the word {word!r} (row {row}) {what}, which fastText cannot store")
        yield text.encode("utf-8", "surrogateescape")


def _write_matrix(file: BinaryIO, *parts: NDArray[np.float32]) -> None:
    """Write a matrix, which is not quantised, in parts one below the other."""
    file.write(struct.pack("<?", False))
    file.write(struct.pack(SHAPE, sum(map(len, parts)), parts[0].shape[1]))
    for matrix in parts:
        for some in parts_of(matrix):
            file.write(np.ascontiguousarray(matrix[some], "<f4").data)
