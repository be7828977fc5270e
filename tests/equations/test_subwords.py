"""Vectors made of rows: the mean or sum of a list, and the gradient in every row."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.equations import (
    cbow_block_loss_and_gradient,
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
    skipgram_block_loss_and_gradient,
    skipgram_loss_and_gradient,
    subword_loss_and_gradient,
    subword_vectors,
)

# A word alone; an n-gram twice in a word; n-grams that words share.
WORD_ROWS = [[0, 4, 5], [1], [2, 4, 4, 6], [3, 6, 5]]
BLOCK = {
    "tokens": [0, 1, 2, 2, 3],
    "centres": range(5),
    "begin": [0, 0, 0, 2, 2],
    "end": [2, 3, 5, 5, 5],
    "negatives": [2, 3, 3],
    "weights": [1.0, 2.0, 2.5, 0.5, 1.5],
}


def rows_and_outside(seed=0):
    random = np.random.default_rng(seed)
    return random.normal(size=(7, 3)), random.normal(size=(4, 3))


def test_a_vector_is_the_mean_or_the_sum_of_its_list_of_rows():
    R, _ = rows_and_outside()
    mean, total = (subword_vectors(WORD_ROWS, R, combine=how) for how in ("mean", "sum"))
    np.testing.assert_allclose(mean[2], (R[2] + 2 * R[4] + R[6]) / 4)
    np.testing.assert_allclose(total[2], R[2] + 2 * R[4] + R[6])
    np.testing.assert_array_equal(mean[1], R[1])
    np.testing.assert_array_equal(total[1], R[1])


def block(function):
    return lambda V, U: function(V=V, U=U, **BLOCK)


TREE = huffman_tree([9, 5, 4, 1])
LOSSES = {
    "skip-gram": block(skipgram_block_loss_and_gradient),
    "CBOW, mean": block(partial(cbow_block_loss_and_gradient, context="mean")),
    "CBOW, sum": block(partial(cbow_block_loss_and_gradient, context="sum")),
    "hierarchical softmax": lambda V, U: skipgram_loss_and_gradient(
        2, [0, 2, 1], V, U, lambda v, o, U: hierarchical_softmax_loss_and_gradient(v, o, TREE, U)
    ),
}


@pytest.mark.parametrize("combine", ["mean", "sum"])
@pytest.mark.parametrize("name", LOSSES)
def test_gradients(name, combine):
    R, U = rows_and_outside()
    U = U[:3] if name == "hierarchical softmax" else U
    take = partial(subword_loss_and_gradient, loss=LOSSES[name], combine=combine)
    assert_gradient(lambda x: take(WORD_ROWS, x, U)[:2], R)
    assert_gradient(lambda x: take(WORD_ROWS, R, x)[::2], U)


def test_words_without_ngrams_are_the_model_without_subwords():
    R, U = rows_and_outside()
    loss = LOSSES["skip-gram"]
    found = subword_loss_and_gradient([[0], [1], [2], [3]], R[:4], U, loss)
    for a, b in zip(found, loss(R[:4], U), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("word_rows", "combine", "message"),
    [
        ([[0], []], "mean", r"word_rows\[1\] must hold at least one row"),
        ([[0], [7]], "mean", r"word_rows\[1\] must lie from 0 to 6"),
        ([[0]], "max", "combine must be 'mean' or 'sum'"),
    ],
)
def test_bad_rows_are_refused(word_rows, combine, message):
    R, _ = rows_and_outside()
    with pytest.raises(ValueError, match=message):
        subword_vectors(word_rows, R, combine=combine)
