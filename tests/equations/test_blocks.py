"""Blocks with shared negatives: the sum of their windows, K expected negatives per pair."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.equations import (
    cbow_block_loss_and_gradient,
    cbow_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    skipgram_block_loss_and_gradient,
    skipgram_loss_and_gradient,
)

TOKENS = [0, 1, 1, 2, 3, 0, 4]
CENTRES = range(1, 6)
BEGIN = [0, 0, 2, 4, 3]
END = [3, 5, 5, 5, 7]  # the fourth centre has no outside words
NEGATIVES = [1, 5, 5, 0]
WEIGHTS = [2.5, 5.0, 2.5, 0.0, 3.75]
BLOCK = (TOKENS, CENTRES, BEGIN, END, NEGATIVES, WEIGHTS)


def vectors(seed=0, words=6, size=3, scale=1.0):
    return scale * np.random.default_rng(seed).normal(size=(2, words, size))


def windows():
    for i, b, e, weight in zip(CENTRES, BEGIN, END, WEIGHTS, strict=True):
        yield TOKENS[i], [TOKENS[j] for j in range(b, e) if j != i], weight


@pytest.mark.parametrize("scale", [1.0, 4.0])
def test_skipgram_block_gradients(scale):
    V, U = vectors(scale=scale)
    assert_gradient(lambda x: skipgram_block_loss_and_gradient(*BLOCK, x, U)[:2], V)
    assert_gradient(lambda x: skipgram_block_loss_and_gradient(*BLOCK, V, x)[::2], U)


@pytest.mark.parametrize("scale", [1.0, 4.0])
@pytest.mark.parametrize("context", ["mean", "sum"])
def test_cbow_block_gradients(scale, context):
    V, U = vectors(scale=scale)
    block = cbow_block_loss_and_gradient
    assert_gradient(lambda x: block(*BLOCK, x, U, context=context)[:2], V)
    assert_gradient(lambda x: block(*BLOCK, V, x, context=context)[::2], U)


def assert_all_close(found, expected):
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-14)


def total(parts):
    return [sum(part) for part in zip(*parts, strict=True)]


def test_skipgram_block_is_the_sum_over_its_pairs():
    """Each pair takes its share of the centre's weighted negatives."""
    V, U = vectors()
    parts = []
    for word, outside, weight in windows():
        share = weight / max(1, len(outside))

        def word_loss(v, o, U, share=share):
            return negative_sampling_loss_and_gradient(
                v,
                o,
                NEGATIVES,
                U,
                weights=[share] * len(NEGATIVES),
                target_among_negatives="allow",
            )

        if outside:
            parts.append(skipgram_loss_and_gradient(word, outside, V, U, word_loss))
    assert_all_close(skipgram_block_loss_and_gradient(*BLOCK, V, U), total(parts))


@pytest.mark.parametrize("context", ["mean", "sum"])
def test_cbow_block_is_the_sum_over_its_windows(context):
    V, U = vectors()
    parts = []
    for word, outside, weight in windows():

        def word_loss(v, o, U, weight=weight):
            return negative_sampling_loss_and_gradient(
                v,
                o,
                NEGATIVES,
                U,
                weights=[weight] * len(NEGATIVES),
                target_among_negatives="allow",
            )

        if outside:
            parts.append(cbow_loss_and_gradient(word, outside, V, U, word_loss, context=context))
    assert_all_close(cbow_block_loss_and_gradient(*BLOCK, V, U, context=context), total(parts))


def test_a_lone_centre_predicts_nothing_in_cbow():
    V, U = vectors()
    loss, dV, dU = cbow_block_loss_and_gradient([2], [0], [0], [1], [1], [3.0], V, U)
    assert loss == 0
    assert not dV.any()
    assert not dU.any()


NOISE = np.array([0.4, 0.3, 0.2, 0.1])


def expectation(function, draws):
    """The expectation of (loss, dV, dU) over every sequence of `draws` words from the noise."""
    sequences = list(product(range(len(NOISE)), repeat=draws))
    assert np.isclose(sum(np.prod(NOISE[list(s)]) for s in sequences), 1.0)
    weighted = ([np.prod(NOISE[list(s)]) * part for part in function(list(s))] for s in sequences)
    return total(weighted)


@pytest.mark.parametrize("shared", [1, 2, 4])
def test_shared_negatives_have_the_expected_skipgram_gradient_of_k_a_pair(shared):
    """Exactly, by enumeration: N shared draws weighted n K / N against K own draws per pair."""
    k = 2
    tokens, begin, end = [0, 1, 1, 2], [0, 0, 1, 3], [2, 4, 4, 4]
    pairs = [(tokens[i], tokens[j]) for i in range(4) for j in range(begin[i], end[i]) if i != j]
    weights = [(e - b - 1) * k / shared for b, e in zip(begin, end, strict=True)]
    V, U = vectors(words=4, size=2)

    def block(negatives):
        return skipgram_block_loss_and_gradient(
            tokens, range(4), begin, end, negatives, weights, V, U
        )

    def pair(c, o, negatives):
        loss, dv, dU = negative_sampling_loss_and_gradient(
            V[c], o, negatives, U, target_among_negatives="allow"
        )
        dV = np.zeros_like(V)
        dV[c] = dv
        return loss, dV, dU

    each = [expectation(lambda s, c=c, o=o: pair(c, o, s), k) for c, o in pairs]
    assert_all_close(expectation(block, shared), total(each))


@pytest.mark.parametrize("context", ["mean", "sum"])
def test_shared_negatives_have_the_expected_cbow_gradient_of_k_a_prediction(context):
    k, shared = 2, 3
    tokens, begin, end = [0, 1, 1, 2], [0, 0, 1, 2], [2, 4, 4, 4]
    V, U = vectors(words=4, size=2)

    def block(negatives):
        weights = [k / shared] * 4
        return cbow_block_loss_and_gradient(
            tokens, range(4), begin, end, negatives, weights, V, U, context=context
        )

    def window(i, negatives):
        def word_loss(v, o, U):
            return negative_sampling_loss_and_gradient(
                v, o, negatives, U, target_among_negatives="allow"
            )

        outside = [tokens[j] for j in range(begin[i], end[i]) if j != i]
        return cbow_loss_and_gradient(tokens[i], outside, V, U, word_loss, context=context)

    each = [expectation(lambda s, i=i: window(i, s), k) for i in range(4)]
    assert_all_close(expectation(block, shared), total(each))


@pytest.mark.parametrize(
    "function", [skipgram_block_loss_and_gradient, cbow_block_loss_and_gradient]
)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"tokens": [0, 6, 1, 2, 3, 0, 4]}, "tokens must lie from 0 to 5 .* got 6 at place 1"),
        ({"centres": [7, 1, 2, 3, 4]}, r"centres must lie from 0 to 6 \(7 tokens\), got 7"),
        ({"centres": []}, "centres must hold at least one position"),
        ({"begin": [0, 0]}, r"begin must have 5 entries \(one per centre\), got 2"),
        ({"end": [3, 5, 5, 5, 8]}, "end must lie from 0 to 7 .* got 8 at place 4"),
        ({"begin": [4, 0, 2, 4, 3]}, "end must not come before begin, got begin 4 and end 3"),
        ({"negatives": [-1]}, "negatives must lie from 0 to 5 .* got -1"),
        ({"weights": [1.0]}, r"weights must have 5 entries \(one per centre\), got 1"),
        ({"weights": [np.nan] * 5}, "weights must hold no NaN"),
        ({"U": np.ones((5, 3))}, r"U must have the shape of V, \(6, 3\), got \(5, 3\)"),
    ],
)
def test_bad_input_is_named(function, change, message):
    V, U = vectors()
    names = ("tokens", "centres", "begin", "end", "negatives", "weights")
    arguments = {**dict(zip(names, BLOCK, strict=True)), "V": V, "U": U, **change}
    with pytest.raises(ValueError, match=message):
        function(**arguments)
