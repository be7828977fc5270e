"""Training ends when held-out text is no longer predicted better, with the best epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lemmavec import Checkpoint, Word2Vec
from lemmavec.progress import Silence


def sentences(seed: int, count: int) -> list[list[str]]:
    """Walks over a ring of words, in steps of at most two."""
    random = np.random.default_rng(seed)
    steps = [random.integers(-2, 3, 12).cumsum() + random.integers(30) for _ in range(count)]
    return [[f"w{i % 30}" for i in walk] for walk in steps]


# So little text is soon learnt by heart, and the words of another are foretold no better.
TEXT, HELD_OUT = sentences(0, 40), sentences(1, 40)
SETTINGS = {"vector_size": 16, "min_count": 1, "sample": 0, "window": 2, "alpha": 0.05,
            "min_alpha": 0.05, "deterministic": True, "workers": 2, "epochs": 30}  # fmt: skip


class Matrices:
    """Keeps copies of V and U of each epoch, as a callback."""

    def __init__(self):
        self.of_epoch = []

    def __call__(self, model, record):
        self.of_epoch.append((model._state.V.copy(), model._state.U.copy()))


def same(state, matrices):
    return np.array_equal(state.V, matrices[0]) and np.array_equal(state.U, matrices[1])


def best_of(history):
    return int(np.argmin([record.validation_loss for record in history]))


@pytest.mark.parametrize("patience", [1, 3])
def test_it_stops_after_so_many_epochs_and_puts_the_best_back(patience):
    kept = Matrices()
    ask = lambda model, record: bool(model.vectors.norms is None)  # noqa: E731
    model = Word2Vec(**SETTINGS)
    model.fit(TEXT, validation=HELD_OUT, early_stopping=patience, callbacks=[kept, ask])
    best = best_of(model.history)
    assert 0 < best < 20
    assert len(model.history) == len(kept.of_epoch) == best + 1 + patience
    assert same(model._state, kept.of_epoch[best])
    assert not same(model._state, kept.of_epoch[-1])
    assert model.loss(HELD_OUT) == min(record.validation_loss for record in model.history)
    assert model.is_finished
    assert model._state.best is None  # two matrices less
    lengths = np.linalg.norm(model.vectors.vectors, axis=1)
    np.testing.assert_allclose(model.vectors.norms, lengths, rtol=1e-6)
    model.fit(TEXT, resume=True, callbacks=[lambda model, record: True])
    assert model.history[-1].epoch == 1  # the run had ended: this is another


def test_patience_begins_anew_with_each_better_epoch():
    """A plateau shorter than the patience is passed: the losses are given, not trained."""
    losses = iter([5.0, 4.0, 4.0, 4.5, 3.0, 3.5, 3.0, 3.2, 9.0])
    model = Word2Vec(**SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lemmavec.training.loop.validation_loss", lambda *arguments: next(losses))
        model.fit(TEXT, validation=HELD_OUT, early_stopping=3)
    assert [record.validation_loss for record in model.history] == [5, 4, 4, 4.5, 3, 3.5, 3, 3.2]


def test_the_best_is_put_back_where_the_epochs_run_out_before_the_patience():
    epochs = best_of(Word2Vec(**SETTINGS).fit(TEXT, validation=HELD_OUT).history) + 3
    kept = Matrices()
    model = Word2Vec(**SETTINGS | {"epochs": epochs})
    model.fit(TEXT, validation=HELD_OUT, early_stopping=25, callbacks=[kept])
    assert len(model.history) == epochs
    assert same(model._state, kept.of_epoch[epochs - 3])


def test_without_it_the_last_epoch_stays():
    kept = Matrices()
    model = Word2Vec(**SETTINGS).fit(TEXT, validation=HELD_OUT, callbacks=[kept])
    assert len(model.history) == 30
    assert same(model._state, kept.of_epoch[-1])


@pytest.mark.parametrize("runs_out", [False, True])
def test_a_run_killed_after_any_epoch_ends_with_the_same_best(tmp_path, runs_out):
    """What a checkpoint of each epoch holds is all that an early stopping needs, too."""
    path = tmp_path / "checkpoint.lemma"
    options = {"validation": HELD_OUT, "early_stopping": 3}
    whole = Word2Vec(**SETTINGS).fit(TEXT, **options)
    settings = SETTINGS | ({"epochs": len(whole.history) - 1} if runs_out else {})
    whole = Word2Vec(**settings).fit(TEXT, **options)
    told = [replace(record, words_per_second=0) for record in whole.history]
    for killed in range(1, len(told) + 1):

        def kill(model, record, killed=killed):
            if record.epoch == killed:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Word2Vec(**settings).fit(TEXT, **options, callbacks=[Checkpoint(path), kill])
        model = Word2Vec.load(path)
        assert not model.is_finished
        model.fit(TEXT, **options, resume=True)
        assert same(model._state, (whole._state.V, whole._state.U)), killed
        assert [replace(record, words_per_second=0) for record in model.history] == told
        assert model.is_finished


def test_resumed_without_it_nothing_is_put_back(tmp_path):
    def stop(model, record):
        if record.epoch == 8:
            raise KeyboardInterrupt

    model = Word2Vec(**SETTINGS | {"epochs": 9})
    options = {"validation": HELD_OUT, "early_stopping": 9}
    with pytest.raises(KeyboardInterrupt):
        model.fit(TEXT, **options, callbacks=[stop])
    kept = Matrices()
    model.fit(TEXT, resume=True, callbacks=[kept])
    assert same(model._state, kept.of_epoch[-1])
    assert model._state.best is None


@pytest.mark.parametrize(
    ("patience", "error", "message"),
    [(0, ValueError, "1 epoch or more"), (-1, ValueError, "1 epoch or more"),
     (True, TypeError, "whole number"), (1.5, TypeError, "whole number")],
)  # fmt: skip
def test_a_patience_that_is_none_is_refused(patience, error, message):
    with pytest.raises(error, match=message):
        Word2Vec(**SETTINGS).fit(TEXT, validation=HELD_OUT, early_stopping=patience)


def test_without_a_validation_text_there_is_nothing_to_watch():
    with pytest.raises(ValueError, match="validation"):
        Word2Vec(**SETTINGS).fit(TEXT, early_stopping=2)


def test_a_validation_text_without_a_known_pair_is_an_error_and_the_old_model_stays():
    model = Word2Vec(**SETTINGS | {"epochs": 1}).fit(TEXT)
    before = model.vectors.vectors.copy()
    with pytest.raises(ValueError, match="none of the corpus's"):
        model.fit(sentences(3, 40), validation=[["unknown"]])
    np.testing.assert_array_equal(model.vectors.vectors, before)


def test_validation_is_read_with_the_options_of_the_text():
    upper = [[word.upper() for word in sentence] for sentence in HELD_OUT]
    settings = SETTINGS | {"epochs": 1}
    lower = Word2Vec(**settings).fit(TEXT, validation=HELD_OUT)
    model = Word2Vec(**settings).fit(TEXT, lowercase=True, validation=upper)
    assert model.history[0].validation_loss == lower.history[0].validation_loss


def test_progress_is_told_of_the_losses():
    class Told(Silence):
        told: list = []  # noqa: RUF012

        def epoch_end(self, epoch, epochs, loss, validation_loss):
            self.told.append((epoch, epochs, loss, validation_loss))

    model = Word2Vec(**SETTINGS | {"epochs": 2}).fit(TEXT, validation=HELD_OUT, progress=Told())
    assert Told.told == [(r.epoch, 2, r.loss, r.validation_loss) for r in model.history]
