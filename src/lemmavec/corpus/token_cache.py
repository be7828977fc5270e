"""The encoded corpus: a vocabulary, and the ids of all words in a memory-mapped file."""

from __future__ import annotations

import mmap
import weakref
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._kernels import WordTable, compact, measure
from lemmavec._keys import Key
from lemmavec._scratch import remove_folder
from lemmavec._threads import threads
from lemmavec.corpus.counted_words import CountedWords
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.corpus.vocabulary_choice import Choice

SENTENCE_END = -1
CHECKSUM_TOKENS = 1 << 24


class DocumentLists(NamedTuple):
    """Documents as sentences of a corpus, each with a list of tags.

    Attributes
    ----------
    ends : ndarray of int64, shape (documents,)
        The place in the tokens of the -1 that ends each document.
    begin : ndarray of int64, shape (documents + 1,)
        Document d has the tags ``tags[begin[d]:begin[d + 1]]``.
    tags : ndarray of int32
        The lists, one after the other: rows of a matrix.
    """

    ends: NDArray[np.int64]
    begin: NDArray[np.int64]
    tags: NDArray[np.int32]

    @classmethod
    def one_each(cls, ends: NDArray[np.int64]) -> DocumentLists:
        """Give each document its number as its tag."""
        count = len(ends)
        return cls(ends, np.arange(count + 1, dtype=np.int64), np.arange(count, dtype=np.int32))


class EncodedCorpus:
    """A corpus as ids on disk; deleted when it is closed, collected, or its context ends.

    Attributes
    ----------
    vocabulary : Vocabulary
        The words that the ids stand for.
    tokens : ndarray of int32, mapped from the file, shape (words + sentences,)
        The id of each word, and -1 after each sentence.
    words : int
        Words in `tokens`.
    raw_words : int
        Words in the corpus, with those that are not in the vocabulary.
    sentences : int
        Sentences in `tokens`: those with at least one word in the vocabulary; all, where they are
        documents.
    documents : DocumentLists or None
        The tags of sentences that are documents.

    Examples
    --------
    >>> from lemmavec.corpus.encoding import encode
    >>> with encode([["gold", "ore"], ["ore"]], min_count=1) as corpus:
    ...     corpus.tokens.tolist(), list(corpus)
    ([1, 0, -1, 0, -1], [['gold', 'ore'], ['ore']])
    """

    def __init__(
        self, folder: Path, vocabulary: Vocabulary, words: int, raw_words: int, sentences: int
    ) -> None:
        self.vocabulary = vocabulary
        self.words = words
        self.raw_words = raw_words
        self.sentences = sentences
        self.documents: DocumentLists | None = None
        with tokens_path(folder).open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.tokens: NDArray[np.int32] = np.frombuffer(self._map, "<i4")
        self._remove = weakref.finalize(self, remove_folder, folder)

    @cached_property
    def fingerprint(self) -> str:
        """The number of words and a checksum of the tokens: another text has another one."""
        checksum = 0
        for start in range(0, len(self.tokens), CHECKSUM_TOKENS):
            checksum = zlib.crc32(self.tokens[start : start + CHECKSUM_TOKENS].data, checksum)
            self.release_pages()
        return f"{self.raw_words:,} words, checksum {checksum:08x}"

    def release_pages(self) -> None:
        """Release the pages of `tokens` that were read, which would count as resident memory.

        They stay in the system's file cache for as long as there is room.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def close(self) -> None:
        """Delete the file; `tokens` is empty from then on. Closing twice does no harm."""
        self.tokens = np.empty(0, np.int32)
        self._remove()

    def __enter__(self) -> EncodedCorpus:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __iter__(self) -> Iterator[list[Key]]:
        """Give each sentence as its words, for people and tests; training reads `tokens`."""
        words = self.vocabulary.words
        start = 0
        for stop in np.flatnonzero(self.tokens == SENTENCE_END).tolist():
            yield [words[i] for i in self.tokens[start:stop]]
            start = stop + 1

    def __repr__(self) -> str:
        return (
            f"EncodedCorpus({self.words:,} words in {self.sentences:,} sentences, "
            f"{len(self.vocabulary):,} distinct)"
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A range of the corpus under provisional ids: its place in a file, and their table."""

    path: Path
    start: int
    size: int
    table: int

    def read(self) -> NDArray[np.int32]:
        """Return the provisional ids."""
        ids = np.fromfile(self.path, np.int32, self.size, offset=4 * self.start)
        if len(ids) < self.size:
            raise OSError(f"the token cache {self.path} was cut short while it was in use")
        return ids


class SegmentWriter:
    """Writes the provisional ids of one word table."""

    def __init__(self, folder: Path, table: int) -> None:
        self.path = folder / f"provisional-{table}.i32"
        self.table = table
        self._file = self.path.open("wb")
        self._size = 0

    def write(self, ids: NDArray[np.int32]) -> Segment:
        """Append ids, and return their segment."""
        self._file.write(ids.data)
        segment = Segment(self.path, self._size, len(ids), self.table)
        self._size += len(ids)
        return segment

    def close(self) -> None:
        """Flush the file; segments can be read after this."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Provisional:
    """A corpus after its single pass: segments in order, and the tables that name their ids.

    `integers` are the ids, in the first table, of words that came as integers.
    """

    segments: list[Segment]
    tables: list[WordTable]
    integers: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))


def tokens_path(folder: Path) -> Path:
    """Path of the file of final ids."""
    return folder / "tokens.i32"


@dataclass(frozen=True, slots=True)
class CountedCorpus:
    """A corpus whose words are counted, and have provisional ids.

    Parameters
    ----------
    segments : list of Segment
        In order, under provisional ids.
    whole : CountedWords
        Of all tables, in small letters if so they are read.
    ids : list of ndarray of int32
        For each table, the id in `whole` of each id there.
    """

    segments: list[Segment]
    whole: CountedWords
    ids: list[NDArray[np.int32]]

    @classmethod
    def of(cls, provisional: Provisional, reading: ReadingOptions) -> CountedCorpus:
        """Merge the tables, of which nothing is left."""
        table, ids = _merge(provisional.tables)
        whole = CountedWords.of(table, provisional.integers)
        del table  # so that it goes as soon as its words are in small letters
        if reading.lowercase:
            whole, lowered = whole.lowercased()
            ids = [lowered[of_table] for of_table in ids]
        return cls(provisional.segments, whole, ids)


def finish(
    corpus: CountedCorpus,
    folder: Path,
    choose: Choice,
    reading: ReadingOptions,
    keep_empty: bool = False,
) -> EncodedCorpus:
    """Choose the vocabulary, and write all segments under their final ids.

    Sentences without a word of the vocabulary are left out, unless `keep_empty`.

    Nothing here depends on which thread met which word first: the same corpus gives the same
    vocabulary and tokens for any number of threads.
    """
    vocabulary, final = choose(corpus.whole)
    raw_words = int(corpus.whole.counts.sum())
    finals = [final[ids] for ids in corpus.ids]
    words, sentences = _write_tokens(corpus.segments, finals, folder, reading.threads, keep_empty)
    return EncodedCorpus(folder, vocabulary, words, raw_words, sentences)


def _merge(tables: list[WordTable]) -> tuple[WordTable, list[NDArray[np.int32]]]:
    """Merge the tables into the first, and empty the list: each is freed once it is read."""
    whole = tables.pop(0)
    ids = [np.arange(len(whole), dtype=np.int32)]
    while tables:
        ids.append(whole.absorb(tables.pop(0)))
    return whole, ids


def _write_tokens(
    segments: list[Segment],
    finals: list[NDArray[np.int32]],
    folder: Path,
    workers: int,
    keep_empty: bool,
) -> tuple[int, int]:
    """Measure every segment first, so that all can be written in parallel, each at its place."""
    path = tokens_path(folder)
    path.touch()
    words = sentences = 0
    sentence_open = False
    places: list[tuple[Segment, int, bool]] = []

    def write(place: tuple[Segment, int, bool]) -> None:
        segment, start, continues = place
        with path.open("r+b") as file:
            file.seek(4 * start)
            ids = compact(segment.read(), finals[segment.table], continues, keep_empty)
            file.write(ids.astype("<i4", copy=False).data)

    with threads(workers) as each:
        sizes = each(lambda s: measure(s.read(), finals[s.table], keep_empty), segments)
        for segment, (kept, ends, leading_end, stays_open) in zip(segments, sizes, strict=True):
            places.append((segment, words + sentences, sentence_open))
            words += kept
            sentences += ends - (leading_end and not sentence_open and not keep_empty)
            sentence_open = stays_open and (sentence_open or kept > 0)
        for _ in each(write, places):
            pass
    for used in {segment.path for segment in segments}:
        used.unlink()
    return words, sentences
