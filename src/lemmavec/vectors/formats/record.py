"""What all formats share: the record, a growing matrix, words as bytes, headers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath
from lemmavec._keys import Key, other_form
from lemmavec._limits import LONGEST_WORD, MOST_DIMENSIONS, is_too_long
from lemmavec.vectors.ngram_rows import NgramRows

WordDecodingErrors = Literal["strict", "replace", "surrogateescape"]
Style = Literal["gensim", "word2vec.c"]
# Lone surrogates, which stand for bytes that are not UTF-8, are stored and read as they are.
SURROGATES = "surrogatepass"


class Record(NamedTuple):
    """Words, their vectors of shape (words, d), and their counts where the format has them."""

    words: Sequence[Key]
    vectors: NDArray[np.float32]
    counts: NDArray[np.int64] | None = None
    ngrams: NgramRows | None = None


class TruncatedFileError(DamagedFileError, EOFError):
    """A file that ends before its header's last row."""


class WordDecodingError(DamagedFileError, UnicodeDecodeError):
    """A word that is not UTF-8; the message names its row."""

    def __init__(self, path: FilePath, row: int, word: bytes, error: UnicodeDecodeError) -> None:
        super().__init__("utf-8", word, error.start, error.end, error.reason)
        self._where = f"{path}, row {row}"

    def __str__(self) -> str:
        return (
            f"{self._where}: the word {self.object[:80]!r} is not UTF-8 (byte {self.start}). If "
            'the file is sound, load it with errors="surrogateescape", which keeps such bytes, or '
            'errors="replace"'
        )


class EncodedWords(Sequence[str]):
    """Words that are decoded when they are asked for; all of them in a few hundredths of a second.

    Parameters
    ----------
    block : ndarray of uint8
        The UTF-8 bytes of the words, one after the other; lone surrogates are words, too.
    offsets : ndarray of int64, shape (words + 1,)
        Word i is bytes offsets[i] to offsets[i + 1].

    Raises
    ------
    UnicodeDecodeError
        If the bytes of a word are not UTF-8.

    Examples
    --------
    >>> list(EncodedWords(np.frombuffer(b"goldore", np.uint8), np.array([0, 4, 7])))
    ['gold', 'ore']
    """

    def __init__(self, block: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.block, self.begin, self.end = block, offsets[:-1], offsets[1:]
        block.tobytes().decode("utf-8", SURROGATES)
        # All bytes are UTF-8: so are the words, if none begins within a letter.
        first = block[self.begin[self.begin < self.end]]
        if (first & 0xC0 == 0x80).any():
            _kernels.decode_words(block, self.begin, self.end, SURROGATES)

    def __len__(self) -> int:
        return len(self.begin)

    def __iter__(self) -> Iterator[str]:
        return iter(_kernels.decode_words(self.block, self.begin, self.end, SURROGATES))

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return list(self)[row]
        return self.block[self.begin[row] : self.end[row]].tobytes().decode("utf-8", SURROGATES)


class GrowingMatrix:
    """Rows appended in blocks, without ever holding the matrix twice.

    Parameters
    ----------
    size : int
        Dimensions.
    expected : int, default 0
        Rows that memory is laid out for; it is taken only as they are filled.

    Examples
    --------
    >>> matrix = GrowingMatrix(2)
    >>> matrix.room(3)[:] = 1
    >>> matrix.finish().shape
    (3, 2)
    """

    def __init__(self, size: int, expected: int = 0) -> None:
        self.rows = 0
        self._data: NDArray[np.float32] = np.empty((expected, size), np.float32)

    def rows_in(self, size: int) -> int:
        """Return how many rows have so many bytes, 1 or more."""
        return max(1, size // (4 * int(self._data.shape[1])))

    def room(self, rows: int) -> NDArray[np.float32]:
        """Append so many rows, and return them to be filled in before the next call."""
        end = self.rows + rows
        if end > len(self._data):
            # realloc moves pages instead of copying them, which np.concatenate cannot.
            shape = (max(end, len(self._data) * 9 // 8), self._data.shape[1])
            self._data.resize(shape, refcheck=False)
        room = self._data[self.rows : end]
        self.rows = end
        return room

    def finish(self) -> NDArray[np.float32]:
        """Return the matrix, cut to the rows that it holds."""
        self._data.resize((self.rows, self._data.shape[1]), refcheck=False)
        return self._data


def decode_places(
    path: FilePath,
    block: NDArray[np.uint8],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    first_row: int,
    errors: WordDecodingErrors,
) -> list[str]:
    """Decode the words between some places of a block, as `decode_words` does.

    Raises
    ------
    DamagedFileError
        If a word is too long, or not UTF-8; the message names its row.
    """
    if len(long := np.flatnonzero(end - begin > LONGEST_WORD)):
        raise DamagedFileError(
            f"{path}, row {first_row + int(long[0])}: a word of more than {LONGEST_WORD:,} bytes"
        )
    try:
        return _kernels.decode_words(block, begin, end, errors)
    except UnicodeDecodeError:
        places = zip(begin.tolist(), end.tolist(), strict=True)
        return decode_words(path, (block[a:b].tobytes() for a, b in places), first_row, errors)


def decode_words(
    path: FilePath, words: Iterable[bytes], first_row: int, errors: WordDecodingErrors
) -> list[str]:
    """Decode words from UTF-8; the error for one that is not names its row."""
    decoded = []
    for row, word in enumerate(words, first_row):
        try:
            decoded.append(word.decode("utf-8", errors))
        except UnicodeDecodeError as error:
            raise WordDecodingError(path, row, word, error) from None
    return decoded


def require_word_lengths(words: Iterable[Key]) -> None:
    """Raise ValueError for a word that is too long to be read again."""
    for row, word in enumerate(words, 1):
        if isinstance(word, str) and is_too_long(word):
            raise ValueError(
                f"the word {word[:40]!r}... (row {row}) has {len(word):,} characters; words of "
                f"more than {LONGEST_WORD:,} bytes are not saved, as they could not be loaded"
            )


def encode_words(words: Sequence[Key]) -> Iterator[bytes]:
    """Encode words for a word2vec format, which cannot store a space or a newline.

    Integers are stored by their digits, and read as text.
    """
    _refuse_both_forms(words)
    for row, word in enumerate(map(str, words), 1):
        if not word or " " in word or "\n" in word:
            what = "is empty" if not word else "holds a space or a newline"
            raise ValueError(
                f"the word {word!r} (row {row}) {what}, which word2vec formats cannot store: "
                "save as .safetensors, which stores any word"
            )
        try:
            yield word.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            raise ValueError(
                f"the word {word!r} (row {row}) is no valid Unicode, which word2vec formats cannot "
                "store: save as .safetensors, which stores any word"
            ) from None


def _refuse_both_forms(words: Sequence[Key]) -> None:
    integers = {word for word in words if not isinstance(word, str)}
    for word in words if integers else ():
        if isinstance(word, str) and other_form(word) in integers:
            raise ValueError(
                f"the words {word!r} and {word} would be one in a word2vec format, which stores "
                "integers by their digits: save as .safetensors, which stores any word"
            )


def parse_header(path: FilePath, line: bytes) -> tuple[int, int]:
    """Read the "words dimensions" line that opens both word2vec formats."""
    with damage_named(path, "the header is damaged"):
        rows, size = (int(field) for field in line.split())
    if not 0 <= rows < 2**63:
        raise DamagedFileError(
            f"{path}: the header promises {rows:,} words, which no file can have"
        )
    if not 1 <= size <= MOST_DIMENSIONS:
        raise DamagedFileError(
            f"{path}: the header {line[:80]!r} says that the vectors have {size:,} dimensions; "
            f"vectors have 1 to {MOST_DIMENSIONS:,}"
        )
    return rows, size


def too_few(path: FilePath, promised: int, rows: int) -> TruncatedFileError:
    """Return the error for a file that ends before its header's last row."""
    return TruncatedFileError(
        f"{path}: the header promises {promised:,} words, but the file ends after row {rows:,}: "
        "it is cut short, or its header is wrong"
    )


def too_many(path: FilePath, promised: int) -> DamagedFileError:
    """Return the error for a file that goes on after its header's last row."""
    return DamagedFileError(
        f"{path}: the header promises {promised:,} words, but the file goes on after row "
        f"{promised:,}: its header is wrong, or it is no word2vec file"
    )
