"""What is called at the end of an epoch: when, with what, and what its answer does."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Checkpoint, Word2Vec
from lemmavec.progress import Silence

TEXT = [[f"w{i}" for i in row] for row in np.random.default_rng(0).integers(20, size=(100, 8))]
SETTINGS = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1, "epochs": 4}


def test_each_epoch_calls_with_the_vectors_so_far():
    seen = []

    def look(model, record):
        seen.append((record, len(model.history), model.vectors.vectors.copy()))

    model = Word2Vec(**SETTINGS).fit(TEXT, callbacks=[look])
    assert [record for record, _, _ in seen] == model.history
    assert [length for _, length, _ in seen] == [1, 2, 3, 4]
    assert len({matrix.tobytes() for _, _, matrix in seen}) == 4
    np.testing.assert_array_equal(seen[-1][2], model.vectors.vectors)


@pytest.mark.parametrize("answer", [True, np.True_])
def test_true_stops_after_all_were_called_and_training_resumes(answer):
    called = []
    first = lambda model, record: answer if record.epoch == 2 else False  # noqa: E731
    second = lambda model, record: called.append(record.epoch)  # noqa: E731
    model = Word2Vec(**SETTINGS).fit(TEXT, callbacks=[first, second])
    assert called == [1, 2]
    assert not model.is_finished
    model.fit(TEXT, resume=True)
    whole = Word2Vec(**SETTINGS).fit(TEXT)
    np.testing.assert_array_equal(model.vectors.vectors, whole.vectors.vectors)
    assert model.is_finished


def test_what_a_callback_asks_is_up_to_date_in_every_epoch_and_afterwards():
    """Lengths are kept by the vectors once they are computed; those of an old epoch are wrong."""
    asked = []

    def ask(model, record):
        lengths = np.linalg.norm(model.vectors.vectors, axis=1)
        np.testing.assert_allclose(model.vectors.norms, lengths, rtol=1e-6)
        asked.append(lengths)

    model = Word2Vec(**SETTINGS).fit(TEXT, callbacks=[ask])
    assert not np.allclose(asked[0], asked[-1], rtol=1e-4)
    np.testing.assert_allclose(model.vectors.norms, asked[-1], rtol=1e-6)


def test_an_interruption_leaves_no_lengths_of_an_older_epoch():
    class InterruptInEpochThree(Silence):
        def epoch_end(self, epoch, epochs, loss, validation_loss):
            if epoch == 3:
                raise KeyboardInterrupt

    asked = []
    ask = lambda model, record: asked.append(model.vectors.norms)  # noqa: E731
    model = Word2Vec(**SETTINGS)
    with pytest.raises(KeyboardInterrupt):
        model.fit(TEXT, callbacks=[ask], progress=InterruptInEpochThree())
    assert len(asked) == 2
    lengths = np.linalg.norm(model.vectors.vectors, axis=1)
    np.testing.assert_allclose(model.vectors.norms, lengths, rtol=1e-6)


def test_an_answer_that_is_no_answer_is_an_error():
    with pytest.raises(TypeError, match="must return True to stop"):
        Word2Vec(**SETTINGS).fit(TEXT, callbacks=[lambda model, record: ["w1"]])


@pytest.mark.parametrize(
    ("callbacks", "message"), [(print, "must be a list"), (["print"], "got 'print'")]
)
def test_what_cannot_be_called_is_refused_before_the_training(callbacks, message):
    model = Word2Vec(**SETTINGS)
    with pytest.raises(TypeError, match=message):
        model.fit(TEXT, callbacks=callbacks)
    assert model.history == []


def test_an_exception_in_a_callback_reaches_the_caller_and_training_resumes():
    def fail(model, record):
        raise RuntimeError("the disk is full")

    model = Word2Vec(**SETTINGS)
    with pytest.raises(RuntimeError, match="the disk is full"):
        model.fit(TEXT, callbacks=[fail])
    model.fit(TEXT, resume=True)
    whole = Word2Vec(**SETTINGS).fit(TEXT)
    np.testing.assert_array_equal(model.vectors.vectors, whole.vectors.vectors)


def test_a_checkpoint_of_any_epoch_gives_the_bits_of_the_whole_run(tmp_path):
    whole = Word2Vec(**SETTINGS).fit(TEXT)
    for epoch in (1, 2, 3):
        path = tmp_path / f"{epoch}.lemma"
        stop = lambda model, record, epoch=epoch: record.epoch == epoch  # noqa: E731
        Word2Vec(**SETTINGS).fit(TEXT, callbacks=[Checkpoint(path), stop])
        model = Word2Vec.load(path)
        assert len(model.history) == epoch
        model.fit(TEXT, resume=True)
        np.testing.assert_array_equal(model._state.V, whole._state.V)
        np.testing.assert_array_equal(model._state.U, whole._state.U)


def test_a_checkpoint_is_written_every_so_many_epochs(tmp_path):
    path = tmp_path / "checkpoint.lemma"
    written = []

    def look(model, record):
        written.append(len(Word2Vec.load(path).history) if path.exists() else 0)

    Word2Vec(**SETTINGS | {"epochs": 7}).fit(TEXT, callbacks=[Checkpoint(path, every=3), look])
    assert written == [0, 0, 3, 3, 3, 6, 6]
    assert len(Word2Vec.load(tmp_path / "checkpoint.previous.lemma").history) == 3
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [({"path": "no/such/folder/c.lemma"}, FileNotFoundError, "no folder"),
     ({"path": "c.lemma", "every": 0}, ValueError, "1 epoch or more"),
     ({"path": "c.lemma", "every": 1.5}, TypeError, "whole number"),
     ({"path": "c.lemma", "minutes": 0}, ValueError, "above 0"),
     ({"path": "c.lemma", "minutes": -1}, ValueError, "above 0"),
     ({"path": "c.lemma", "minutes": float("nan")}, ValueError, "finite"),
     ({"path": "c.lemma", "minutes": "10"}, TypeError, "must be a number"),
     ({"path": "c.lemma", "minutes": True}, TypeError, "must be a number")],
)  # fmt: skip
def test_a_checkpoint_that_could_never_be_written_is_refused_at_once(arguments, error, message):
    with pytest.raises(error, match=message):
        Checkpoint(**arguments)
