"""The bytes of a compressed file, whose damage is an error that names the file."""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO

from lemmavec._damage import damage_named

BUFFER_BYTES = 1 << 18  # larger reads go past the buffer


class DecompressedFile(io.BufferedReader):
    """A stream of decompressed bytes under the name of its file.

    Parameters
    ----------
    stream : binary file
        As `gzip.open` and the like give it; closed together with this one.
    name : path
        The file, for errors.

    Raises
    ------
    DamagedFileError
        On reading: the compressed file is damaged or cut short.
    """

    def __init__(self, stream: BinaryIO, name: str | os.PathLike[str]) -> None:
        super().__init__(_NamedStream(stream, name), BUFFER_BYTES)


class _NamedStream(io.RawIOBase):
    def __init__(self, stream: BinaryIO, name: str | os.PathLike[str]) -> None:
        self._stream, self._name = stream, name

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def readinto(self, buffer: Any) -> int:
        with self._named():
            read: int = self._stream.readinto(buffer)  # type: ignore[attr-defined]
            return read

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with self._named():
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def close(self) -> None:
        self._stream.close()
        super().close()

    def _named(self) -> Any:
        wrong = "the compressed file is damaged or cut short (fetch or make it again)"
        return damage_named(self._name, wrong)
