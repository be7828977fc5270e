r"""How the vocabulary of a text grows: from the counts in a sample to those of the whole.

Distinct words grow as a power :math:`n^\alpha` of the words (Heaps' law). Of V distinct words, the
share that occurs r times is then

.. math:: p_1 = \alpha, \qquad p_{r+1} = p_r \, \frac{r - \alpha}{r + 1}

(S. Karlin, "Central limit theorems for certain infinite urn schemes", Journal of Mathematics and
Mechanics 17, 1967), and a word that occurs c times in a share s of the text occurs c + k times in
all of it, where k has the negative binomial distribution

.. math:: P(k) = \binom{k + c - \alpha - 1}{k} s^{c - \alpha} (1 - s)^k.

Words that the sample lacks are the first formula's words of the whole, less those of the sample as
the second lets them grow.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Above it, rounding `min_count` times the share to a count of the sample matters no more.
LARGEST_COUNT = 300
LARGEST_EXPONENT = 0.999  # 1 would leave a word that occurs once without a distribution


class Growth(NamedTuple):
    """What the whole text has, as far as a sample tells.

    Attributes
    ----------
    distinct : int
        Distinct words.
    kept : int
        Those that occur `min_count` times or more.
    dropped_tokens : float
        The share of the text, 0 to 1, that the others make up.
    """

    distinct: int
    kept: int
    dropped_tokens: float


def grown(counts: NDArray[np.int64], share: float, min_count: int) -> Growth:
    """Estimate the vocabulary of a text from the counts in a share of it.

    Parameters
    ----------
    counts : ndarray of int64, shape (distinct words of the sample,)
        How often each occurs there, 1 or more.
    share : float
        Of the sample in the whole, above 0 to 1; at 1 the result is exact.
    min_count : int
        How often a word must occur in the whole, 1 or more.

    Examples
    --------
    >>> grown(np.array([7, 2, 1]), 1.0, 2)
    Growth(distinct=3, kept=2, dropped_tokens=0.1)
    """
    tokens = float(counts.sum())
    if share == 1 or min_count > LARGEST_COUNT:
        reaches = counts >= share * min_count
        distinct = len(counts) * share ** -growth_exponent(counts)
        dropped = float(counts[~reaches].sum() / tokens)
        return Growth(round(distinct), int(np.count_nonzero(reaches)), dropped)
    seen, alpha = len(counts), growth_exponent(counts)
    distinct = seen * share**-alpha
    r = np.arange(1, min_count)
    p, fate = rare_shares(alpha, min_count), fates(alpha, share, min_count)
    seen_rare = np.bincount(np.minimum(counts, min_count), minlength=min_count + 1)[1:min_count]
    # Words that stay rare, and their tokens: those of the sample, and those that it lacks.
    missing = distinct * p - (seen * p) @ fate
    rare = seen_rare @ fate + np.maximum(missing, 0)
    return Growth(round(distinct), round(distinct - rare.sum()), float(rare @ r) * share / tokens)


def growth_exponent(counts: NDArray[np.int64]) -> float:
    """Return alpha: distinct words grow as n to this power, 0 to 0.999, at the end of the sample.

    Half of the sample has, on average, a word that occurs c times with probability 1 - 2**-c.

    Examples
    --------
    >>> growth_exponent(np.array([50, 60])), growth_exponent(np.array([1, 1]))
    (0.0, 0.999)
    """
    half = (1 - 0.5 ** np.minimum(counts, 64)).sum()
    return float(np.clip(np.log2(len(counts) / half), 0, LARGEST_EXPONENT).round(12))


def rare_shares(alpha: float, min_count: int) -> NDArray[np.float64]:
    """Return p_1 to p_(min_count - 1), the shares of words that occur so often.

    Examples
    --------
    >>> rare_shares(0.5, 4)
    array([0.5   , 0.125 , 0.0625])
    """
    r = np.arange(1, min_count - 1)
    shares = alpha * np.concatenate([[1.0], np.cumprod((r - alpha) / (r + 1))])
    return shares[: min_count - 1]


def fates(alpha: float, share: float, min_count: int) -> NDArray[np.float64]:
    """Return the probability that a word of count c in the sample has count N in the whole.

    Shape (min_count - 1, min_count - 1): row c - 1, column N - 1.

    Examples
    --------
    >>> fates(0.0, 0.5, 3)
    array([[0.5 , 0.25],
           [0.  , 0.25]])
    """
    fate = np.zeros((min_count - 1, min_count - 1))
    for c in range(1, min_count):
        k = np.arange(min_count - 1 - c)
        ratios = (k + c - alpha) / (k + 1) * (1 - share)
        fate[c - 1, c - 1 :] = share ** (c - alpha) * np.cumprod(np.concatenate([[1.0], ratios]))
    return fate
