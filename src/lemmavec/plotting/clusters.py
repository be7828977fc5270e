"""Groups of words to draw: spherical k-means over the frequent words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lemmavec._validation import FloatArray, IntArray, at_least
from lemmavec.plotting.unit_rows import unit_rows

if TYPE_CHECKING:
    from lemmavec.vectors.word_vectors import WordVectors

_ITERATIONS = 30


def frequent_clusters(
    vectors: WordVectors, clusters: int = 8, words: int = 10, *, among: int = 2000, seed: int = 1
) -> dict[str, list[str]]:
    """Find groups of frequent words with similar vectors, by spherical k-means.

    Parameters
    ----------
    vectors : WordVectors
        Words by falling frequency.
    clusters : int, default 8
        How many groups, 1 or more.
    words : int, default 10
        How many words of each group: those nearest to its centre.
    among : int, default 2000
        How many words to look at. The most frequent twentieth of them is passed over: mostly
        function words.
    seed : int, default 1
        Chooses the first centres.

    Returns
    -------
    dict of str to list of str
        Each group under the name of its most frequent word.

    Raises
    ------
    TypeError, ValueError
        If a number is not a whole number of 1 or more.
    """
    for name, number in {"clusters": clusters, "words": words, "among": among}.items():
        at_least(name, number, 1)
    skipped = min(among, len(vectors)) // 20
    candidates = vectors.index_to_key[skipped:among]
    unit = unit_rows(vectors, candidates)
    centres, nearest = _spherical_k_means(unit, min(clusters, len(unit)), seed)
    groups = {}
    for k, centre in enumerate(centres):
        members = np.flatnonzero(nearest == k)
        best = np.sort(members[np.argsort(-(unit[members] @ centre))[:words]])
        if len(best):
            groups[candidates[best[0]]] = [candidates[i] for i in best]
    return groups


def _spherical_k_means(unit: FloatArray, clusters: int, seed: int) -> tuple[FloatArray, IntArray]:
    """Return unit centres, and the number of each row's nearest centre by cosine.

    Source: Dhillon and Modha 2001, "Concept Decompositions for Large Sparse Text Data using
    Clustering".
    """
    rng = np.random.default_rng(seed)
    centres = unit[rng.choice(len(unit), clusters, replace=False)]
    for _ in range(_ITERATIONS):
        nearest = np.argmax(unit @ centres.T, axis=1)
        sums = np.stack([unit[nearest == k].sum(axis=0) for k in range(clusters)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centres)
    return centres, np.argmax(unit @ centres.T, axis=1)
