"""Which words are kept and how far windows reach: the chances, seeds and epochs of random choices.

Seen by what training adds to U (see `probe`). Each chance is one that the documentation states.
"""

from __future__ import annotations

import numpy as np
import pytest
from probe import TEXT, UNUSED, observed, text
from shares import assert_share, assert_shares

SAMPLE = 2e-5
GROUPS = 4  # of words with equal counts, one after the other
COUNT_OF_GROUP = np.array([200, 60_000, 150_000, 3_000_000])
# Words that take half of the corpus, so that those of the text have the shares that are wanted.
FREQUENT = np.concatenate(
    [np.repeat(COUNT_OF_GROUP, TEXT // GROUPS), np.full(UNUSED, 4_000_000)]
).astype(np.int64)
both_modes = pytest.mark.parametrize("deterministic", [False, True])


def chances() -> np.ndarray:
    """The chance of each group to be kept, as word2vec has it."""
    share = COUNT_OF_GROUP / FREQUENT.sum()
    return np.minimum(1, (np.sqrt(share / SAMPLE) + 1) * SAMPLE / share)


def kept_words(**settings):
    epochs = observed(counts=FREQUENT, sample=SAMPLE, **settings)
    return np.array([epoch.kept.reshape(GROUPS, -1) for epoch in epochs])


@both_modes
@pytest.mark.parametrize("seed", [1, 2, 987_654_321])
def test_each_word_is_kept_with_its_chance(deterministic, seed):
    kept = kept_words(deterministic=deterministic, seed=seed, epochs=6)
    assert chances()[0] == 1
    assert (np.abs(chances()[1:] - [0.8, 0.45, 0.08]) < 0.1).all()
    for group, chance in enumerate(chances()):
        assert_share(kept[:, group].sum(), kept[:, group].size, chance)


@both_modes
def test_each_epoch_drops_other_words(deterministic):
    """Two epochs both keep a word with the square of its chance."""
    kept = kept_words(deterministic=deterministic, epochs=5)
    both = (kept[1:] & kept[:-1]).sum(axis=(0, 2))
    for group, chance in enumerate(chances()):
        assert_share(both[group], kept[1:, group].size, chance**2)


@both_modes
def test_each_seed_drops_other_words(deterministic):
    one, other = (kept_words(deterministic=deterministic, epochs=4, seed=s) for s in (1, 2))
    again = kept_words(deterministic=deterministic, epochs=4, seed=1)
    np.testing.assert_array_equal(one, again)
    for group, chance in enumerate(chances()):
        assert_share((one & other)[:, group].sum(), one[:, group].size, chance**2)


def test_a_sample_of_zero_keeps_every_word():
    (epoch,) = observed(counts=FREQUENT, sample=0)
    assert epoch.kept.all()


def inner(epoch, window):
    """The reaches of places that no end of the text is near."""
    return epoch.reach[window:-window]


@both_modes
@pytest.mark.parametrize("window", [1, 4, 7])
@pytest.mark.parametrize("seed", [1, 2**64 - 1])
def test_each_reach_is_as_likely_as_the_others(deterministic, window, seed):
    epochs = observed(window=window, deterministic=deterministic, seed=seed, epochs=3)
    reaches = np.concatenate([inner(epoch, window) for epoch in epochs])
    counts = np.bincount(reaches)
    assert len(counts) == window + 1
    assert counts[0] == 0
    if window > 1:
        assert_shares(counts[1:], np.ones(window))
    for epoch in epochs:
        o, c = np.indices(epoch.pairs.shape)
        reach = epoch.reach[None]
        places = slice(window, -window)
        np.testing.assert_array_equal(
            epoch.pairs[:, places], ((o != c) & (np.abs(o - c) <= reach))[:, places]
        )


@both_modes
def test_windows_that_do_not_shrink_reach_as_far_as_they_may(deterministic):
    (epoch,) = observed(shrink_windows=False, window=3, deterministic=deterministic)
    o, c = np.indices(epoch.pairs.shape)
    np.testing.assert_array_equal(epoch.pairs, (o != c) & (np.abs(o - c) <= 3))


@both_modes
def test_each_epoch_and_each_seed_draws_other_reaches(deterministic):
    first, second = observed(deterministic=deterministic, epochs=2)
    (other,) = observed(deterministic=deterministic, seed=2)
    for one, two in ((first, second), (first, other)):
        same = inner(one, 4) == inner(two, 4)
        assert_share(same.sum(), same.size, 1 / 4)


def test_the_reach_of_a_word_does_not_depend_on_whether_it_is_kept():
    """Both come from one random number, of which each has a half of its own."""
    epochs = observed(counts=FREQUENT, sample=SAMPLE, epochs=8, window=2)
    sides = []
    for epoch in epochs:
        places = np.flatnonzero(epoch.kept)
        rank = np.full(TEXT, -1)
        rank[places] = np.arange(len(places))
        for place in places[2:-2]:
            if place >= TEXT // GROUPS:  # the first group is always kept
                outside = rank[np.flatnonzero(epoch.pairs[:, place])]
                sides.append(np.abs(outside - rank[place]).max())
    assert_shares(np.bincount(sides)[1:], np.ones(2))


@both_modes
def test_no_window_crosses_the_end_of_a_sentence(deterministic):
    length = 12
    (epoch,) = observed(
        text(TEXT // length), shrink_windows=False, window=5, deterministic=deterministic
    )
    o, c = np.indices(epoch.pairs.shape)
    expected = (o != c) & (np.abs(o - c) <= 5) & (o // length == c // length)
    np.testing.assert_array_equal(epoch.pairs, expected)


def test_dropped_words_make_neighbours_of_those_around_them():
    (epoch,) = observed(counts=FREQUENT, sample=SAMPLE, shrink_windows=False, window=1)
    places = np.flatnonzero(epoch.kept)
    expected = np.zeros_like(epoch.pairs)
    expected[places[:-1], places[1:]] = expected[places[1:], places[:-1]] = True
    np.testing.assert_array_equal(epoch.pairs, expected)
