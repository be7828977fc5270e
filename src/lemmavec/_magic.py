"""Files that are neither text nor vectors, recognised by their first bytes."""

from __future__ import annotations

import os

from lemmavec._damage import DamagedFileError

HEAD_BYTES = 16
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UNPACK = "unpack it first"
_CONVERT = "convert it to UTF-8 text first, as with iconv -f {} -t UTF-8"
# What begins so, and what to do with it. Longer beginnings come before those that they begin with.
_KINDS = (
    (b"\x04\x22\x4d\x18", "compressed by lz4", "decompress it first, with lz4 -d"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"PK\x03\x04", "a zip archive (or a document of an office program)", _UNPACK),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", "pass text"),
    (b"\xff\xd8\xff", "a JPEG picture", "pass text"),
    (b"GIF87a", "a GIF picture", "pass text"),
    (b"GIF89a", "a GIF picture", "pass text"),
    (b"%PDF-", "a PDF document", "extract its text first"),
    (b"\x7fELF", "a program", "pass text"),
    (b"\xff\xfe\x00\x00", "text in UTF-32", _CONVERT.format("UTF-32")),
    (b"\x00\x00\xfe\xff", "text in UTF-32", _CONVERT.format("UTF-32")),
    (b"\xff\xfe", "text in UTF-16", _CONVERT.format("UTF-16")),
    (b"\xfe\xff", "text in UTF-16", _CONVERT.format("UTF-16")),
)


def refuse_known_binary(path: str | os.PathLike[str], head: bytes) -> None:
    """Raise DamagedFileError that says what a file is, if its first bytes are those of no text."""
    for magic, what, advice in _KINDS:
        if head.startswith(magic):
            raise DamagedFileError(f"{os.fspath(path)}: this is {what}: {advice}")
