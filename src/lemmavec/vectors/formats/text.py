"""The two text formats: word2vec's (fastText's .vec is the same), with a header, and GloVe's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice, takewhile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
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
DECIMAL_COMMA = re.compile(rb"[+-]?\d+,\d+(?:[eE][+-]?\d+)?\s*")


def read_word2vec_text(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read "word value ... value" lines under a header line of "words dimensions"."""
    promised, size = parse_header(path, file.readline())
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
    sizes = Counter(_numbers_at_end(line) for line in islice(file, LINES_TO_GUESS_FROM))
    size = sizes.most_common(1)[0][0]
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
            begin, end = _kernels.lines(block[:whole])
            if not self.words and plain is not None and len(begin):
                # Lines differ in length: a few more than the first ones suggest.
                self.matrix = GrowingMatrix(self.size, self._expected(plain, whole / len(begin)))
            self._read_lines(block, begin, end)
        return Record(self.words, self.matrix.finish())

    def _expected(self, plain: int, line: float) -> int:
        rows = int(1.02 * plain / line)
        return min([rows, *(most for most in (self.promised, self.limit) if most is not None)])

    def _read_lines(self, block: Bytes, begin: Places, end: Places) -> None:
        filled = np.flatnonzero(end > begin)
        if self.limit is not None:
            filled = filled[: self.limit - len(self.words)]
        numbers = self.line + filled
        self.line += len(begin)
        begin, end = begin[filled], end[filled]
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
        inside = word.split(b" ")[1:]
        spaces = self.promised is None
        if len(values) < self.size or (inside and (not spaces or is_number(inside[-1]))):
            raise DamagedFileError(
                f"{self.path}, line {number}: {len(line.split(b' ')) - 1} values after the word, "
                f"where {self.size} are expected; the line may be cut short or damaged"
            )
        for value in values:
            if not is_number(value):
                raise DamagedFileError(
                    f"{self.path}, line {number}: {value[:80]!r} is not a number"
                )
        with np.errstate(over="ignore"):  # infinity is an error later, which names the word
            return word, np.array([float(value) for value in values]).astype(np.float32)


def _after_last_newline(block: Bytes) -> int:
    return block.tobytes().rfind(b"\n") + 1


def _numbers_at_end(line: bytes) -> int:
    values = line.rstrip().split(b" ")[1:]
    return sum(1 for _ in takewhile(is_number, reversed(values)))


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
