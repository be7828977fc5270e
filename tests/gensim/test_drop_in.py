"""`lemmavec.gensim` beside gensim itself: the same script, run with both."""

from __future__ import annotations

import gzip
import importlib
import inspect
import io
import pickle
import subprocess
import sys

import numpy as np
import pytest

import lemmavec
from lemmavec import gensim as ours

gensim = pytest.importorskip("gensim")
models = importlib.import_module("gensim.models")
gensim_word2vec = importlib.import_module("gensim.models.word2vec")

SENTENCES = [
    ["the", "king", "rules", "the", "land"],
    ["the", "queen", "rules", "the", "land"],
    ["a", "king", "and", "a", "queen"],
    ["gold", "and", "silver", "ore"],
] * 40


class Theirs:
    Word2Vec = models.Word2Vec
    KeyedVectors = models.KeyedVectors
    LineSentence = gensim_word2vec.LineSentence


both = pytest.mark.parametrize("module", [Theirs, ours], ids=["gensim", "lemmavec"])


@pytest.fixture
def corpus_file(tmp_path):
    path = tmp_path / "corpus.txt"
    path.write_text("".join(" ".join(words) + "\n" for words in SENTENCES))
    return str(path)


# --- the same script ------------------------------------------------------------------------------


@both
@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"sg": 1},
        {"cbow_mean": 0},
        {"sg": 1, "hs": 1, "negative": 0},
        {"hs": 1, "negative": 0},
        {"sg": 1, "negative": 3, "ns_exponent": 0.5, "window": 2},
    ],
    ids=str,
)
def test_one_line_trains(module, switches, corpus_file) -> None:
    common = {"vector_size": 12, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1}
    for source in ({"sentences": SENTENCES}, {"corpus_file": corpus_file}):
        model = module.Word2Vec(**source, **common, **switches, compute_loss="sentences" in source)
        assert model.wv.vectors.shape == (len(model.wv), 12)
        assert model.wv.vectors.dtype == np.float32
        assert model.wv.index_to_key[0] == "the"
        assert sorted(model.wv.index_to_key) == sorted({w for s in SENTENCES for w in s})
        assert model.wv.get_vecattr("king", "count") == 80
        assert (model.corpus_count, model.corpus_total_words) == (160, 760)
        assert (model.vector_size, model.epochs, model.workers) == (12, 2, 1)
        assert model.train_count == 1
    model = module.Word2Vec(SENTENCES, **common, **switches, compute_loss=True)
    assert 0 < model.get_latest_training_loss() < 1e5


@both
def test_vocabulary_and_training_in_two_steps(module, corpus_file) -> None:
    model = module.Word2Vec(vector_size=8, min_count=50, sample=0, workers=1, seed=3)
    assert len(model.wv) == 0
    with pytest.raises(RuntimeError, match=r"build(_| )vocab"):
        model.train(SENTENCES, total_examples=1, epochs=1)
    model.build_vocab(SENTENCES)
    assert set(model.wv.index_to_key) == {"the", "king", "queen", "rules", "land", "a", "and"}
    before = model.wv.vectors.copy()
    wv = model.wv
    trained = model.train(SENTENCES, total_examples=model.corpus_count, epochs=5)
    # Words of the vocabulary, and all words, five times over.
    assert trained == (5 * 640, 5 * 760)
    assert model.wv is wv
    assert not np.array_equal(wv.vectors, before)
    model.train(
        corpus_file=corpus_file, total_words=model.corpus_total_words, epochs=1, total_examples=160
    )
    assert model.epochs == 1
    assert model.train_count == 2
    with pytest.raises(ValueError, match="epochs"):
        model.train(SENTENCES, total_examples=160)


@both
def test_counts_from_elsewhere(module) -> None:
    model = module.Word2Vec(vector_size=4, min_count=2, workers=1)
    model.build_vocab_from_freq({"ore": 4, "gold": 9, "rare": 1}, corpus_count=7)
    assert model.wv.key_to_index == {"gold": 0, "ore": 1}
    assert model.corpus_count == 7


@both
def test_callbacks_are_told_in_order(module) -> None:
    class Told(importlib.import_module("gensim.models.callbacks").CallbackAny2Vec):
        def __init__(self):
            self.calls, self.losses = [], []

        def on_train_begin(self, model):
            self.calls.append("train begin")

        def on_epoch_begin(self, model):
            self.calls.append("epoch begin")

        def on_epoch_end(self, model):
            self.calls.append("epoch end")
            self.losses.append(model.get_latest_training_loss())
            self.nearest = model.wv.most_similar("king", topn=1)

        def on_train_end(self, model):
            self.calls.append("train end")

    told = Told()
    options = {"vector_size": 8, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1}
    model = module.Word2Vec(SENTENCES, **options, compute_loss=True, callbacks=[told])
    epoch = ["epoch begin", "epoch end"]
    assert told.calls == ["train begin", *epoch, *epoch, "train end"]
    assert 0 < told.losses[0] < told.losses[1] == model.get_latest_training_loss()
    if module is ours:  # gensim goes on with the norms of the first epoch
        assert told.nearest == model.wv.most_similar("king", topn=1)


@both
def test_save_and_load_and_train_on(module, tmp_path) -> None:
    options = {"vector_size": 8, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1, "sg": 1}
    model = module.Word2Vec(SENTENCES, **options, window=3, negative=4, seed=5)
    model.save(str(tmp_path / "word2vec.model"))
    loaded = module.Word2Vec.load(str(tmp_path / "word2vec.model"))
    assert np.array_equal(loaded.wv.vectors, model.wv.vectors)
    for name in ("sg", "hs", "negative", "window", "seed", "min_count", "alpha", "cbow_mean"):
        assert getattr(loaded, name) == getattr(model, name), name
    loaded.train(SENTENCES, total_examples=160, epochs=1)
    assert not np.array_equal(loaded.wv.vectors, model.wv.vectors)
    model.wv.save(str(tmp_path / "vectors.kv"))
    vectors = module.KeyedVectors.load(str(tmp_path / "vectors.kv"), mmap="r")
    assert np.array_equal(vectors["king"], model.wv["king"])
    assert vectors.get_vecattr("king", "count") == 80


@both
def test_line_sentence(module, tmp_path) -> None:
    text = "gold \u00e9  ore\n\nsilver\tmine\n" + "x " * 30 + "\nlast"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    with gzip.open(tmp_path / "a.txt.gz", "wb") as file:
        file.write(text.encode())
    lines = [["gold", "\u00e9", "ore"], ["silver", "mine"], ["x"] * 30, ["last"]]
    for source in (str(tmp_path / "a.txt"), str(tmp_path / "a.txt.gz"), io.BytesIO(text.encode())):
        sentences = module.LineSentence(source)
        assert list(sentences) == lines
        assert list(sentences) == lines  # a second time
        assert list(module.LineSentence(source, limit=3)) == lines[:2]
        assert list(module.LineSentence(source, limit=0)) == []
        cut = [*lines[:2], ["x"] * 12, ["x"] * 12, ["x"] * 6, ["last"]]
        assert list(module.LineSentence(source, max_sentence_length=12)) == cut


# --- the same answers -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def vectors(shared_data, tmp_path_factory):
    """20,000 GloVe vectors with gensim and with us."""
    path = tmp_path_factory.mktemp("glove") / "glove.txt"
    rows = (shared_data / "formats" / "glove.6B.100d.top20k.txt").read_bytes()
    path.write_bytes(b"20000 100\n" + rows)
    return tuple(module.KeyedVectors.load_word2vec_format(str(path)) for module in (models, ours))


QUERIES = {
    "most_similar": lambda v: v.most_similar("gold", topn=20),
    "analogy": lambda v: v.most_similar(positive=["woman", "king"], negative=["man"]),
    "weights": lambda v: v.most_similar(positive=[("gold", 2.0), "ore"], negative=[("sea", 0.5)]),
    "vector": lambda v: v.most_similar(positive=[v["gold"] - v["ore"]], topn=5),
    "restricted": lambda v: v.most_similar("gold", topn=7, restrict_vocab=900),
    "clipped": lambda v: v.most_similar("gold", topn=7, clip_end=900),
    "all cosines": lambda v: v.most_similar("gold", topn=None),
    "none": lambda v: v.most_similar("gold", topn=0),
    "similar_by_word": lambda v: v.similar_by_word("gold", 3, 5000),
    "similar_by_key": lambda v: v.similar_by_key("gold", topn=3),
    "similar_by_vector": lambda v: v.similar_by_vector(v["gold"], topn=3),
    "similarity": lambda v: [("", v.similarity("gold", "silver"))],
    "distance": lambda v: [("", v.distance("gold", "silver"))],
    "n_similarity": lambda v: [("", v.n_similarity(["gold", "ore"], ["sea", "ship", "sail"]))],
    "doesnt_match": lambda v: [(v.doesnt_match("gold silver copper senate".split()), 0.0)],  # noqa: SIM905
    "distances": lambda v: v.distances("gold"),
    "some distances": lambda v: v.distances(v["gold"], ["silver", "sea"]),
    "closer_than": lambda v: [(word, 0.0) for word in v.closer_than("gold", "ore")],
    "rank": lambda v: [("", v.rank("gold", "ore"))],
    "given": lambda v: [(v.most_similar_to_given("gold", ["sea", "ore", "ship"]), 0.0)],
    "cosines": lambda v: v.cosine_similarities(v["gold"], v.vectors[:50]),
    "vectors": lambda v: v[["gold", "sea"]],
    "norm": lambda v: v.get_vector("gold", norm=True),
    "normed": lambda v: v.get_normed_vectors()[:99],
    "mean": lambda v: v.get_mean_vector(["gold", "qqqq", "sea"]),
    "own mean": lambda v: v.get_mean_vector(["gold", v["ore"], "sea"], [1, -2, 0.5], False, True),
    "weighted mean": lambda v: v.get_mean_vector(["gold", v["ore"]], weights=[1, -2]),
    "index": lambda v: [("", v.get_index("gold")), ("", v.get_index("qqqq", 7))],
    "known": lambda v: [("", "gold" in v), ("", "qqqq" in v), ("", v.has_index_for("gold"))],
    "size": lambda v: [("", len(v)), ("", v.vector_size), *zip(v.index_to_key, range(9))],  # noqa: B905
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_has_gensims_answer(vectors, query) -> None:
    theirs, mine = (query(v) for v in vectors)
    if isinstance(theirs, np.ndarray):
        assert theirs.shape == mine.shape
        assert np.asarray(mine) == pytest.approx(np.asarray(theirs), rel=1e-5, abs=2e-6)
    else:
        assert [word for word, _ in theirs] == [word for word, _ in mine]
        numbers = [float(number) for _, number in theirs]
        assert [float(number) for _, number in mine] == pytest.approx(numbers, rel=1e-5, abs=2e-6)


@pytest.mark.parametrize(
    "options", [{}, {"dummy4unknown": True}, {"restrict_vocab": 3000}], ids=str
)
def test_evaluations_have_gensims_answers(vectors, shared_data, options) -> None:
    pairs = str(shared_data / "similarity" / "EN-WS-353-ALL.txt")
    (pearson, spearman, oov), mine = (v.evaluate_word_pairs(pairs, **options) for v in vectors)
    # p-values are as small as 1e-40, and their relative error is n times that of the correlation.
    assert mine[0] == pytest.approx(tuple(pearson), rel=1e-3, abs=0)
    assert mine[1] == pytest.approx(tuple(spearman), rel=1e-3, abs=0)
    assert mine[1].statistic == mine[1][0]
    assert mine[2] == pytest.approx(oov)


def test_analogies_have_gensims_answers(vectors, shared_data, tmp_path) -> None:
    questions = (shared_data / "similarity" / "questions-words.txt").read_text().splitlines()
    some = [line for i, line in enumerate(questions) if line.startswith(":") or i % 40 == 0]
    path = tmp_path / "questions.txt"
    path.write_text("\n".join(some) + "\n")
    for options in ({"restrict_vocab": 8000}, {"dummy4unknown": True, "restrict_vocab": 2000}):
        theirs, mine = (v.evaluate_word_analogies(str(path), **options) for v in vectors)
        assert mine == theirs
        assert mine[1][-1]["correct"]


def test_word2vec_files_go_both_ways(vectors, tmp_path) -> None:
    theirs, _ = vectors
    for binary in (False, True):
        path, counts = str(tmp_path / "v"), str(tmp_path / "counts")
        theirs.save_word2vec_format(path, counts, binary=binary)
        read = ours.KeyedVectors.load_word2vec_format(path, counts, binary=binary, limit=500)
        assert read.index_to_key == theirs.index_to_key[:500]
        assert np.array_equal(read.vectors, theirs.vectors[:500])
        assert read.get_vecattr("the", "count") == theirs.get_vecattr("the", "count")
        read.save_word2vec_format(path, counts, binary)
        back = models.KeyedVectors.load_word2vec_format(path, counts, binary=binary)
        assert back.index_to_key == read.index_to_key
        assert np.array_equal(back.vectors, read.vectors)
        assert back.get_vecattr("the", "count") == read.get_vecattr("the", "count")


# --- the same names -------------------------------------------------------------------------------


METHODS = """
most_similar similar_by_word similar_by_vector get_vector get_index has_index_for distances rank
evaluate_word_pairs evaluate_word_analogies save_word2vec_format load_word2vec_format load
get_mean_vector most_similar_to_given closer_than
"""


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (models.Word2Vec.__init__, ours.Word2Vec.__init__),
        (models.Word2Vec.build_vocab_from_freq, ours.Word2Vec.build_vocab_from_freq),
        (gensim_word2vec.LineSentence.__init__, ours.LineSentence.__init__),
        *(
            (getattr(models.KeyedVectors, name), getattr(ours.KeyedVectors, name))
            for name in METHODS.split()
        ),
        (models.Word2Vec.build_vocab, ours.Word2Vec.build_vocab),
        (models.Word2Vec.train, ours.Word2Vec.train),
    ],
    ids=lambda f: f.__qualname__,
)
def test_arguments_have_gensims_names_order_and_defaults(theirs, mine) -> None:
    def listed(function):
        parameters = inspect.signature(function).parameters.values()
        return {p.name: p.default for p in parameters if p.kind != p.VAR_KEYWORD}

    expected = listed(theirs)
    if "max_sentence_length" in expected:
        expected["max_sentence_length"] = None  # nothing is cut here
    assert listed(mine) == expected
    assert list(listed(mine)) == list(expected)


# --- what is not there is said --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ({"negative": 0}, "leave nothing to train"),
        ({"sg": 2}, "sg and cbow_mean must be 0 or 1"),
        ({"hs": 3}, "hs must be 0 or 1"),
        ({"null_word": 1}, "null_word=0 alone"),
        ({"window": 0}, "window must be 1 or more"),
        ({"callbacks": [print]}, "callbacks are for a training"),
    ],
)
def test_switches_that_are_not_there_are_errors(switches, message) -> None:
    with pytest.raises(ValueError, match=message):
        ours.Word2Vec(**switches)


@pytest.mark.parametrize(
    ("switches", "message"),
    [
        ({"sg": 1, "cbow_mean": 0}, "cbow_mean=0 has no effect on skip-gram"),
        ({"hs": 1, "negative": 0, "ns_exponent": 0.5}, "ns_exponent has no effect"),
    ],
)
def test_switches_without_effect_are_warned_of(switches, message) -> None:
    with pytest.warns(UserWarning, match=message):
        ours.Word2Vec(**switches)


@both
def test_one_corpus_is_to_be_given(module, corpus_file) -> None:
    with pytest.raises(TypeError):
        module.Word2Vec(SENTENCES, corpus_file)
    with pytest.raises(TypeError):
        module.Word2Vec().build_vocab()


def test_methods_say_what_is_not_there(corpus_file, tmp_path) -> None:
    model = ours.Word2Vec(vector_size=4, min_count=1)
    with pytest.raises(ValueError, match="no vocabulary yet"):
        model.save(tmp_path / "x")
    model.build_vocab(SENTENCES)
    for asked, message in (
        (
            lambda: model.train(SENTENCES, total_examples=1, epochs=1, word_count=3),
            "word_count=0 alone",
        ),
        (lambda: model.build_vocab_from_freq({"a": 0}), "min_count=1"),
        (lambda: model.train(SENTENCES, epochs=1), "total_examples=model.corpus_count"),
        (lambda: model.wv.most_similar("king", clip_end=3, restrict_vocab=2), "one of them"),
        (lambda: model.wv.evaluate_word_pairs("x", encoding="latin-1"), "utf8"),
        (lambda: model.wv.evaluate_word_analogies("x", similarity_function="f"), "similarity_f"),
        (lambda: ours.KeyedVectors.load("x", mmap="w"), "mmap"),
        (lambda: ours.KeyedVectors.load_word2vec_format("x", encoding="latin-1"), "utf8"),
        (lambda: ours.LineSentence(corpus_file, 0), "max_sentence_length"),
    ):
        with pytest.raises(ValueError, match=message):
            asked()
    model.vector_size = 5
    with pytest.raises(ValueError, match="vector_size are not those"):
        model.train(SENTENCES, total_examples=1, epochs=1)
    with pytest.raises(TypeError, match="fill it by add_vectors"):
        ours.KeyedVectors(["king"])
    with pytest.raises(AttributeError, match="use key_to_index"):
        _ = model.wv.vocab
    with pytest.raises(AttributeError, match=r"ask model\.wv"):
        model.most_similar("king")
    with pytest.raises(AttributeError, match=r"'frobnicate'$"):
        _ = model.frobnicate
    assert not hasattr(model.wv, "frobnicate")


def test_gensims_own_files_are_refused(tmp_path) -> None:
    path = tmp_path / "gensim.model"
    theirs = models.Word2Vec(SENTENCES, vector_size=4, min_count=1, epochs=1, workers=1)
    theirs.save(str(path))
    with pytest.raises(ValueError, match="pickle"):
        ours.Word2Vec.load(path)
    theirs.wv.save(str(path))
    with pytest.raises(ValueError, match="pickle"):
        ours.KeyedVectors.load(path)


def test_a_word_without_a_vector_is_left_out_aloud(vectors) -> None:
    words = ["gold", "silver", "qqqq", "senate"]
    with pytest.warns(UserWarning, match="without a vector: 'qqqq'"):
        assert vectors[1].doesnt_match(words) == vectors[0].doesnt_match(words)


# --- and it is lemmavec beneath -------------------------------------------------------------------


def test_the_vectors_are_lemmavecs() -> None:
    same = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1, "seed": 4, "epochs": 2}
    for gensims, settings in (
        ({"sg": 1}, {}),
        ({"sg": 0}, {"architecture": "cbow", "cbow_gradient": "word2vec"}),
        ({"cbow_mean": 0}, {"architecture": "cbow", "context": "sum"}),
        ({"sg": 1, "hs": 1, "negative": 0}, {"loss": "hierarchical_softmax"}),
    ):
        model = ours.Word2Vec(SENTENCES, **same, **gensims)
        expected = lemmavec.Word2Vec(**same, **settings).fit(SENTENCES)
        assert np.array_equal(model.wv.vectors, expected.vectors.vectors)
        assert model.history[-1].loss == expected.history[-1].loss
        losses = sum(record.loss * record.predictions for record in expected.history)
        assert model.get_latest_training_loss() == pytest.approx(losses, rel=1e-12)


def test_a_model_is_lemmavecs_file(tmp_path) -> None:
    options = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1}
    ours.Word2Vec(SENTENCES, **options, cbow_mean=0).save(tmp_path / "a.lemma")
    assert lemmavec.Word2Vec.load(tmp_path / "a.lemma").settings.context == "sum"
    lemmavec.Word2Vec(**options, loss="softmax").fit(SENTENCES).save(tmp_path / "b.lemma")
    with pytest.raises(ValueError, match=r"lemmavec\.Word2Vec\.load"):
        ours.Word2Vec.load(tmp_path / "b.lemma")


def test_calls_of_one_epoch_do_not_repeat_their_draws() -> None:
    """With the same windows and negatives each time, two calls would agree in all their losses."""
    model = ours.Word2Vec(vector_size=8, min_count=1, workers=1, alpha=1e-9, min_alpha=1e-9)
    model.build_vocab(SENTENCES)
    for _ in range(3):
        model.train(SENTENCES, total_examples=len(SENTENCES), epochs=1)
    assert len({record.predictions for record in model.history}) > 1


def test_alpha_of_one_call() -> None:
    model = ours.Word2Vec(vector_size=8, min_count=1, sample=0, workers=1)
    model.build_vocab(SENTENCES)
    model.train(SENTENCES, total_examples=len(SENTENCES), epochs=1, start_alpha=0.1, end_alpha=0.05)
    model.train(SENTENCES, total_examples=len(SENTENCES), epochs=1)
    assert [record.alpha for record in model.history] == pytest.approx([0.05, 1e-4])
    model.alpha = model.min_alpha = 0.01  # as scripts do that lower alpha by themselves
    model.train(SENTENCES, total_examples=len(SENTENCES), epochs=1)
    assert model.history[-1].alpha == pytest.approx(0.01)


def test_norms_follow_the_training() -> None:
    model = ours.Word2Vec(SENTENCES, vector_size=8, min_count=1, sample=0, workers=1)
    wv = model.wv
    before = wv.norms.copy()
    model.train(SENTENCES, total_examples=len(SENTENCES), epochs=3)
    assert np.array_equal(wv.norms, np.linalg.norm(wv.vectors, axis=1).astype(np.float32)) or (
        wv.norms == pytest.approx(np.linalg.norm(wv.vectors, axis=1), rel=1e-6)
    )
    assert not np.array_equal(wv.norms, before)


def test_a_generator_serves_once() -> None:
    model = ours.Word2Vec((words for words in SENTENCES), vector_size=4, min_count=1, workers=1)
    assert "king" in model.wv


def test_whole_files_are_read_natively(corpus_file, monkeypatch) -> None:
    expected = ours.Word2Vec(corpus_file=corpus_file, vector_size=4, min_count=1, workers=1)
    monkeypatch.setattr(ours.LineSentence, "__iter__", lambda self: pytest.fail("read by Python"))
    options = {"vector_size": 4, "min_count": 1, "workers": 1}
    model = ours.Word2Vec(ours.LineSentence(corpus_file), **options)
    assert np.array_equal(model.wv.vectors, expected.wv.vectors)
    monkeypatch.undo()
    limited = ours.Word2Vec(ours.LineSentence(corpus_file, limit=4), **options, sample=0)
    assert limited.corpus_total_words == 19


def test_keyed_vectors_survive_copying() -> None:
    model = ours.Word2Vec(SENTENCES, vector_size=4, min_count=1, workers=1)
    copied = pickle.loads(pickle.dumps(model.wv))
    assert isinstance(copied, ours.KeyedVectors)
    assert np.array_equal(copied.get_vector("king", norm=True), model.wv.get_vector("king", True))


def test_gensim_itself_is_not_imported() -> None:
    code = "import sys, lemmavec.gensim; print('gensim' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
