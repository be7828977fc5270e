"""Lists of words as tensors of a safetensors file: their bytes, where each begins, their counts.

A list without a name has the tensors `words`, `word_offsets` and, where they are known, `counts`; a
list `of` has `of_words`, `of_word_offsets` and `of_counts`. Words that are integers are stored by
their digits; the entry `words` of the metadata then says so, and where only some are integers
the tensor `words_are_int` tells which.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath
from lemmavec._keys import Key, typed
from lemmavec._limits import LONGEST_WORD
from lemmavec.vectors.formats.record import SURROGATES, EncodedWords
from lemmavec.vectors.formats.tensor_file import TensorKind, kind_of

WordCounts = tuple[Sequence[Key], NDArray[np.int64]]
ALL_INT, SOME_INT, ARE_INT = "int", "str and int", "words_are_int"


class Tensor(NamedTuple):
    """A tensor to write: its name, its type and shape, its bytes, and its parts one by one."""

    name: str
    kind: TensorKind
    size: int
    parts: Iterable[NDArray[Any]]


def words_as_tensors(
    listed: Sequence[Key], counts: NDArray[np.int64] | None, prefix: str = ""
) -> tuple[list[Tensor], list[Tensor], dict[str, str]]:
    """Return the tensors of whole 8 bytes an entry, those of bytes, and the entry of the types."""
    words = [str(word).encode("utf-8", SURROGATES) for word in listed]
    are_int = np.array([not isinstance(word, str) for word in listed], np.bool_)
    offsets = np.zeros(len(words) + 1, "<i8")
    np.cumsum([len(word) for word in words], out=offsets[1:])
    first, about = [tensor(f"{prefix}word_offsets", "I64", offsets)], {}
    if counts is not None:
        first.insert(0, tensor(f"{prefix}counts", "I64", counts.astype("<i8")))
    last = [tensor(f"{prefix}words", "U8", np.frombuffer(b"".join(words), np.uint8))]
    if are_int.any():
        about[f"{prefix}words"] = ALL_INT if are_int.all() else SOME_INT
    if about and not are_int.all():
        last.append(tensor(f"{prefix}{ARE_INT}", "BOOL", are_int))
    return first, last, about


def tensor(name: str, kind: str, array: NDArray[Any]) -> Tensor:
    """Return a whole array as a tensor."""
    return Tensor(name, TensorKind(kind, array.shape), array.nbytes, [array])


def read_list(path: FilePath, file: Any, name: str) -> WordCounts:
    """Read the words and the counts of a list that `write_safetensors` wrote besides.

    Raises
    ------
    DamagedFileError
        If it is damaged, or not there.
    """
    types = (file.metadata() or {}).get(f"{name}_words")
    found = {tensor: kind_of(file, tensor) for tensor in file.keys()}  # noqa: SIM118
    none = TensorKind("", (0,))
    rows, size = (found.get(f"{name}_{each}", none).shape[:1] for each in ("counts", "words"))
    needed = {
        f"{name}_counts": TensorKind("I64", rows),
        f"{name}_word_offsets": TensorKind("I64", (sum(rows) + 1,)),
        f"{name}_words": TensorKind("U8", size),
    }
    if types == SOME_INT:
        needed[f"{name}_{ARE_INT}"] = TensorKind("BOOL", rows)
    require_kinds(path, found, needed, f"{sum(rows):,} words of the {name}")
    of = {each: file.get_tensor(each) for each in needed}
    words: Sequence[Key] = words_of(path, of[f"{name}_words"], of[f"{name}_word_offsets"], None)
    if types in (SOME_INT, ALL_INT):
        are_int = of.get(f"{name}_{ARE_INT}", np.ones(len(words), bool))
        words = with_integers(path, words, are_int.tolist())
    return words, of[f"{name}_counts"].copy()


def require_kinds(
    path: FilePath,
    found: Mapping[str, TensorKind],
    needed: Mapping[str, TensorKind],
    beside: str,
) -> None:
    """Raise DamagedFileError unless the tensors that are needed are there, of these kinds."""
    for name, kind in sorted(needed.items()):
        if found.get(name) != kind:
            raise DamagedFileError(
                f"{path}: the tensor {name} is {found.get(name, 'not there')}, where "
                f"{kind} belongs beside {beside}; it is damaged"
            )


def words_of(
    path: FilePath, blob: NDArray[np.uint8], offsets: NDArray[np.int64], limit: int | None
) -> EncodedWords:
    """Take words, all or the first `limit`, from bytes that may be damaged."""
    lengths = np.diff(offsets)  # may wrap around, but not if none is above `LONGEST_WORD`
    if len(long := np.flatnonzero(lengths > LONGEST_WORD)):
        raise DamagedFileError(
            f"{path}, row {int(long[0]) + 1}: a word of more than {LONGEST_WORD:,} bytes"
        )
    if offsets[0] != 0 or offsets[-1] != len(blob) or (lengths < 0).any():
        raise DamagedFileError(
            f"{path}: the offsets of the words do not fit their bytes; it is damaged"
        )
    if limit is not None:
        offsets = offsets[: limit + 1].copy()
        blob = blob[: offsets[-1]].copy()
    try:
        words = EncodedWords(blob, offsets)
    except UnicodeDecodeError as error:
        raise DamagedFileError(
            f"{path}: the words are not UTF-8 ({error}); it is damaged"
        ) from None
    if not _kernels.are_distinct(blob, words.begin, words.end):
        word = Counter(words).most_common(1)[0][0]
        rows = [row for row, other in enumerate(words) if other == word]
        raise DamagedFileError(
            f"{path}: the word {word!r} comes twice, in rows {rows[0]} and {rows[1]}"
        )
    return words


def with_integers(path: FilePath, words: Sequence[str], are_int: list[bool]) -> list[Key]:
    """Return words as they were before they were stored, str and int."""
    with damage_named(path, "a word is no integer, and the file damaged"):
        return typed(words, are_int)
