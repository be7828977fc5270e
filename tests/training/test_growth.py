"""The growth of the vocabulary, against SciPy's distributions, simulated texts and a real one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy import special, stats

from lemmavec.training.growth import fates, grown, growth_exponent, rare_shares


def test_the_shares_of_rare_words_are_those_of_karlin():
    r = np.arange(1, 40)
    for alpha in (0.1, 0.5, 0.9):
        expected = (
            alpha * special.gamma(r - alpha) / special.factorial(r) / special.gamma(1 - alpha)
        )
        np.testing.assert_allclose(rare_shares(alpha, 40), expected)
    assert len(rare_shares(0.5, 1)) == 0
    assert rare_shares(0.5, 2).tolist() == [0.5]


@pytest.mark.parametrize(("alpha", "share"), [(0.0, 0.5), (0.4, 0.1), (0.999, 0.9)])
def test_the_fate_of_a_word_is_negative_binomial(alpha, share):
    fate = fates(alpha, share, 30)
    for c in range(1, 30):
        more = np.arange(30 - c)
        expected = stats.nbinom.pmf(more, c - alpha, share)
        np.testing.assert_allclose(fate[c - 1, c - 1 :], expected, rtol=1e-9)
        assert not fate[c - 1, : c - 1].any()


def counts_of(words: np.ndarray) -> np.ndarray:
    return np.unique(words, return_counts=True)[1]


@pytest.mark.parametrize("share", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("min_count", [1, 2, 5, 30, 400])
def test_a_text_with_a_power_law_is_foreseen(share, min_count):
    """Words drawn in proportion to rank ** -2, so that distinct words grow as the square root."""
    text = np.random.default_rng(1).zipf(2.0, 2_000_000)
    whole = counts_of(text)
    found = grown(counts_of(text[: int(share * len(text))]), share, min_count)
    assert found.distinct == pytest.approx(len(whole), rel=0.05)
    kept = whole[whole >= min_count]
    assert found.kept == pytest.approx(len(kept), rel=0.12)
    assert found.dropped_tokens == pytest.approx(1 - kept.sum() / len(text), rel=0.15, abs=1e-5)


def test_a_vocabulary_that_is_complete_does_not_grow():
    items = np.random.default_rng(2).integers(1000, size=100_000)
    found = grown(counts_of(items), 0.01, 5)
    assert found == (1000, 1000, 0.0)
    assert growth_exponent(np.array([200, 300])) == 0


def test_real_text(shared_data):
    text = (shared_data / "wikipedia" / "fil8.txt").read_text().split()[:4_000_000]
    whole = np.array(list(Counter(text).values()))
    parts = [text[start : start + 4000] for start in range(0, len(text), 40_000)]
    sample = np.array(list(Counter(word for part in parts for word in part).values()))
    for min_count in (1, 5, 50):
        found = grown(sample, 0.1, min_count)
        assert found.kept == pytest.approx(np.count_nonzero(whole >= min_count), rel=0.25)
