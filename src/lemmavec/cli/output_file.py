"""Checks that a file can be written, before the work whose result it is to hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

PICTURES = (".png", ".svg", ".pdf")


def check_writable(path: Path) -> None:
    """Refuse a path that cannot be written.

    Raises
    ------
    OSError
        If its folder is missing or takes no new files, or it is itself a folder.
    """
    folder = path.resolve().parent
    if path.is_dir():
        raise IsADirectoryError(f"cannot write {path}: it is a folder")
    if not folder.is_dir():
        raise FileNotFoundError(f"cannot write {path}: there is no folder {folder}")
    if path.exists() and not path.is_file():
        return  # a pipe or a device, beside which nothing is written
    try:
        # Only the attempt tells: a file system may be read-only whatever its permissions say.
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".lemmavec-"):
            pass
    except OSError as error:
        raise OSError(f"cannot write {path}: {error.strerror}") from None


def check_picture(path: Path) -> None:
    """Refuse a picture that cannot be drawn or written.

    Raises
    ------
    ImportError
        If matplotlib is not installed.
    ValueError
        If the ending is none of a picture's.
    OSError
        If it cannot be written.
    """
    from lemmavec.plotting import require_matplotlib

    require_matplotlib()
    if path.suffix.lower() not in PICTURES:
        raise ValueError(f"{path}: the ending must be {', '.join(PICTURES)}")
    check_writable(path)
