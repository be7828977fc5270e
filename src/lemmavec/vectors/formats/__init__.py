"""File formats of word vectors: chosen by content when read, by extension when written."""

from __future__ import annotations

import re
import warnings
import zlib
from io import BufferedReader
from pathlib import PurePath
from typing import Literal, get_args

from lemmavec._io import FilePath, open_decompressed, replacing
from lemmavec._magic import BYTE_ORDER_MARK, refuse_known_binary
from lemmavec._validation import at_least, one_of
from lemmavec.vectors.formats.record import Record, Style, WordDecodingErrors
from lemmavec.vectors.formats.safetensors import read_safetensors, write_safetensors
from lemmavec.vectors.formats.text import (
    is_number,
    read_glove,
    read_word2vec_text,
    refuse_commas,
    write_word2vec_text,
)
from lemmavec.vectors.formats.word2vec_binary import read_word2vec_binary, write_word2vec_binary

__all__ = [
    "Record",
    "Style",
    "WordDecodingErrors",
    "read",
    "refuse_foreign",
    "write",
    "write_word2vec",
]

Format = Literal["safetensors", "word2vec text", "word2vec binary", "GloVe text"]
EXTENSIONS: dict[str, Format] = {
    "": "safetensors",
    ".safetensors": "safetensors",
    ".txt": "word2vec text",
    ".vec": "word2vec text",
    ".bin": "word2vec binary",
}
READERS = {
    "word2vec text": read_word2vec_text,
    "word2vec binary": read_word2vec_binary,
    "GloVe text": read_glove,
}
DETECTION_BYTES = 1 << 16
# Other formats by their first bytes, and what to do instead.
FOREIGN = {
    b"\x80": "a Python pickle (gensim's own save?), which could run any code when loaded: write it "
    "again with gensim's save_word2vec_format",
    b"\xba\x16\x4f\x2f": "a fastText model: load the .vec file that fastText wrote beside it",
    b"PK\x03\x04": "a zip archive: unpack it and load the file inside",
    b"\x93NUMPY": "a NumPy array without words: make WordVectors(words, np.load(path))",
}


def read(
    path: FilePath,
    *,
    mmap: bool = False,
    errors: WordDecodingErrors = "strict",
    limit: int | None = None,
) -> Record:
    """Read words, vectors and counts from a file of any known format.

    Parameters
    ----------
    path : path
        A safetensors file of lemmavec, word2vec text or binary, fastText .vec, or GloVe text; all
        but the first may be compressed by gzip, bzip2 or xz. Its name plays no part.
    mmap : bool, default False
        Map the matrix into memory instead of reading it; safetensors only.
    errors : {"strict", "replace", "surrogateescape"}
        What to do with a word that is not UTF-8, as `bytes.decode` understands it.
    limit : int, optional
        Read only the first that many rows, 1 or more.

    Raises
    ------
    ValueError
        If the file is of no known format, cut short or damaged; the message says where.
    """
    if limit is not None:
        at_least("limit", limit, 1)
    with open_decompressed(path) as file:
        try:
            head = file.read(DETECTION_BYTES)
            start = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
            head = head[start:]
            found = _detect(path, head)
            if found == "safetensors":
                if not isinstance(file, BufferedReader):
                    raise ValueError(f"{path}: a compressed safetensors file; decompress it first")
                return read_safetensors(path, mmap=mmap, limit=limit)
            if mmap:
                raise ValueError(
                    f"{path}: a {found} file cannot be mapped into memory; load it without mmap, "
                    "or save it as .safetensors once and map that"
                )
            file.seek(start)
            return _without_repeats(path, READERS[found](path, file, errors, limit))
        except (EOFError, zlib.error) as error:
            raise ValueError(f"{path}: the compressed file is cut short: {error}") from None


def write(path: FilePath, record: Record) -> None:
    """Write a file in the format that its extension names; replaced whole or not at all.

    Raises
    ------
    ValueError
        If the extension is unknown, or the format cannot hold a word.
    """
    extension = PurePath(path).suffix.lower()
    if extension not in EXTENSIONS:
        known = ", ".join(f"{name} ({what})" for name, what in EXTENSIONS.items() if name)
        raise ValueError(f"{path}: no format has the extension {extension!r}; known are {known}")
    if EXTENSIONS[extension] == "safetensors":
        with replacing(path) as file:
            write_safetensors(file, record)
    else:
        write_word2vec(path, record, binary=EXTENSIONS[extension] == "word2vec binary")


def write_word2vec(
    path: FilePath,
    record: Record,
    *,
    binary: bool,
    style: Style = "gensim",
) -> None:
    """Write a word2vec file, whatever its name; replaced whole or not at all."""
    one_of("style", style, get_args(Style))
    with replacing(path) as file:
        (write_word2vec_binary if binary else write_word2vec_text)(file, record, style)


def refuse_foreign(path: FilePath, head: bytes) -> None:
    """Raise ValueError if a file's first bytes are those of a format that is not read here."""
    for magic, what in FOREIGN.items():
        if head.startswith(magic):
            raise ValueError(f"{path}: this is {what}")


def _without_repeats(path: FilePath, record: Record) -> Record:
    """Keep the first row of a word that comes twice, as gensim does: such files exist."""
    first = {word: row for row, word in reversed(list(enumerate(record.words)))}
    if len(first) == len(record.words):
        return record
    rows = sorted(first.values())
    again = next(word for row, word in enumerate(record.words) if first[word] != row)
    warnings.warn(
        f"{path}: {len(record.words) - len(rows):,} rows repeat a word (such as {again!r}); only "
        "the first row of each word is kept",
        stacklevel=4,
    )
    return Record([record.words[row] for row in rows], record.vectors[rows])


def _detect(path: FilePath, head: bytes) -> Format:
    if not head:
        raise ValueError(f"{path}: the file is empty")
    first, _, rest = head.partition(b"\n")
    if re.fullmatch(rb"\s*\d+\s+\d+\s*", first):
        row = rest.partition(b"\n")[0]
        refuse_commas(f"{path}, line 2", row.split(b" ")[1:])
        return "word2vec text" if not rest or _is_row(row) else "word2vec binary"
    # Eight bytes of length, then JSON. Text would make the length astronomic.
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 32:
        return "safetensors"
    if _is_row(first):
        return "GloVe text"
    refuse_foreign(path, head)
    refuse_known_binary(path, head)
    refuse_commas(f"{path}, line 1", first.split(b" ")[1:])
    raise ValueError(
        f"{path}: not a file of word vectors in a known format; known are lemmavec's safetensors, "
        "word2vec text and binary, fastText .vec and GloVe text"
    )


def _is_row(line: bytes) -> bool:
    """Whether a line, perhaps cut at its end, is a word and then mostly numbers."""
    fields = [field for field in line.rstrip().split(b" ")[1:] if field]  # a word may hold a tab
    return 2 * sum(map(is_number, fields)) > len(fields)
