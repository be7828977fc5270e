"""One safetensors file for words, vectors and counts; the matrix can be mapped instead of read.

The file holds the tensors `vectors` (float32, words × d), `words` (the UTF-8 bytes of all words,
one after the other), `word_offsets` (int64, words + 1: word i is bytes offsets[i] to offsets[i+1])
and, where they are known, `counts` (int64). Its metadata says format "lemmavec" and version "1".
Words that are integers are stored by their digits; the metadata then has `words`, which is "int",
or "str and int" where the tensor `words_are_int` (bool) tells them apart. Vectors may be stored as
float16, or as int8 times the tensor `vector_scales` (float32, words). For subwords see
`lemmavec.vectors.formats.ngram_tensors`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._keys import Key
from lemmavec._new_files import announce_size
from lemmavec.subwords import Subwords
from lemmavec.vectors.formats.ngram_tensors import (
    BUCKETS,
    entry_of,
    matrices_of,
    ngrams_from,
    shapes_of,
    subwords_in,
)
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.formats.storage import (
    Storage,
    decoded,
    encoded,
    parts_of,
    scales_name,
    scales_of,
)
from lemmavec.vectors.formats.tensor_file import TensorKind, kind_of, open_tensors
from lemmavec.vectors.formats.word_lists import (
    ALL_INT,
    ARE_INT,
    SOME_INT,
    Tensor,
    WordCounts,
    require_kinds,
    tensor,
    with_integers,
    words_as_tensors,
    words_of,
)

FORMAT, VERSION = "lemmavec", "1"
# The name of each storage in the header, and its bytes for an entry.
STORED_AS: dict[Storage, tuple[str, int]] = {
    "float32": ("F32", 4),
    "float16": ("F16", 2),
    "int8": ("I8", 1),
}


def write_safetensors(
    file: BinaryIO,
    record: Record,
    more: Mapping[str, NDArray[np.float32]] | None = None,
    metadata: Mapping[str, str] | None = None,
    storage: Storage = "float32",
    lists: Mapping[str, WordCounts] | None = None,
) -> None:
    """Write the file in one pass, matrices a few thousand rows at a time.

    The library's own writer needs each tensor as one bytes object, which would copy the matrix.

    Parameters
    ----------
    file : binary file
        Open for writing.
    record : Record
        Words, vectors, counts, and the rows of n-grams.
    more : mapping of str to float32 matrices, optional
        Tensors besides, such as a model's U.
    metadata : mapping of str to str, optional
        Entries of the header besides format and version.
    storage : {"float32", "float16", "int8"}
        How `vectors` and the rows of n-grams are stored; int8 has the tensors `vector_scales`,
        `ngram_row_scales` and `word_row_scales` besides, float32 of one number a row.
    lists : mapping of str to (words, counts), optional
        Lists of words besides, without vectors: a list `of` has the tensors `of_words`,
        `of_word_offsets` and `of_counts`; `read_list` reads it.

    Raises
    ------
    ValueError
        If an entry is beyond the range of float16.
    """
    first, last, about = words_as_tensors(record.words, record.counts)
    about = {**(metadata or {}), **entry_of(record.ngrams), **about}
    for name, listed in (lists or {}).items():
        more_first, more_last, entry = words_as_tensors(*listed, f"{name}_")
        first, last, about = first + more_first, last + more_last, {**about, **entry}
    tensors = first
    for name, matrix in {"vectors": record.vectors, **matrices_of(record.ngrams)}.items():
        tensors += _stored(name, matrix, storage)
    for name, matrix in (more or {}).items():
        tensors += _stored(name, matrix, "float32")
    tensors += last
    header = _header(tensors, about)
    announce_size(file, len(header) + sum(each.size for each in tensors))
    file.write(header)
    for each in tensors:
        for part in each.parts:
            file.write(np.ascontiguousarray(part).data)


def _stored(name: str, matrix: NDArray[np.float32], storage: Storage) -> list[Tensor]:
    """Return a matrix as it is stored, with its scales."""
    kind, width = STORED_AS[storage]
    scales = scales_of(matrix) if storage == "int8" else None
    parts = (
        encoded(matrix[part], None if scales is None else scales[part], storage)
        for part in parts_of(matrix)
    )
    stored = [Tensor(name, TensorKind(kind, matrix.shape), width * matrix.size, parts)]
    if scales is not None:
        stored.append(tensor(scales_name(name), "F32", scales.astype("<f4")))
    return stored


def read_safetensors(
    path: FilePath, *, mmap: bool, limit: int | None = None, name: FilePath | None = None
) -> Record:
    """Read the file, or its first rows; with `mmap` the matrix stays on the disk until used.

    Raises
    ------
    DamagedFileError
        If the file, which errors call `name`, is damaged or holds no word vectors.
    """
    named = path if name is None else name
    with open_tensors(path, named) as file:
        about = file.metadata() or {}
        mixed = about.get("words") == SOME_INT
        subwords = subwords_in(named, about)
        names = _required_tensors(named, file, about.get("version", VERSION), mixed, subwords)
        words: Sequence[Key] = words_of(
            named, file.get_tensor("words"), file.get_tensor("word_offsets"), limit
        )
        first = slice(None if limit is None else len(words))
        if mixed or about.get("words") == ALL_INT:
            are_int = file.get_tensor(ARE_INT)[first] if mixed else np.ones(len(words), bool)
            words = with_integers(named, words, are_int.tolist())
        counts = file.get_tensor("counts")[first].copy() if "counts" in names else None

        def take(name: str) -> NDArray[np.float32]:
            whole = limit is None or name == BUCKETS
            if mmap:
                return _mapped(path, name)[slice(None) if whole else first]
            read = file.get_tensor if whole else lambda each: file.get_slice(each)[first]
            return decoded(name, {each: read(each) for each in {name, scales_name(name)} & names})

        return Record(words, take("vectors"), counts, ngrams_from(subwords, take))


def _required_tensors(
    path: FilePath, file: Any, version: str, mixed: bool, subwords: Subwords | None
) -> set[str]:
    """Return the names of the tensors, whose types and shapes must be those of the layout."""
    found = {name: kind_of(file, name) for name in file.keys()}  # noqa: SIM118
    if not {"vectors", "words", "word_offsets"} <= found.keys():
        raise DamagedFileError(
            f"{path}: a safetensors file without word vectors: it holds the tensors "
            f"{sorted(found)}, where vectors, words and word_offsets are needed"
        )
    if version != VERSION:
        raise DamagedFileError(
            f"{path}: layout version {version}, but this lemmavec reads version {VERSION}: "
            "upgrade lemmavec"
        )
    dtype, shape = found["vectors"]
    if len(shape) != 2 or dtype not in (known for known, _ in STORED_AS.values()):
        raise DamagedFileError(
            f"{path}: vectors are {found['vectors']}; matrices of F32, F16 and I8 are read"
        )
    rows = shape[0]
    expected = {
        "words": TensorKind("U8", found["words"].shape[:1]),
        "word_offsets": TensorKind("I64", (rows + 1,)),
        "counts": TensorKind("I64", (rows,)),
        ARE_INT: TensorKind("BOOL", (rows,)),
    }
    needed = {"words", "word_offsets"} | ({ARE_INT} if mixed else set())
    needed |= {"counts"} & found.keys()
    for name, matrix in {"vectors": shape, **shapes_of(subwords, *shape)}.items():
        expected[name] = TensorKind(dtype, matrix)
        expected[scales_name(name)] = TensorKind("F32", matrix[:1])
        needed |= {name} | ({scales_name(name)} if dtype == "I8" else set())
    require_kinds(path, found, {name: expected[name] for name in needed}, f"{rows:,} vectors")
    return set(found)


def _header(tensors: Sequence[Tensor], metadata: Mapping[str, str]) -> bytes:
    header: dict[str, object] = {"__metadata__": {"format": FORMAT, "version": VERSION, **metadata}}
    start = 0
    for name, (dtype, shape), size, _ in tensors:
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": (start, start + size)}
        start += size
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)  # keeps the tensors aligned in a memory map
    return len(text).to_bytes(8, "little") + text


def _mapped(path: FilePath, name: str) -> NDArray[np.float32]:
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        tensor = json.loads(file.read(length))[name]
    if tensor["dtype"] != "F32":
        raise ValueError(
            f"{path}: the tensor {name} is {tensor['dtype']}; to map it, it must be F32: "
            'load it without mmap, or save it again with storage="float32"'
        )
    if 0 in tensor["shape"]:
        return np.empty(tensor["shape"], np.float32)  # an empty range cannot be mapped
    offset = 8 + length + tensor["data_offsets"][0]
    return np.memmap(path, "<f4", "r", offset, tuple(tensor["shape"]))
