"""Files compressed by Zstandard, by the package `zstandard` (extra `zstd`)."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from lemmavec._extras import extra

CHUNK = 1 << 18


def zstandard() -> Any:
    """Import the package."""
    return extra("zstandard", "files of Zstandard need the package zstandard", "zstd")


class ZstdFile(io.BufferedIOBase):
    """The decompressed bytes of an open file, which can be read again from any place.

    Parameters
    ----------
    raw : binary file
        Seekable.
    close_raw : bool
        Whether closing this file closes `raw` too.

    Raises
    ------
    ImportError
        If the package is not installed.
    EOFError
        On reading: the compressed file is cut short.
    OSError
        On reading: it is damaged.
    """

    def __init__(self, raw: BinaryIO, *, close_raw: bool) -> None:
        self._zstandard = zstandard()
        self._raw, self._close_raw = raw, close_raw
        self._begin()

    def _begin(self) -> None:
        self._frame = self._zstandard.ZstdDecompressor().decompressobj()
        # What is decompressed, how much of it was read, and the place of its first byte.
        self._block, self._used, self._before = b"", 0, 0

    def readable(self) -> bool:
        """Whether it can be read."""
        return True

    def seekable(self) -> bool:
        """Whether it can be read again."""
        return True

    def tell(self) -> int:
        """Return the place among the decompressed bytes."""
        return self._before + self._used

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place counted from the beginning; backwards, all before it is read again."""
        if whence == io.SEEK_CUR:
            offset += self.tell()
        elif whence != io.SEEK_SET:
            raise io.UnsupportedOperation("the size of what is decompressed is not known")
        if offset < self.tell():
            self._raw.seek(0)
            self._begin()
        while self.tell() < offset and self.read1(offset - self.tell()):
            pass
        return self.tell()

    def read(self, size: int | None = -1) -> bytes:
        """Read so many bytes, or all that are left."""
        left = -1 if size is None else size
        parts = []
        while left and (part := self.read1(left)):
            parts.append(part)
            left -= len(part) if left > 0 else 0
        return b"".join(parts)

    def read1(self, size: int = -1) -> bytes:
        """Read up to so many bytes, as many as are at hand."""
        if not self._fill():
            return b""
        return self._take(len(self._block) if size < 0 else self._used + size)

    def readline(self, size: int | None = -1) -> bytes:
        """Read to the end of the line, or so many bytes of it."""
        left = -1 if size is None else size
        parts: list[bytes] = []
        while left and self._fill():
            end = self._block.find(b"\n", self._used) + 1 or len(self._block)
            part = self._take(end if left < 0 else min(end, self._used + left))
            parts.append(part)
            if part.endswith(b"\n"):
                break
            left -= len(part) if left > 0 else 0
        return b"".join(parts)

    def _take(self, end: int) -> bytes:
        part = self._block[self._used : end]
        self._used += len(part)
        return part

    def close(self) -> None:
        """Close the file."""
        if not self.closed and self._close_raw:
            self._raw.close()
        super().close()

    def _fill(self) -> bool:
        """Decompress more where all was read; False at the end of the file."""
        while self._used == len(self._block):
            chunk: bytes = self._frame.unused_data if self._frame.eof else b""
            chunk = chunk or self._raw.read(CHUNK)
            if not chunk:
                if self._frame.eof:
                    return False
                raise EOFError("the file of Zstandard ends within a frame")
            if self._frame.eof:
                self._frame = self._zstandard.ZstdDecompressor().decompressobj()
            self._before, self._used = self.tell(), 0
            try:
                self._block = self._frame.decompress(chunk)
            except self._zstandard.ZstdError as error:
                raise OSError(f"the file of Zstandard is damaged: {error}") from None
        return True
