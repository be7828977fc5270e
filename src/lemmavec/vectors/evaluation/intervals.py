"""Confidence intervals of scores: how far chance alone could have moved them."""

from __future__ import annotations

import math
from statistics import NormalDist

Interval = tuple[float, float]
CONFIDENCE = 0.95


def wilson(right: int, asked: int, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's score interval of a fraction of independent answers; NaN if none was asked.

    With p = right / asked, z the normal quantile and n = asked, it is
    (p + z² / 2n ± z √(p (1 - p) / n + z² / 4n²)) / (1 + z² / n) (Wilson, 1927).

    Parameters
    ----------
    right, asked : int
        Answers that are right, and all.
    confidence : float, default 0.95
        The part of such intervals that hold the true fraction.

    Examples
    --------
    >>> low, high = wilson(8, 10)
    >>> round(low, 3), round(high, 3)
    (0.49, 0.943)
    """
    if asked == 0:
        return math.nan, math.nan
    z, p = _quantile(confidence), right / asked
    middle = p + z * z / (2 * asked)
    half = z * math.sqrt(p * (1 - p) / asked + z * z / (4 * asked * asked))
    scale = 1 + z * z / asked
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def fisher(spearman: float, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of Spearman's correlation of n pairs by Fisher's transformation.

    artanh of the correlation is taken to be normal, with Bonett and Wright's variance
    (1 + r² / 2) / (n - 3) (2000). NaN for fewer than four pairs, and for a correlation of NaN.

    Parameters
    ----------
    spearman : float
        The correlation r.
    n : int
        Pairs.
    confidence : float, default 0.95
        The part of such intervals that hold the true correlation.

    Examples
    --------
    >>> low, high = fisher(0.7, 353)
    >>> round(low, 3), round(high, 3)
    (0.635, 0.755)
    """
    if n < 4 or math.isnan(spearman):
        return math.nan, math.nan
    if abs(spearman) >= 1:
        return spearman, spearman
    half = _quantile(confidence) * math.sqrt((1 + spearman * spearman / 2) / (n - 3))
    z = math.atanh(spearman)
    return math.tanh(z - half), math.tanh(z + half)


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
