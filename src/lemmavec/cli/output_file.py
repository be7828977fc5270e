"""Checks that a picture can be drawn and written, before the work that it is to show."""

from __future__ import annotations

from pathlib import Path

from lemmavec._writing import check_writable

PICTURES = (".png", ".svg", ".pdf")


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
