"""What is said where a disk has no room: which file, how much it needs, how much is free."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from lemmavec._io import FilePath
from lemmavec.progress.wording import bytes_in_words

_REASONS = {
    errno.ENOSPC: "no space left on the disk",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "larger than a file may be here (by the file system, or by ulimit -f)",
}


def is_disk_full(error: BaseException) -> bool:
    """Return whether a file had no room, be it the disk, a quota or a limit of file sizes."""
    return isinstance(error, OSError) and error.errno in _REASONS


def disk_full(
    error: BaseException, path: FilePath, needed: int, *, exact: bool, advice: str = ""
) -> OSError:
    """Return the error to raise in the place of one for which `is_disk_full`.

    Parameters
    ----------
    error : OSError
        What the system said.
    path : path
        The file, or the folder, that is named.
    needed : int
        Bytes: of the whole file if `exact`, otherwise so far.
    exact : bool
        Whether the size of the whole file is known.
    advice : str
        What to do.

    Examples
    --------
    >>> error = OSError(errno.EFBIG, "File too large")
    >>> print(disk_full(error, "/gold.bin", 1_234_567, exact=True).strerror)  # doctest: +ELLIPSIS
    larger than a file may be here (by the file system, or by ulimit -f): 1.23 MB are needed, ...
    """
    assert isinstance(error, OSError)
    assert error.errno is not None
    size = bytes_in_words(needed) + ("" if exact else " or more")
    message = f"{_REASONS[error.errno]}: {size} are needed, {_free(path)} are free{advice}"
    return OSError(error.errno, message, os.fspath(path))


def _free(path: FilePath) -> str:
    folder = Path(os.path.realpath(path))
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        return bytes_in_words(shutil.disk_usage(folder).free)
    except OSError:
        return "an unknown number"
