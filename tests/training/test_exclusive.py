"""One model used by several threads: an error, and never a file whose parts do not fit."""

from __future__ import annotations

import copy
import threading

import pytest

from lemmavec import Word2Vec
from lemmavec.progress import Silence

TEXT = [["gold", "ore"], ["gold", "mine"]] * 200


class Held(Silence):
    """Stops the thread that trains, while its kernels are at work, until it is told to go on."""

    def __init__(self) -> None:
        self.at_work, self.may_go_on = threading.Event(), threading.Event()

    def training(self, fraction, words_per_second, loss, alpha) -> None:
        self.at_work.set()
        assert self.may_go_on.wait(60)


def small(**settings) -> Word2Vec:
    return Word2Vec(vector_size=4, min_count=1, sample=0, **settings)


@pytest.mark.parametrize(
    ("use", "doing"),
    [
        (lambda model, path: model.save(path), "saved"),
        (lambda model, path: model.save_fasttext_format(path), "saved"),
        (lambda model, path: model.fit(TEXT, resume=True), "trained"),
        (lambda model, path: model.loss(TEXT), "measured"),
        (lambda model, path: model.update_vocabulary(TEXT), "given words"),
    ],
)
def test_a_model_that_another_thread_trains_is_not_used(tmp_path, use, doing):
    model, held, path = small(), Held(), tmp_path / "m.lemma"
    thread = threading.Thread(target=lambda: model.fit(TEXT, progress=held))
    thread.start()
    try:
        assert held.at_work.wait(60)
        with pytest.raises(RuntimeError, match=f"cannot be {doing} while it is trained.*thread"):
            use(model, path)
        assert model.vectors["gold"].shape == (4,)  # looking at it is free
    finally:
        held.may_go_on.set()
        thread.join()
    assert not path.exists()
    assert len(model.history) == 5
    use(model, path)


def test_progress_reporting_cannot_save_the_model_either(tmp_path):
    """It is called in the thread that trains, while the kernels are at work."""

    class Saves(Silence):
        def training(self, fraction, words_per_second, loss, alpha) -> None:
            model.save(tmp_path / "m.lemma")

    model = small()
    with pytest.raises(RuntimeError, match="cannot be saved while it is trained"):
        model.fit(TEXT, progress=Saves())
    assert not list(tmp_path.iterdir())
    model.fit(TEXT, resume=True)
    model.save(tmp_path / "m.lemma")


def test_a_callback_may_save_and_measure_and_not_train(tmp_path):
    losses = []

    def measures(model, record):
        model.save(tmp_path / "m.lemma")
        losses.append(model.loss(TEXT))

    model = small().fit(TEXT, callbacks=[measures])
    assert len(losses) == 5
    with pytest.raises(RuntimeError, match="cannot be trained while it is trained"):
        model.fit(TEXT, callbacks=[lambda model, record: model.fit(TEXT) and None])


def test_a_copy_is_free():
    """Also one that is made while the model is in use."""
    copies = []
    model = small().fit(TEXT, callbacks=[lambda model, record: copies.append(copy.deepcopy(model))])
    assert [record.epoch for record in copies[0].history] == [1]
    again = copies[0].fit(TEXT, resume=True)
    assert [record.epoch for record in again.history] == [1, 2, 3, 4, 5]
    assert again.vectors.index_to_key == model.vectors.index_to_key
