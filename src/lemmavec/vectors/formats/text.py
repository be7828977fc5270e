"""The two text formats: word2vec's (fastText's .vec is the same), with a header, and GloVe's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate, islice, takewhile
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath
from lemmavec.vectors.formats.record import (
    GrowingMatrix,
    Record,
    Style,
    WordDecodingErrors,
    decode_words,
    encode_words,
    parse_header,
    too_few,
    too_many,
)

BLOCK = 1 << 24
LINES_TO_GUESS_FROM = 100
DECIMAL_COMMA = re.compile(rb"[+-]?\d+,\d+(?:[eE][+-]?\d+)?\s*")


def read_word2vec_text(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read "word value ... value" lines under a header line of "words dimensions"."""
    promised, size = parse_header(path, file.readline())
    record = _read(
        path, _blocks_of_lines(file), size, errors, limit, header_lines=1, promised=promised
    )
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
    return _read(path, _blocks_of_lines(file), size, errors, limit, header_lines=0, promised=None)


def write_word2vec_text(file: BinaryIO, record: Record, style: Style) -> None:
    """Write the shortest digits that give back each float32; word2vec.c ends a row in a space."""
    end = b"\n" if style == "gensim" else b" \n"
    file.write(b"%d %d\n" % record.vectors.shape)
    for word, row in zip(encode_words(record.words), record.vectors, strict=True):
        file.write(word + b" " + " ".join(map(str, row)).encode("ascii") + end)


def _read(
    path: FilePath,
    blocks: Iterator[list[bytes]],
    size: int,
    errors: WordDecodingErrors,
    limit: int | None,
    *,
    header_lines: int,
    promised: int | None,
) -> Record:
    words: list[str] = []
    matrix = GrowingMatrix(size)
    line = 1 + header_lines
    for lines in blocks:
        if limit is not None:
            lines = _first_rows(lines, limit - len(words))
        rows = [stripped for each in lines if (stripped := each.rstrip())]
        if promised is not None and len(words) + len(rows) > promised:
            raise too_many(path, promised)
        if rows:
            parsed = _parse_quickly(rows, size)
            if parsed is None:
                parsed = _parse_with_care(path, lines, line, size, spaces=promised is None)
            words += decode_words(path, parsed[0], len(words) + 1, errors)
            matrix.append(parsed[1])
        line += len(lines)
        if len(words) == limit:
            break
    return Record(words, matrix.finish())


def _first_rows(lines: list[bytes], rows: int) -> list[bytes]:
    """Return the first lines, blank ones with them, that hold so many rows."""
    ends = accumulate(bool(line.strip()) for line in lines)
    return lines[: sum(1 for _ in takewhile(lambda found: found < rows, ends)) + 1]


def _blocks_of_lines(file: BinaryIO) -> Iterator[list[bytes]]:
    # Not file.readlines(): a word may hold any byte but the space and "\n".
    rest = b""
    while block := file.read(BLOCK):
        head, newline, tail = block.rpartition(b"\n")
        if newline:
            yield (rest + head).split(b"\n")
            rest = tail
        else:
            rest += block
    if rest:
        yield [rest]


def _parse_quickly(rows: list[bytes], size: int) -> tuple[list[bytes], NDArray[np.float32]] | None:
    """Parse well-formed rows with NumPy's reader in C; None if anything is out of order."""
    words, values = [], []
    for row in rows:
        word, _, numbers = row.partition(b" ")
        if not numbers:
            return None
        words.append(word)
        values.append(numbers.decode("latin-1"))
    try:
        matrix = np.loadtxt(values, np.float32, comments=None, ndmin=2)
    except ValueError:
        return None
    return (words, matrix) if matrix.shape == (len(rows), size) else None


def _parse_with_care(
    path: FilePath, lines: list[bytes], first_line: int, size: int, *, spaces: bool
) -> tuple[list[bytes], NDArray[np.float32]]:
    """Parse line by line, taking words with spaces if `spaces`; errors name the line."""
    words, matrix = [], []
    for number, line in enumerate(lines, first_line):
        if not (line := line.rstrip()):
            continue
        word, *values = line.rsplit(b" ", size)
        refuse_commas(f"{path}, line {number}", values)
        inside = word.split(b" ")[1:]
        if len(values) < size or (inside and (not spaces or is_number(inside[-1]))):
            raise ValueError(
                f"{path}, line {number}: {len(line.split(b' ')) - 1} values after the word, where "
                f"{size} are expected; the line may be cut short or damaged"
            )
        for value in values:
            if not is_number(value):
                raise ValueError(f"{path}, line {number}: {value[:80]!r} is not a number")
        words.append(word)
        matrix.append([float(value) for value in values])
    return words, np.array(matrix, np.float32)


def _numbers_at_end(line: bytes) -> int:
    values = line.rstrip().split(b" ")[1:]
    return sum(1 for _ in takewhile(is_number, reversed(values)))


def refuse_commas(where: str, values: Iterable[bytes]) -> None:
    """Raise ValueError if values are numbers with a decimal comma."""
    for value in values:
        if DECIMAL_COMMA.fullmatch(value):
            raise ValueError(
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
