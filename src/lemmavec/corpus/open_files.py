"""Open files, of text or of bytes, as lines: read from where they stand to their end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from lemmavec._damage import DamagedFileError, name_of
from lemmavec._io import compression_in
from lemmavec.corpus.byte_blocks import BLOCK_BYTES, NUL, bad_text, decoded
from lemmavec.corpus.lines import split_lines
from lemmavec.corpus.parquet_column import MAGIC
from lemmavec.corpus.reading import DecodingErrors


def is_open_file(corpus: object) -> bool:
    """Whether an object can be read like a file; paths, which have names only, cannot."""
    return hasattr(corpus, "read") and not isinstance(corpus, (str, os.PathLike))


def file_lines(file: Any, errors: DecodingErrors) -> Iterator[str]:
    r"""Give the lines of an open file, cut after "\n" alone; bytes are read as UTF-8.

    Parameters
    ----------
    file : file
        With a method `read` that takes a size, and gives text or bytes.
    errors : {"strict", "replace"}
        What to do with bytes that are not UTF-8.

    Raises
    ------
    DamagedFileError
        If its bytes are not UTF-8 text, or a line is too long.
    ValueError
        If the file is at its end, or its bytes are compressed.
    """
    name, start = name_of(file), _position(file)
    blocks = _blocks(file, name)
    first = next(blocks, None)
    if first is None:
        raise ValueError(
            f"{name} gives nothing to read: it is empty, or at its end; file.seek(0) goes back to "
            "the beginning"
        )
    if isinstance(first, str):
        yield from split_lines(chain([first.removeprefix("\ufeff")], blocks), "\n", name)
        return
    _refuse_binary(first, name, start)
    offset = start
    for line in split_lines(chain([first], blocks), b"\n", name):
        yield decoded(line, Path(name), offset, errors)
        offset += len(line) + 1


def _position(file: Any) -> int:
    try:
        return int(file.tell())
    except (OSError, AttributeError):  # a pipe
        return 0


def _blocks(file: Any, name: str) -> Iterator[Any]:
    while True:
        try:
            block = file.read(BLOCK_BYTES)
        except UnicodeDecodeError as error:
            raise DamagedFileError(
                f'{name}: {error}; open it with its encoding=, or with errors="replace"'
            ) from None
        if block is None:
            raise BlockingIOError(f"{name} has nothing to read yet; open it so that it waits")
        if not block:
            return
        yield block


def _refuse_binary(first: bytes, name: str, start: int) -> None:
    module = compression_in(first)
    if module is not None:
        how = "" if module == "zstandard" else f", or the file that {module}.open gives"
        raise ValueError(f"{name} is compressed, by {module}; pass its path{how}")
    if first.startswith(MAGIC):
        raise ValueError(f"{name} is Parquet; pass its path and column=")
    if b"\n" not in first and b"\0" in first:
        raise bad_text(Path(name), start + first.index(b"\0"), NUL)
