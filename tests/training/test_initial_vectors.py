"""The vectors that training starts with: uniform about zero, by the seed, others for new words."""

from __future__ import annotations

import numpy as np
import pytest
from shares import SIGMAS, assert_shares

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.state import ModelState

WORDS, SIZE = 5000, 20


def vocabulary(words: int) -> Vocabulary:
    return Vocabulary([f"w{i}" for i in range(words)], np.arange(words, 0, -1))


def started(words: int = WORDS, **settings) -> ModelState:
    return ModelState.start(Settings(vector_size=SIZE, **settings), vocabulary(words))


def are_uniform(vectors) -> None:
    """Within (-1/2, 1/2) / d, of mean zero, and as many in each of 20 parts of that."""
    scaled = vectors.ravel().astype(float) * SIZE
    assert np.abs(scaled).max() <= 0.5
    assert abs(scaled.mean()) < SIGMAS * np.sqrt(1 / 12 / scaled.size)
    assert_shares(np.histogram(scaled, 20, (-0.5, 0.5))[0], np.ones(20))


@pytest.mark.parametrize("seed", [0, 1, 2**64 - 1])
def test_centre_vectors_begin_uniform_about_zero_and_outside_vectors_at_zero(seed):
    state = started(seed=seed)
    are_uniform(state.centre_vectors)
    assert not state.U.any()
    assert not state.V[:, SIZE:].any()


def test_each_seed_begins_elsewhere_and_one_seed_always_at_the_same_place():
    one, again, other = (started(seed=seed).centre_vectors for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not (one == other).all(axis=1).any()
    correlation = np.corrcoef(one.ravel(), other.ravel())[0, 1]
    assert abs(correlation) < SIGMAS / np.sqrt(one.size)


def test_no_two_rows_begin_alike():
    assert len(np.unique(started().centre_vectors, axis=0)) == WORDS


@pytest.mark.parametrize("loss", ["negative_sampling", "hierarchical_softmax"])
def test_new_words_begin_like_all_but_with_vectors_of_their_own(loss):
    state = started(2000, loss=loss)
    state.V[:, :SIZE] += 1
    state.U[:, :SIZE] = 3
    grown = state.grown(vocabulary(WORDS))
    np.testing.assert_array_equal(grown.V[:2000], state.V)
    are_uniform(grown.centre_vectors[2000:])
    fresh = grown.centre_vectors[2000:4000], started(2000, loss=loss).centre_vectors
    assert not (fresh[0] == fresh[1]).any(axis=1).all()
    assert abs(np.corrcoef(fresh[0].ravel(), fresh[1].ravel())[0, 1]) < SIGMAS / 200
    assert not grown.U[2000:].any()
    kept = 0 if loss == "hierarchical_softmax" else 3  # the nodes of another tree
    assert (grown.U[:2000, :SIZE] == kept).all()
    assert (grown.place.epoch, grown.place.piece) == (0, 0)
