"""Pieces, batches and their parts: each token is in one of them, and so is each step."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from probe import COUNTS, PLAIN, TEXT, Epoch, changes, corpus_of, observed, probe_state, text

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Architecture, Loss, Settings
from lemmavec.training import loop, passes
from lemmavec.training.state import ModelState

SMALL = 96  # tokens of a piece, and of a batch
WINDOW = 3
TOKENS = text(2)
# The place of each token of the corpus is that of its word, and one more after the first sentence.
PLACES = np.arange(TEXT) + (np.arange(TEXT) >= TEXT // 2)
both_modes = pytest.mark.parametrize("deterministic", [False, True])


def expected_pairs():
    o, c = np.indices((TEXT, TEXT))
    return (o != c) & (np.abs(o - c) <= WINDOW) & (o // (TEXT // 2) == c // (TEXT // 2))


@both_modes
@pytest.mark.parametrize("size", [SMALL, 256, 600, 10_000])
@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_every_token_is_a_centre_once_whatever_the_size_of_pieces(
    deterministic, size, workers, monkeypatch
):
    """Batches of one to three parts, the last ones not full; threads that own any columns."""
    monkeypatch.setattr(passes, "PIECE_TOKENS", size)
    monkeypatch.setattr(passes, "BATCH_TOKENS", {"negative_sampling": size})
    threads = workers if deterministic else 1  # racing threads may lose a change
    (change,), history = changes(
        TOKENS, window=WINDOW, shrink_windows=False, deterministic=deterministic, workers=threads,
        ns_exponent=3,
    )  # fmt: skip
    epoch = Epoch.of(change)
    np.testing.assert_array_equal(epoch.pairs, expected_pairs())
    np.testing.assert_allclose(change[:TEXT][epoch.pairs], PLAIN["alpha"] / 2, rtol=1e-2)
    np.testing.assert_allclose(epoch.weighted.sum(axis=0), 1, rtol=1e-2)
    assert history[0].predictions == expected_pairs().sum()
    assert history[0].words == TEXT
    assert history[0].loss == pytest.approx(2 * np.log(2), rel=1e-3)


@pytest.mark.parametrize("architecture", get_args(Architecture))
@pytest.mark.parametrize("loss", get_args(Loss))
@both_modes
@pytest.mark.parametrize("piece", [0, 3, 7])
def test_an_epoch_goes_on_at_its_place_with_the_sums_so_far(
    architecture, loss, deterministic, piece, monkeypatch
):
    monkeypatch.setattr(passes, "PIECE_TOKENS", SMALL)
    monkeypatch.setattr(passes, "SOFTMAX_PIECE_TOKENS", SMALL)
    monkeypatch.setattr(passes, "BATCH_TOKENS", dict.fromkeys(get_args(Loss), SMALL))
    given = PLAIN | {"window": WINDOW, "shrink_windows": False, "deterministic": deterministic}
    given |= {"architecture": architecture, "loss": loss}
    if loss != "negative_sampling":
        given |= {"negative": 5}
    state = probe_state(Settings(**given))
    state.place.reach(piece, 1_000, 50_000, 50_000 * 2.5)
    loop.train(state, corpus_of(TOKENS))
    centres = expected_pairs()[:, piece * SMALL <= PLACES]
    predictions = centres.sum() if architecture == "skipgram" else centres.any(axis=0).sum()
    (record,) = state.history
    assert record.words == 1_000 + (piece * SMALL <= PLACES).sum()
    assert record.predictions == 50_000 + predictions
    if loss == "softmax":
        total = 50_000 * 2.5 + predictions * np.log(len(COUNTS))
        assert record.loss == pytest.approx(total / record.predictions, rel=1e-3)
    hidden = np.abs(state.U[:, :TEXT]).max(axis=0)  # by the words that are hidden vectors
    if architecture == "skipgram" and loss != "softmax":
        np.testing.assert_array_equal(hidden > 0, piece * SMALL <= PLACES)
    assert hidden[piece * SMALL <= PLACES].any()
    assert not hidden[piece * SMALL - WINDOW - 1 > PLACES].any()


def state_of(words: int, loss: Loss, deterministic: bool) -> ModelState:
    settings = Settings(vector_size=4, loss=loss, deterministic=deterministic)
    vocabulary = Vocabulary([f"w{i}" for i in range(words)], np.ones(words, np.int64))
    return ModelState.start(settings, vocabulary)


@pytest.mark.parametrize(
    ("loss", "words", "tokens"),
    [
        ("negative_sampling", 10, 64), ("negative_sampling", 300, 300),
        ("negative_sampling", 2000, 512), ("hierarchical_softmax", 10, 64),
        ("hierarchical_softmax", 100, 100), ("hierarchical_softmax", 2000, 128),
    ],
)  # fmt: skip
def test_a_batch_has_no_more_tokens_than_there_are_words_nor_than_damping_bears(
    loss, words, tokens
):
    assert passes.piece_tokens(state_of(words, loss, True)) == tokens
    assert passes.piece_tokens(state_of(words, loss, True), frozen=True) == 8192
    assert passes.piece_tokens(state_of(words, loss, False)) == 8192


def test_a_piece_of_full_softmax_is_shorter():
    for deterministic in (False, True):
        assert passes.piece_tokens(state_of(50, "softmax", deterministic)) == 1024


@both_modes
def test_subsampled_text_is_trained_whole_too(deterministic, monkeypatch):
    """Each kept word is predicted as often as it predicts, over the bounds of pieces."""
    monkeypatch.setattr(passes, "PIECE_TOKENS", SMALL)
    counts = np.concatenate([np.full(TEXT, 1000), COUNTS[TEXT:]])
    (epoch,) = observed(
        TOKENS, counts, sample=1e-5, shrink_windows=False, window=1, deterministic=deterministic
    )
    kept = np.flatnonzero(epoch.kept)
    assert TEXT / 4 < len(kept) < TEXT
    np.testing.assert_array_equal(epoch.pairs, epoch.pairs.T)
    first = kept[kept < TEXT // 2]
    assert epoch.pairs[first[1:], first[:-1]].all()
