"""Arguments that would take the native code out of its arrays, or its numbers out of their range.

Python has checked them before; they are checked again where they cross. Each row is a fault.
"""

from __future__ import annotations

import numpy as np
import pytest
from probe import corpus_of

from lemmavec import Word2Vec, _kernels
from lemmavec.training import loop
from lemmavec.training.matrices import aligned_zeros
from lemmavec.training.state import Place

WORDS, SIZE, PIECE, PIECES = 30, 16, 64, 4
TOKENS = np.random.default_rng(0).integers(WORDS, size=PIECE * PIECES).astype(np.int32)
TOKENS[::20] = -1
KEEP = np.full(WORDS, 2**32 - 1, np.uint32)
COUNTS = np.arange(WORDS, 0, -1)
ARRAYS = aligned_zeros(WORDS, SIZE), aligned_zeros(WORDS, SIZE)
INSTRUCTION_SET = _kernels.instruction_sets()[0]
NAN, INF = float("nan"), float("inf")


def matrices(centre_rates=None, V=None):
    V, U = ARRAYS if V is None else (V, V)
    return _kernels.Matrices(V, U, SIZE, centre_rates)


def model(architecture="skipgram", loss="negative_sampling", **given):
    noise = _kernels.AliasTable(np.ones(WORDS)) if loss == "negative_sampling" else None
    tree = _kernels.HuffmanTree(COUNTS) if loss == "hierarchical_softmax" else None
    given = {"negative": 5, "shared_negatives": 8} | given
    return _kernels.Model(architecture, loss, noise=noise, tree=tree, **given)


def stream(tokens=TOKENS, keep=KEEP, window=3):
    return _kernels.TokenStream(tokens, keep, window=window, seed=1, epoch=0)


def schedule(mode="hogwild", **given):
    given = {"threads": 2, "piece_tokens": PIECE, "alpha_first": 0.01, "alpha_last": 0.01} | given
    return _kernels.Schedule(mode, **given)


def train(*, given=None, tokens=None, passes=None, running=None):
    running = running or _kernels.RunningEpoch()
    _kernels.train_epoch(
        matrices(), given or model(), tokens or stream(), passes or schedule(), running,
        INSTRUCTION_SET,
    )  # fmt: skip
    return running


def block(words=5, first=1, begin=(0, 1), end=(3, 4), negatives=(1, 2), weight=1.0):
    arrays = [np.array(values, np.int32) for values in (begin, end, negatives)]
    return _kernels.Block(
        np.arange(words, dtype=np.int32), first, arrays[0], arrays[1], arrays[2], weight
    )


FAULTS = [
    # V and U
    ("the length of V must be from 1", lambda: matrices(V=aligned_zeros(0, SIZE))),
    ("vector_size must be from 1", lambda: _kernels.Matrices(*ARRAYS, 0)),
    ("vector_size must be from 1", lambda: _kernels.Matrices(*ARRAYS, -16)),
    ("vector_size must be from 1", lambda: _kernels.Matrices(*ARRAYS, 2**31 - 1)),
    ("vector_size must be from 0", lambda: _kernels.padded(2**31 - 1)),
    ("vector_size must be from 0", lambda: _kernels.padded(-1)),
    ("centre_rates must be finite", lambda: matrices(np.full(WORDS, NAN, np.float32))),
    ("centre_rates must have one entry", lambda: matrices(np.ones(WORDS - 1, np.float32))),
    # the model
    ("negative must be from 0", lambda: model(negative=-1)),
    ("negative must be from 0", lambda: model(negative=2**31 - 1)),
    ("shared_negatives must be from 0", lambda: model(shared_negatives=-8)),
    ("shared_negatives must be from 0", lambda: model(shared_negatives=2**31 - 1)),
    # the noise
    ("the length of weights must be from 1", lambda: _kernels.AliasTable(np.ones(0))),
    ("weights must be finite", lambda: _kernels.AliasTable(np.array([1, NAN]))),
    ("weights must be finite", lambda: _kernels.AliasTable(np.array([INF, 1]))),
    ("weights must not be negative", lambda: _kernels.AliasTable(np.array([1, -1e-9]))),
    ("the sum of weights must be above 0", lambda: _kernels.AliasTable(np.zeros(3))),
    ("the sum of weights must be finite", lambda: _kernels.AliasTable(np.full(2, 1e308))),
    # the tree
    ("at least two words", lambda: _kernels.HuffmanTree(np.ones(1, np.int64))),
    ("at least two words", lambda: _kernels.HuffmanTree(np.ones(0, np.int64))),
    ("counts must be 1 or more", lambda: _kernels.HuffmanTree(np.array([3, 0]))),
    ("counts must be 1 or more", lambda: _kernels.HuffmanTree(np.array([3, -(2**63)]))),
    ("counts must sum to less", lambda: _kernels.HuffmanTree(np.array([2**62, 2**62]))),
    ("counts must sum to less", lambda: _kernels.HuffmanTree(np.array([2**63 - 1, 1]))),
    # the corpus
    ("window must be from 1", lambda: stream(window=0)),
    ("window must be from 1", lambda: stream(window=-5)),
    ("window must be from 1", lambda: stream(window=10**8)),
    ("window must be from 1", lambda: stream(window=2**31 - 1)),
    # the schedule
    ("threads must be from 1", lambda: schedule(threads=0)),
    ("threads must be from 1", lambda: schedule(threads=10_000_000)),
    ("piece_tokens must be from 1", lambda: schedule(piece_tokens=0)),
    ("piece_tokens must be from 1", lambda: schedule(piece_tokens=2**62)),
    ("first_piece must be from 0", lambda: schedule(first_piece=-1)),
    ("first_piece must be from 0", lambda: schedule(first_piece=-(2**63))),
    ("alpha_first must be finite", lambda: schedule(alpha_first=NAN)),
    ("alpha_last must be finite", lambda: schedule(alpha_last=-INF)),
    ("curvature_bound must be finite", lambda: schedule(curvature_bound=NAN)),
    ("curvature_bound must not be negative", lambda: schedule(curvature_bound=-1.0)),
    # the sums so far
    ("words must be from 0", lambda: _kernels.RunningEpoch(words=-1)),
    ("words must be from 0", lambda: _kernels.RunningEpoch(words=2**63 - 1)),
    ("predictions must be from 0", lambda: _kernels.RunningEpoch(predictions=-1)),
    ("loss must be finite", lambda: _kernels.RunningEpoch(loss=NAN)),
    # a block
    ("centres outside of words", lambda: block(first=-1)),
    ("centres outside of words", lambda: block(first=4)),
    ("centres outside of words", lambda: block(first=2**31 - 1)),
    ("one entry for each", lambda: block(begin=(), end=())),
    ("one entry for each", lambda: block(begin=(0,) * 17, end=(3,) * 17)),
    ("one entry for each", lambda: block(end=(3,))),
    ("each window must hold its centre", lambda: block(begin=(-1, 1))),
    ("each window must hold its centre", lambda: block(end=(3, 6))),
    ("each window must hold its centre", lambda: block(begin=(2, 1))),
    ("the length of words must be from 0", lambda: block(words=2**22)),
    ("negative_weight must be finite", lambda: block(weight=NAN)),
]  # fmt: skip


@pytest.mark.parametrize(("message", "make"), FAULTS, ids=range(len(FAULTS)))
def test_a_value_out_of_range_is_refused(message, make):
    with pytest.raises(ValueError, match=message):
        make()


def test_the_arguments_of_this_file_are_good():
    """So that each fault is refused for what it is."""
    for architecture in ("skipgram", "cbow"):
        for loss in ("negative_sampling", "hierarchical_softmax", "softmax"):
            for mode in ("hogwild", "synchronous", "frozen"):
                running = train(given=model(architecture, loss), passes=schedule(mode))
                assert (running.pieces, running.words) == (PIECES, (TOKENS >= 0).sum())
    assert step(block())[1] == 4


def step(given, alpha=0.01, loss="negative_sampling"):
    return _kernels.step(matrices(), model(loss=loss), given, alpha, INSTRUCTION_SET)


@pytest.mark.parametrize(
    ("message", "make"),
    [
        ("alpha must be finite", lambda: step(block(), alpha=NAN)),
        ("outside of the vocabulary", lambda: step(block(words=WORDS + 1))),
        ("outside of the vocabulary", lambda: step(block(negatives=(0, WORDS)))),
        ("outside of the vocabulary", lambda: step(block(negatives=(0, -1)))),
    ],
)
def test_a_step_out_of_range_is_refused(message, make):
    with pytest.raises(ValueError, match=message):
        make()


LOSSES_AND_MODES = [
    ("negative_sampling", "hogwild"), ("negative_sampling", "synchronous"),
    ("negative_sampling", "frozen"), ("hierarchical_softmax", "hogwild"),
    ("hierarchical_softmax", "synchronous"), ("softmax", "hogwild"), ("softmax", "frozen"),
]  # fmt: skip
every_run = pytest.mark.parametrize(("loss", "mode"), LOSSES_AND_MODES)


@every_run
@pytest.mark.parametrize("architecture", ["skipgram", "cbow"])
@pytest.mark.parametrize("word", [WORDS, -2, 2**31 - 1, -(2**31)])
@pytest.mark.parametrize("place", [0, PIECE - 1, PIECE, PIECE * PIECES - 1])
def test_an_id_outside_of_the_vocabulary_is_refused(architecture, loss, mode, word, place):
    """At the ends of pieces, which are read as the windows of other pieces too."""
    tokens = TOKENS.copy()
    tokens[place] = word
    with pytest.raises(ValueError, match=f"token {place} has the id {word}, which is outside"):
        train(given=model(architecture, loss), tokens=stream(tokens), passes=schedule(mode))


@every_run
def test_an_epoch_begins_within_the_corpus(loss, mode):
    ended = train(given=model(loss=loss), passes=schedule(mode, first_piece=PIECES))
    assert (ended.pieces, ended.words) == (PIECES, 0)
    for first in (PIECES + 1, 2**63 - 1):
        with pytest.raises(
            ValueError, match=f"first_piece must be from 0 to {PIECES}, got {first}"
        ):
            train(given=model(loss=loss), passes=schedule(mode, first_piece=first))


@pytest.mark.parametrize("piece", [-1, -(2**31), 5, 2**40])
@pytest.mark.parametrize("deterministic", [False, True])
def test_a_place_outside_of_the_corpus_is_refused_by_fit(piece, deterministic):
    text = [["gold", "ore"]] * 30
    settings = {"vector_size": 4, "min_count": 1, "sample": 0, "workers": 2}
    model = Word2Vec(**settings, deterministic=deterministic)
    model.fit(text, callbacks=[lambda model, record: True])
    model._state.place = Place(1, piece, 10, 10, 1.0)
    before = model.vectors.vectors.copy()
    with pytest.raises(ValueError, match=r"stopped after piece .* of epoch 2, but this corpus has"):
        model.fit(text, resume=True)
    np.testing.assert_array_equal(model.vectors.vectors, before)


def test_tokens_that_are_not_those_of_the_vocabulary_are_refused_by_fit():
    """As where the file of tokens was written to by somebody else."""
    model = Word2Vec(vector_size=4, min_count=1, sample=0, workers=2).fit([["gold", "ore"]] * 30)
    with pytest.raises(ValueError, match="token 2 has the id 7, which is outside"):
        loop.train(model._state, corpus_of(np.array([0, 1, 7, -1], np.int32)))


IDS = np.array([0, 1, -1], np.int32)
FLOATS = np.zeros((2, 3), np.float32)
BLOCK = np.frombuffer(b"gold 0 0 0\nore 0 0 0\n", np.uint8)
BEGIN, END = (np.array(places) for places in ([0, 11], [10, 20]))
OTHERS = [
    ("outside the table", lambda: _kernels.measure(IDS, IDS[:1])),
    ("outside the table", lambda: _kernels.compact(IDS, IDS[:1], True)),
    ("outside the table", lambda: _kernels.compact(IDS - 1, IDS, True)),
    ("threads must be from 1", lambda: _kernels.row_norms(FLOATS, 0)),
    ("threads must be from 1", lambda: _kernels.row_norms(FLOATS, 10**9)),
    ("the answers must be from 0", lambda: nearest(kept=2**63)),
    ("the answers must be from 0", lambda: nearest(kept=2**32)),
    ("threads must be from 1", lambda: _kernels.parse_lines(BLOCK, BEGIN, END, FLOATS, -1)),
    ("a row for each line", lambda: _kernels.parse_lines(BLOCK, BEGIN, END, FLOATS[:1], 1)),
    ("size must be from 0", lambda: _kernels.binary_rows(BLOCK, -1, 2)),
    ("threads must be from 1", lambda: _kernels.copy_binary_rows(BLOCK, BEGIN, FLOATS, 0)),
]  # fmt: skip


def nearest(kept):
    return _kernels.nearest(FLOATS, np.zeros(2, np.float32), np.zeros((2, 3)), kept, 1)


@pytest.mark.parametrize(("message", "make"), OTHERS, ids=range(len(OTHERS)))
def test_other_native_functions_refuse_what_is_out_of_range(message, make):
    with pytest.raises(ValueError, match=message):
        make()
