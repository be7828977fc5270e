"""A file's bytes in blocks, each of which begins with what the reader left of the one before."""

from __future__ import annotations

import os
from io import BufferedReader
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._decompressed import DecompressedFile

Bytes = NDArray[np.uint8]
# Long enough that starting threads for each takes no time that counts.
BLOCK = 1 << 24


class Blocks:
    """Blocks of an open file in one buffer, which grows only if a reader takes nothing from it.

    Parameters
    ----------
    file : binary file
        Read from where it stands.
    block : int, optional
        Bytes of the buffer.

    Examples
    --------
    >>> from io import BytesIO
    >>> blocks = Blocks(BytesIO(b"gold silver"), block=5)
    >>> blocks.next(0).tobytes(), blocks.next(2).tobytes(), blocks.next(0).tobytes()
    (b'gold ', b'd sil', b'ver')
    """

    def __init__(self, file: BinaryIO, block: int | None = None) -> None:
        self._file = file
        self._buffer: Bytes = np.empty(block or BLOCK, np.uint8)
        self._filled = 0
        self.ended = False

    def next(self, left: int) -> Bytes:
        """Return the last `left` bytes of the block before, and those that follow in the file.

        The block before is overwritten. `ended` says whether the file ends with this block.
        """
        rest = self._buffer[self._filled - left : self._filled].copy()
        if left == len(self._buffer):
            self._buffer = np.empty(2 * left, np.uint8)
        self._buffer[:left] = rest
        self._filled = left
        while self._filled < len(self._buffer):
            # Decompressors give less than they are asked for.
            read = self._file.readinto(self._buffer[self._filled :].data)  # type: ignore[attr-defined]
            if not read:
                self.ended = True
                break
            self._filled += read
        return self._buffer[: self._filled]


def is_plain(file: BinaryIO) -> bool:
    """Return whether a file is opened as it is on the disk, and not decompressed."""
    return isinstance(file, BufferedReader) and not isinstance(file, DecompressedFile)


def size_of(file: BinaryIO) -> int | None:
    """Return the size in bytes of a plain file; None if it is compressed or no regular file.

    Examples
    --------
    >>> from io import BytesIO
    >>> size_of(BytesIO(b"gold"))
    """
    if not is_plain(file):
        return None
    return os.fstat(file.fileno()).st_size or None
