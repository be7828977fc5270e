"""Text files, plain or compressed, as blocks of bytes that begin and end between words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError
from lemmavec._io import decompressed, is_compressed
from lemmavec._limits import LONGEST_WORD, is_too_long
from lemmavec._magic import BYTE_ORDER_MARK, HEAD_BYTES, refuse_known_binary
from lemmavec.corpus.reading import DecodingErrors

BLOCK_BYTES = 4 << 20
# White space of one byte, and that of two and three bytes, which texts of one line may have alone.
_ANY_SPACE = rb"\s|" + "|".join("\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000").encode()
_ANY_SPACE += rb"|\xe2\x80[\x80-\x8a]"
SPACE = re.compile(_ANY_SPACE)
LAST_SPACE = re.compile(rb".*(?:" + _ANY_SPACE + rb")", re.DOTALL)
NUL, NO_UTF8, TOO_LONG = "a NUL byte", "not UTF-8", "a word that is too long"
ADVICE = {
    NUL: "this is a binary file, or text in UTF-16 or UTF-32; convert it to UTF-8 text",
    NO_UTF8: 'convert the text to UTF-8, or pass errors="replace" to read each malformed sequence '
    "as U+FFFD",
    TOO_LONG: f"words have {LONGEST_WORD:,} bytes or less, and this may be no text; a tokenizer "
    "splits text without white space",
}


@dataclass(frozen=True, slots=True)
class FilePart:
    """Bytes `start` to `stop` of a plain file, or all of a stream if `stop` is None."""

    path: Path
    start: int
    stop: int | None
    ends_file: bool


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Text, its offset in the file's text, and the bytes of the part read so far."""

    text: NDArray[np.uint8]
    offset: int
    bytes_read: int


def refuse_no_text(path: Path) -> None:
    """Raise DamagedFileError for a picture, an archive or the like, which has odd words."""
    if path.is_file():
        with path.open("rb") as file:
            refuse_known_binary(path, file.read(HEAD_BYTES))


def cut(path: Path, part_bytes: int) -> Iterator[FilePart]:
    """Cut a plain file at white space into parts of about `part_bytes`."""
    if not path.is_file() or is_compressed(path):
        yield FilePart(path, 0, None, ends_file=True)
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        start = len(BYTE_ORDER_MARK) if file.read(3) == BYTE_ORDER_MARK else 0
        while start < size:
            stop = _after_next_space(file, start + part_bytes, size)
            yield FilePart(path, start, stop, ends_file=stop == size)
            start = stop


def size_of(part: FilePart) -> int:
    """Return the bytes of a part, or of the whole file where they are compressed."""
    return part.path.stat().st_size if part.stop is None else part.stop - part.start


class PartReader:
    """Reads parts of files, one after the other, into one buffer.

    They are read and not mapped into memory: where a mapped file becomes shorter, the process ends.
    """

    def __init__(self) -> None:
        self._buffer = np.empty(0, np.uint8)

    def blocks(self, part: FilePart) -> Iterator[TextBlock]:
        """Give the text of a part: the whole of it, or a stream in blocks.

        The next call overwrites what this one gave.

        Raises
        ------
        DamagedFileError
            If the file is compressed and damaged, a stream has a word that is too long, or a plain
            file has become shorter than the part.
        """
        if part.stop is None:
            yield from stream_blocks(part.path)
            return
        size = part.stop - part.start
        if size > len(self._buffer):
            self._buffer = np.empty(size, np.uint8)
        text, filled = self._buffer[:size], 0
        with part.path.open("rb", buffering=0) as file:
            file.seek(part.start)
            while filled < size:
                read = file.readinto(text[filled:].data)
                if not read:
                    raise shorter(part.path, part.start + filled)
                filled += read
        yield TextBlock(text, part.start, size)


def stream_blocks(path: Path) -> Iterator[TextBlock]:
    """Give the text of a whole file, decompressed, in blocks."""
    offset = bytes_read = 0
    rest = b""
    for number, (read, bytes_read) in enumerate(read_blocks(path)):
        block = rest + read
        if number == 0 and block.startswith(BYTE_ORDER_MARK):
            offset, block = len(BYTE_ORDER_MARK), block[len(BYTE_ORDER_MARK) :]
        # Only what is new can hold white space, but for two bytes of a wide one: the rest is the
        # beginning of a word.
        space = LAST_SPACE.match(block, max(0, len(block) - len(read) - 2))
        end = space.end() if space else 0
        if end:
            yield TextBlock(np.frombuffer(block, np.uint8, end), offset, bytes_read)
        offset, rest = offset + end, block[end:]
        if len(rest) > LONGEST_WORD:
            nul = rest.find(b"\0")
            raise bad_text(path, offset + max(nul, 0), TOO_LONG if nul < 0 else NUL)
    if rest:
        yield TextBlock(np.frombuffer(rest, np.uint8), offset, bytes_read)


def read_blocks(path: Path) -> Iterator[tuple[bytes, int]]:
    """Give blocks of a file's bytes, decompressed, and the bytes of the file read so far."""
    position = 0
    with path.open("rb") as raw, decompressed(raw, path) as text:
        while block := text.read(BLOCK_BYTES):
            position += len(block)
            yield block, raw.tell() if raw.seekable() else position


def words(path: Path, errors: DecodingErrors = "strict") -> Iterator[str]:
    """Give the words of a file one after the other, whatever lines it has; one block is in memory.

    Raises
    ------
    DamagedFileError
        If the file is not UTF-8 text, or a word is too long; the message says where.
    """
    for block in stream_blocks(path):
        found = decoded(block.text.tobytes(), path, block.offset, errors).split()
        if any(map(is_too_long, found)):
            raise bad_text(path, block.offset, TOO_LONG)
        yield from found


def decoded(line: bytes, path: Path, offset: int, errors: DecodingErrors) -> str:
    """Return bytes of a file, the first of them at `offset`, as text without a byte order mark."""
    if offset == 0 and line.startswith(BYTE_ORDER_MARK):
        offset, line = len(BYTE_ORDER_MARK), line[len(BYTE_ORDER_MARK) :]
    if b"\0" in line:
        raise bad_text(path, offset + line.index(b"\0"), NUL)
    try:
        return line.decode(errors=errors)
    except UnicodeDecodeError as error:
        raise bad_text(path, offset + error.start, NO_UTF8) from None


def bad_text(path: Path, offset: int, fault: str) -> DamagedFileError:
    """Say where the first bad byte of a file is, and what can be done."""
    of_what = " of the decompressed text" if is_compressed(path) else ""
    return DamagedFileError(f"{path}: {fault} at byte {offset:,}{of_what}; {ADVICE[fault]}")


def shorter(path: Path, size: int) -> DamagedFileError:
    """Return the error for a file that has become shorter while it is read."""
    return DamagedFileError(f"{path} changed while it was read: it now ends after byte {size:,}")


def _after_next_space(file: BinaryIO, position: int, size: int) -> int:
    """Find the place after the next white space; a word that is too long is cut, as it is bad."""
    last = position + LONGEST_WORD + 8  # the longest character has 4 bytes
    while position < min(size, last):
        file.seek(position)
        near = file.read(4096)
        if found := SPACE.search(near):
            return position + found.end()
        position += max(1, len(near) - 2)  # the white space may begin in the last two bytes
    return min(position, size)
