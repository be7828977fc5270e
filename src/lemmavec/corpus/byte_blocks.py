"""Text files, plain or compressed, as blocks of bytes that begin and end between words."""

from __future__ import annotations

import importlib
import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import numpy as np
from numpy.typing import NDArray

Errors = Literal["strict", "replace"]

BLOCK_BYTES = 4 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SPACE = re.compile(rb"\s")
LAST_SPACE = re.compile(rb".*\s", re.DOTALL)
ADVICE = {
    "a NUL byte": "this is a binary file, or text in UTF-16 or UTF-32; convert it to UTF-8 text",
    "not UTF-8": 'convert the text to UTF-8, or pass errors="replace" to read each malformed '
    "sequence as U+FFFD",
}
# How a compressed file begins, and the module of the standard library that opens it.
COMPRESSIONS = (
    (re.compile(rb"\x1f\x8b\x08"), "gzip"),
    (re.compile(rb"BZh[1-9](1AY&SY|\x17rE8P\x90)"), "bz2"),
    (re.compile(rb"\xfd7zXZ\x00"), "lzma"),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes `start` to `stop` of a plain file, or all of a stream if `stop` is None."""

    path: Path
    start: int
    stop: int | None
    ends_file: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Some text, where in the file's text it begins, and how far the piece has been read."""

    text: NDArray[np.uint8]
    offset: int
    bytes_read: int


def cut(path: Path, piece_bytes: int) -> Iterator[Piece]:
    """Cut a plain file at white space into pieces of about `piece_bytes`."""
    if not path.is_file() or is_compressed(path):
        yield Piece(path, 0, None, ends_file=True)
        return
    size = path.stat().st_size
    with path.open("rb") as file:
        start = len(BYTE_ORDER_MARK) if file.read(3) == BYTE_ORDER_MARK else 0
        while start < size:
            stop = _after_next_space(file, start + piece_bytes, size)
            yield Piece(path, start, stop, ends_file=stop == size)
            start = stop


def blocks(piece: Piece) -> Iterator[Block]:
    """Give the text of a piece: the whole from a memory map, a stream in parts."""
    if piece.stop is None:
        yield from _stream_blocks(piece.path)
        return
    page = piece.start - piece.start % mmap.ALLOCATIONGRANULARITY
    with piece.path.open("rb") as file:
        # Unmapped when the block is dropped, so that few pages are resident at a time.
        view = mmap.mmap(file.fileno(), piece.stop - page, offset=page, access=mmap.ACCESS_READ)
    text = np.frombuffer(view, np.uint8, offset=piece.start - page)
    yield Block(text, piece.start, len(text))


def lines(path: Path, errors: Errors) -> Iterator[tuple[str, int]]:
    r"""Give each line of a file, cut after "\n" alone, and the bytes of the file read so far."""
    offset = 0
    rest = b""
    for block, bytes_read in _read(path):
        whole = (rest + block).split(b"\n")
        rest = whole.pop()
        for line in whole:
            yield _decode(line, path, offset, errors), bytes_read
            offset += len(line) + 1
    if rest:
        yield _decode(rest, path, offset, errors), path.stat().st_size


def is_compressed(path: Path) -> bool:
    """Tell by its first bytes whether a regular file is compressed."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(16)
    return any(magic.match(head) for magic, _ in COMPRESSIONS)


def bad_text(path: Path, offset: int, fault: str) -> ValueError:
    """Say where the first bad byte of a file is, and what can be done."""
    of_what = " of the decompressed text" if is_compressed(path) else ""
    return ValueError(f"{path}: {fault} at byte {offset:,}{of_what}; {ADVICE[fault]}")


def _after_next_space(file: BinaryIO, position: int, size: int) -> int:
    """Find the place after the next ASCII white space, which is never inside a character."""
    while position < size:
        file.seek(position)
        near = file.read(4096)
        if found := SPACE.search(near):
            return position + found.end()
        position += len(near)
    return size


def _open(path: Path) -> tuple[BinaryIO, BinaryIO]:
    """Open a file to read its text; also the file beneath, whose position tells progress."""
    raw = path.open("rb")
    head = raw.peek(16)
    for magic, module in COMPRESSIONS:
        if magic.match(head):
            return cast(BinaryIO, importlib.import_module(module).open(raw)), raw
    return raw, raw


def _read(path: Path) -> Iterator[tuple[bytes, int]]:
    text, raw = _open(path)
    position = 0
    with raw, text:
        while True:
            try:
                block = text.read(BLOCK_BYTES)
            except Exception as error:
                if text is raw:
                    raise
                raise OSError(
                    f"{path}: the compressed file is damaged or cut short ({error}); "
                    "fetch or make it again"
                ) from error
            if not block:
                return
            position += len(block)
            yield block, raw.tell() if raw.seekable() else position


def _stream_blocks(path: Path) -> Iterator[Block]:
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
            yield Block(np.frombuffer(block, np.uint8, end), offset, bytes_read)
        offset, rest = offset + end, block[end:]
    if rest:
        yield Block(np.frombuffer(rest, np.uint8), offset, bytes_read)


def _decode(line: bytes, path: Path, offset: int, errors: Errors) -> str:
    if offset == 0 and line.startswith(BYTE_ORDER_MARK):
        offset, line = len(BYTE_ORDER_MARK), line[len(BYTE_ORDER_MARK) :]
    if b"\0" in line:
        raise bad_text(path, offset + line.index(b"\0"), "a NUL byte")
    try:
        return line.decode(errors=errors)
    except UnicodeDecodeError as error:
        raise bad_text(path, offset + error.start, "not UTF-8") from None
