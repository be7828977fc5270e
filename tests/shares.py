"""Whether counts are those of given chances, so strictly that no seed fails and a fault does.

The bound is six standard deviations: of 500 million right programs one fails.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

SIGMAS = 6.0


def assert_share(count: int, of: int, chance: float) -> None:
    """`count` of so many independent trials succeeded, each with this chance."""
    deviation = np.sqrt(of * chance * (1 - chance))
    assert abs(count - of * chance) <= SIGMAS * deviation + 0.5, (
        f"{count} of {of} where {of * chance:.1f} ± {deviation:.1f} are expected"
    )


def assert_shares(counts: ArrayLike, weights: ArrayLike) -> None:
    """Counts of independent draws follow weights: Pearson's chi-square.

    By the cube root of Wilson and Hilferty it is nearly normal. Cells with few draws expected are
    added up first, the rarest with the next.
    """
    drawn, expected = np.asarray(counts, float), np.asarray(weights, float)
    expected = expected / expected.sum() * drawn.sum()
    order = np.argsort(expected)
    drawn, expected = drawn[order], expected[order]
    cell = np.floor(expected.cumsum() / 10)  # ten expected draws or more in each
    drawn, expected = (
        np.array([x[cell == c].sum() for c in np.unique(cell)]) for x in (drawn, expected)
    )
    freedom = len(drawn) - 1
    assert freedom > 0, "too few draws to compare"
    square = ((drawn - expected) ** 2 / expected).sum()
    spread = 2 / (9 * freedom)
    sigmas = ((square / freedom) ** (1 / 3) - (1 - spread)) / np.sqrt(spread)
    assert sigmas <= SIGMAS, f"chi-square {square:.1f} with {freedom} degrees of freedom"
