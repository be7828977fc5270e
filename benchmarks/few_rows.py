"""A text on so few words that their rows stay in the cache, at the same cost otherwise.

Each word is replaced by one that stands for a range of ranks, and so for words of nearly its count:
it is kept by subsampling as often, and its Huffman path is as long. The tables of subsampling and
the tree are those of the whole vocabulary; negatives are drawn from the same few words.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.corpus.token_cache import SENTENCE_END, EncodedCorpus, tokens_path
from lemmavec.settings import Settings
from lemmavec.training.sampling import Sampling

# With the rows of their paths they take half of a second-level cache of 512 KB at 100 dimensions.
RANGES = 64


def representatives(words: int) -> NDArray[np.int32]:
    """Return by id, which is the rank, the id that stands for it; ranges widen with the rank."""
    edges = np.unique(np.geomspace(1, words + 1, RANGES + 1).round().astype(np.int64)) - 1
    middles = (edges[:-1] + edges[1:] - 1) // 2
    return np.repeat(middles, np.diff(edges)).astype(np.int32)


def few_rows(encoded: EncodedCorpus, folder: Path, parts: int = 1) -> list[EncodedCorpus]:
    """Write the text on the few words, in parts of equal length, each in a folder of its own."""
    stands_for = representatives(len(encoded.vocabulary))
    tokens = np.where(encoded.tokens >= 0, stands_for[encoded.tokens], SENTENCE_END)
    corpora = []
    for number, part in enumerate(np.array_split(tokens, parts)):
        own = folder / f"few-rows-{number}-of-{parts}"
        own.mkdir()
        part.astype("<i4").tofile(tokens_path(own))
        words = int(np.count_nonzero(part >= 0))
        corpora.append(EncodedCorpus(own, encoded.vocabulary, words, words, len(part) - words))
    return corpora


def few_negatives(sampling: Sampling, counts: NDArray[np.int64], settings: Settings) -> Sampling:
    """Return tables whose negatives are the few words, each as likely as all it stands for."""
    if sampling.noise is None:
        return sampling
    stands_for = representatives(len(counts))
    weights = np.bincount(stands_for, counts**settings.ns_exponent, minlength=len(counts))
    return replace(sampling, noise=_kernels.AliasTable(weights))
