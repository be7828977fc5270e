"""Locks on files, which end with their process: a file whose lock can be taken is a dead one's."""

from __future__ import annotations

import os
import platform
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Begins the names of locked files. A disk may be shared by machines that do not see each other's
# locks, so that each takes away only what was left on it.
MACHINE = f"lemmavec-{zlib.crc32(platform.node().encode(errors='replace')):08x}-"

_EXISTING = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def lock_new(path: Path, descriptor: int) -> bool:
    """Lock a file that was just made, until the descriptor is closed or the process ends.

    Returns
    -------
    bool
        False if somebody took it for a dead process's before it was locked: make another.
    """
    if sys.platform == "win32":
        return True  # an open file cannot be removed there
    try:
        _take(descriptor)
    except BlockingIOError:
        return False
    except OSError:
        return True  # no locks on this file system: nobody can take it for a dead process's
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


@contextmanager
def is_dead(path: Path) -> Iterator[bool]:
    """Tell whether a locked file of this user outlived its process; nobody has it meanwhile."""
    if sys.platform == "win32":
        try:
            os.unlink(path)
        except OSError:
            yield False
        else:
            yield True
        return
    try:
        descriptor = os.open(path, _EXISTING)
    except OSError:
        yield False
        return
    try:
        yield _is_ours(os.fstat(descriptor)) and _can_be_taken(descriptor)
    finally:
        os.close(descriptor)


def _is_ours(status: os.stat_result) -> bool:
    return stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()


def _can_be_taken(descriptor: int) -> bool:
    try:
        _take(descriptor)
    except OSError:
        return False
    return True


def _take(descriptor: int) -> None:
    import fcntl  # POSIX alone has it

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
