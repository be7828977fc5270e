"""Files written whole or not at all: replaced by the new bytes, or as they were."""

from __future__ import annotations

import importlib
import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from lemmavec._disk_full import disk_full
from lemmavec._io import FilePath, compression_of
from lemmavec._new_files import BINARY, NewFile, new_file_for, remove_dead, unused_name


@contextmanager
def replacing(path: FilePath) -> Iterator[BinaryIO]:
    """Write a file beside `path` that takes its place only once it is whole and on the disk.

    Whatever stops the writing, `path` holds either all of the old bytes or all of the new ones. The
    new file has the mode and, where this is allowed, the owner of the old one from the start. What
    a process that was killed left beside it is removed, except on Windows. A pipe or a device is
    written straight away, as there is nothing to replace.

    Parameters
    ----------
    path : path
        Where the file is to be; its folder must exist.

    Yields
    ------
    file
        Open for writing bytes.

    Raises
    ------
    OSError
        If the file cannot be written. Where there is no room, the error names `path` and says how
        much is needed and how much is free, without the part that was written.

    Examples
    --------
    >>> path = Path(tempfile.mkdtemp()) / "gold.txt"
    >>> with replacing(path) as file:
    ...     _ = file.write(b"Au")
    >>> path.read_bytes()
    b'Au'
    """
    old = _status(path)
    if old is not None and not stat.S_ISREG(old.st_mode):
        with open(path, "wb") as device:
            yield device
        return
    target = Path(os.path.realpath(path))  # a symbolic link stays, and what it points to changes
    if not target.parent.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {target.parent}")
    remove_dead(target.parent)
    temporary, file = new_file_for(path, target, old)
    try:
        with file:
            yield file
            file.settle()
            if sys.platform != "win32":  # which cannot rename an open file
                os.replace(temporary, target)  # while its lock is held
        if sys.platform == "win32":
            os.replace(temporary, target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if file.had_no_room(error):
            raise _no_room(error, path, file) from error
        raise
    _sync_folder(target.parent)


@contextmanager
def replacing_both(path: FilePath, beside: FilePath) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """As `replacing`, two files that belong together: neither before both are on the disk."""
    with replacing(path) as first, replacing(beside) as second:
        yield first, second
        if isinstance(first, NewFile):
            first.settle()


def exchange(path: Path, other: Path) -> None:
    """Exchange the names of two files of one folder; there is a file under `path` all the time.

    Where the file system has no hard links, only the `other` file stays, under the name of `path`.
    """
    link = unused_name(path.parent)
    try:
        os.link(path, link)
    except OSError:
        os.replace(other, path)
    else:
        os.replace(other, path)
        os.replace(link, other)
    _sync_folder(path.parent)


@contextmanager
def appending(path: FilePath) -> Iterator[BinaryIO]:
    """Write behind what a file holds; whatever stops the writing, that is all it holds again."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | BINARY, 0o666)
    file = NewFile(path, descriptor)
    before = os.fstat(file.fileno())
    try:
        with file:
            yield file
            file.settle()
    except BaseException as error:
        if stat.S_ISREG(before.st_mode):
            os.truncate(path, before.st_size)
        if file.had_no_room(error):
            raise _no_room(error, path, file) from error
        raise


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


def check_writable(path: FilePath) -> None:
    """Refuse a path that cannot be written, before the work whose result it is to hold.

    Raises
    ------
    OSError
        If its folder is missing or takes no new files, or it is itself a folder.
    """
    folder = Path(path).resolve().parent
    if os.path.isdir(path):
        raise IsADirectoryError(f"cannot write {path}: it is a folder")
    if not folder.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {folder}")
    if os.path.exists(path) and not os.path.isfile(path):
        return  # a pipe or a device, beside which nothing is written
    try:
        # Only the attempt tells: a file system may be read-only whatever its permissions say.
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise OSError(f"cannot write {path}: {error.strerror}") from None


def _status(path: FilePath) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _no_room(error: BaseException, path: FilePath, file: NewFile) -> OSError:
    if file.size is None or file.size < file.asked:
        return disk_full(error, path, file.asked, exact=False)
    return disk_full(error, path, file.size, exact=True)


def _sync_folder(folder: Path) -> None:
    """Write the new name to the disk, where the system lets a folder be opened for that."""
    if sys.platform == "win32":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _compressing(module: str, raw: BinaryIO) -> BinaryIO:
    if module == "zstandard":
        from lemmavec._zstd import zstandard

        return cast(BinaryIO, zstandard().ZstdCompressor().stream_writer(raw, closefd=False))
    library = importlib.import_module(module)
    if module == "gzip":  # without name and time: the same vectors give the same bytes
        return cast(BinaryIO, library.GzipFile("", "wb", fileobj=raw, mtime=0))
    return cast(BinaryIO, library.open(raw, "wb"))
