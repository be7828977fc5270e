"""Sampling tables: subsampling thresholds, noise distribution; and the Huffman tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.settings import Settings


@dataclass(frozen=True, slots=True)
class Sampling:
    """The tables that follow from the counts of a vocabulary.

    Attributes
    ----------
    keep : ndarray of uint32, shape (words,)
        An occurrence is kept where 32 random bits do not exceed its word's threshold.
    noise : AliasTable or None
        Draws the negatives of negative sampling.
    tree : HuffmanTree or None
        Hierarchical softmax: the path to each word.
    """

    keep: NDArray[np.uint32]
    noise: _kernels.AliasTable | None
    tree: _kernels.HuffmanTree | None

    @classmethod
    def of(cls, counts: NDArray[np.int64], settings: Settings) -> Sampling:
        """Compute them from the words' counts."""
        noise = tree = None
        if settings.loss == "negative_sampling":
            noise = _kernels.AliasTable(noise_weights(counts, settings.ns_exponent))
        elif settings.loss == "hierarchical_softmax":
            if len(counts) < 2:
                raise ValueError("hierarchical softmax needs at least two words to choose from")
            tree = _kernels.HuffmanTree(counts)
        return cls(keep_thresholds(counts, settings.sample), noise, tree)


def noise_weights(counts: NDArray[np.int64], ns_exponent: float) -> NDArray[np.float64]:
    """Return count ** ns_exponent of each word: negatives are drawn in proportion to it.

    Raises
    ------
    ValueError
        If a weight is no number above 0, or so much smaller than the others that its chance is 0.

    Examples
    --------
    >>> noise_weights(np.array([9, 4]), 0.5)
    array([3., 2.])
    """
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        weights = counts.astype(np.float64) ** ns_exponent
        chances = weights / weights.sum()
    bad = np.flatnonzero(~np.isfinite(weights))
    if not len(bad):
        bad = np.flatnonzero(~(chances > 0))
    if len(bad):
        count, weight = counts[bad[0]], weights[bad[0]]
        raise ValueError(
            f"ns_exponent={ns_exponent:g} is too far from 0 for this corpus: a word that occurs "
            f"{count:,} times has the weight {count} ** {ns_exponent:g} = {weight:g}, which gives "
            "no chance to be drawn as a negative; usual are values from -1 to 1"
        )
    return weights


def keep_thresholds(counts: NDArray[np.int64], sample: float) -> NDArray[np.uint32]:
    """Subsampling of frequent words as word2vec does it, as a threshold for 32 random bits.

    A word with share f of the corpus is kept with probability (sqrt(f / t) + 1) t / f, at most 1,
    with t = `sample`; 0 keeps every word.

    Examples
    --------
    >>> keep_thresholds(np.array([900, 100]), sample=0.1) / 2**32
    array([0.44444..., 1. ...])
    """
    share = counts / counts.sum()
    if sample == 0:
        probability = np.ones(len(counts))
    else:
        probability = np.minimum(1, (np.sqrt(share / sample) + 1) * sample / share)
    return np.floor(probability * (2**32 - 1)).astype(np.uint32)
