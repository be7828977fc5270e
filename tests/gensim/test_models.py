"""Models that are copied, given other vectors, frozen, trained on both losses, and that predict."""

from __future__ import annotations

import copy
import logging
import pickle
from typing import Any

import numpy as np
import pytest
from gensim.models import Word2Vec as Theirs

import lemmavec
from lemmavec.gensim import KeyedVectors, Word2Vec
from lemmavec.gensim.errors import NoModelError, NoVocabularyError
from lemmavec.gensim.models.callbacks import CallbackAny2Vec

RANDOM = np.random.default_rng(0)
TEXT = [[f"w{i}" for i in RANDOM.integers(0, 20, 12)] for _ in range(80)]
SMALL: dict[str, Any] = {
    "vector_size": 8, "workers": 1, "sample": 0, "min_count": 1, "epochs": 2, "window": 3,
}  # fmt: skip


def train(model: Any, epochs: int = 1) -> None:
    model.train(TEXT, total_examples=len(TEXT), epochs=epochs)


# --- copies, and other vectors --------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("switches", [{}, {"hs": 1, "negative": 0}, {"hs": 1, "sg": 1}])
def test_a_copy_trains_on_and_its_wv_is_its_own(copied: Any, switches: dict[str, Any]) -> None:
    model = Word2Vec(TEXT, **SMALL, **switches)
    other = copied(model)
    before = model.wv.vectors.copy()
    train(other)
    assert np.array_equal(model.wv.vectors, before)
    assert not np.array_equal(other.wv.vectors, before)
    train(model)
    assert np.array_equal(model.wv.vectors, other.wv.vectors)
    assert model.wv.most_similar("w1") == other.wv.most_similar("w1")


def test_vectors_that_are_set_are_trained_and_saved(tmp_path: Any) -> None:
    model = Word2Vec(TEXT, **SMALL)
    other = KeyedVectors(8)
    other.add_vectors(model.wv.index_to_key, np.full((len(model.wv), 8), 0.125))
    model.wv = other
    model.save(tmp_path / "m")
    assert (Word2Vec.load(tmp_path / "m").wv.vectors == 0.125).all()
    model.wv = copy.deepcopy(other)
    model.alpha = model.min_alpha = 1e-12
    train(model)
    assert model.wv.vectors == pytest.approx(0.125, abs=1e-6)
    model.wv["w1"] = np.ones(8)
    model.syn1neg[:] = 0
    train(model)
    assert model.wv["w1"] == pytest.approx(1, abs=1e-6)
    model.wv.add_vector("new", np.ones(8))
    with pytest.raises(ValueError, match=r"21 words of 8 dimensions, but .* built for 20"):
        train(model)
    assert model.wv.most_similar("new", topn=1)
    with pytest.raises(TypeError, match="wv must be KeyedVectors"):
        model.wv = np.ones((3, 3))  # type: ignore[assignment]


def test_vectors_alone_cannot_be_trained(tmp_path: Any) -> None:
    model = Word2Vec(**SMALL)
    model.wv = Word2Vec(TEXT, **SMALL).wv
    for fails in (lambda: train(model), lambda: model.predict_output_word(["w1"])):
        with pytest.raises(RuntimeError):
            fails()
    model.wv.save(tmp_path / "vectors")
    with pytest.raises(NoModelError, match="without a model"):
        Word2Vec.load(tmp_path / "vectors")
    with pytest.raises(AttributeError, match=r"Word2Vec\.load\(path\)"):
        model.load(tmp_path / "vectors")
    with pytest.raises(NoVocabularyError, match="every word occurs fewer"):
        Word2Vec(TEXT, **SMALL | {"min_count": 10**6})


def test_a_file_whose_length_of_header_looks_like_a_pickle_is_a_model(tmp_path: Any) -> None:
    """A pickle begins with 0x80, and so does a header of 1,152 bytes."""
    model, path = Word2Vec(TEXT, **SMALL), tmp_path / "m"
    for length in range(0, 256, 4):
        model.comment = "x" * length
        model.save(path)
        if path.read_bytes()[0] == 0x80:
            break
    assert path.read_bytes()[0] == 0x80
    assert Word2Vec.load(path).comment == model.comment


@pytest.mark.parametrize("switches", [{}, {"sg": 1}, {"hs": 1, "negative": 0}, {"hs": 1}])
def test_locked_words_keep_their_vectors(switches: dict[str, Any]) -> None:
    model = Word2Vec(TEXT, **SMALL, **switches)
    model.wv.vectors_lockf = np.ones(len(model.wv), np.float32)
    model.wv.vectors_lockf[[0, 5]] = 0
    before = model.wv.vectors.copy()
    train(model)
    changed = (model.wv.vectors != before).any(axis=1)
    assert np.flatnonzero(~changed).tolist() == [0, 5]
    model.wv.vectors_lockf = np.zeros(1, np.float32)
    before = model.wv.vectors.copy()
    train(model)
    assert np.array_equal(model.wv.vectors, before)
    model.wv.vectors_lockf = np.ones(3, np.float32)
    with pytest.raises(ValueError, match="1 entry, or one for each of the 20 words"):
        train(model)


# --- both losses ----------------------------------------------------------------------------------


def test_both_losses_train_in_turns_on_one_V(tmp_path: Any, caplog: Any) -> None:
    events = []

    class Recorder(CallbackAny2Vec):
        def on_epoch_begin(self, model: Any) -> None:
            events.append("begin")

        def on_epoch_end(self, model: Any) -> None:
            events.append("end")

    with caplog.at_level(logging.WARNING):
        model = Word2Vec(TEXT, **SMALL, hs=1, negative=5, callbacks=[Recorder()])
    assert "Both hierarchical softmax and negative sampling" in caplog.text
    assert events == ["begin", "end"] * 2
    assert model.syn1.any()
    assert model.syn1neg.any()
    assert len(model.history) == 4
    losses = [record.loss * record.predictions for record in model.history]
    assert model.get_latest_training_loss() == pytest.approx(sum(losses))
    model.save(tmp_path / "m")
    loaded = Word2Vec.load(tmp_path / "m", mmap="r")
    for name in ("syn1", "syn1neg"):
        assert np.array_equal(getattr(loaded, name), getattr(model, name))
    assert (loaded.hs, loaded.negative) == (1, 5)
    train(loaded)
    assert np.shares_memory(loaded.wv.vectors, loaded._states["hierarchical_softmax"].V)
    assert np.shares_memory(loaded.wv.vectors, loaded._states["negative_sampling"].V)


def test_the_turns_are_one_epoch_of_each_loss() -> None:
    """The first epoch of both is one of hierarchical softmax, then one of negative sampling."""
    one = SMALL | {"epochs": 1, "alpha": 0.05}
    both = Word2Vec(TEXT, **one, hs=1, negative=5)
    first = Word2Vec(TEXT, **one, hs=1, negative=0)
    second = Word2Vec(**one)
    second.build_vocab(TEXT)
    second.wv.vectors[:] = first.wv.vectors
    train(second)
    assert np.array_equal(both.syn1, first.syn1)
    assert np.array_equal(both.wv.vectors, second.wv.vectors)
    assert np.array_equal(both.syn1neg, second.syn1neg)


# --- predictions ----------------------------------------------------------------------------------


@pytest.mark.parametrize("cbow_mean", [0, 1])
def test_predicted_words_are_those_of_gensim_with_the_same_matrices(cbow_mean: int) -> None:
    ours, theirs = (kind(TEXT, **SMALL, cbow_mean=cbow_mean) for kind in (Word2Vec, Theirs))
    for word in theirs.wv.index_to_key:
        theirs.wv.vectors[theirs.wv.key_to_index[word]] = ours.wv[word]
        theirs.syn1neg[theirs.wv.key_to_index[word]] = ours.syn1neg[ours.wv.key_to_index[word]]
    for context in (["w1", "w2"], ["w3"], ["w4", "nobody", "w5"]):
        expected = dict(theirs.predict_output_word(context, topn=20))
        found = ours.predict_output_word(context, topn=20)
        assert found is not None
        assert dict(found) == pytest.approx(expected, rel=1e-4)
        probabilities = [probability for _, probability in found]
        assert probabilities == sorted(probabilities, reverse=True)
    rows = [ours.wv.key_to_index["w1"], ours.wv.key_to_index["w2"]]
    assert ours.predict_output_word(rows) == ours.predict_output_word(["w1", "w2"])
    assert ours.predict_output_word(["nobody", -1, 99]) is None
    with pytest.raises(RuntimeError, match="negative above 0"):
        Word2Vec(TEXT, **SMALL, hs=1, negative=0).predict_output_word(["w1"])


@pytest.mark.parametrize(
    ("switches", "settings"),
    [
        ({"sg": 1}, {}),
        ({"cbow_mean": 1}, {"architecture": "cbow", "cbow_gradient": "word2vec"}),
        ({"cbow_mean": 0}, {"architecture": "cbow", "context": "sum"}),
    ],
)
def test_scores_sum_to_the_loss_of_the_kernel(
    switches: dict[str, Any], settings: dict[str, Any], tmp_path: Any
) -> None:
    """The native loss over whole windows is the mean of -log p that `score` sums by sentence."""
    model = Word2Vec(TEXT, **SMALL, hs=1, negative=0, shrink_windows=False, **switches)
    model.save(tmp_path / "m")
    loaded = lemmavec.Word2Vec.load(tmp_path / "m")
    text = [["w1", "w2", "w3", "w4", "w5", "w1"], ["w7", "nobody", "w8"], ["w9"]]
    found = model.score(text)
    pairs = [9 * 2 + 6, 2, 0] if "sg" in switches else [6, 2, 0]
    assert found[2] == 0
    assert -found.sum() == pytest.approx(loaded.loss(text) * sum(pairs), rel=1e-5)
    assert model.score(text, 1).tolist() == found[:1].tolist()
    with pytest.raises(RuntimeError, match="hs=1"):
        Word2Vec(TEXT, **SMALL).score(text)


def test_a_rising_alpha_is_logged(caplog: Any) -> None:
    model = Word2Vec(TEXT, **SMALL)
    train(model)
    assert "Effective 'alpha' higher" in caplog.text
    caplog.clear()
    falling = Word2Vec(**SMALL)
    falling.build_vocab(TEXT)
    for alpha in (0.02, 0.01):
        falling.alpha = falling.min_alpha = alpha
        train(falling)
    assert "alpha" not in caplog.text
