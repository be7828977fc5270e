"""gensim's FastText: what scripts do with it does the same here."""

from __future__ import annotations

import inspect
import pickle

import numpy as np
import pytest

import lemmavec
from lemmavec.gensim import FastText, Word2Vec
from lemmavec.gensim.errors import NoModelError
from lemmavec.gensim.models.fasttext import (
    FastTextKeyedVectors,
    load_facebook_model,
    load_facebook_vectors,
    save_facebook_model,
)

theirs = pytest.importorskip("gensim.models.fasttext", reason="gensim is not installed")

WORDS = ["gold", "golden", "goldsmith", "silver", "silvery", "mine", "miner", "mining", "ore", "of"]
SENTENCES = [
    np.random.default_rng(i).choice(WORDS[5 * (i % 2) : 5 * (i % 2) + 5], 12).tolist()
    for i in range(100)
]
SMALL = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1, "bucket": 300, "max_n": 5}
SWITCHES = [{"sg": 1}, {}, {"sg": 1, "hs": 1, "negative": 0}, {"hs": 1, "negative": 0}]
every_switch = pytest.mark.parametrize("switches", SWITCHES, ids=str)


def trained(**more):
    return FastText(SENTENCES, **SMALL | more)


def test_the_constructor_is_gensims():
    def of(cls):
        given = inspect.signature(cls).parameters.values()
        return [(p.name, p.default) for p in given if p.name != "hashfxn"]

    assert of(FastText) == of(theirs.FastText)
    assert of(FastTextKeyedVectors) == of(theirs.FastTextKeyedVectors)


@every_switch
def test_a_script_runs_as_with_gensim(switches):
    """The shapes, the words and who is near whom, in both libraries."""
    for library in (theirs.FastText, FastText):
        model = library(SENTENCES, **SMALL, **switches, epochs=30, alpha=0.05)
        wv = model.wv
        assert wv.vectors.shape == wv.vectors_vocab.shape == (10, 8)
        assert wv.vectors_ngrams.shape == (300, 8)
        assert (wv.min_n, wv.max_n, wv.bucket) == (3, 5, 300)
        assert "goldfish" in wv
        assert "goldfish" not in wv.key_to_index
        assert wv["goldfish"].shape == (8,)
        assert wv.get_vector("goldfish", norm=True) @ wv.get_vector(
            "goldfish", norm=True
        ) == pytest.approx(1, abs=1e-5)
        assert wv.similarity("gold", "silver") > wv.similarity("gold", "mine")
        assert wv.similarity("goldens", "silver") > wv.similarity("goldens", "mine")
        assert wv.most_similar("goldens", topn=1)[0][0] in WORDS[:5]
        assert wv.get_sentence_vector(["gold", "goldfish"]).shape == (8,)
        model.train(SENTENCES, total_examples=model.corpus_count, epochs=1)
        model.build_vocab([["goldfish"] * 3], update=True)
        assert "goldfish" in wv.key_to_index
        assert model.wv.vectors.shape == (11, 8)


def test_vectors_are_those_of_the_rows_after_each_epoch_and_a_training():
    seen = []

    class Look:
        def on_train_begin(self, model): ...
        def on_epoch_begin(self, model): ...
        def on_epoch_end(self, model):
            seen.append(model.wv["gold"].copy())

        def on_train_end(self, model): ...

    model = trained(epochs=3, callbacks=[Look()])
    assert len({vector.tobytes() for vector in seen}) == 3
    np.testing.assert_array_equal(seen[-1], model.wv["gold"])
    before = model.wv.vectors.copy()
    model.wv.adjust_vectors()
    np.testing.assert_allclose(model.wv.vectors, before, atol=1e-6)
    model.wv.vectors[:] = 0
    model.train(SENTENCES, total_examples=100, epochs=1)
    assert model.wv.vectors.all()


@every_switch
def test_saved_models_and_vectors_go_on(switches, tmp_path):
    model = trained(**switches)
    model.save(tmp_path / "model")
    model.wv.save(tmp_path / "wv")
    loaded, vectors = FastText.load(tmp_path / "model"), FastTextKeyedVectors.load(tmp_path / "wv")
    for wv in (loaded.wv, vectors, pickle.loads(pickle.dumps(model)).wv):
        for word in ("gold", "goldfish"):
            np.testing.assert_array_equal(wv[word], model.wv[word])
        assert (wv.min_n, wv.max_n, wv.bucket) == (3, 5, 300)
    loaded.train(SENTENCES, total_examples=100, epochs=1)
    assert not np.array_equal(loaded.wv["goldfish"], model.wv["goldfish"])
    with pytest.raises(NoModelError, match="a model with subwords: load it with FastText"):
        Word2Vec.load(tmp_path / "model")


@every_switch
def test_models_of_fasttext_go_there_and_back(switches, tmp_path):
    model, path = trained(**switches), str(tmp_path / "model.bin")
    save_facebook_model(model, path)
    for load, load_vectors in (
        (theirs.load_facebook_model, theirs.load_facebook_vectors),
        (load_facebook_model, load_facebook_vectors),
    ):
        again = load(path)
        for name in ("sg", "hs", "vector_size", "window", "epochs", "min_count"):
            assert int(getattr(again, name)) == getattr(model, name), name
        for wv in (again.wv, load_vectors(path)):
            for word in ("gold", "goldfish"):
                np.testing.assert_allclose(wv[word], model.wv[word], atol=1e-6)
        again.train(SENTENCES, total_examples=100, epochs=1)


@pytest.mark.parametrize("none", [{"bucket": 0}, {"max_n": 0}, {"min_n": 4, "max_n": 3}])
def test_without_ngrams_it_is_word2vec(none, tmp_path):
    model = trained(**none)
    assert "goldfish" not in model.wv
    with pytest.raises(KeyError, match="goldfish"):
        model.wv["goldfish"]
    model.save(tmp_path / "model")
    assert "gold" in FastText.load(tmp_path / "model").wv


def test_a_model_of_lemmavec_loads_if_gensim_could_have_made_it(tmp_path):
    for steps in ("word", "text"):
        subwords = lemmavec.Subwords(max_n=5, buckets=300, steps=steps)
        model = lemmavec.Word2Vec(vector_size=8, min_count=1, subwords=subwords, sample=0)
        model.fit(SENTENCES).save(tmp_path / steps)
    loaded = FastText.load(tmp_path / "word")
    assert (loaded.sg, loaded.bucket) == (1, 300)
    with pytest.raises(
        ValueError, match=r"no switch for Subwords\(max_n=5, buckets=300, steps='text'\)"
    ):
        FastText.load(tmp_path / "text")


def test_what_has_no_counterpart_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="word_ngrams=1 alone"):
        trained(word_ngrams=2)
    model = trained(hs=1, negative=5)
    with pytest.raises(ValueError, match="room for one loss"):
        save_facebook_model(model, tmp_path / "m.bin")
    with pytest.raises(ValueError, match="UTF-8"):
        load_facebook_model(tmp_path / "m.bin", encoding="latin-1")
    model.wv.vectors_lockf = np.zeros(10, np.float32)
    with pytest.raises(ValueError, match="vectors_lockf has no effect on words that share"):
        model.train(SENTENCES, total_examples=100, epochs=1)
    assert not list(tmp_path.iterdir())
