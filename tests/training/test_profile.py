"""Where the native epoch says that its time went."""

from __future__ import annotations

import time

import numpy as np
import pytest

from lemmavec import _kernels
from lemmavec.training.matrices import aligned_zeros

WORDS, SIZE = 40, 100
PARTS = {"reading", "logits", "coefficients", "update", "waiting"}
TOKENS = np.random.default_rng(0).integers(WORDS, size=100_000).astype(np.int32)
KEEP = np.full(WORDS, 2**32 - 1, np.uint32)
TREE = _kernels.HuffmanTree(np.arange(1, WORDS + 1))


def train(profile, loss="negative_sampling", mode="hogwild", threads=1, **given):
    """Train an epoch; return V and the seconds which that took."""
    V, U = aligned_zeros(WORDS, SIZE), aligned_zeros(WORDS, SIZE)
    V[:, :SIZE] = np.random.default_rng(1).normal(0, 0.1, (WORDS, SIZE))
    given = {"architecture": "skipgram", "window": 5} | given
    noise = _kernels.AliasTable(np.ones(WORDS))
    model = _kernels.Model(
        given["architecture"], loss, noise=noise, tree=TREE, negative=5, shared_negatives=6
    )
    tokens = _kernels.TokenStream(TOKENS, KEEP, window=given["window"], seed=1, epoch=0)
    schedule = _kernels.Schedule(
        mode, threads=threads, piece_tokens=512, alpha_first=0.001, alpha_last=0.001
    )
    start = time.perf_counter()
    _kernels.train_epoch(
        _kernels.Matrices(V, U, SIZE), model, tokens, schedule, _kernels.RunningEpoch(),
        _kernels.instruction_sets()[0], profile,
    )  # fmt: skip
    return V, time.perf_counter() - start


@pytest.mark.parametrize("loss", ["negative_sampling", "hierarchical_softmax"])
@pytest.mark.parametrize("mode", ["hogwild", "synchronous"])
@pytest.mark.parametrize("threads", [1, 3])
def test_the_parts_add_up_to_the_time_of_the_threads(loss, mode, threads):
    profile = _kernels.Profile()
    _, seconds = train(profile, loss, mode, threads)
    assert set(profile.seconds) == PARTS
    assert all(profile.seconds[part] > 0 for part in PARTS - {"waiting"})
    assert profile.seconds["waiting"] >= 0
    total = sum(profile.seconds.values())
    assert total < 1.02 * threads * seconds
    # With several threads, some begin later than the others, or end before them.
    assert total > (0.95 if threads == 1 else 0.5) * threads * seconds


def test_a_frozen_epoch_has_no_update():
    profile = _kernels.Profile()
    train(profile, mode="frozen")
    assert profile.seconds["update"] < 0.1 * profile.seconds["logits"]


def test_epochs_are_added_to_a_profile():
    profile = _kernels.Profile()
    train(profile, "hierarchical_softmax")
    once, reading = profile.path_nodes, profile.seconds["reading"]
    train(profile, "hierarchical_softmax")
    assert profile.path_nodes == 2 * once > 0
    assert profile.seconds["reading"] > reading


@pytest.mark.parametrize("mode", ["hogwild", "synchronous"])
def test_training_with_a_profile_has_the_same_bits(mode):
    without, _ = train(None, mode=mode)
    profiled, _ = train(_kernels.Profile(), mode=mode)
    np.testing.assert_array_equal(profiled, without)


@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
@pytest.mark.parametrize("mode", ["hogwild", "synchronous"])
def test_path_nodes_are_those_of_all_predictions(architecture, mode):
    lengths = [len(TREE.path(word)[0]) for word in range(WORDS)]
    ids, expected = TOKENS.tolist(), 0
    for i, word in enumerate(ids):
        outside = [ids[j] for j in (i - 1, i + 1) if 0 <= j < len(ids)]
        predicted = [word] if architecture == "cbow" else outside
        expected += sum(lengths[p] for p in predicted)
    profile = _kernels.Profile()
    train(profile, "hierarchical_softmax", mode, 2, architecture=architecture, window=1)
    assert profile.path_nodes == expected


def test_full_softmax_has_no_profile():
    with pytest.raises(ValueError, match="full softmax has no profile"):
        train(_kernels.Profile(), "softmax")
