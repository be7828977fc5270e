"""The lines of a text file, compressed or not."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator

from lemmavec._damage import DamagedFileError
from lemmavec._io import open_decompressed
from lemmavec._limits import LONGEST_LINE


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
        If it is not UTF-8, compressed and damaged, or a line is too long; the message says where.
    """
    with open_decompressed(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        try:
            number = 0
            while line := text.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise DamagedFileError(
                        f"{path}, line {number:,}: more than {LONGEST_LINE:,} characters without a "
                        "line end"
                    )
                yield line
        except UnicodeDecodeError as error:
            raise DamagedFileError(f"{path} is not UTF-8 text: {error}") from None
