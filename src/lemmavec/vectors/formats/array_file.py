"""A matrix as NumPy's .npy, and its words in a text file beside it: vectors.npy, vectors.vocab.

The text file has a line for each row: the word, and after a tab its count where it is known.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath
from lemmavec._magic import BYTE_ORDER_MARK
from lemmavec._writing import replacing
from lemmavec.vectors.formats.record import Record, WordDecodingErrors, decode_words

VOCABULARY = ".vocab"


def read_array_file(
    path: FilePath, errors: WordDecodingErrors, *, mmap: bool, limit: int | None = None
) -> Record:
    """Read the matrix, or map it into memory, and the words beside it.

    Raises
    ------
    FileNotFoundError
        If there is no file of words.
    ValueError
        If there is another number of words than of rows, or the array is no matrix of floats.
    """
    beside = Path(path).with_suffix(VOCABULARY)
    if not beside.exists():
        raise FileNotFoundError(
            f"{path} has no words: put them into {beside}, a word a line (with a tab and its count "
            "where you have it), or make WordVectors(words, np.load(path))"
        )
    matrix = np.load(path, mmap_mode="r" if mmap else None, allow_pickle=False)
    if matrix.ndim != 2 or matrix.dtype.kind != "f":
        raise ValueError(
            f"{path}: an array of {matrix.dtype} with shape {matrix.shape}; vectors are a matrix "
            "of floats"
        )
    words, counts = _read_words(beside, errors)
    if len(words) != len(matrix):
        raise ValueError(f"{beside} has {len(words):,} words for {len(matrix):,} rows of {path}")
    first = slice(limit)
    vectors = matrix[first].astype(np.float32, copy=limit is not None and not mmap)
    return Record(words[first], vectors, None if counts is None else counts[first].copy())


def write_array_file(path: FilePath, record: Record) -> None:
    """Write both files, the words first."""
    with replacing(Path(path).with_suffix(VOCABULARY)) as file:
        for row, word in enumerate(record.words):
            text = str(word)
            if not text or "\t" in text or "\n" in text:
                raise ValueError(
                    f"the word {word!r} (row {row + 1}) is empty, or holds a tab or a newline, "
                    "which a .vocab file cannot store: save as .safetensors, which stores any word"
                )
            count = "" if record.counts is None else f"\t{record.counts[row]}"
            file.write(f"{text}{count}\n".encode("utf-8", "surrogateescape"))
    with replacing(path) as file:
        np.save(file, record.vectors, allow_pickle=False)


def _read_words(
    path: Path, errors: WordDecodingErrors
) -> tuple[list[str], NDArray[np.int64] | None]:
    lines = path.read_bytes().removeprefix(BYTE_ORDER_MARK).split(b"\n")
    if not lines[-1]:
        del lines[-1]
    fields = [line.removesuffix(b"\r").rpartition(b"\t") for line in lines]
    counted = [bool(tab) and count.isdigit() for _, tab, count in fields]
    if any(counted) != all(counted):
        line = 1 + counted.index(not counted[0])
        raise ValueError(f"{path}, line {line}: a count in some lines, and not in others")
    if fields and all(counted):
        words = decode_words(path, [word for word, _, _ in fields], 1, errors)
        return words, np.array([int(count) for _, _, count in fields], np.int64)
    return decode_words(path, [b"".join(parts) for parts in fields], 1, errors), None
