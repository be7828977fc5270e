"""Files opened by their content, and files replaced as a whole or not at all."""

from __future__ import annotations

import importlib
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def replacing(path: FilePath) -> Iterator[BinaryIO]:
    """Write a file beside `path` that takes its place only once it is whole and on the disk.

    Whatever stops the writing, `path` holds either all of the old bytes or all of the new ones. A
    pipe or a device is written straight away, as there is nothing to replace.

    Parameters
    ----------
    path : path
        Where the file is to be; its folder must exist.

    Yields
    ------
    file
        Open for writing bytes.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "gold.txt"
    >>> with replacing(path) as file:
    ...     _ = file.write(b"Au")
    >>> path.read_bytes()
    b'Au'
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        with open(path, "wb") as file:
            yield file
        return
    target = Path(os.path.realpath(path))  # a symbolic link stays, and what it points to changes
    if not target.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {target.parent}")
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with open(temporary, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            os.chmod(temporary, target.stat().st_mode)
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def compression_of(path: FilePath) -> str | None:
    """Return the module that the last extension of a file's name asks for, if it does.

    Examples
    --------
    >>> compression_of("vectors.txt.gz"), compression_of("vectors.txt")
    ('gzip', None)
    """
    return _ENDINGS.get(Path(path).suffix.lower())


@contextmanager
def replacing_compressed(path: FilePath) -> Iterator[BinaryIO]:
    """As `replacing`, compressed if the name ends in .gz, .bz2, .xz or .zst."""
    module = compression_of(path)
    with replacing(path) as raw:
        if module is None:
            yield raw
            return
        with _compressing(module, raw) as file:
            yield file


def _compressing(module: str, raw: BinaryIO) -> BinaryIO:
    if module == "zstandard":
        from lemmavec._zstd import zstandard

        return cast(BinaryIO, zstandard().ZstdCompressor().stream_writer(raw, closefd=False))
    library = importlib.import_module(module)
    if module == "gzip":  # without name and time: the same vectors give the same bytes
        return cast(BinaryIO, library.GzipFile("", "wb", fileobj=raw, mtime=0))
    return cast(BinaryIO, library.open(raw, "wb"))
