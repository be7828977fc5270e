"""The shipped kernels, on every instruction set here, against the gradient of their loss."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import _kernels
from lemmavec.equations import huffman_tree
from lemmavec.gradcheck.cases import MODELS, Block, Model, edge_cases, random_matrices
from lemmavec.gradcheck.reference_step import native_step, reference_step, relative_error
from lemmavec.settings import Loss

ISAS = _kernels.instruction_sets()
every_kernel = pytest.mark.parametrize(
    ("model", "isa"), [(model, isa) for model in MODELS for isa in ISAS], ids=str
)
SINGLE_PRECISION = 1e-5


def error(block, V, U, model, isa, alpha=0.5):
    native = native_step(block, V, U, alpha, model, isa)
    reference = reference_step(block, V, U, alpha, model)
    assert native.predictions == reference.predictions
    return relative_error(native, reference, V, U)


@every_kernel
@pytest.mark.parametrize("size", [1, 7, 16, 100, 300])
def test_a_step_is_minus_alpha_times_the_gradient(model, isa, size):
    random = np.random.default_rng(size)
    V, U = random_matrices(random, 40, size, scale=size**-0.5)
    block = Block.random(random, 40)
    assert error(block, V, U, model, isa) < SINGLE_PRECISION


@every_kernel
@pytest.mark.parametrize("centres", [1, 2, 3, 15, 16])
@pytest.mark.parametrize("negatives", [1, 5, 16, 31])
def test_any_number_of_centres_and_negatives(model, isa, centres, negatives):
    random = np.random.default_rng(centres * 100 + negatives)
    V, U = random_matrices(random, 60, 20)
    groups = -(-centres // _kernels.CBOW_GROUP) if model.architecture == "cbow" else 1
    block = Block.random(random, 60, centres=centres, window=3, negatives=groups * negatives)
    assert error(block, V, U, model, isa) < SINGLE_PRECISION


@every_kernel
@pytest.mark.parametrize("seed", range(3))
def test_awkward_blocks(model, isa, seed):
    random = np.random.default_rng(seed)
    for what, block, vocabulary in edge_cases(random):
        if vocabulary == 1 and model.loss == "hierarchical_softmax":
            continue  # there is no tree of one word
        V, U = random_matrices(random, vocabulary, 24, scale=0.15)
        assert error(block, V, U, model, isa) < SINGLE_PRECISION, what


@every_kernel
@pytest.mark.parametrize("logit", [-40.0, 40.0, 0.0])
def test_large_logits_are_not_skipped(model, isa, logit):
    V, U = np.zeros((2, 4)), np.zeros((2, 4))
    V[:, 0], U[1, 0] = 8.0, logit / 8.0
    words = np.array([0, 1], np.int32)
    begin, end, negatives = (np.array([i], np.int32) for i in (0, 2, 1))
    block = Block(words, 0, begin, end, negatives, 1.0)
    assert error(block, V, U, model, isa) < SINGLE_PRECISION


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("logit", [30.0, 60.0, 80.0])
def test_a_gradient_as_small_as_float32_holds_it_is_exact(isa, logit):
    """1 - sigma(60) = 9e-27 is seen where u is so large, and v so small, that it moves v."""
    V, U = np.zeros((2, 1)), np.zeros((2, 1))
    V[0], U[1] = logit * np.exp(-logit), np.exp(logit)
    words = np.array([0, 1], np.int32)
    begin, end, negatives = (np.array([i], np.int32) for i in (0, 2, 0))
    block = Block(words, 0, begin, end, negatives, 1e-30)
    V, U = V.astype(np.float32).astype(np.float64), U.astype(np.float32).astype(np.float64)
    step = native_step(block, V, U, 1.0, Model("skipgram", "negative_sampling"), isa)
    reference = reference_step(block, V, U, 1.0, Model("skipgram", "negative_sampling"))
    np.testing.assert_allclose(step.V, reference.V, rtol=1e-4)
    assert reference.V[0, 0] == pytest.approx(1, rel=0.01)  # -alpha (sigma - 1) u


@pytest.mark.parametrize("isa", ISAS)
def test_a_sentence_of_one_word_changes_nothing(isa):
    V, U = random_matrices(np.random.default_rng(0), 3, 8)
    nothing = np.array([0], np.int32)
    block = Block(np.array([1], np.int32), 0, nothing, nothing + 1, np.arange(3, dtype=np.int32), 1)
    for model in MODELS:
        step = native_step(block, V, U, 1.0, model, isa)
        assert (step.loss, step.predictions) == (0, 0)
        assert not step.V.any()
        assert not step.U.any()


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("loss", get_args(Loss))
def test_the_historic_cbow_gradient_is_n_times_the_true_one(loss, isa):
    """word2vec hands dJ/dh to each of the n outside vectors whole, although h is their mean."""
    random = np.random.default_rng(5)
    V, U = random_matrices(random, 400, 10)
    block = replace(
        Block.random(random, 400, centres=1, window=4), words=np.arange(9, dtype=np.int32)
    )
    model = Model("cbow", loss)
    true = native_step(block, V, U, 1.0, model, isa)
    historic = native_step(block, V, U, 1.0, model, isa, context="word2vec_mean")
    assert historic.loss == true.loss
    np.testing.assert_array_equal(historic.U, true.U)
    n = block.outside_words[0]
    np.testing.assert_allclose(historic.V, n * true.V, atol=1e-6)
    assert n > 1


def test_bad_blocks_are_refused():
    V, U = np.zeros((3, 2)), np.zeros((3, 2))
    for words, first, begin, end, negatives in (
        ([5], 0, [0], [1], [0]),
        ([0], 1, [0], [1], [0]),
        ([0], 0, [0], [2], [0]),
        ([0], 0, [0], [1], [-1]),
    ):
        ids = [np.asarray(x, np.int32) for x in (words, begin, end, negatives)]
        block = Block(ids[0], first, *ids[1:], 1.0)
        with pytest.raises(ValueError, match=r"outside|within|lie"):
            native_step(block, V, U, 1.0, MODELS[0], ISAS[0])
    block = Block(*(np.asarray(x, np.int32) for x in ([0],)), 0, ids[1], ids[1] + 1, ids[1], 1.0)
    with pytest.raises(ValueError, match="no instruction set"):
        native_step(block, V, U, 1.0, MODELS[0], "mmx")


@given(st.lists(st.integers(1, 50), min_size=2, max_size=60))
def test_the_tree_is_that_of_the_equations(counts):
    native = _kernels.HuffmanTree(np.array(counts, np.int64))
    reference = huffman_tree(counts)
    for word in range(len(counts)):
        nodes, turns = native.path(word)
        assert nodes == reference.paths[word].tolist()
        assert turns == reference.codes[word].tolist()


def test_a_vocabulary_of_many_tiles_takes_the_true_softmax_step():
    """More rows than a tile has, than stretches have, and a last tile that is not full."""
    random = np.random.default_rng(3)
    V, U = random_matrices(random, 2500, 20)
    block = Block.random(random, 2500)
    for model in (Model("skipgram", "softmax"), Model("cbow", "softmax")):
        assert error(block, V, U, model, ISAS[0]) < SINGLE_PRECISION
