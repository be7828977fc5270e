"""The shipped kernels on input vectors that are made of several rows, against the gradient."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import _kernels
from lemmavec.gradcheck.cases import (
    SUBWORD_MODELS,
    Block,
    Model,
    edge_cases,
    random_matrices,
    random_row_lists,
)
from lemmavec.gradcheck.reference_step import native_step, reference_step, relative_error
from lemmavec.subwords import RowLists

ISAS = _kernels.instruction_sets()
every_kernel = pytest.mark.parametrize(
    ("model", "isa"), [(model, isa) for model in SUBWORD_MODELS for isa in ISAS], ids=str
)
SINGLE_PRECISION = 1e-5


def error(block, lists, V, U, model, isa, step=1.0):
    native = native_step(block, V, U, 0.5, model, isa, lists=lists, step=step)
    reference = reference_step(block, V, U, 0.5, model, lists, step)
    assert native.predictions == reference.predictions
    return relative_error(native, reference, V, U)


def rows_and_outside(random, words, size, scale):
    lists = random_row_lists(random, words)
    V, U = random_matrices(random, int(lists.rows.max()) + 1, size, scale)
    return lists, V, U[:words]


@every_kernel
@pytest.mark.parametrize("size", [1, 7, 16, 100, 300])
def test_a_step_is_minus_alpha_times_the_gradient_in_every_row(model, isa, size):
    random = np.random.default_rng(size)
    lists, V, U = rows_and_outside(random, 40, size, size**-0.5)
    assert error(Block.random(random, 40), lists, V, U, model, isa) < SINGLE_PRECISION


@every_kernel
def test_awkward_blocks(model, isa):
    random = np.random.default_rng(3)
    for what, block, words in edge_cases(random):
        if words > 1:  # one word's changes of U nearly cancel
            lists, V, U = rows_and_outside(random, words, 24, 0.2)
            assert error(block, lists, V, U, model, isa, 3.0) < SINGLE_PRECISION, what


@pytest.mark.parametrize("isa", ISAS)
def test_a_row_takes_part_as_often_as_it_is_in_the_list(isa):
    """Word 0 is row 3 twice and its own; the whole change of its mean is the gradient's."""
    model = Model("skipgram", "negative_sampling", combine="mean")
    lists = RowLists(np.array([0, 3, 4]), np.array([0, 3, 3, 1], np.int32))
    V, U = random_matrices(np.random.default_rng(0), 4, 5)
    words, begin, end = (np.array(x, np.int32) for x in ([0, 1], [0], [2]))
    block = Block(words, 0, begin, end, np.zeros(0, np.int32), 1.0)
    change = native_step(block, V, U[:2], 1.0, model, isa, lists=lists).V
    h, u = (V[0] + 2 * V[3]) / 3, U[1]
    dh = u / (1 + np.exp(u @ h))
    np.testing.assert_allclose(change[[0, 3]], [dh / 3, 2 * dh / 3], rtol=1e-5, atol=1e-7)
    assert not change[[1, 2]].any()


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
@pytest.mark.parametrize("combine", ["mean", "sum"])
def test_with_steps_by_word_a_vector_moves_as_far_as_a_row(architecture, combine, isa):
    """The step of a mean of four rows is four times as large, that of a sum a quarter."""
    random = np.random.default_rng(5)
    model = Model(architecture, "negative_sampling", combine=combine)
    lists = RowLists(4 * np.arange(31), np.arange(120, dtype=np.int32))  # four rows of its own
    V, U = random_matrices(random, 120, 10)
    block, U = Block.random(random, 30), U[:30]
    true = native_step(block, V, U, 0.1, model, isa, lists=lists)
    by_word = native_step(block, V, U, 0.1, model, isa, lists=lists, steps="word")
    assert by_word.loss == true.loss
    np.testing.assert_array_equal(by_word.U, true.U)
    factor = 4 if combine == "mean" else 1 / 4
    np.testing.assert_allclose(by_word.V, factor * true.V, atol=1e-6)
    scaled = native_step(block, V, U, 0.1, model, isa, lists=lists, step=factor)
    np.testing.assert_allclose(by_word.V, scaled.V, atol=1e-6)


def lists_of(begin, rows, combine="mean", steps="text"):
    made = np.array(begin, np.int64), np.array(rows, np.int32)
    return _kernels.WordRows(*made, combine=combine, steps=steps)


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ("start at 0", lambda: lists_of([1, 2], [0, 0])),
        ("end with the number", lambda: lists_of([0, 3], [0, 0])),
        ("must have a row", lambda: lists_of([0, 1, 1], [0])),
        ("for each word", lambda: lists_of([0], [])),
        ("rows must lie", lambda: lists_of([0, 1], [-1])),
        ("rows must lie", lambda: lists_of([0, 1], [2**31 - 1])),
        ("combine must be", lambda: lists_of([0, 1], [0], "max")),
        ("steps must be", lambda: lists_of([0, 1], [0], "sum", "row")),
        (
            "full softmax",
            lambda: _kernels.Model("skipgram", "softmax", word_rows=lists_of([0, 1], [0])),
        ),
    ],
)
def test_lists_that_cannot_be_trained_are_refused(message, make):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("lists", [([0, 1, 2], [0, 9]), ([0, 1], [0])])
def test_lists_of_other_matrices_are_refused(lists):
    model = Model("skipgram", "negative_sampling", combine="mean")
    V, U = random_matrices(np.random.default_rng(0), 5, 3)
    zero = np.zeros(1, np.int32)
    block = Block(zero, 0, zero, zero + 1, zero, 1.0)
    given = RowLists(*(np.array(x, t) for x, t in zip(lists, (np.int64, np.int32), strict=True)))
    with pytest.raises(ValueError, match="a list for each row of U, of rows of V"):
        native_step(block, V, U[:2], 0.1, model, ISAS[0], lists=given)
