"""The two text formats: word2vec's (fastText's .vec is the same), with a header, and GloVe's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._limits import LONGEST_ROW, LONGEST_WORD, MOST_DIMENSIONS
from lemmavec.settings import available_cores
from lemmavec.vectors.formats.blocks import Blocks, Bytes, size_of
from lemmavec.vectors.formats.record import (
    GrowingMatrix,
    Record,
    Style,
    WordDecodingErrors,
    decode_places,
    encode_words,
    parse_header,
    too_few,
    too_many,
)

Places = NDArray[np.int64]
LINES_TO_GUESS_FROM = 100
SHORT_LINE, SHORT_LINES_AT_ONCE = 8, 1 << 20  # bytes
DECIMAL_COMMA = re.compile(rb"[+-]?\d+,\d+(?:[eE][+-]?\d+)?\s*")


def read_word2vec_text(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read "word value ... value" lines under a header line of "words dimensions"."""
    promised, size = parse_header(path, file.readline(LONGEST_WORD))
    reader = _LineReader(path, size, errors, first_line=2, promised=promised, limit=limit)
    record = reader.read(file)
    if len(record.words) < (promised if limit is None else min(limit, promised)):
        raise too_few(path, promised, len(record.words))
    return record


def read_glove(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read "word value ... value" lines without a header.

    The dimensions are what most of the first lines end in: published GloVe files hold a few words
    with spaces in them, and a damaged line must not decide for the others.
    """
    start = file.tell()
    first = (file.readline(LONGEST_ROW) for _ in range(LINES_TO_GUESS_FROM))
    sizes = Counter(_numbers_at_end(path, line) for line in takewhile(len, first))
    size = sizes.most_common(1)[0][0]
    if not 1 <= size <= MOST_DIMENSIONS:
        raise DamagedFileError(f"{path}: lines that end in {size:,} numbers are no vectors")
    file.seek(start)
    return _LineReader(path, size, errors, first_line=1, promised=None, limit=limit).read(file)


def write_word2vec_text(file: BinaryIO, record: Record, style: Style, header: bytes) -> None:
    """Write the shortest digits that give back each float32; word2vec.c ends a row in a space."""
    end = b"\n" if style == "gensim" else b" \n"
    file.write(header)
    for word, row in zip(encode_words(record.words), record.vectors, strict=True):
        file.write(word + b" " + " ".join(map(str, row)).encode("ascii") + end)


class _LineReader:
    """Reads the lines of a file, with the place of each for errors.

    Parameters
    ----------
    path : path
        Names the file in errors.
    size : int
        Dimensions.
    errors : str
        What to do with words that are not UTF-8.
    first_line : int
        The number of the first line that is read.
    promised : int or None
        Words that the header promises; None if there is no header, and words may hold spaces.
    limit : int or None
        Words after which nothing is read.
    """

    def __init__(
        self,
        path: FilePath,
        size: int,
        errors: WordDecodingErrors,
        *,
        first_line: int,
        promised: int | None,
        limit: int | None,
    ) -> None:
        self.path, self.size, self.errors = path, size, errors
        self.promised, self.limit = promised, limit
        self.line = first_line
        self.words: list[str] = []
        self.matrix = GrowingMatrix(size)

    def read(self, file: BinaryIO) -> Record:
        plain, blocks, left = size_of(file), Blocks(file), 0
        while not blocks.ended and len(self.words) != self.limit:
            block = blocks.next(left)
            whole = len(block) if blocks.ended else _after_last_newline(block)
            left = len(block) - whole
            for part in _parts(block[:whole]):
                begin, end = _kernels.lines(part)
                if not self.words and plain is not None and len(begin):
                    # Lines differ in length: a few more than the first ones suggest.
                    expected = self._expected(plain, len(part) / len(begin))
                    self.matrix = GrowingMatrix(self.size, expected)
                self._read_lines(part, begin, end)
            if left >= LONGEST_ROW and len(self.words) != self.limit:
                raise _no_row(self.path, len(self.words))
        return Record(self.words, self.matrix.finish())

    def _expected(self, plain: int, line: float) -> int:
        # The lines may be too short for their header: a value takes a space and a digit or more.
        rows = min(int(1.02 * plain / line), plain // (2 * self.size) + 1)
        return min([rows, *(most for most in (self.promised, self.limit) if most is not None)])

    def _read_lines(self, block: Bytes, begin: Places, end: Places) -> None:
        filled = np.flatnonzero(end > begin)
        if self.limit is not None:
            filled = filled[: self.limit - len(self.words)]
        numbers = self.line + filled
        self.line += len(begin)
        begin, end = begin[filled], end[filled]
        # Nothing is allocated for what follows a line that cannot hold its values; it is an error.
        short = np.flatnonzero(end - begin < 2 * self.size)[:1] + 1
        if len(short):
            begin, end = begin[: short[0]], end[: short[0]]
        if self.promised is not None and len(self.words) + len(begin) > self.promised:
            raise too_many(self.path, self.promised)
        rows = self.matrix.room(len(begin))
        word_ends = _kernels.parse_lines(block, begin, end, rows, available_cores())
        for i in np.flatnonzero(word_ends < 0).tolist():
            line = block[begin[i] : end[i]].tobytes()
            word, rows[i] = self._parse_with_care(line, int(numbers[i]))
            word_ends[i] = begin[i] + len(word)
        row = len(self.words) + 1
        self.words += decode_places(self.path, block, begin, word_ends, row, self.errors)

    def _parse_with_care(self, line: bytes, number: int) -> tuple[bytes, NDArray[np.float32]]:
        """Parse a line as Python does, or say what is wrong with it."""
        word, *values = line.rsplit(b" ", self.size)
        refuse_commas(f"{self.path}, line {number}", values)
        _, space, inside = word.rpartition(b" ")
        spaces = self.promised is None
        if len(values) < self.size or (space and (not spaces or is_number(inside))):
            raise DamagedFileError(
                f"{self.path}, line {number}: {line.count(b' ')} values after the word, "
                f"where {self.size} are expected; the line may be cut short or damaged"
            )
        for value in values:
            if not is_number(value):
                raise DamagedFileError(
                    f"{self.path}, line {number}: {value[:80]!r} is not a number"
                )
        with np.errstate(over="ignore"):  # infinity is an error later, which names the word
            return word, np.array([float(value) for value in values]).astype(np.float32)


def _parts(block: Bytes) -> Iterator[Bytes]:
    """Cut a block of very short lines at some of their ends: what is noted of each takes memory."""
    if len(block) > SHORT_LINE * np.count_nonzero(block == ord("\n")):
        yield block
        return
    text, start = block.tobytes(), 0
    while start < len(text):
        stop = text.find(b"\n", start + SHORT_LINES_AT_ONCE) + 1 or len(text)
        yield block[start:stop]
        start = stop


def _after_last_newline(block: Bytes) -> int:
    return block.tobytes().rfind(b"\n") + 1


def _numbers_at_end(path: FilePath, line: bytes) -> int:
    if len(line) == LONGEST_ROW:
        raise _no_row(path, 0)
    values = line.rstrip().rsplit(b" ", MOST_DIMENSIONS + 1)[1:]
    return sum(1 for _ in takewhile(is_number, reversed(values)))


def _no_row(path: FilePath, rows: int) -> DamagedFileError:
    return DamagedFileError(
        f"{path}, after row {rows:,}: a line of {LONGEST_ROW:,} bytes or more; no vector is as long"
    )


def refuse_commas(where: str, values: Iterable[bytes]) -> None:
    """Raise DamagedFileError if values are numbers with a decimal comma."""
    for value in values:
        if DECIMAL_COMMA.fullmatch(value):
            raise DamagedFileError(
                f"{where}: {value[:80].decode()!r} has a decimal comma; write numbers with a "
                "point, as in 0.5"
            )


def is_number(text: bytes) -> bool:
    """Whether bytes spell a number, as Python reads one."""
    try:
        float(text)
    except ValueError:
        return False
    return True
