"""Files opened by what they hold, and files replaced whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

GZIP, BZIP2, XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"


def open_decompressed(path: str | os.PathLike[str]) -> BinaryIO:
    """Open a file to read its bytes, through gzip, bzip2 or xz if it begins as one of them does.

    Parameters
    ----------
    path : path
        The file; its name and extension play no part.

    Returns
    -------
    file
        Readable and seekable, at its first byte.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    with open(path, "rb") as file:
        magic = file.read(6)
    # Imported here: together they would double the time that `import lemmavec` takes.
    if magic.startswith(GZIP):
        import gzip

        return cast(BinaryIO, gzip.open(path, "rb"))
    if magic.startswith(BZIP2):
        import bz2

        return cast(BinaryIO, bz2.open(path, "rb"))
    if magic.startswith(XZ):
        import lzma

        return cast(BinaryIO, lzma.open(path, "rb"))
    return open(path, "rb")


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
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
