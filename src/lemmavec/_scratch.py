"""Folders for temporary files; those of processes that were killed go with the next one.

Each holds a file that its process keeps locked; see `_locks`.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lemmavec._disk_full import disk_full, is_disk_full
from lemmavec._io import FilePath
from lemmavec._locks import MACHINE, is_dead, lock_new

LOCK = "lock"
_NEW = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
_locks: dict[Path, int] = {}


def make_folder(directory: FilePath | None = None) -> Path:
    """Make a folder, to be given to `remove_folder`, and remove those that dead processes left.

    Parameters
    ----------
    directory : path, optional
        Where to make it; the system's folder for temporary files by default.
    """
    parent = Path(tempfile.gettempdir() if directory is None else directory)
    _remove_dead(parent)
    while True:
        folder = Path(tempfile.mkdtemp(prefix=MACHINE, dir=parent))
        try:
            descriptor = os.open(folder / LOCK, _NEW, 0o600)
        except FileNotFoundError:  # taken for a dead process's before it had a lock
            continue
        except OSError:
            os.rmdir(folder)
            raise
        if lock_new(folder / LOCK, descriptor):
            _locks[folder] = descriptor
            return folder
        os.close(descriptor)


def remove_folder(folder: Path) -> None:
    """Remove a folder, and let go of its lock."""
    if folder in _locks:
        os.close(_locks.pop(folder))
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_folder(directory: FilePath | None, full: str) -> Iterator[Path]:
    """Make a folder for the length of a block.

    Parameters
    ----------
    directory : path or None
        As in `make_folder`.
    full : str
        What is said, after the sizes, if there is no room.
    """
    folder = make_folder(directory)
    try:
        yield folder
    except BaseException as error:
        raise_if_full(error, folder, full)
        raise
    finally:
        remove_folder(folder)


def raise_if_full(error: BaseException, folder: Path, advice: str) -> None:
    """Remove the folder and say its size, if an error says that it had no room."""
    name = getattr(error, "filename", None)
    if is_disk_full(error) and (name is None or Path(name).is_relative_to(folder)):
        needed = sum(path.stat().st_size for path in folder.iterdir())
        remove_folder(folder)
        raise disk_full(error, folder.parent, needed, exact=False, advice=advice) from error


def _remove_dead(parent: Path) -> None:
    with suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(MACHINE) and entry.is_dir(follow_symlinks=False):
                _remove_if_dead(Path(entry.path))


def _remove_if_dead(folder: Path) -> None:
    if not (folder / LOCK).exists():
        with suppress(OSError):
            folder.rmdir()  # which it does if it is empty
        return
    with is_dead(folder / LOCK) as dead, suppress(OSError):
        if dead:
            for path in folder.iterdir():
                if path.name != LOCK:
                    path.unlink()
            shutil.rmtree(folder)
