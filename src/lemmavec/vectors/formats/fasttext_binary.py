"""The vectors of a fastText model: a word's is the mean of its rows.

The file has the arguments of the training, the dictionary, and the input matrix: a row for each
word, then one for each bucket of character n-grams. A word's vector is the mean of its own row and
those of its n-grams (Bojanowski et al. 2017). The output matrix behind them is not read.
"""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._keys import LONGEST_WORD
from lemmavec.vectors.formats.blocks import size_of
from lemmavec.vectors.formats.fasttext_subwords import subword_means
from lemmavec.vectors.formats.record import (
    MOST_DIMENSIONS,
    GrowingMatrix,
    Record,
    TruncatedFileError,
    WordDecodingErrors,
    decode_words,
)

VERSIONS = (11, 12)  # they differ in how labels are predicted
# floret (mode "fasttext") writes two more integers before the last two arguments.
FLORET_FASTTEXT = (1, 1)
# No model has longer n-grams; a word of 65,536 bytes has that many times as many of them.
LONGEST_NGRAM = 100
BYTES_AT_ONCE = 1 << 24


class Arguments(NamedTuple):
    """The arguments of a training, in the order of the file."""

    dim: int
    ws: int
    epoch: int
    min_count: int
    neg: int
    word_ngrams: int
    loss: int
    model: int
    bucket: int
    min_n: int
    max_n: int
    lr_update_rate: int
    t: float


class Dictionary(NamedTuple):
    """The words of a model, as bytes, and their counts."""

    words: list[bytes]
    counts: NDArray[np.int64]


def read_fasttext_binary(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read the words of a fastText model, and compute their vectors.

    Raises
    ------
    DamagedFileError
        If the file is quantised, of another version, cut short or damaged.
    """
    take = _Taker(path, file)
    _, version = take.struct("<ii")
    if version not in VERSIONS:
        raise DamagedFileError(f"{path}: a fastText model of version {version}; 11 and 12 are read")
    arguments = _read_arguments(take)
    dictionary = _read_dictionary(take)
    (is_quantised,) = take.struct("<?")
    if is_quantised:
        raise DamagedFileError(
            f"{path}: a quantised fastText model (.ftz); load the .bin that it was made from"
        )
    rows, size = take.struct("<qq")
    # A supervised model keeps buckets for word n-grams, and may have none for characters.
    known = len(dictionary.words)
    if size != arguments.dim or not 1 <= size <= MOST_DIMENSIONS or rows < known:
        raise DamagedFileError(
            f"{path}: a matrix of {rows:,} rows and {size} dimensions for "
            f"{known:,} words of {arguments.dim} dimensions; the file is damaged"
        )
    _require_subwords(path, arguments, rows - known)
    matrix = take.floats(rows, size)
    first = slice(limit)
    words = decode_words(path, dictionary.words[first], 1, errors)
    lengths = (arguments.min_n, arguments.max_n)
    vectors = subword_means(dictionary.words, len(words), matrix, lengths, arguments.bucket)
    return Record(words, vectors, dictionary.counts[first].copy())


def _require_subwords(path: FilePath, arguments: Arguments, rows: int) -> None:
    """Raise DamagedFileError unless n-grams have sound lengths, and a row for each bucket."""
    shortest, longest = arguments.min_n, arguments.max_n
    if longest < 1 or arguments.bucket == 0:
        return
    if not (shortest <= longest <= LONGEST_NGRAM and 0 < arguments.bucket <= rows):
        raise DamagedFileError(
            f"{path}: n-grams of {shortest} to {longest} characters in {arguments.bucket:,} "
            f"buckets, of which the matrix has {rows:,}; the file is damaged"
        )


def _read_arguments(take: _Taker) -> Arguments:
    layout = "<12id"
    first = take.take(struct.calcsize(layout))
    arguments = Arguments(*struct.unpack(layout, first))
    if not 0 < arguments.t < 1e-300:
        return arguments
    # No threshold, but floret's integers: the ones that follow are two places further.
    values = struct.unpack("<14id", first + take.take(8))
    if values[11:13] != FLORET_FASTTEXT:
        raise DamagedFileError(
            f"{take.path}: a model of floret's compact table, which is not read here"
        )
    return Arguments(*values[:11], *values[13:])


def _read_dictionary(take: _Taker) -> Dictionary:
    size, words, _, _, pruned = take.struct("<iiiqq")
    if pruned > 0:
        raise DamagedFileError(
            f"{take.path}: a pruned fastText model, whose n-grams are renumbered"
        )
    found, counts = [], []
    for _ in range(size):
        word = take.until_zero()
        count, kind = take.struct("<qb")
        if kind == 0:  # not a label
            found.append(word)
            counts.append(count)
    if len(found) != words:
        raise DamagedFileError(
            f"{take.path}: {len(found):,} words where {words:,} are announced; it is damaged"
        )
    return Dictionary(found, np.array(counts, np.int64))


class _Taker:
    """Takes values from a file, or says where it ends."""

    def __init__(self, path: FilePath, file: BinaryIO) -> None:
        self.path, self._file, self._place = path, file, 0

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

    def floats(self, rows: int, size: int) -> NDArray[np.float32]:
        """Read a matrix; its size is only what the file says of itself until its bytes are read."""
        plain = size_of(self._file)
        is_whole = plain is not None and plain - self._file.tell() >= 4 * rows * size
        matrix = GrowingMatrix(size, rows if is_whole else 0)
        at_once = max(1, BYTES_AT_ONCE // (4 * size))
        while matrix.rows < rows:
            room = matrix.room(min(at_once, rows - matrix.rows))
            if self._fill(memoryview(room.data).cast("B")) < room.nbytes:
                raise TruncatedFileError(
                    f"{self.path}: the fastText model is cut short within its matrix of "
                    f"{rows:,} rows"
                )
        return matrix.finish()

    def _fill(self, buffer: memoryview) -> int:
        filled = 0
        while filled < len(buffer) and (
            read := self._file.readinto(buffer[filled:])  # type: ignore[attr-defined]
        ):
            filled += read
        return filled
