"""How far a synchronous batch scales down the change of each row: by the formula of the page.

A row whose step has curvature c moves by 1 / max(1, kappa c) of the sum of its gradients, with
kappa = 0.05 (docs/decisions/synchronous-batches.md). The text is one batch, its gradients all
come from one state: what a row moves, over what it moves without a bound, is its scale.
Alpha is small, so that the steps of a batch do not see each other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from probe import corpus_of

from lemmavec import _kernels
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training import loop, passes
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned
from lemmavec.training.sampling import keep_thresholds
from lemmavec.training.state import ModelState, Place

LEAST_NORM = 16.0
WORDS, SIZE, WINDOW, ALPHA, NEGATIVE = 80, 64, 3, 1e-4, 7
MODELS = [
    (architecture, context, loss)
    for loss in ("negative_sampling", "hierarchical_softmax")
    for architecture, context in (("skipgram", "mean"), ("cbow", "mean"), ("cbow", "sum"))
]
every_model = pytest.mark.parametrize(("architecture", "context", "loss"), MODELS)
# Long rows with the bound as it is, and short ones, which count as if they had the least norm.
every_length = pytest.mark.parametrize(("length", "kappa"), [(600.0, 0.05), (1.0, 1000.0)])
# Rare and frequent words, in one batch without the end of a sentence.
TOKENS = (np.random.default_rng(3).zipf(1.3, 64) % WORDS).astype(np.int32)
COUNTS = -np.sort(-np.maximum(1, np.bincount(TOKENS, minlength=WORDS))).astype(np.int64)
OCCURRENCES = np.bincount(TOKENS, minlength=WORDS)
ZEROS = np.zeros((WORDS, SIZE), np.float32)


def rows_of_length(length):
    """Rows that are nearly parallel, so that their means have this length as well."""
    rows = 1 + np.random.default_rng(1).normal(0, 1e-3, (WORDS, SIZE))
    return (length * rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def started(V, U, architecture, context, loss, workers=2):
    """A model before one deterministic epoch."""
    return ModelState(
        Settings(
            architecture=architecture, context=context, loss=loss, vector_size=SIZE, window=WINDOW,
            alpha=ALPHA, min_alpha=0, epochs=1, sample=0, deterministic=True, workers=workers,
            negative=NEGATIVE if loss == "negative_sampling" else 5, shrink_windows=False,
        ),
        Vocabulary([f"w{i}" for i in range(WORDS)], COUNTS), aligned(V), aligned(U), Place(),
        History(),
    )  # fmt: skip


def moved(kappa, V, U, *model):
    """How far the rows of V and U move in the batch."""
    state = started(V, U, *model)
    with pytest.MonkeyPatch.context() as patch:
        if kappa != passes.BOUND:
            patch.setattr(passes, "BOUND", kappa)
        loop.train(state, corpus_of(TOKENS))
    return [np.abs(m[:, :SIZE].astype(float) - start).max(axis=1)
            for m, start in ((state.V, V), (state.U, U))]  # fmt: skip


def scales(kappa, V, U, matrix, *model):
    """Of the rows of V (0) or U (1); NaN for those that do not move."""
    bounded, free = (moved(k, V, U, *model)[matrix] for k in (kappa, 0.0))
    return np.where(free > 0, bounded / np.where(free > 0, free, 1), np.nan)


def curvature_of_one(kappa, architecture):
    """kappa alpha / 4 times the predictions of a centre with a window of mean size."""
    return kappa * ALPHA / 4 * (WINDOW + 1 if architecture == "skipgram" else 1)


def visits():
    """How often a node is on the path of a centre, and how many nodes the centres' paths have."""
    tree = _kernels.HuffmanTree(COUNTS)
    nodes, lengths = np.zeros(WORDS), np.zeros(WORDS)
    for word in TOKENS.tolist():
        path, _ = tree.path(word)
        nodes[path] += 1
        lengths[word] += len(path)
    return nodes, lengths


@every_model
@every_length
def test_a_row_of_v_moves_by_the_scale_of_its_curvature(length, kappa, architecture, context, loss):
    found = scales(kappa, ZEROS, rows_of_length(length), 0, architecture, context, loss)
    words = WINDOW + 1
    on_the_way = {"mean": 1 / words, "sum": words}[context] if architecture == "cbow" else 1
    logits = (1 + NEGATIVE) * OCCURRENCES if loss == "negative_sampling" else visits()[1]
    c = curvature_of_one(kappa, architecture) * on_the_way * logits * max(LEAST_NORM, length**2)
    known = ~np.isnan(found)
    assert known.sum() > 15
    np.testing.assert_allclose(found[known], 1 / np.maximum(1, c[known]), rtol=2e-3)
    assert found[known].min() < 0.7


@every_model
@every_length
def test_a_row_of_u_moves_by_the_scale_of_its_curvature(length, kappa, architecture, context, loss):
    """A negative counts K times for each centre that shares it, so that words which were drawn so
    and so many times have so many times more than those that only occur."""
    found = scales(kappa, rows_of_length(length), ZEROS, 1, architecture, context, loss)
    norm = max(LEAST_NORM, length**2)
    if context == "sum":  # the norms of the first block, whose first words have fewer neighbours
        n = WINDOW + np.minimum(WINDOW, np.arange(16 if loss == "negative_sampling" else 8))
        norm = max(LEAST_NORM, (length**2 * n**2).mean())
    each = curvature_of_one(kappa, architecture) * norm
    known = ~np.isnan(found)
    acting = known & (found < 0.999)
    assert acting.sum() > 5
    if loss == "hierarchical_softmax":
        c = each * visits()[0]
        np.testing.assert_allclose(found[known], 1 / np.maximum(1, c[known]), rtol=2e-3)
        return
    shared = passes.SHARED_NEGATIVES[architecture]
    draw = each * {"skipgram": 16, "cbow": 2}[architecture] * NEGATIVE / shared
    draws = (1 / found - each * OCCURRENCES)[acting] / draw
    np.testing.assert_allclose(draws, draws.round(), atol=0.02)
    assert draws.round().min() >= 0
    blocks = {"skipgram": 4, "cbow": 32}[architecture]
    assert 0 < draws.round().sum() <= blocks * shared
    free = known & (found >= 0.999)
    assert (each * OCCURRENCES[free] <= 1.001).all()


def test_the_bound_is_the_one_of_the_page_and_gentle_batches_are_not_scaled():
    rows = rows_of_length(1.0)
    assert passes.BOUND == 0.05
    for matrix, (V, U) in enumerate([(ZEROS, rows), (rows, ZEROS)]):
        found = scales(0.05, V, U, matrix, "skipgram", "mean", "negative_sampling")
        assert (found[~np.isnan(found)] == 1).all()


@every_model
def test_a_batch_is_scaled_by_its_own_counts_on_any_number_of_threads(architecture, context, loss):
    """Several batches, whose counts each thread keeps for itself: the bits are the same."""
    tokens = np.random.default_rng(5).permutation(np.repeat(np.arange(WORDS), 20)).astype(np.int32)
    found = []
    for workers in (1, 2, 5):
        V, U = rows_of_length(1.0), rows_of_length(0.5)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passes, "BOUND", 1000.0)
            state = started(V, U, architecture, context, loss, workers)
            loop.train(state, corpus_of(tokens))
        found.append((state.V, state.U))
    for V, U in found[1:]:
        np.testing.assert_array_equal(V, found[0][0])
        np.testing.assert_array_equal(U, found[0][1])


def neighbours(sentences, keep):
    """Other kept words in the sentence of a kept word, by a sum over all pairs."""
    pairs = sum(keep[a] * keep[b] for s in sentences
                for i, a in enumerate(s) for j, b in enumerate(s) if i != j)  # fmt: skip
    return pairs / sum(keep[word] for s in sentences for word in s)


@pytest.mark.parametrize(("length", "sample"), [(5, 0.0), (7, 0.0), (7, 0.02), (99, 0.0)])
@pytest.mark.parametrize(("architecture", "context"), [("skipgram", "mean"), ("cbow", "mean")])
def test_windows_that_sentences_do_not_fill_count_as_many_words_as_sentences_have(
    architecture, context, length, sample
):
    """A row of V is counted once for each of its kept occurrences, each with the same curvature."""
    sentences = [TOKENS[i : i + length].tolist() for i in range(0, len(TOKENS), length)]
    tokens = np.concatenate([[*s, -1] for s in sentences]).astype(np.int32)
    keep = (keep_thresholds(COUNTS, sample) / 2**32).tolist()
    window, kappa = 9, 1e5
    words = min(window + 1, neighbours(sentences, keep))
    moves = []
    for bound in (kappa, 0.0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(passes, "BOUND", bound)
            state = started(ZEROS, rows_of_length(1.0), architecture, context, "negative_sampling")
            state.settings = replace(state.settings, window=window, sample=sample)
            loop.train(state, corpus_of(tokens))
        moves.append(np.abs(state.V[:, :SIZE]).max(axis=1))
    bounded, free = moves
    predictions = words if architecture == "skipgram" else 1 / words
    once = kappa * ALPHA / 4 * predictions * (1 + NEGATIVE) * LEAST_NORM
    moving = free > 0
    counts = (free / np.where(moving, bounded, 1) / once)[moving]
    assert len(counts) > 10
    np.testing.assert_allclose(counts, counts.round(), rtol=2e-3)
    assert (counts.round() <= OCCURRENCES[moving]).all()
    assert sample or (counts.round() == OCCURRENCES[moving]).all()
