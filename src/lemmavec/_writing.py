"""Files written whole or not at all: replaced by the new bytes, or as they were."""

from __future__ import annotations

import importlib
import os
import secrets
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from lemmavec._io import FilePath, compression_of
from lemmavec._locks import MACHINE, is_dead, lock_new

# Not of the target's name, which may be as long as a name can be.
_PREFIX, _SUFFIX = f".{MACHINE}", ".tmp"
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL
_NEW |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


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
    temporary, file = _new_file(target.parent, old)
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if sys.platform != "win32":  # which cannot rename an open file
                os.replace(temporary, target)  # while its lock is held
        if sys.platform == "win32":
            os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


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


def remove_dead(folder: Path) -> None:
    """Remove the temporary files in a folder whose processes were killed."""
    if sys.platform == "win32":  # where a file that is about to be renamed looks the same
        return
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with is_dead(Path(entry.path)) as dead, suppress(OSError):
                    if dead:
                        os.unlink(entry.path)


def _status(path: FilePath) -> os.stat_result | None:
    try:
        return os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _new_file(folder: Path, like: os.stat_result | None) -> tuple[Path, BinaryIO]:
    """Make a locked file in a folder, with the rights of another or those of a new file."""
    while True:
        path = folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        descriptor = os.open(path, _NEW, 0o666 if like is None else 0o600)
        if lock_new(path, descriptor):
            break
        os.close(descriptor)
    file = os.fdopen(descriptor, "wb")
    if like is not None and sys.platform != "win32":
        try:
            _give_rights(file.fileno(), like)
        except OSError:
            file.close()
            path.unlink(missing_ok=True)
            raise
    return path, file


def _give_rights(descriptor: int, like: os.stat_result) -> None:
    """Give a file the owner and group of another, as far as is allowed, and then its mode."""
    for owner, group in ((like.st_uid, like.st_gid), (-1, like.st_gid)):
        with suppress(PermissionError):
            os.fchown(descriptor, owner, group)
            break
    now, mode = os.fstat(descriptor), stat.S_IMODE(like.st_mode)
    if now.st_gid != like.st_gid:  # members of this group were others to the old file
        mode = mode & 0o707 | (mode & 0o007) << 3
    if stat.S_IMODE(now.st_mode) != mode:
        os.fchmod(descriptor, mode)


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
