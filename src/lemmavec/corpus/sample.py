"""A part of a corpus that stands for the whole: parts spread over text files, or the beginning."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lemmavec._io import is_compressed
from lemmavec._keys import Key
from lemmavec._scratch import scratch_folder
from lemmavec.corpus.byte_blocks import FilePart, PartReader, cut, size_of
from lemmavec.corpus.open_files import is_open_file
from lemmavec.corpus.opening import OpenCorpus, open_corpus
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sentences import sentence_words
from lemmavec.corpus.sources import Corpus

SAMPLE_BYTES = 64 << 20
PART_BYTES = 1 << 20
SAMPLE_WORDS = 2_000_000
_FULL = " for a sample of the corpus; pass directory= with a folder on a larger disk"


@dataclass(frozen=True, slots=True)
class Sample:
    """A corpus that is a part of another.

    Attributes
    ----------
    corpus : corpus
        The part, or the whole if it is small.
    share : float
        Its share of the whole, above 0 to 1: of the bytes of files, of the sentences otherwise.
    reading : ReadingOptions
        How to read it: what had to be tokenized is.
    """

    corpus: Corpus
    share: float
    reading: ReadingOptions


@contextmanager
def sample_of(corpus: Corpus, reading: ReadingOptions) -> Iterator[Sample]:
    """Take a sample, which may lie in a temporary file for the length of the block.

    Raises
    ------
    TypeError, ValueError, OSError
        If the corpus cannot be read, can be read only once, or its size is not known.

    Examples
    --------
    >>> with sample_of([["gold", "ore"]] * 9, ReadingOptions()) as sample:
    ...     len(sample.corpus), sample.share
    (9, 1.0)
    """
    _refuse_what_is_read_once(corpus)
    opened = open_corpus(corpus, reading)
    files = opened.text_files
    if files is None or reading.tokenizer is not None or any(map(_is_stream, files)):
        yield _beginning(opened, reading)
        return
    parts = [part for file in files for part in cut(file, PART_BYTES)]
    sizes = np.array([size_of(part) for part in parts])
    if sizes.sum() <= SAMPLE_BYTES:
        yield Sample(files, 1.0, reading)
        return
    with scratch_folder(reading.directory, _FULL) as folder:
        chosen = np.linspace(0, len(parts) - 1, SAMPLE_BYTES // PART_BYTES).round().astype(int)
        path = folder / "sample.txt"
        _copy([parts[i] for i in chosen], path)
        yield Sample(path, float(sizes[chosen].sum() / sizes.sum()), reading)


def _refuse_what_is_read_once(corpus: Corpus) -> None:
    if is_open_file(corpus) or isinstance(corpus, Iterator):
        raise TypeError(
            "the corpus can be read only once, and a sample of it would be missing from training: "
            "pass files, a list, or an object whose __iter__ begins anew"
        )


def _is_stream(path: Path) -> bool:
    return not path.is_file() or is_compressed(path)


def _copy(parts: list[FilePart], path: Path) -> None:
    reader = PartReader()
    with path.open("wb") as file:
        for part in parts:
            for block in reader.blocks(part):
                file.write(block.text.data)
            file.write(b"\n")


def _beginning(opened: OpenCorpus, reading: ReadingOptions) -> Sample:
    sentences: list[list[Key]] = []
    words, share, read = 0, 1.0, 0.0
    for number, sentence in enumerate(opened.sentences):
        # Files are read in blocks: what is read is known when the next one is.
        before, read = read, opened.fraction(number + 1)
        if words >= SAMPLE_WORDS and not read <= before:
            share = before
            break
        sentences.append(sentence_words(sentence, number))
        words += len(sentences[-1])
    if not math.isfinite(share):
        raise ValueError(
            f"nothing tells how large {opened.name} is; pass files, or an object that has a length"
        )
    return Sample(sentences, share, replace(reading, tokenizer=None, column=None))
