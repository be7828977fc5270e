"""The shipped kernel, on every instruction set here, against the gradient of its block's loss."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.matrices import aligned_zeros

ALPHA = 0.05


def reference(words, first, begin, end, negatives, weight, V, U):
    """Loss and gradients in float64, pair by pair, as the equation reads."""
    loss, dV, dU = 0.0, np.zeros_like(V), np.zeros_like(U)

    def pair(centre, row, sign, times):
        nonlocal loss
        x = sign * (U[row] @ V[centre])
        loss += times * np.logaddexp(0, -x)
        slope = -sign * times / (1 + np.exp(x))  # d/dx of -log sigmoid(sign x)
        dV[centre] += slope * U[row]
        dU[row] += slope * V[centre]

    for i, (low, high) in enumerate(zip(begin, end, strict=True)):
        outside = [j for j in range(low, high) if j != first + i]
        for j in outside:
            pair(words[first + i], words[j], +1, 1)
        for k in negatives:
            pair(words[first + i], k, -1, weight * len(outside))
    return loss, dV, dU


def random_block(rng, vocabulary, centres, window, negative_count, reaches=None):
    span = centres + 2 * window
    words = rng.integers(0, vocabulary, span).astype(np.int32)
    place = np.arange(window, window + centres)
    reach = rng.integers(1, window + 1, centres) if reaches is None else np.asarray(reaches)
    begin = np.maximum(place - reach, 0).astype(np.int32)
    end = np.minimum(place + reach + 1, span).astype(np.int32)
    negatives = rng.integers(0, vocabulary, negative_count).astype(np.int32)
    return words, window, begin, end, negatives


def step(V, U, block, weight, isa, alpha=ALPHA):
    """The float32 change of V and U that the native kernel makes, with its loss and pairs."""
    size = V.shape[1]
    V32, U32 = aligned_zeros(*V.shape), aligned_zeros(*U.shape)
    V32[:, :size], U32[:, :size] = V, U
    V0, U0 = V32.copy(), U32.copy()
    words, first, begin, end, negatives = block
    loss, pairs = _kernels.skipgram_step(
        V32, U32, words, first, begin, end, negatives,
        negative_weight=weight, alpha=alpha, vector_size=size, instruction_set=isa,
    )  # fmt: skip
    assert not V32[:, size:].any(), "the padding of V must stay zero"
    assert not U32[:, size:].any(), "the padding of U must stay zero"
    change_V = V32.astype(np.float64)[:, :size] - V0[:, :size]
    change_U = U32.astype(np.float64)[:, :size] - U0[:, :size]
    return loss, pairs, change_V, change_U


def matrices(rng, vocabulary, size, scale) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Entries that float32 holds exactly, so that only the kernel's own arithmetic rounds."""
    shape = (vocabulary, size)
    V, U = rng.normal(0, scale, shape), rng.normal(0, scale, shape)
    return V.astype(np.float32).astype(float), U.astype(np.float32).astype(float)


def assert_is_gradient_step(block, weight, V, U, isa):
    loss, pairs, change_V, change_U = step(V, U, block, weight, isa)
    words, first, begin, end, negatives = block
    expected_loss, dV, dU = reference(words, first, begin, end, negatives, weight, V, U)
    assert pairs == int(np.sum(end - begin - 1))
    assert loss == pytest.approx(expected_loss, rel=1e-5)
    for change, gradient, matrix in ((change_V, dV, V), (change_U, dU, U)):
        # 1e-5 of the largest step, and the rounding of the stored float32 sum itself.
        tolerance = 1e-5 * ALPHA * np.abs(gradient).max() + 2**-22 * np.abs(matrix).max()
        np.testing.assert_allclose(change, -ALPHA * gradient, rtol=0, atol=tolerance)


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
@pytest.mark.parametrize("size", [1, 7, 16, 100, 300])
def test_step_is_minus_alpha_times_the_gradient(isa, size):
    rng = np.random.default_rng(size)
    V, U = matrices(rng, 40, size, size**-0.5)
    block = random_block(rng, 40, centres=16, window=5, negative_count=32)
    assert_is_gradient_step(block, 5 / 32, V, U, isa)


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
@pytest.mark.parametrize("centres", [1, 2, 3, 15, 16])
@pytest.mark.parametrize("negative_count", [1, 5, 16, 31])
def test_every_number_of_centres_and_negatives(isa, centres, negative_count):
    rng = np.random.default_rng(centres * 100 + negative_count)
    V, U = matrices(rng, 60, 20, 0.3)
    block = random_block(rng, 60, centres, window=3, negative_count=negative_count)
    assert_is_gradient_step(block, 0.4, V, U, isa)


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
@pytest.mark.parametrize("vocabulary", [1, 2, 3])
def test_repeats(isa, vocabulary):
    """A word that is its own neighbour, one negative drawn many times and equal to a target."""
    rng = np.random.default_rng(vocabulary)
    V, U = matrices(rng, vocabulary, 24, 0.2)
    block = random_block(rng, vocabulary, 16, window=4, negative_count=9)
    assert_is_gradient_step(block, 0.3, V, U, isa)


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
def test_sentence_edges(isa):
    """Windows cut to one side, to one word, and a sentence of one word, which predicts nothing."""
    rng = np.random.default_rng(0)
    V, U = matrices(rng, 20, 12, 0.3)
    words = np.arange(8, dtype=np.int32)
    #        |0 1|2|3 4 5 6 7|   three sentences
    begin = np.array([0, 0, 2, 3, 3, 3, 4, 5], np.int32)
    end = np.array([2, 2, 3, 6, 7, 8, 8, 8], np.int32)
    negatives = np.array([0, 7, 19], np.int32)
    assert_is_gradient_step((words, 0, begin, end, negatives), 5 / 3, V, U, isa)
    _, _, change_V, _ = step(V, U, (words, 0, begin, end, negatives), 5 / 3, isa)
    assert not change_V[2].any()


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
@pytest.mark.parametrize("logit", [-40.0, 40.0, 0.0])
def test_large_logits_are_not_skipped(isa, logit):
    V = np.zeros((2, 4))
    U = np.zeros((2, 4))
    V[0, 0], U[1, 0] = 8.0, logit / 8.0
    words = np.array([0, 1], np.int32)
    one = np.array([0], np.int32), np.array([2], np.int32)
    assert_is_gradient_step((words, 0, *one, np.array([1], np.int32)), 1.0, V, U, isa)


@pytest.mark.parametrize("isa", _kernels.instruction_sets())
def test_loss_is_a_sum_over_wide_windows(isa):
    """More than 64 outside words a centre: the product under the logarithm is taken in parts."""
    rng = np.random.default_rng(3)
    V, U = matrices(rng, 500, 10, 1.0)
    block = random_block(rng, 500, 16, window=90, negative_count=70, reaches=[90] * 16)
    assert_is_gradient_step(block, 0.1, V, U, isa)


def test_bad_blocks_are_refused():
    V, U = np.zeros((3, 2)), np.zeros((3, 2))
    one = np.zeros(1, np.int32)
    for words, first, begin, end, negatives in (
        ([5], 0, [0], [1], [0]),
        ([0], 1, [0], [1], [0]),
        ([0], 0, [0], [2], [0]),
        ([0], 0, [0], [1], [-1]),
    ):
        block = [np.asarray(x, np.int32) for x in (words, begin, end, negatives)]
        with pytest.raises(ValueError, match=r"outside|within|lie"):
            step(V, U, (block[0], first, *block[1:]), 1.0, _kernels.instruction_sets()[0])
    with pytest.raises(ValueError, match="no instruction set"):
        step(V, U, (one, 0, one, one + 1, one), 1.0, "mmx")
