"""The losses of documents, by their definition and by central differences."""

from __future__ import annotations

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.equations import (
    cbow_loss_and_gradient,
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
    log_sigmoid,
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    pv_dbow_loss_and_gradient,
    pv_dm_loss_and_gradient,
)

RANDOM = np.random.default_rng(7)
D, V, U = RANDOM.normal(size=(3, 4)), RANDOM.normal(size=(6, 4)), RANDOM.normal(size=(6, 4))
TREE = huffman_tree([9, 7, 5, 3, 2, 1])
WORD_LOSSES = {
    "softmax": (naive_softmax_loss_and_gradient, U),
    "negative sampling": (
        lambda v, o, U: negative_sampling_loss_and_gradient(v, o, [4, 5, 4], U), U
    ),
    "hierarchical softmax": (
        lambda v, o, U: hierarchical_softmax_loss_and_gradient(v, o, TREE, U), U[:-1]
    ),
}  # fmt: skip
every_loss = pytest.mark.parametrize(
    ("word_loss", "rows"), WORD_LOSSES.values(), ids=list(WORD_LOSSES)
)


@every_loss
@pytest.mark.parametrize("words", [[3], [0, 3, 3, 1]])
def test_pv_dbow_gradients(word_loss, rows, words):
    assert_gradient(lambda x: pv_dbow_loss_and_gradient(2, words, x, rows, word_loss)[:2], D)
    assert_gradient(lambda x: pv_dbow_loss_and_gradient(2, words, D, x, word_loss)[::2], rows)


@every_loss
@pytest.mark.parametrize("context", ["mean", "sum"])
@pytest.mark.parametrize(("tags", "outside"), [([1], []), ([0, 2, 2], [3, 1, 3]), ([], [2])])
def test_pv_dm_gradients(word_loss, rows, context, tags, outside):
    def pv_dm(D, V, U):
        return pv_dm_loss_and_gradient(tags, 3, outside, D, V, U, word_loss, context=context)

    assert_gradient(lambda x: pv_dm(x, V, rows)[:2], D)
    assert_gradient(lambda x: pv_dm(D, x, rows)[::2], V)
    assert_gradient(lambda x: pv_dm(D, V, x)[::3], rows)


def test_pv_dbow_is_the_sum_over_the_words():
    sampled, _ = WORD_LOSSES["negative sampling"]
    expected = sum(
        -log_sigmoid(U[w] @ D[1]) - log_sigmoid(-U[[4, 5, 4]] @ D[1]).sum() for w in (0, 3, 3)
    )
    assert pv_dbow_loss_and_gradient(1, [0, 3, 3], D, U, sampled)[0] == pytest.approx(expected)


def test_pv_dm_predicts_from_the_mean_or_the_sum_of_tags_and_words():
    for context, h in (("mean", (D[0] + D[2] + V[4]) / 3), ("sum", D[0] + D[2] + V[4])):
        logits = U @ h
        expected = np.log(np.exp(logits).sum()) - logits[1]
        loss, *_ = pv_dm_loss_and_gradient(
            [0, 2], 1, [4], D, V, U, naive_softmax_loss_and_gradient, context=context
        )
        assert loss == pytest.approx(expected)


def test_without_tags_pv_dm_is_cbow():
    sampled, _ = WORD_LOSSES["negative sampling"]
    loss, dD, dV, dU = pv_dm_loss_and_gradient([], 1, [2, 0], D, V, U, sampled)
    expected = cbow_loss_and_gradient(1, [2, 0], V, U, sampled)
    assert loss == expected[0]
    assert not dD.any()
    np.testing.assert_array_equal(dV, expected[1])
    np.testing.assert_array_equal(dU, expected[2])


def test_more_tags_than_words_and_fewer():
    many = RANDOM.normal(size=(20, 4))
    loss, dD, _ = pv_dbow_loss_and_gradient(19, [0], many, U, naive_softmax_loss_and_gradient)
    assert np.isfinite(loss)
    assert dD.shape == many.shape
    assert np.flatnonzero(dD.any(axis=1)).tolist() == [19]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda loss: pv_dbow_loss_and_gradient(1, [], D, U, loss), "empty"),
        (lambda loss: pv_dm_loss_and_gradient([], 1, [], D, V, U, loss), "empty"),
        (lambda loss: pv_dm_loss_and_gradient([3], 1, [0], D, V, U, loss), "tags"),
        (lambda loss: pv_dm_loss_and_gradient([0], 1, [6], D, V, U, loss), "outside"),
        (lambda loss: pv_dm_loss_and_gradient([0], 6, [0], D, V, U, loss), "6"),
    ],
)
def test_what_does_not_exist_is_refused(call, message):
    with pytest.raises((ValueError, IndexError), match=message):
        call(naive_softmax_loss_and_gradient)
