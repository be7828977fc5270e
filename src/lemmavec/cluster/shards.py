"""A corpus cut into shards, one for each worker, which reads its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from lemmavec.corpus.byte_blocks import BLOCK_BYTES, FilePart, cut, size_of
from lemmavec.corpus.columns import column_sentences, fraction_of
from lemmavec.corpus.encoding import encode_source, with_words
from lemmavec.corpus.opening import OpenCorpus, open_corpus
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus, files_below, given_paths
from lemmavec.corpus.text_files import encode_parts
from lemmavec.corpus.token_cache import Provisional

T = TypeVar("T")
SENTENCES_AT_ONCE = 10_000
PARTS_FOR_EACH_WORKER = 16
# From what stands for a block of sentences, somewhere in the cluster, to the block.
Fetch = Callable[[Any], Any]


class Shard(Protocol):
    """A part of a corpus that a worker can read."""

    def encode(self, folder: Path, reading: ReadingOptions, fetch: Fetch) -> Provisional:
        """Give each word a provisional id; the ids are written to the folder."""


@dataclass(frozen=True, slots=True)
class TextShard:
    """Parts of text files, for the native encoder."""

    parts: list[FilePart]

    def encode(self, folder: Path, reading: ReadingOptions, fetch: Fetch) -> Provisional:
        """Read the parts on the worker's threads; a sentence that goes on elsewhere ends here."""
        parts = [*self.parts[:-1], replace(self.parts[-1], ends_file=True)]
        return with_words(encode_parts(parts, folder, reading), _listed(parts))


@dataclass(frozen=True, slots=True)
class FilesShard:
    """Whole files, or, where there are fewer files than workers, every n-th of their sentences."""

    files: list[Path]
    first: int = 0
    step: int = 1

    def encode(self, folder: Path, reading: ReadingOptions, fetch: Fetch) -> Provisional:
        """Read the files, and take the sentences of this shard."""
        source = open_corpus(self.files, reading)
        sentences = islice(source.sentences, self.first, None, self.step)
        taken = OpenCorpus(sentences, source.fraction, name=source.name, place=source.place)
        return encode_source(taken, folder)


@dataclass(frozen=True, slots=True)
class BlocksShard:
    """Blocks of sentences that lie in the cluster's memory, as lists or as tables of Arrow."""

    blocks: list[Any]
    column: str | None = None

    def encode(self, folder: Path, reading: ReadingOptions, fetch: Fetch) -> Provisional:
        """Fetch one block after the other."""
        rows = chain.from_iterable(map(self._rows, map(fetch, self.blocks)))
        sentences: Iterable[Any] = rows
        if self.column is not None:
            sentences = column_sentences(rows, reading.tokenizer, "row {}".format)
        return encode_source(OpenCorpus(iter(sentences), fraction_of(rows)), folder)

    def _rows(self, block: Any) -> list[Any]:
        if self.column is None:
            rows: list[Any] = block
        else:
            rows = block.column(self.column).to_pylist()
        return rows


def shards_of(
    corpus: Corpus, workers: int, reading: ReadingOptions, put: Callable[[Any], Any]
) -> Sequence[Shard]:
    """Cut a corpus into as many shards as there are workers.

    Plain text is cut between words, other files are shared out whole or sentence by sentence, and
    workers read both under the same paths. Sentences in memory go through `put`.

    Raises
    ------
    TypeError, ValueError, OSError
        If the corpus is of no kind, is not there, or has fewer parts than there are workers.
    """
    if is_ray_dataset(corpus):
        return _of_dataset(corpus, workers, reading)
    paths = given_paths(corpus, texts_allowed=reading.tokenizer is not None)
    if paths is None:
        return _of_sentences(open_corpus(corpus, reading).sentences, workers, put)
    source = open_corpus(paths, reading)  # refuses what is no text
    files = [file for path in paths for file in files_below(path)]
    if source.text_files is not None and reading.tokenizer is None:
        total = sum(file.stat().st_size for file in files)
        part_bytes = max(1, min(BLOCK_BYTES, total // (PARTS_FOR_EACH_WORKER * workers)))
        parts = [part for file in files for part in cut(file, part_bytes)]
        if len(parts) >= workers:
            return [TextShard(some) for some in _share_out(parts, workers, size_of)]
    if len(files) >= workers:
        return [FilesShard(some) for some in _share_out(files, workers, lambda f: f.stat().st_size)]
    return [FilesShard(files, worker, workers) for worker in range(workers)]


def is_ray_dataset(corpus: object) -> bool:
    """Whether a corpus is a data set of Ray Data, which need not be imported for it."""
    return type(corpus).__module__.startswith("ray.data")


def _of_dataset(dataset: Any, workers: int, reading: ReadingOptions) -> list[BlocksShard]:
    if reading.column is None:
        names = ", ".join(map(repr, dataset.columns()))
        raise TypeError(f"the data set has the columns {names}; pass column= with one of them")
    if reading.column not in dataset.columns():
        names = ", ".join(map(repr, dataset.columns()))
        raise ValueError(f"the data set has no column {reading.column!r}; its columns are {names}")
    shares = dataset.select_columns([reading.column]).split(workers)
    return [BlocksShard(share.to_arrow_refs(), reading.column) for share in shares]


def _of_sentences(
    sentences: Iterator[Any], workers: int, put: Callable[[Any], Any]
) -> list[BlocksShard]:
    """Put sentences into the cluster's memory, block by block, in order."""
    first = [list(islice(sentences, SENTENCES_AT_ONCE)) for _ in range(workers + 1)]
    if first[-1]:
        rest = iter(lambda: list(islice(sentences, SENTENCES_AT_ONCE)), [])
        sizes, blocks = zip(*((len(b), put(b)) for b in chain(first, rest)), strict=True)
        shares = _share_out(list(range(len(blocks))), workers, sizes.__getitem__)
        return [BlocksShard([blocks[i] for i in share]) for share in shares]
    whole = list(chain.from_iterable(first))
    if len(whole) < workers:
        raise ValueError(
            f"the corpus has {len(whole)} sentences for {workers} workers: use fewer workers"
        )
    bounds = np.linspace(0, len(whole), workers + 1).astype(int)
    return [BlocksShard([put(whole[begin:end])]) for begin, end in pairwise(bounds)]


def _share_out(items: list[T], workers: int, size: Callable[[T], float]) -> list[list[T]]:
    """Share items out in order, at least one to each worker, each about as much by size."""
    upto = np.cumsum([size(item) for item in items])
    bounds = np.searchsorted(upto, upto[-1] * np.arange(1, workers) / workers, side="left") + 1
    # Each worker begins after the one before, and leaves one item for each that follows.
    for worker in range(workers - 1):
        least = (bounds[worker - 1] if worker else 0) + 1
        bounds[worker] = min(max(bounds[worker], least), len(items) - (workers - 1 - worker))
    return [items[begin:end] for begin, end in pairwise([0, *bounds.tolist(), len(items)])]


def _listed(parts: Sequence[FilePart]) -> str:
    first = f"{parts[0].path} from byte {parts[0].start:,} on"
    return first if len(parts) == 1 else f"{first}, in {len(parts):,} parts"
