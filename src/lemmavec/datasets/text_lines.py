"""The lines of a text file, compressed or not."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from lemmavec._damage import DamagedFileError
from lemmavec._io import open_decompressed


def text_lines(path: str | os.PathLike[str]) -> Iterator[str]:
    """Yield the lines of a UTF-8 file with their line ends unchanged, as `csv` needs them.

    Parameters
    ----------
    path : path
        Plain, or compressed by gzip, bzip2 or xz. A byte order mark is dropped.

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If it is not UTF-8, or compressed and damaged; the message says where.
    """
    with open_decompressed(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        try:
            yield from text
        except UnicodeDecodeError as error:
            raise DamagedFileError(f"{path} is not UTF-8 text: {error}") from None
