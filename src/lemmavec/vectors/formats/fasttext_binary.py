"""fastText's .bin read: words, their vectors, and what the vectors are made of.

A word's vector is the mean of its own row and those of its n-grams (Bojanowski et al. 2017). Of a
model of floret's compact table the same is read; see `fasttext_layout`.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath
from lemmavec._limits import LONGEST_NGRAM, LONGEST_WORD, MOST_DIMENSIONS
from lemmavec.settings import available_cores
from lemmavec.subwords import RowLists, Subwords, composed
from lemmavec.vectors.formats.blocks import size_of
from lemmavec.vectors.formats.fasttext_layout import (
    COUNT,
    DICTIONARY,
    FASTTEXT,
    FLORET,
    HEAD,
    SHAPE,
    Arguments,
)
from lemmavec.vectors.formats.record import (
    GrowingMatrix,
    Record,
    TruncatedFileError,
    WordDecodingErrors,
    decode_words,
)
from lemmavec.vectors.ngram_rows import NgramRows

VERSIONS = (11, 12)  # they differ in how labels are predicted
END_OF_SENTENCE = b"</s>"
BYTES_AT_ONCE = 1 << 24


class FastTextModel(NamedTuple):
    """What a file holds: its arguments, the words with all else that is known, its output matrix.

    `output` is None where it was not asked for.
    """

    arguments: Arguments
    record: Record
    output: NDArray[np.float32] | None


def read_fasttext_binary(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read the words of a fastText model, their vectors, and the rows of n-grams.

    Raises
    ------
    DamagedFileError
        If the file is quantised, of another version, cut short or damaged.
    """
    return read_fasttext_model(path, file, errors, limit, with_output=False).record


def read_fasttext_model(
    path: FilePath,
    file: BinaryIO,
    errors: WordDecodingErrors = "strict",
    limit: int | None = None,
    *,
    with_output: bool = True,
) -> FastTextModel:
    """Read a fastText model; see `read_fasttext_binary`."""
    take = _Taker(path, file)
    _, version = take.struct(HEAD)
    if version not in VERSIONS:
        raise DamagedFileError(f"{path}: a fastText model of version {version}; 11 and 12 are read")
    arguments = _read_arguments(take)
    words, counts = _read_dictionary(take)
    rows = _read_shape(take, arguments)
    if rows < len(words):
        raise DamagedFileError(
            f"{path}: a matrix of {rows:,} rows for {len(words):,} words; the file is damaged"
        )
    subwords = _subwords(path, arguments, rows - len(words))
    kept = slice(limit)
    matrix = _read_input(take, rows, len(words), len(words[kept]), arguments, subwords)
    decoded = decode_words(path, words[kept], 1, errors)
    record = _record(decoded, words[kept], counts[kept].copy(), matrix, subwords)
    output = take.floats(_read_shape(take, arguments), arguments.dim) if with_output else None
    return FastTextModel(arguments, record, output)


def _read_arguments(take: _Taker) -> Arguments:
    layout = "<12id"
    first = take.take(struct.calcsize(layout))
    arguments = Arguments(*struct.unpack(layout, first))
    if not 0 < arguments.t < 1e-300:
        return arguments
    # No threshold, but floret's integers: the ones that follow are two places further.
    values = struct.unpack("<14id", first + take.take(8))
    arguments = Arguments(*values[:11], *values[13:], *values[11:13])
    if arguments.mode not in (FASTTEXT, FLORET):
        raise DamagedFileError(f"{take.path}: a model of floret's mode {arguments.mode}")
    return arguments


def _read_dictionary(take: _Taker) -> tuple[list[bytes], NDArray[np.int64]]:
    size, words, _, _, pruned = take.struct(DICTIONARY)
    if pruned > 0:
        raise DamagedFileError(
            f"{take.path}: a pruned fastText model, whose n-grams are renumbered"
        )
    found, counts = [], []
    for _ in range(size):
        word = take.until_zero()
        count, kind = take.struct(COUNT)
        if kind == 0:  # not a label
            found.append(word)
            counts.append(count)
    if len(found) != words:
        raise DamagedFileError(
            f"{take.path}: {len(found):,} words where {words:,} are announced; it is damaged"
        )
    return found, np.array(counts, np.int64)


def _read_shape(take: _Taker, arguments: Arguments) -> int:
    """Return the number of rows of the matrix that comes next, whose dimensions are checked."""
    (is_quantised,) = take.struct("<?")
    if is_quantised:
        raise DamagedFileError(
            f"{take.path}: a quantised fastText model (.ftz); load the .bin that it was made from"
        )
    rows, size = take.struct(SHAPE)
    if rows < 0 or size != arguments.dim or not 1 <= size <= MOST_DIMENSIONS:
        raise DamagedFileError(
            f"{take.path}: a matrix of {rows:,} rows and {size} dimensions in a model of "
            f"{arguments.dim}; the file is damaged"
        )
    take.require(4 * rows * size)
    return rows


def _subwords(path: FilePath, arguments: Arguments, rows: int) -> Subwords | None:
    """Return the subwords, which must have sound n-grams, and a row for each bucket.

    A supervised model keeps buckets for word n-grams, and may have none for characters.
    """
    if arguments.bucket and arguments.max_n > 0 and not arguments.max_n <= LONGEST_NGRAM:
        raise DamagedFileError(f"{path}: n-grams of {arguments.max_n} characters; it is damaged")
    with damage_named(path, "the arguments are damaged"):
        subwords = arguments.subwords
        if subwords is not None and subwords.buckets > rows:
            raise ValueError(f"{subwords.buckets:,} buckets in {rows:,} rows")
    return subwords


def _read_input(
    take: _Taker,
    rows: int,
    words: int,
    kept: int,
    arguments: Arguments,
    subwords: Subwords | None,
) -> NDArray[np.float32]:
    """Read the rows that are used: those of the first words, then those of the n-grams.

    With floret's compact table only the first word has a row of its own that is used.
    """
    size = arguments.dim
    own = kept if subwords is None or subwords.has_own_rows else min(1, kept)
    buckets = 0 if subwords is None else subwords.buckets
    matrix = GrowingMatrix(size, own + buckets if take.size is not None else 0)
    take.fill(matrix, own)
    take.skip(4 * size * (words - own))
    take.fill(matrix, buckets)
    take.skip(4 * size * (rows - words - buckets))
    return matrix.finish()


def _record(
    words: list[str],
    encoded: list[bytes],
    counts: NDArray[np.int64],
    matrix: NDArray[np.float32],
    subwords: Subwords | None,
) -> Record:
    if subwords is None:
        return Record(words, matrix, counts)
    first = len(matrix) - subwords.buckets
    own = matrix[:first] if subwords.has_own_rows else None
    lists = subwords.row_lists(encoded)
    if not subwords.has_own_rows and words:
        lists = _floret_lists(lists, encoded)
    vectors = composed(matrix, lists, subwords.combine, available_cores())
    if not subwords.has_own_rows and END_OF_SENTENCE in encoded[1:]:
        vectors[encoded.index(END_OF_SENTENCE)] = 0  # it has no row at all
    return Record(words, vectors, counts, NgramRows(subwords, matrix[first:], own))


def _floret_lists(lists: RowLists, words: list[bytes]) -> RowLists:
    """Put the first word's own row before the others: floret keeps it there, for its </s>."""
    ngrams = np.empty(0, np.int32) if words[0] == END_OF_SENTENCE else lists.rows[: lists.begin[1]]
    others = lists.rows[lists.begin[1] :]
    rows = np.concatenate([[0], ngrams + 1, others + 1]).astype(np.int32)
    begin = lists.begin + (len(rows) - len(lists.rows))
    begin[0] = 0
    return RowLists(begin, rows)


class _Taker:
    """Takes values from a file, or says where it ends."""

    def __init__(self, path: FilePath, file: BinaryIO) -> None:
        self.path, self.size, self._file, self._place = path, size_of(file), file, 0

    def take(self, count: int) -> bytes:
        data = self._file.read(count)
        self._place += len(data)
        if len(data) < count:
            raise TruncatedFileError(
                f"{self.path}: the fastText model is cut short after {self._place:,} bytes"
            )
        return data

    def struct(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)))

    def until_zero(self) -> bytes:
        found = bytearray()
        while (byte := self.take(1)) != b"\0":
            found += byte
            if len(found) > LONGEST_WORD:
                raise DamagedFileError(
                    f"{self.path}: a word of more than {LONGEST_WORD:,} bytes; it is damaged"
                )
        return bytes(found)

    def require(self, count: int) -> None:
        """Raise an error if a plain file has not so many bytes left."""
        if self.size is not None and self.size - self._file.tell() < count:
            raise TruncatedFileError(
                f"{self.path}: the fastText model is cut short, or damaged: a matrix of {count:,} "
                f"bytes where {self.size - self._file.tell():,} are left"
            )

    def floats(self, rows: int, size: int) -> NDArray[np.float32]:
        """Read a matrix whose size has been required."""
        matrix = GrowingMatrix(size, rows if self.size is not None else 0)
        self.fill(matrix, rows)
        return matrix.finish()

    def fill(self, matrix: GrowingMatrix, rows: int) -> None:
        """Append rows; memory is taken as their bytes are read."""
        for start in range(0, rows, matrix.rows_in(BYTES_AT_ONCE)):
            room = matrix.room(min(matrix.rows_in(BYTES_AT_ONCE), rows - start))
            self._read_into(memoryview(room.data).cast("B"))

    def skip(self, count: int) -> None:
        """Pass over some bytes."""
        if self.size is not None:
            self._file.seek(count, 1)
        for start in range(0, count if self.size is None else 0, BYTES_AT_ONCE):
            self.take(min(BYTES_AT_ONCE, count - start))

    def _read_into(self, buffer: memoryview) -> None:
        filled = 0
        while filled < len(buffer):
            read = self._file.readinto(buffer[filled:])  # type: ignore[attr-defined]
            if not read:
                raise TruncatedFileError(
                    f"{self.path}: the fastText model is cut short within a matrix"
                )
            filled += read
