"""A matrix as NumPy's .npy, and its words in a text file beside it: vectors.npy, vectors.vocab.

The text file has a line for each row: the word, and after a tab its count where it is known.
"""

from __future__ import annotations

import io
import math
import os
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath
from lemmavec._magic import BYTE_ORDER_MARK
from lemmavec._new_files import announce_size
from lemmavec._writing import replacing_both
from lemmavec.vectors.formats.record import (
    Record,
    TruncatedFileError,
    WordDecodingErrors,
    decode_words,
)
from lemmavec.vectors.formats.storage import encoded, parts_of

VOCABULARY = ".vocab"


def read_array_file(
    path: FilePath, errors: WordDecodingErrors, *, mmap: bool, limit: int | None = None
) -> Record:
    """Read the matrix, or map it into memory, and the words beside it.

    Raises
    ------
    FileNotFoundError
        If there is no file of words.
    DamagedFileError
        If there is another number of words than of rows, the array is no matrix of floats, or the
        file is not as large as its header says.
    """
    beside = Path(path).with_suffix(VOCABULARY)
    if not beside.exists():
        raise FileNotFoundError(
            f"{path} has no words: put them into {beside}, a word a line (with a tab and its count "
            "where you have it), or make WordVectors(words, np.load(path))"
        )
    with damage_named(path, "the NumPy array is damaged or cut short"):
        rows = _rows_of(path)
        matrix = np.load(path, mmap_mode="r" if mmap else None, allow_pickle=False)
    with damage_named(beside, "no file of words"):
        words, counts = _read_words(beside, errors, rows, path)
    first = slice(limit)
    vectors = matrix[first].astype(np.float32, copy=limit is not None and not mmap)
    return Record(words[first], vectors, None if counts is None else counts[first].copy())


def _rows_of(path: FilePath) -> int:
    """Return the rows that the header says, for which there must be bytes in the file."""
    with open(path, "rb") as file:
        version = read_magic(file)
        read_header = read_array_header_1_0 if version == (1, 0) else read_array_header_2_0
        shape, _, dtype = read_header(file)
        left = os.fstat(file.fileno()).st_size - file.tell()
    if len(shape) != 2 or dtype.kind != "f":
        raise DamagedFileError(
            f"{path}: an array of {dtype} with shape {shape}; vectors are a matrix of floats"
        )
    if min(shape) < 0 or math.prod(shape) * dtype.itemsize > left:
        raise TruncatedFileError(
            f"{path}: the header says {shape[0]:,} rows of {shape[1]:,} values, but the file holds "
            f"{left:,} bytes of them: it is cut short, or its header is wrong"
        )
    return int(shape[0])


def write_array_file(path: FilePath, record: Record) -> None:
    """Write both files, of which neither replaces an old one before both are whole."""
    with replacing_both(path, Path(path).with_suffix(VOCABULARY)) as (array, words):
        for row, word in enumerate(record.words):
            text = str(word)
            if not text or "\t" in text or "\n" in text:
                raise ValueError(
                    f"the word {word!r} (row {row + 1}) is empty, or holds a tab or a newline, "
                    "which a .vocab file cannot store: save as .safetensors, which stores any word"
                )
            count = "" if record.counts is None else f"\t{record.counts[row]}"
            words.write(f"{text}{count}\n".encode("utf-8", "surrogateescape"))
        _write_array(array, record.vectors)


def _write_array(file: BinaryIO, matrix: NDArray[np.float32]) -> None:
    """Write what `np.save` does, which would not say why it fails where a disk is full."""
    header = io.BytesIO()
    about = {"descr": "<f4", "fortran_order": False, "shape": matrix.shape}
    np.lib.format.write_array_header_1_0(header, about)
    announce_size(file, len(header.getvalue()) + 4 * matrix.size)
    file.write(header.getvalue())
    for part in parts_of(matrix):
        file.write(encoded(matrix[part], None, "float32").data)


def _read_words(
    path: Path, errors: WordDecodingErrors, rows: int, of: FilePath
) -> tuple[list[str], NDArray[np.int64] | None]:
    content = path.read_bytes().removeprefix(BYTE_ORDER_MARK)
    number = content.count(b"\n") + (content[-1:] not in (b"", b"\n"))
    if number != rows:
        raise DamagedFileError(f"{path} has {number:,} words for {rows:,} rows of {of}")
    lines = content.split(b"\n")[:rows]
    fields = [line.removesuffix(b"\r").rpartition(b"\t") for line in lines]
    counted = [bool(tab) and count.isdigit() for _, tab, count in fields]
    if len(set(counted)) > 1:
        line = 1 + counted.index(not counted[0])
        raise DamagedFileError(f"{path}, line {line}: a count in some lines, and not in others")
    if fields and counted[0]:
        words = decode_words(path, [word for word, _, _ in fields], 1, errors)
        return words, np.array([int(count) for _, _, count in fields], np.int64)
    return decode_words(path, [b"".join(parts) for parts in fields], 1, errors), None
