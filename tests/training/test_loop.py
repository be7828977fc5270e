"""The loss that is reported, held-out text, and runs that are interrupted within an epoch."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from numpy_loss import numpy_loss

from lemmavec import Word2Vec, _kernels
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.progress import Silence
from lemmavec.settings import Architecture, Loss, Settings
from lemmavec.training import background, loop, passes
from lemmavec.training.state import ModelState

every_model = pytest.mark.parametrize(
    ("architecture", "loss"),
    [(architecture, loss) for architecture in get_args(Architecture) for loss in get_args(Loss)],
)
SETTINGS = {"vector_size": 24, "min_count": 1, "sample": 0, "workers": 1, "alpha": 0.05}


def speech(sentences: int, seed: int, words: int = 60) -> list[list[str]]:
    """Sentences of 1 to 30 words, each word drawn near the one before it, low ranks oftener."""
    random = np.random.default_rng(seed)
    text = []
    for length in random.integers(1, 31, sentences):
        steps = random.integers(-3, 4, length).cumsum() + random.integers(words)
        ranks = np.where(random.random(length) < 0.2, random.zipf(1.8, length), steps) % words
        text.append([f"w{rank}" for rank in ranks])
    return text


TEXT, HELD_OUT = speech(600, seed=0), speech(200, seed=1)


@every_model
@pytest.mark.parametrize(("window", "sample"), [(1, 0), (4, 0.02)])
def test_the_loss_of_a_text_is_that_of_numpy(architecture, loss, window, sample):
    settings = {**SETTINGS, "architecture": architecture, "loss": loss}
    model = Word2Vec(**settings | {"window": window, "sample": sample}, epochs=2).fit(TEXT)
    text = HELD_OUT + TEXT + [["unknown", "word"], ["w1", "unknown", "w2"]]
    assert sum(map(len, text)) > passes.PIECE_TOKENS  # which ends within a sentence
    assert model.loss(text) == pytest.approx(numpy_loss(model, text), rel=1e-4)


@pytest.mark.parametrize("loss", get_args(Loss))
def test_the_loss_of_a_summed_context_is_that_of_numpy(loss):
    settings = {**SETTINGS, "architecture": "cbow", "loss": loss, "context": "sum", "alpha": 0.01}
    model = Word2Vec(**settings, epochs=2).fit(TEXT)
    assert model.loss(HELD_OUT) == pytest.approx(numpy_loss(model, HELD_OUT), rel=1e-4)


@every_model
def test_a_validation_changes_nothing_and_is_the_same_for_any_number_of_workers(architecture, loss):
    settings = {**SETTINGS, "architecture": architecture, "loss": loss, "deterministic": True}
    plain = Word2Vec(**settings, epochs=2).fit(TEXT)
    long = HELD_OUT * 12  # of several pieces, or one worker would do it all
    losses = []
    for workers in (1, 2, 8):
        model = Word2Vec(**settings | {"workers": workers}, epochs=2).fit(TEXT, validation=long)
        for matrix in ("V", "U"):
            expected, got = getattr(plain._state, matrix), getattr(model._state, matrix)
            np.testing.assert_array_equal(got, expected)
        assert model.history[-1].validation_loss == model.loss(long) == model.loss(long)
        losses.append([record.validation_loss for record in model.history])
    assert losses[0] == losses[1] == losses[2]
    assert losses[0][0] != losses[0][1]
    assert plain.history[-1].validation_loss is None


@every_model
def test_the_loss_has_the_same_bits_for_racing_threads(architecture, loss, monkeypatch):
    monkeypatch.setattr(passes, "PIECE_TOKENS", 64)  # so that all threads have a share
    model = Word2Vec(**SETTINGS, architecture=architecture, loss=loss, epochs=1).fit(TEXT)
    losses = []
    for workers in (1, 2, 8, 2, 8):
        model._state.settings = replace(model.settings, workers=workers)
        losses.append(model.loss(TEXT))
    assert len(set(losses)) == 1


def test_the_loss_is_the_same_whether_training_is_deterministic_or_not():
    model = Word2Vec(**SETTINGS, epochs=1).fit(TEXT)
    before = model.loss(HELD_OUT)
    model._state.settings = replace(model.settings, deterministic=True)
    assert model.loss(HELD_OUT) == before


@every_model
def test_the_loss_falls_on_text_and_on_held_out_text(architecture, loss):
    settings = {**SETTINGS, "architecture": architecture, "loss": loss, "epochs": 4}
    history = Word2Vec(**settings).fit(TEXT, validation=HELD_OUT).history
    assert (np.diff([record.loss for record in history]) < 0).all()
    assert (np.diff([record.validation_loss for record in history]) < 0).all()


@every_model
def test_the_loss_falls_on_real_text(shared_data, architecture, loss):
    with (shared_data / "wikipedia" / "fil8.txt").open() as file:
        words = file.read(1_200_000).split()
    cut = 9 * len(words) // 10
    settings = {"architecture": architecture, "loss": loss, "vector_size": 32, "min_count": 20}
    model = Word2Vec(**settings, epochs=3, workers=2)
    history = model.fit([words[:cut]], validation=[words[cut:]]).history
    # Not from epoch to epoch: large steps chase the theme at hand, which the loss before each
    # step profits from, and the steps grow smaller.
    assert history[-1].loss < history[0].loss
    assert (np.diff([record.validation_loss for record in history]) < 0).all()


def test_held_out_text_without_a_finite_loss_ends_the_training(monkeypatch):
    monkeypatch.setattr(loop, "validation_loss", lambda *_: float("inf"))
    with pytest.raises(FloatingPointError, match="the loss of epoch 1 is inf"):
        Word2Vec(**SETTINGS, epochs=2).fit(TEXT, validation=HELD_OUT)


def test_a_text_without_a_prediction_to_make_is_an_error():
    model = Word2Vec(**SETTINGS, epochs=1).fit(TEXT)
    with pytest.raises(ValueError, match="no sentence has two words"):
        model.loss([["w1"], ["w2"]])
    with pytest.raises(ValueError, match="none of the corpus's"):
        model.loss([["unknown", "words"]])
    with pytest.raises(ValueError, match="call fit"):
        Word2Vec().loss(TEXT)


class InterruptWithin(Silence):
    """Ctrl-C at the first look into an epoch that has begun and is not over."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        if 0 < fraction * self.epochs % 1 < 0.9:
            raise KeyboardInterrupt


@every_model
def test_interrupted_within_epochs_and_resumed_a_run_has_the_same_bits_and_history(
    architecture, loss, tmp_path, monkeypatch
):
    monkeypatch.setattr(background, "POLL_SECONDS", 0.0005)
    monkeypatch.setattr(passes, "SOFTMAX_PIECE_TOKENS", 128)
    text, path = TEXT * 8, tmp_path / "part.lemma"
    settings = {**SETTINGS, "architecture": architecture, "loss": loss, "deterministic": True}
    whole = Word2Vec(**settings, epochs=3).fit(text, validation=HELD_OUT)
    model, stops = Word2Vec(**settings, epochs=3), []
    while not model.is_finished:
        # Each second run is let through to the end of an epoch, where it is stopped again.
        progress = InterruptWithin(3) if len(stops) % 2 == 0 else None
        end = [lambda model, record: True] if progress is None else []
        try:
            model.fit(text, resume=bool(stops), validation=HELD_OUT, progress=progress,
                      callbacks=end)  # fmt: skip
        except KeyboardInterrupt:
            stops.append(model._state.place.piece)
        else:
            stops.append(0)
        model.save(path)
        model = Word2Vec.load(path, workers=1 + len(stops) % 3)
    assert sum(piece > 0 for piece in stops) >= 2
    np.testing.assert_array_equal(model._state.V, whole._state.V)
    np.testing.assert_array_equal(model._state.U, whole._state.U)
    told = [replace(record, words_per_second=0) for record in model.history]
    assert told == [replace(record, words_per_second=0) for record in whole.history]


def trained_on(instruction_set, architecture, loss):
    settings = {**SETTINGS, "vector_size": 40, "epochs": 1, "deterministic": True}
    settings |= {"architecture": architecture, "loss": loss}
    with encode(TEXT, min_count=1, reading=ReadingOptions(workers=1)) as encoded:
        state = ModelState.start(Settings(**settings), encoded.vocabulary)
        loop.train(state, encoded, instruction_set=instruction_set)
    return state


@pytest.mark.skipif(
    not {"x86-64-v4", "x86-64-v3"} <= set(_kernels.instruction_sets()), reason="needs AVX-512"
)
@pytest.mark.parametrize(
    ("architecture", "loss"),
    [("skipgram", "negative_sampling"), ("skipgram", "softmax"), ("cbow", "softmax")],
)
def test_avx2_and_avx512_have_the_same_bits_where_no_dot_product_is_summed_by_lanes(
    architecture, loss
):
    wide = trained_on("x86-64-v4", architecture, loss)
    narrow = trained_on("x86-64-v3", architecture, loss)
    np.testing.assert_array_equal(wide.V, narrow.V)
    np.testing.assert_array_equal(wide.U, narrow.U)


@pytest.mark.parametrize("architecture", get_args(Architecture))
@pytest.mark.parametrize("loss", get_args(Loss))
def test_instruction_sets_differ_in_the_last_places_only(architecture, loss):
    first, *others = (trained_on(isa, architecture, loss) for isa in _kernels.instruction_sets())
    for other in others:
        np.testing.assert_allclose(other.V, first.V, atol=1e-5)
        np.testing.assert_allclose(other.U, first.U, atol=1e-5)
