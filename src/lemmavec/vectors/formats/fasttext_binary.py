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

from lemmavec import _kernels
from lemmavec._io import FilePath
from lemmavec.vectors.formats.record import (
    Record,
    TruncatedFileError,
    WordDecodingErrors,
    decode_words,
)

VERSIONS = (11, 12)  # they differ in how labels are predicted
# floret (mode "fasttext") writes two more integers before the last two arguments.
FLORET_FASTTEXT = (1, 1)
END_OF_SENTENCE = b"</s>"  # a word without n-grams
WORDS_AT_ONCE = 1 << 12


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
    ValueError
        If the file is quantised, of another version, cut short or damaged.
    """
    take = _Taker(path, file)
    _, version = take.struct("<ii")
    if version not in VERSIONS:
        raise ValueError(f"{path}: a fastText model of version {version}; 11 and 12 are read")
    arguments = _read_arguments(take)
    dictionary = _read_dictionary(take)
    (is_quantised,) = take.struct("<?")
    if is_quantised:
        raise ValueError(
            f"{path}: a quantised fastText model (.ftz); load the .bin that it was made from"
        )
    rows, size = take.struct("<qq")
    # A supervised model keeps buckets for word n-grams, and may have none for characters.
    if size != arguments.dim or rows < len(dictionary.words):
        raise ValueError(
            f"{path}: a matrix of {rows:,} rows and {size} dimensions for "
            f"{len(dictionary.words):,} words of {arguments.dim} dimensions; the file is damaged"
        )
    matrix = take.floats(rows, size)
    first = slice(limit)
    words = decode_words(path, dictionary.words[first], 1, errors)
    vectors = _vectors(dictionary.words, len(words), matrix, arguments)
    return Record(words, vectors, dictionary.counts[first].copy())


def _read_arguments(take: _Taker) -> Arguments:
    layout = "<12id"
    first = take.take(struct.calcsize(layout))
    arguments = Arguments(*struct.unpack(layout, first))
    if not 0 < arguments.t < 1e-300:
        return arguments
    # No threshold, but floret's integers: the ones that follow are two places further.
    values = struct.unpack("<14id", first + take.take(8))
    if values[11:13] != FLORET_FASTTEXT:
        raise ValueError(f"{take.path}: a model of floret's compact table, which is not read here")
    return Arguments(*values[:11], *values[13:])


def _read_dictionary(take: _Taker) -> Dictionary:
    size, words, _, _, pruned = take.struct("<iiiqq")
    if pruned > 0:
        raise ValueError(f"{take.path}: a pruned fastText model, whose n-grams are renumbered")
    found, counts = [], []
    for _ in range(size):
        word = take.until_zero()
        count, kind = take.struct("<qb")
        if kind == 0:  # not a label
            found.append(word)
            counts.append(count)
    if len(found) != words:
        raise ValueError(
            f"{take.path}: {len(found):,} words where {words:,} are announced; it is damaged"
        )
    return Dictionary(found, np.array(counts, np.int64))


def _vectors(
    words: list[bytes], count: int, matrix: NDArray[np.float32], arguments: Arguments
) -> NDArray[np.float32]:
    """Return the mean of the rows of each of the first words and of its n-grams."""
    vectors = matrix[:count].copy()
    buckets = min(arguments.bucket, len(matrix) - len(words))
    if arguments.max_n < 1 or buckets < 1:
        return vectors
    for start in range(0, count, WORDS_AT_ONCE):
        part = words[start : min(start + WORDS_AT_ONCE, count)]
        asked = [b"" if word == END_OF_SENTENCE else word for word in part]
        found, ends = _kernels.subwords(
            asked, max(1, arguments.min_n), arguments.max_n, arguments.bucket
        )
        begin = 0
        for row, (word, end) in enumerate(zip(asked, ends.tolist(), strict=True), start):
            if word and end > begin:
                sum_ = matrix[len(words) + found[begin:end]].sum(axis=0, dtype=np.float64)
                vectors[row] = (sum_ + matrix[row]) / (1 + end - begin)
            begin = end
    return vectors


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
        return bytes(found)

    def floats(self, rows: int, size: int) -> NDArray[np.float32]:
        matrix = np.empty((rows, size), np.float32)
        bytes_ = memoryview(matrix.data).cast("B")
        filled = 0
        while filled < len(bytes_):
            read = self._file.readinto(bytes_[filled:])  # type: ignore[attr-defined]
            if not read:
                raise TruncatedFileError(
                    f"{self.path}: the fastText model is cut short within its matrix, after "
                    f"{filled // (4 * size):,} of {rows:,} rows"
                )
            filled += read
        return matrix
