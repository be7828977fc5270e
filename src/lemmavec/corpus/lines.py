r"""Lines of text files and of open files, cut after "\n" alone; none is longer than a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import AnyStr

from lemmavec._damage import DamagedFileError
from lemmavec._limits import LONGEST_LINE
from lemmavec.corpus.byte_blocks import NUL, bad_text, decoded, read_blocks
from lemmavec.corpus.reading import DecodingErrors


def lines(path: Path, errors: DecodingErrors) -> Iterator[tuple[str, int]]:
    """Give each line of a file, and the bytes of the file read so far.

    Raises
    ------
    DamagedFileError
        If the file is compressed and damaged, or a line is too long or not UTF-8.
    """
    bytes_read = 0

    def blocks() -> Iterator[bytes]:
        nonlocal bytes_read
        offset = 0
        for block, position in read_blocks(path):
            # A line without end is more often a binary file than text.
            if b"\n" not in block and b"\0" in block:
                raise bad_text(path, offset + block.index(b"\0"), NUL)
            offset, bytes_read = offset + len(block), position
            yield block

    for line, offset in _with_offsets(split_lines(blocks(), b"\n", str(path))):
        yield decoded(line, path, offset, errors), bytes_read


def split_lines(blocks: Iterable[AnyStr], end: AnyStr, name: str) -> Iterator[AnyStr]:
    """Give the lines of blocks of text or bytes, in time that is linear in their length.

    Raises
    ------
    DamagedFileError
        If a line has more than `LONGEST_LINE` characters or bytes; `name` is that of the file.
    """
    begun: list[AnyStr] = []  # the pieces of a line that has not ended yet
    length, number = 0, 1
    for block in blocks:
        pieces = block.split(end)
        begun.append(pieces[0])
        length += len(pieces[0])
        if length > LONGEST_LINE:
            raise DamagedFileError(
                f"{name}, line {number:,}: more than {LONGEST_LINE:,} "
                f"{'characters' if isinstance(end, str) else 'bytes'} without a line end; where "
                "text is read by lines, each of them is in memory: cut it into shorter ones"
            )
        if len(pieces) > 1:
            yield end[:0].join(begun)
            yield from pieces[1:-1]
            number += len(pieces) - 1
            begun, length = pieces[-1:], len(pieces[-1])
    if length:
        yield end[:0].join(begun)


def _with_offsets(found: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    offset = 0
    for line in found:
        yield line, offset
        offset += len(line) + 1
