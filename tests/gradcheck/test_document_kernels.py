"""The shipped kernels on documents, against the gradient of PV-DBOW and PV-DM."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import _kernels
from lemmavec.gradcheck.cases import DOCUMENT_MODELS, Block, Model, edge_cases, random_matrices
from lemmavec.gradcheck.document_step import (
    DocumentBlock,
    native_document_step,
    reference_document_step,
    relative_document_error,
)

ISAS = _kernels.instruction_sets()
every_kernel = pytest.mark.parametrize(
    ("model", "isa"), [(model, isa) for model in DOCUMENT_MODELS for isa in ISAS], ids=str
)
SINGLE_PRECISION = 1e-5
TAGS = 5


def error(block, model, isa, size, words, seed=0):
    random = np.random.default_rng(seed)
    documents = DocumentBlock.random(random, block, model, TAGS)
    D, _ = random_matrices(random, TAGS, size, scale=0.7 * size**-0.5)
    V, U = random_matrices(random, words, size, scale=0.7 * size**-0.5)
    native = native_document_step(documents, (D, V, U), 0.5, model, isa)
    reference = reference_document_step(documents, (D, V, U), 0.5, model)
    assert native.predictions == reference.predictions
    return relative_document_error(native, reference, (D, V, U))


@every_kernel
@pytest.mark.parametrize("size", [1, 7, 16, 100, 300])
def test_a_step_is_minus_alpha_times_the_gradient(model, isa, size):
    block = Block.random(np.random.default_rng(size), 40)
    assert error(block, model, isa, size, 40) < SINGLE_PRECISION


@every_kernel
@pytest.mark.parametrize("centres", [1, 2, 3, 15, 16])
@pytest.mark.parametrize("negatives", [1, 5, 31])
def test_any_number_of_centres_and_negatives(model, isa, centres, negatives):
    groups = -(-centres // _kernels.CBOW_GROUP) if model.architecture == "cbow" else 1
    random = np.random.default_rng(centres * 100 + negatives)
    block = Block.random(random, 60, centres=centres, window=3, negatives=groups * negatives)
    assert error(block, model, isa, 20, 60) < SINGLE_PRECISION


@every_kernel
def test_awkward_blocks(model, isa):
    for what, block, words in edge_cases(np.random.default_rng(1)):
        if words > 1:
            assert error(block, model, isa, 24, words) < SINGLE_PRECISION, what


@pytest.mark.parametrize("isa", ISAS)
def test_a_document_of_one_word_predicts_it_from_its_tag(isa):
    """PV-DM: there are no words around, and h is the tag's vector."""
    one = np.array([0], np.int32)
    block = Block(np.array([2], np.int32), 0, one, one + 1, np.array([0, 1], np.int32), 2.5)
    documents = DocumentBlock(block, np.array([0, 1], np.int32), np.array([1], np.int32))
    for model in (Model("cbow", "negative_sampling"), Model("cbow", "negative_sampling", "sum")):
        D, _ = random_matrices(np.random.default_rng(0), 2, 8)
        V, U = random_matrices(np.random.default_rng(1), 3, 8)
        step = native_document_step(documents, (D, V, U), 0.5, model, isa)
        reference = reference_document_step(documents, (D, V, U), 0.5, model)
        assert step.predictions == reference.predictions == 1
        assert relative_document_error(step, reference, (D, V, U)) < SINGLE_PRECISION
        assert not step.changes[1].any()
        assert step.changes[0][1].any()
        assert not step.changes[0][0].any()


def test_bad_tags_are_refused():
    block = Block.random(np.random.default_rng(0), 9, centres=2, window=1, negatives=2)
    D, _ = random_matrices(np.random.default_rng(0), 3, 8)
    V, U = random_matrices(np.random.default_rng(1), 9, 8)
    for begin, tags in (
        ([0, 1, 2], [0, 3]),
        ([0, 1, 2], [0, -1]),
        ([0, 2, 1], [0, 0]),
        ([1, 1, 2], [0, 0]),
        ([0, 2], [0, 0]),
        ([0, 1, 3], [0, 0]),
        ([0, 0, 2], [0, 0]),
    ):
        ids = [np.array(x, np.int32) for x in (begin, tags)]
        documents = DocumentBlock(block, *ids)
        with pytest.raises(ValueError, match=r"tag_begin|outside"):
            native_document_step(
                documents, (D, V, U), 0.5, Model("skipgram", "negative_sampling"), ISAS[0]
            )
