"""gensim's `Doc2Vec` by its own names, next to gensim itself."""

from __future__ import annotations

import inspect
import warnings

import numpy as np
import pytest

import lemmavec
from lemmavec.gensim.models.callbacks import CallbackAny2Vec
from lemmavec.gensim.models.doc2vec import Doc2Vec, TaggedDocument, TaggedLineDocument

RANDOM = np.random.default_rng(3)
TEXTS = [[f"w{n}" for n in RANDOM.integers(0, 12, 20) + 8 * (i % 2)] for i in range(120)]
DOCUMENTS = [TaggedDocument(words, [f"d{i}", i % 2]) for i, words in enumerate(TEXTS)]
SMALL = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1, "epochs": 8}


def theirs():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("gensim.models.doc2vec")


SWITCHES = [
    {"dm": 0},
    {"dm": 1},
    {"dm": 0, "dbow_words": 1},
    {"dm": 1, "dm_mean": 0},
    {"dm": 0, "hs": 1, "negative": 0},
]


@pytest.mark.parametrize("switches", SWITCHES)
def test_a_script_of_gensim_runs_here_as_well(switches, tmp_path):
    """The same lines with both libraries: only the module differs."""
    for module in (theirs(), inspect.getmodule(Doc2Vec)):
        tagged = getattr(module, "TaggedDocument", TaggedDocument)
        documents = [tagged(d.words, d.tags) for d in DOCUMENTS]
        model = module.Doc2Vec(**SMALL | {"epochs": 40, "alpha": 0.05}, **switches)
        model.build_vocab(documents)
        model.train(documents, total_examples=model.corpus_count, epochs=model.epochs)
        assert model.dv["d3"].shape == model.wv["w3"].shape == (8,)
        assert len(model.wv) == 20
        assert set(model.wv.key_to_index) == {f"w{i}" for i in range(20)}
        near = [int(tag[1:]) % 2 for tag, _ in model.dv.most_similar("d3", topn=20)
                if isinstance(tag, str)]  # fmt: skip
        assert switches["dm"] == 1 or np.mean(near) > 0.7  # PV-DM needs more than 20 words
        vector = model.infer_vector(["w1", "w2", "w2"])
        assert vector.shape == (8,)
        assert len(model.dv.most_similar([vector], topn=5)) == 5
        cosine = model.similarity_unseen_docs(["w1", "w2"], ["w18", "w19"])
        assert -1 <= cosine <= 1
        model.save(str(tmp_path / "model"))
        loaded = module.Doc2Vec.load(str(tmp_path / "model"))
        np.testing.assert_array_equal(loaded.dv["d7"], model.dv["d7"])


def test_its_names_are_those_of_gensim():
    gensim = theirs()
    ours, other = (inspect.signature(c.__init__).parameters for c in (Doc2Vec, gensim.Doc2Vec))
    # Not here: vectors of documents that are given or mapped from a file, and rules of words.
    missing = set(other) - set(ours) - {"kwargs"}
    assert missing == {"dv", "dv_mapfile", "trim_rule"}
    for name in set(ours) & set(other):
        assert ours[name].default == other[name].default or name in ("self", "callbacks"), name
    for method in ("train", "infer_vector", "build_vocab", "similarity_unseen_docs"):
        names = inspect.signature(getattr(Doc2Vec, method)).parameters
        assert set(names) <= set(inspect.signature(getattr(gensim.Doc2Vec, method)).parameters)


def test_the_constructor_trains_as_the_two_steps_do():
    once = Doc2Vec(DOCUMENTS, dm=0, **SMALL)
    steps = Doc2Vec(dm=0, **SMALL)
    steps.build_vocab(iter(DOCUMENTS))
    steps.train(iter(DOCUMENTS), total_examples=1, epochs=8)
    np.testing.assert_array_equal(once.dv.vectors, steps.dv.vectors)
    assert (once.corpus_count, once.corpus_total_words) == (240, 2400)
    assert steps.corpus_total_words == 2400
    ours = lemmavec.Doc2Vec(**SMALL, alpha=0.025)
    ours.fit(TEXTS, tags=[d.tags for d in DOCUMENTS])
    np.testing.assert_array_equal(once.dv["d5"], ours.vectors["d5"])


def test_the_mean_has_gensims_own_gradient():
    theirs = Doc2Vec(DOCUMENTS, dm=1, **SMALL)
    ours = lemmavec.Doc2Vec(**SMALL, architecture="dm", cbow_gradient="word2vec", alpha=0.025)
    ours.fit(TEXTS, tags=[d.tags for d in DOCUMENTS])
    np.testing.assert_array_equal(theirs.dv["d5"], ours.vectors["d5"])


def test_files_have_a_document_a_line(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("".join(" ".join(words) + "\n" for words in TEXTS))
    lines = Doc2Vec(TaggedLineDocument(str(path)), dm=0, **SMALL)
    native = Doc2Vec(corpus_file=path, dm=0, **SMALL)
    np.testing.assert_array_equal(lines.dv.vectors, native.dv.vectors)
    assert native.dv.index_to_key == list(range(120))


class Noted(CallbackAny2Vec):
    def __init__(self):
        self.events = []

    def on_train_begin(self, model):
        self.events.append("train")

    def on_epoch_begin(self, model):
        self.events.append("begin")

    def on_epoch_end(self, model):
        self.events.append(len(model.history))

    def on_train_end(self, model):
        self.events.append("end")


def test_callbacks_hear_each_epoch():
    noted = Noted()
    Doc2Vec(DOCUMENTS, callbacks=[noted], **SMALL | {"epochs": 2})
    assert noted.events == ["train", "begin", 1, "begin", 2, "end"]
    with pytest.raises(ValueError, match="callbacks are for a training"):
        Doc2Vec(callbacks=[noted])


def test_step_sizes_of_a_call_are_for_this_call():
    model = Doc2Vec(dm=0, **SMALL)
    model.build_vocab(DOCUMENTS)
    model.train(DOCUMENTS, total_examples=1, epochs=2, start_alpha=0.1, end_alpha=0.1)
    assert model.history[0].alpha == pytest.approx(0.1)
    assert model._model.settings.alpha == 0.025
    assert model.epochs == 2


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Doc2Vec(dm_concat=1), ValueError, "dm_concat=0 alone, got 1"),
        (lambda: Doc2Vec(dm=2), ValueError, "dm must be 0 or 1"),
        (lambda: Doc2Vec(hs=1), ValueError, "pass negative=0"),
        (lambda: Doc2Vec(negative=0), ValueError, "leave nothing to train"),
        (lambda: Doc2Vec("a text"), TypeError, "corpus_file="),
        (lambda: Doc2Vec([["gold"]]), TypeError, "document 0 is a list, not a TaggedDocument"),
        (lambda: Doc2Vec([TaggedDocument("gold ore", [0])]), TypeError, "one string: split it"),
        (lambda: Doc2Vec(DOCUMENTS, corpus_file="x"), TypeError, "one of them; got both"),
        (lambda: Doc2Vec().infer_vector(["gold"]), RuntimeError, "no vocabulary yet"),
        (lambda: Doc2Vec().train(DOCUMENTS, total_examples=1, epochs=1), RuntimeError, "vocabul"),
        (lambda: Doc2Vec().train(DOCUMENTS, epochs=1), ValueError, "needs total_examples"),
        (lambda: Doc2Vec().train(DOCUMENTS, total_examples=1), ValueError, "how many epochs"),
        (lambda: Doc2Vec().build_vocab(DOCUMENTS, update=True), ValueError, "no new words"),
        (lambda: Doc2Vec().docvecs, AttributeError, "use dv"),
        (lambda: Doc2Vec(DOCUMENTS, **SMALL).infer_vector("gold"), TypeError, "split it"),
    ],
)
def test_mistakes_are_said(call, error, message):
    with pytest.raises(error, match=message):
        call()
