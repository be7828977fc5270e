"""Which negatives are drawn: in proportion to count ** ns_exponent, others for each block.

Seen by what training adds to U (see `probe`): the negatives are words that are not in the text.
"""

from __future__ import annotations

import numpy as np
import pytest
from probe import ALPHA, COUNTS, TEXT, UNUSED, changes, observed
from shares import assert_share, assert_shares

from lemmavec import _kernels
from lemmavec.training import passes

both_modes = pytest.mark.parametrize("deterministic", [False, True])
BLOCK, SHARED = 16, passes.SHARED_NEGATIVES["skipgram"]


def draws(epoch, negative=1):
    """How often each unused word was drawn, by block of centres; shape (blocks, UNUSED)."""
    counts = epoch.negatives(negative)
    by_block = counts.T.reshape(-1, BLOCK, UNUSED)
    assert (by_block == by_block[:, :1]).all()  # all centres of a block share them
    return by_block[:, 0]


@both_modes
@pytest.mark.parametrize("exponent", [0.75, 0.0, 1.0, -0.5, 2.0])
@pytest.mark.parametrize("seed", [1, 5])
def test_each_word_is_drawn_in_proportion_to_a_power_of_its_count(deterministic, exponent, seed):
    epochs = observed(ns_exponent=exponent, deterministic=deterministic, seed=seed, epochs=4)
    drawn = sum(draws(epoch).sum(axis=0) for epoch in epochs)
    weights = COUNTS.astype(float) ** exponent
    total = 4 * SHARED * TEXT // BLOCK
    assert_share(drawn.sum(), total, weights[TEXT:].sum() / weights.sum())
    if drawn.sum() > 1000:
        assert_shares(drawn, weights[TEXT:])


@both_modes
@pytest.mark.parametrize("negative", [1, 5, 20])
def test_the_negatives_of_a_prediction_weigh_as_much_as_k_of_them(deterministic, negative):
    (epoch,) = observed(ns_exponent=3, negative=negative, deterministic=deterministic)
    np.testing.assert_allclose(epoch.weighted.sum(axis=0), negative, rtol=1e-3)


@both_modes
def test_no_two_blocks_of_any_epoch_have_the_same_negatives(deterministic):
    blocks = np.concatenate(
        [draws(epoch) for epoch in observed(deterministic=deterministic, ns_exponent=0.9, epochs=3)]
    )
    assert len(blocks) == 3 * TEXT // BLOCK
    assert len({block.tobytes() for block in blocks}) == len(blocks)


@both_modes
def test_small_pieces_have_streams_of_their_own(deterministic, monkeypatch):
    """A part of 256 tokens of a batch, and a piece of 128 tokens of a thread."""
    monkeypatch.setattr(passes, "PIECE_TOKENS", 128)
    (epoch,) = observed(deterministic=deterministic, ns_exponent=0.9)
    blocks = draws(epoch)
    assert len({block.tobytes() for block in blocks}) == len(blocks)


@both_modes
def test_another_seed_draws_others_and_the_same_seed_the_same(deterministic):
    settings = {"deterministic": deterministic, "ns_exponent": 0.9}
    one, again, other = (draws(observed(seed=s, **settings)[0]) for s in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not (one == other).all(axis=1).any()


def test_in_cbow_the_negatives_weigh_as_much_too():
    """Row r of U falls by alpha / 2 times K / N for each draw, spread over the context."""
    for negative in (1, 5):
        (change,), _ = changes(
            architecture="cbow", context="mean", ns_exponent=3, negative=negative, alpha=ALPHA
        )
        np.testing.assert_allclose(change[TEXT:].sum(), -negative * TEXT * ALPHA / 2, rtol=1e-3)
        np.testing.assert_allclose(change[:TEXT].sum(), TEXT * ALPHA / 2, rtol=1e-3)


def test_in_cbow_each_word_is_drawn_in_proportion_too():
    weights, shared = COUNTS.astype(float) ** 0.5, passes.SHARED_NEGATIVES["cbow"]
    settings = {"architecture": "cbow", "ns_exponent": 0.5, "shrink_windows": False, "epochs": 4}
    drawn = 0
    for change in changes(**settings)[0]:
        # Two centres share a draw, and each has a context of length 1 in this sum.
        drawn = drawn - change[TEXT:].sum(axis=1) / (ALPHA / 2) * shared / 2
    np.testing.assert_allclose(drawn, drawn.round(), atol=0.02)
    assert_shares(drawn.round(), weights[TEXT:])


def chances(table, words):
    """The chance of each word: the thresholds of all cells, found by halving, in 2**-32."""
    chance = np.zeros(words)
    for cell in range(words):
        high = ((cell * 2**32 + 2**31) // words) << 32
        low, beyond = 0, 2**32
        first, last = table.draw(high), table.draw(high | 2**32 - 1)
        while low < beyond:
            middle = (low + beyond) // 2
            if table.draw(high | middle) == first and middle < 2**32:
                low = middle + 1
            else:
                beyond = middle
        chance[first] += low / 2**32 / words
        chance[last] += (1 - low / 2**32) / words
    return chance


@pytest.mark.parametrize(
    "weights",
    [[1.0], [1, 1, 1], [9, 1], [1, 9], [5, 0.5, 3, 0, 8, 1, 1], list(range(1, 60)), [1e9, 1, 1e-9]],
)
def test_the_alias_table_has_the_exact_chances(weights):
    """By enumeration: each cell gives its own word up to a threshold, and another one after it."""
    weights = np.array(weights, float)
    table = _kernels.AliasTable(weights)
    found = chances(table, len(weights))
    np.testing.assert_allclose(found, weights / weights.sum(), atol=len(weights) * 2.0**-31)
