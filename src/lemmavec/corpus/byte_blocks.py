"""Text files, plain or compressed, as blocks of bytes that begin and end between words."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError
from lemmavec._io import decompressed, is_compressed
from lemmavec._magic import BYTE_ORDER_MARK, HEAD_BYTES, refuse_known_binary
from lemmavec.corpus.reading import DecodingErrors

BLOCK_BYTES = 4 << 20
SPACE = re.compile(rb"\s")
LAST_SPACE = re.compile(rb".*\s", re.DOTALL)
ADVICE = {
    "a NUL byte": "this is a binary file, or text in UTF-16 or UTF-32; convert it to UTF-8 text",
    "not UTF-8": 'convert the text to UTF-8, or pass errors="replace" to read each malformed '
    "sequence as U+FFFD",
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


def blocks(part: FilePart) -> Iterator[TextBlock]:
    """Give the text of a part: the whole from a memory map, a stream in parts."""
    if part.stop is None:
        yield from _stream_blocks(part.path)
        return
    page = part.start - part.start % mmap.ALLOCATIONGRANULARITY
    with part.path.open("rb") as file:
        # Unmapped when the block is dropped, so that few pages are resident at a time.
        view = mmap.mmap(file.fileno(), part.stop - page, offset=page, access=mmap.ACCESS_READ)
    text = np.frombuffer(view, np.uint8, offset=part.start - page)
    yield TextBlock(text, part.start, len(text))


def lines(path: Path, errors: DecodingErrors) -> Iterator[tuple[str, int]]:
    r"""Give each line of a file, cut after "\n" alone, and the bytes of the file read so far."""
    offset = 0
    rest = b""
    for block, bytes_read in _read(path):
        whole = (rest + block).split(b"\n")
        rest = whole.pop()
        for line in whole:
            yield decoded(line, path, offset, errors), bytes_read
            offset += len(line) + 1
    if rest:
        yield decoded(rest, path, offset, errors), path.stat().st_size


def words(path: Path, errors: DecodingErrors = "strict") -> Iterator[str]:
    """Give the words of a file one after the other, whatever lines it has; one block is in memory.

    Raises
    ------
    DamagedFileError
        If the file is not UTF-8 text; the message says where.
    """
    for part in cut(path, BLOCK_BYTES):
        for block in blocks(part):
            yield from decoded(block.text.tobytes(), path, block.offset, errors).split()


def decoded(line: bytes, path: Path, offset: int, errors: DecodingErrors) -> str:
    """Return bytes of a file, the first of them at `offset`, as text without a byte order mark."""
    if offset == 0 and line.startswith(BYTE_ORDER_MARK):
        offset, line = len(BYTE_ORDER_MARK), line[len(BYTE_ORDER_MARK) :]
    if b"\0" in line:
        raise bad_text(path, offset + line.index(b"\0"), "a NUL byte")
    try:
        return line.decode(errors=errors)
    except UnicodeDecodeError as error:
        raise bad_text(path, offset + error.start, "not UTF-8") from None


def bad_text(path: Path, offset: int, fault: str) -> DamagedFileError:
    """Say where the first bad byte of a file is, and what can be done."""
    of_what = " of the decompressed text" if is_compressed(path) else ""
    return DamagedFileError(f"{path}: {fault} at byte {offset:,}{of_what}; {ADVICE[fault]}")


def _after_next_space(file: BinaryIO, position: int, size: int) -> int:
    """Find the place after the next ASCII white space, which is never inside a character."""
    while position < size:
        file.seek(position)
        near = file.read(4096)
        if found := SPACE.search(near):
            return position + found.end()
        position += len(near)
    return size


def _read(path: Path) -> Iterator[tuple[bytes, int]]:
    position = 0
    with path.open("rb") as raw, decompressed(raw, path) as text:
        while True:
            block = text.read(BLOCK_BYTES)
            if not block:
                return
            position += len(block)
            yield block, raw.tell() if raw.seekable() else position


def _stream_blocks(path: Path) -> Iterator[TextBlock]:
    offset = bytes_read = 0
    rest = b""
    for number, (read, bytes_read) in enumerate(_read(path)):
        block = rest + read
        if number == 0 and block.startswith(BYTE_ORDER_MARK):
            offset, block = len(BYTE_ORDER_MARK), block[len(BYTE_ORDER_MARK) :]
        # Only what is new can hold white space: the rest is the beginning of one long word.
        space = LAST_SPACE.match(block, max(0, len(block) - len(read)))
        end = space.end() if space else 0
        if end:
            yield TextBlock(np.frombuffer(block, np.uint8, end), offset, bytes_read)
        offset, rest = offset + end, block[end:]
    if rest:
        yield TextBlock(np.frombuffer(rest, np.uint8), offset, bytes_read)
