"""Files opened by their content: decompressed if they begin as compressed files do."""

from __future__ import annotations

import importlib
import json
import os
import re
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, cast

from lemmavec._damage import damage_named
from lemmavec._decompressed import DecompressedFile

FilePath = str | os.PathLike[str]
# How a compressed file begins, and the module that opens it.
_COMPRESSIONS = (
    (re.compile(rb"\x1f\x8b\x08"), "gzip"),
    (re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), "bz2"),
    (re.compile(rb"\xfd7zXZ\x00"), "lzma"),
    (re.compile(rb"\x28\xb5\x2f\xfd"), "zstandard"),
)
_ENDINGS = {".gz": "gzip", ".bz2": "bz2", ".xz": "lzma", ".zst": "zstandard"}
_HEAD = 16


def open_decompressed(path: FilePath, name: FilePath | None = None) -> BinaryIO:
    """Open a file to read its bytes, decompressed if it begins as gzip, bzip2, xz or Zstandard do.

    Parameters
    ----------
    path : path
        The file; its name and extension play no part.
    name : path, optional
        Stands for it in errors.

    Returns
    -------
    file
        Readable and seekable, at its first byte.

    Raises
    ------
    OSError
        If the file cannot be opened.
    DamagedFileError
        On reading: the compressed file is damaged or cut short.
    """
    with open(path, "rb") as file:
        module = compression_in(file.read(_HEAD))
    if module is None:
        return open(path, "rb")
    return DecompressedFile(_opened(module, path), path if name is None else name)


def decompressed(raw: BufferedReader, name: FilePath) -> BinaryIO:
    """Return a reader of the decompressed bytes of an open file; itself if not compressed."""
    module = compression_in(raw.peek(_HEAD))
    return raw if module is None else DecompressedFile(_opened(module, raw), name)


def read_json(path: FilePath, what: str) -> Any:
    """Read a file of one JSON object; one that begins as something else is not read further.

    Raises
    ------
    OSError
        If the file cannot be opened.
    DamagedFileError
        If it holds anything else; `what` says in the message what it is not.
    """
    with damage_named(path, what), open(path, "rb") as file:
        first = file.read(_HEAD)
        if not first.lstrip().startswith(b"{"):
            raise ValueError(f"it begins with {first!r}, where JSON has an object, {{...}}")
        return json.loads(first + file.read())


def is_compressed(path: Path) -> bool:
    """Return whether a regular file is compressed, by its first bytes."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return compression_in(file.read(_HEAD)) is not None


def compression_in(head: bytes) -> str | None:
    """Return the module that opens what begins with these bytes, if they are compressed."""
    return next((module for magic, module in _COMPRESSIONS if magic.match(head)), None)


def _opened(module: str, file: FilePath | BinaryIO) -> BinaryIO:
    if module == "zstandard":
        from lemmavec._zstd import ZstdFile

        if isinstance(file, str | os.PathLike):
            return cast(BinaryIO, ZstdFile(open(file, "rb"), close_raw=True))
        return cast(BinaryIO, ZstdFile(file, close_raw=False))
    # Imported when needed: together they would double the time that `import lemmavec` takes.
    return cast(BinaryIO, importlib.import_module(module).open(file, "rb"))


def compression_of(path: FilePath) -> str | None:
    """Return the module that the last extension of a file's name asks for, if it does.

    Examples
    --------
    >>> compression_of("vectors.txt.gz"), compression_of("vectors.txt")
    ('gzip', None)
    """
    return _ENDINGS.get(Path(path).suffix.lower())
