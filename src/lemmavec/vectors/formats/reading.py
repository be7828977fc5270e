"""Files of word vectors read, whatever their format: it is told by the content."""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Sequence
from typing import BinaryIO

from lemmavec import _kernels
from lemmavec._damage import name_of
from lemmavec._io import FilePath, open_decompressed
from lemmavec._keys import Key
from lemmavec._magic import BYTE_ORDER_MARK
from lemmavec._scratch import scratch_folder
from lemmavec._validation import at_least
from lemmavec.vectors.formats.array_file import read_array_file
from lemmavec.vectors.formats.blocks import is_plain
from lemmavec.vectors.formats.detection import DETECTION_BYTES, MAGIC, Format, detect
from lemmavec.vectors.formats.fasttext_binary import read_fasttext_binary
from lemmavec.vectors.formats.parquet import read_parquet
from lemmavec.vectors.formats.record import Record, WordDecodingErrors
from lemmavec.vectors.formats.reported import Report, reported_reader
from lemmavec.vectors.formats.safetensors import read_safetensors
from lemmavec.vectors.formats.text import read_glove, read_word2vec_text
from lemmavec.vectors.formats.word2vec_binary import read_word2vec_binary

READERS = {
    "word2vec text": read_word2vec_text,
    "word2vec binary": read_word2vec_binary,
    "GloVe text": read_glove,
    "fastText binary": read_fasttext_binary,
    "Parquet": read_parquet,
}
# Formats that are read by their path, or from any place of the file.
UNCOMPRESSED = ("safetensors", "NumPy array", "Parquet")
MAPPED = ("safetensors", "NumPy array")


def read(
    path: FilePath | BinaryIO,
    *,
    mmap: bool = False,
    errors: WordDecodingErrors = "strict",
    limit: int | None = None,
    report: Report | None = None,
) -> Record:
    """Read words, vectors and counts from a file of any known format.

    Parameters
    ----------
    path : path or binary file
        A safetensors file of lemmavec, word2vec text or binary, fastText .bin or .vec, GloVe text,
        Parquet, or a NumPy array with its words beside it. Text, word2vec and fastText may be
        compressed by gzip, bzip2, xz or Zstandard. Its name plays no part.
    mmap : bool, default False
        Map the matrix into memory instead of reading it; safetensors and NumPy arrays only.
    errors : {"strict", "replace", "surrogateescape"}
        What to do with a word that is not UTF-8, as `bytes.decode` understands it.
    limit : int, optional
        Read only the first that many rows, 1 or more.
    report : callable, optional
        Called with the fraction that is read, of word2vec and text files that are not compressed.

    Raises
    ------
    DamagedFileError
        If the file is of no known format, cut short or damaged; the message says where.
    ValueError
        If the file cannot be mapped into memory, or is compressed and must not be.
    """
    if limit is not None:
        at_least("limit", limit, 1)
    if not isinstance(path, str | os.PathLike):
        return _read_open(path, mmap, errors, limit)
    return _read(path, path, mmap, errors, limit, report)


def _read(
    path: FilePath,
    name: FilePath,
    mmap: bool,
    errors: WordDecodingErrors,
    limit: int | None,
    report: Report | None = None,
) -> Record:
    """Read a file, which errors call `name`."""
    with reported_reader(open_decompressed(path, name), report) as file:
        head = file.read(DETECTION_BYTES)
        start = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
        found = detect(name, head[start:])
        _require_kind_of_file(name, found, file, mmap)
        if found == "safetensors":
            return read_safetensors(path, mmap=mmap, limit=limit, name=name)
        if found == "NumPy array":
            record = read_array_file(path, errors, mmap=mmap, limit=limit)
        else:
            file.seek(start)
            record = READERS[found](name, file, errors, limit)
        return _without_repeats(name, record)


def _require_kind_of_file(path: FilePath, found: Format, file: BinaryIO, mmap: bool) -> None:
    """Raise ValueError for a format that cannot be mapped, or is not read when compressed."""
    if mmap and found not in MAPPED:
        raise ValueError(
            f"{path}: a {found} file cannot be mapped into memory; load it without mmap, or save "
            "it as .safetensors once and map that"
        )
    if found in UNCOMPRESSED and not is_plain(file):
        raise ValueError(f"{path}: a compressed {found} file; decompress it first")


def _read_open(file: BinaryIO, mmap: bool, errors: WordDecodingErrors, limit: int | None) -> Record:
    """Read an open file, which may be a pipe: from a copy, as formats go back and forth."""
    if mmap:
        raise ValueError("an open file cannot be mapped into memory: pass its path")
    first, name = file.read(DETECTION_BYTES), name_of(file)
    if isinstance(first, str):
        raise TypeError('the file is open as text: open it by open(path, "rb")')
    if MAGIC.get(first[:6]) == "NumPy array":
        raise ValueError(f"{name}: an array has its words in a file beside it: pass its path")
    with scratch_folder(None, " for a copy of the file; set TMPDIR to a larger disk") as folder:
        with (folder / "vectors").open("wb") as copy:
            copy.write(first)
            shutil.copyfileobj(file, copy)
        return _read(folder / "vectors", name, mmap, errors, limit)


def _without_repeats(path: FilePath, record: Record) -> Record:
    """Keep the first row of a word that comes twice, as gensim does: such files exist."""
    if _distinct(record.words):
        return record
    first = {word: row for row, word in reversed(list(enumerate(record.words)))}
    rows = sorted(first.values())
    again = next(word for row, word in enumerate(record.words) if first[word] != row)
    warnings.warn(
        f"{path}: {len(record.words) - len(rows):,} rows repeat a word (such as {again!r}); only "
        "the first row of each word is kept",
        stacklevel=5,
    )
    return Record([record.words[row] for row in rows], record.vectors[rows])


def _distinct(words: Sequence[Key]) -> bool:
    try:
        return _kernels.words_are_distinct(list(words))
    except (TypeError, UnicodeEncodeError):  # integers, or lone surrogates for bytes not in UTF-8
        return len(set(words)) == len(words)
