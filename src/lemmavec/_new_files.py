"""Files that are being written: under a name, rights and a lock of their own."""

from __future__ import annotations

import io
import os
import secrets
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lemmavec._disk_full import is_disk_full
from lemmavec._io import FilePath
from lemmavec._locks import MACHINE, is_dead, lock_new

if TYPE_CHECKING:
    from typing_extensions import Buffer

# Not of the target's name, which may be as long as a name can be.
_PREFIX, _SUFFIX = f".{MACHINE}", ".tmp"
BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | BINARY


class NewFile(io.BufferedWriter):
    """A file that is being written, with the bytes that it is asked to take.

    Parameters
    ----------
    path : path
        What errors name: the file that this one is to become.
    descriptor : int
        Open for writing.

    Attributes
    ----------
    asked : int
        Bytes so far, written or not.
    size : int or None
        Bytes in all, where `announce_size` told them.
    """

    def __init__(self, path: FilePath, descriptor: int) -> None:
        super().__init__(io.FileIO(descriptor, "wb"))
        self._path = os.fspath(path)
        self.asked = 0
        self.size: int | None = None

    def write(self, data: Buffer, /) -> int:
        """Write bytes."""
        self.asked += len(data) if isinstance(data, bytes) else memoryview(data).nbytes
        try:
            return super().write(data)
        except OSError as error:
            error.filename = self._path
            raise

    def flush(self) -> None:
        """Give what is in the buffer to the system."""
        try:
            super().flush()
        except OSError as error:
            error.filename = self._path
            raise

    def settle(self) -> None:
        """See that all of it is on the disk."""
        self.flush()
        try:
            os.fsync(self.fileno())
        except OSError as error:
            error.filename = self._path
            raise

    def had_no_room(self, error: BaseException) -> bool:
        """Return whether an error says so of this file, and not of another."""
        return is_disk_full(error) and getattr(error, "filename", None) == self._path


def announce_size(file: BinaryIO, size: int) -> None:
    """Say how many bytes a file will take in all, for the error if there is no room."""
    if isinstance(file, NewFile):
        file.size = size


def new_file_for(path: FilePath, target: Path, like: os.stat_result | None) -> tuple[Path, NewFile]:
    """Make a locked file beside a target, with the rights of another or those of a new file.

    Parameters
    ----------
    path, target : path
        The file that it is to become, as it was given and without links.
    like : stat_result or None
        What has the rights that it gets.
    """
    while True:
        temporary = unused_name(target.parent)
        try:
            descriptor = os.open(temporary, _NEW, 0o666 if like is None else 0o600)
        except OSError as error:
            error.filename = os.fspath(path)
            raise
        if lock_new(temporary, descriptor):
            break
        os.close(descriptor)
    file = NewFile(path, descriptor)
    if like is not None and sys.platform != "win32":
        try:
            _give_rights(descriptor, like)
        except OSError:
            file.close()
            temporary.unlink(missing_ok=True)
            raise
    return temporary, file


def unused_name(folder: Path) -> Path:
    """Return a path that no file has; what lies there without a lock is removed by the next."""
    return folder / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"


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
