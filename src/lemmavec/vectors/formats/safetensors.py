"""One safetensors file for words, vectors and counts; the matrix can be mapped instead of read.

The file holds the tensors `vectors` (float32, words × d), `words` (the UTF-8 bytes of all words,
one after the other), `word_offsets` (int64, words + 1: word i is bytes offsets[i] to offsets[i+1])
and, where they are known, `counts` (int64). Its metadata says format "lemmavec" and version "1".
Words that are integers are stored by their digits; the metadata then has `words`, which is "int",
or "str and int" where the tensor `words_are_int` (bool) tells them apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath
from lemmavec._keys import Key, typed
from lemmavec.vectors.formats.record import Record

FORMAT, VERSION = "lemmavec", "1"
ALL_INT, SOME_INT, ARE_INT = "int", "str and int", "words_are_int"
ROWS_AT_ONCE = 1 << 12
# Lone surrogates, which stand for bytes that are not UTF-8, are stored and read as they are.
SURROGATES = "surrogatepass"


def write_safetensors(
    file: BinaryIO,
    record: Record,
    more: Mapping[str, NDArray[np.float32]] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write the file in one pass, matrices a few thousand rows at a time.

    The library's own writer needs each tensor as one bytes object, which would copy the matrix.

    Parameters
    ----------
    file : binary file
        Open for writing.
    record : Record
        Words, vectors and counts.
    more : mapping of str to float32 matrices, optional
        Tensors besides, such as a model's U.
    metadata : mapping of str to str, optional
        Entries of the header besides format and version.
    """
    encoded = [str(word).encode("utf-8", SURROGATES) for word in record.words]
    are_int = np.array([not isinstance(word, str) for word in record.words], np.bool_)
    offsets = np.zeros(len(encoded) + 1, "<i8")
    np.cumsum([len(word) for word in encoded], out=offsets[1:])
    matrices = {"vectors": record.vectors, **(more or {})}
    counts = {} if record.counts is None else {"counts": record.counts.astype("<i8")}
    about = dict(metadata or {})
    if are_int.any():
        about["words"] = ALL_INT if are_int.all() else SOME_INT
    mixed = about.get("words") == SOME_INT
    tensors = [(name, "I64", x.shape, 8 * x.size) for name, x in counts.items()]
    tensors.append(("word_offsets", "I64", offsets.shape, offsets.nbytes))
    tensors += [(name, "F32", x.shape, 4 * x.size) for name, x in matrices.items()]
    tensors.append(("words", "U8", (int(offsets[-1]),), int(offsets[-1])))
    if mixed:
        tensors.append((ARE_INT, "BOOL", are_int.shape, are_int.size))
    file.write(_header(tensors, about))
    for values in counts.values():
        file.write(values.tobytes())
    file.write(offsets.tobytes())
    for matrix in matrices.values():
        for start in range(0, len(matrix), ROWS_AT_ONCE):
            file.write(np.ascontiguousarray(matrix[start : start + ROWS_AT_ONCE], "<f4").data)
    file.write(b"".join(encoded))
    if mixed:
        file.write(are_int.tobytes())


def read_safetensors(path: FilePath, *, mmap: bool, limit: int | None = None) -> Record:
    """Read the file, or its first rows; with `mmap` the matrix stays on the disk until used."""
    from safetensors import SafetensorError, safe_open

    try:
        # The library checks the header: that the tensors fill the file and do not overlap.
        with safe_open(path, framework="numpy") as file:
            names = set(file.keys())
            if not {"vectors", "words", "word_offsets"} <= names:
                raise ValueError(
                    f"{path}: a safetensors file without word vectors: it holds the tensors "
                    f"{sorted(names)}, where vectors, words and word_offsets are needed"
                )
            about = file.metadata() or {}
            version = about.get("version", VERSION)
            if version != VERSION:
                raise ValueError(
                    f"{path}: layout version {version}, but this lemmavec reads version {VERSION}: "
                    "upgrade lemmavec"
                )
            words: list[Key] = _words(
                path, file.get_tensor("words"), file.get_tensor("word_offsets"), limit
            )
            first = slice(None if limit is None else len(words))
            if about.get("words") in (ALL_INT, SOME_INT):
                mixed = about["words"] == SOME_INT
                are_int = file.get_tensor(ARE_INT)[first] if mixed else np.ones(len(words), bool)
                words = _with_integers(path, words, are_int.tolist())
            matrix = file.get_tensor if limit is None else lambda name: file.get_slice(name)[first]
            vectors = _mapped(path, "vectors")[first] if mmap else matrix("vectors")
            counts = file.get_tensor("counts")[first].copy() if "counts" in names else None
    except SafetensorError as error:
        raise ValueError(f"{path}: the safetensors file is damaged or cut short: {error}") from None
    return Record(words, vectors, counts)


def _header(
    tensors: list[tuple[str, str, tuple[int, ...], int]], metadata: Mapping[str, str]
) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": FORMAT, "version": VERSION, **metadata}}
    start = 0
    for name, dtype, shape, size in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": (start, start + size)}
        start += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # keeps the tensors aligned in a memory map
    return len(text).to_bytes(8, "little") + text


def _words(
    path: FilePath, blob: NDArray[np.uint8], offsets: NDArray[np.int64], limit: int | None
) -> list[str]:
    if (
        len(offsets) < 1
        or offsets[0] != 0
        or offsets[-1] != len(blob)
        or (np.diff(offsets) < 0).any()
    ):
        raise ValueError(f"{path}: the offsets of the words do not fit their bytes; it is damaged")
    bounds = offsets[: None if limit is None else limit + 1].tolist()
    text = blob[: bounds[-1]].tobytes()
    try:
        return [text[start:end].decode("utf-8", SURROGATES) for start, end in pairwise(bounds)]
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: the words are not UTF-8 ({error}); it is damaged") from None


def _with_integers(path: FilePath, words: list[str], are_int: list[bool]) -> list[Key]:
    try:
        return typed(words, are_int)
    except ValueError as error:
        raise ValueError(f"{path}: a word is no integer ({error}); the file is damaged") from None


def _mapped(path: FilePath, name: str) -> NDArray[np.float32]:
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        tensor = json.loads(file.read(length))[name]
    if tensor["dtype"] != "F32":
        raise ValueError(
            f"{path}: the tensor {name} is {tensor['dtype']}; to map it, it must be F32"
        )
    if 0 in tensor["shape"]:
        return np.empty(tensor["shape"], np.float32)  # an empty range cannot be mapped
    offset = 8 + length + tensor["data_offsets"][0]
    return np.memmap(path, "<f4", "r", offset, tuple(tensor["shape"]))
