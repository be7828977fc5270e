"""Scores of neighbouring words: how much more often than by chance they occur together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lemmavec._kernels import count_bigrams
from lemmavec._keys import Key
from lemmavec._threads import threads
from lemmavec.corpus.token_cache import EncodedCorpus

TOKENS_A_SHARE = 1 << 24


def scored_pairs(
    corpus: EncodedCorpus, min_count: int, threshold: float, *, workers: int
) -> dict[tuple[Key, Key], float]:
    """Score the pairs of neighbours, and keep those above the threshold, best first.

    score(a, b) = (count(a b) - min_count) / (count(a) · count(b)) · words of the corpus; see
    `Phrases` for the source.
    """
    words, counts = corpus.vocabulary.words, corpus.vocabulary.counts.astype(np.float64)
    # The words come by falling count: the frequent ones are the first.
    frequent = int(np.count_nonzero(counts >= min_count))
    first, second, together = _counted(corpus.tokens, frequent, min_count, workers)
    scores = (together - min_count) / (counts[first] * counts[second]) * corpus.raw_words
    kept = np.flatnonzero(scores > threshold)
    found = [
        (-score, (words[a], words[b]))
        for a, b, score in zip(
            first[kept].tolist(), second[kept].tolist(), scores[kept].tolist(), strict=True
        )
    ]
    found.sort(key=lambda scored: (scored[0], *map(str, scored[1])))
    return {pair: -negated for negated, pair in found}


def _counted(
    tokens: NDArray[np.int32], words: int, least: int, workers: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Count pairs of neighbours, each thread one share of the pairs at a time."""
    shares = max(workers, -(-len(tokens) // TOKENS_A_SHARE))
    with threads(workers) as each:
        parts = list(
            each(lambda share: count_bigrams(tokens, words, least, share, shares), range(shares))
        )
    first, second, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, counts
