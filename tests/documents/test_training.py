"""`Doc2Vec`: what is trained, by which gradient, with which bits."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from lemmavec import Checkpoint, Doc2Vec
from lemmavec.equations import sigmoid

MODELS = [
    {"architecture": "dbow"},
    {"architecture": "dbow", "train_words": True, "window": 3},
    {"architecture": "dbow", "loss": "hierarchical_softmax"},
    {"architecture": "dm"},
    {"architecture": "dm", "context": "sum", "window": 3},
    {"architecture": "dm", "loss": "hierarchical_softmax"},
]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: " ".join(map(str, m.values())))
SMALL = {"vector_size": 12, "min_count": 1, "sample": 0, "epochs": 3}


def texts(count: int = 300, seed: int = 0, topics: int = 3) -> list[list[str]]:
    """Documents of 0 to 30 words; document i has words of topic i % topics, and common ones."""
    random = np.random.default_rng(seed)
    made = []
    for i in range(count):
        own = random.random(length := int(random.integers(0, 31))) < 0.7
        words = np.where(own, 100 * (1 + i % topics), 0) + random.integers(0, 20, length)
        made.append([f"w{word}" for word in words])
    return made


TEXTS = texts()


def bits(model: Doc2Vec) -> list[bytes]:
    state = model._state
    return [x.tobytes() for x in (state.documents.D, state.V, state.U)]


@every_model
def test_documents_of_a_topic_are_near_each_other(model):
    trained = Doc2Vec(**SMALL | {"epochs": 30}, **model, alpha=0.025).fit(TEXTS)
    long = [i for i, words in enumerate(TEXTS) if len(words) > 10]
    right = [near % 3 == i % 3 for i in long for near, _ in trained.vectors.most_similar(i, topn=3)]
    assert np.mean(right) > 0.9


@every_model
def test_each_word_of_each_document_is_predicted_once_an_epoch(model):
    record = Doc2Vec(**SMALL, **model).fit(TEXTS).history[0]
    words = sum(map(len, TEXTS))
    assert record.words == words
    if model.get("train_words"):
        assert record.predictions > 2 * words  # and those of skip-gram
    else:
        assert record.predictions == words


@every_model
def test_the_bits_do_not_depend_on_the_number_of_workers(model):
    settings = {**SMALL, **model, "deterministic": True}
    expected = bits(Doc2Vec(**settings, workers=1).fit(TEXTS))
    for workers in (2, 5):
        assert bits(Doc2Vec(**settings, workers=workers).fit(TEXTS)) == expected
    assert bits(Doc2Vec(**settings, seed=2).fit(TEXTS)) != expected


@pytest.mark.parametrize("model", [MODELS[0], MODELS[3]])
def test_an_interrupted_run_goes_on_with_the_same_bits(tmp_path, model):
    class Stop(Exception):
        pass

    def stop(model, record):
        raise Stop

    settings, path = {**SMALL, **model, "deterministic": True}, tmp_path / "run.lemma"
    whole = Doc2Vec(**settings).fit(TEXTS)
    with pytest.raises(Stop):
        Doc2Vec(**settings).fit(TEXTS, callbacks=[Checkpoint(path), stop])
    resumed = Doc2Vec.load(path, workers=3)
    assert [record.epoch for record in resumed.history] == [1]
    with pytest.raises(ValueError, match="on another corpus"):
        resumed.fit(texts(seed=1), resume=True)
    assert bits(resumed.fit(TEXTS, resume=True)) == bits(whole)


def with_matrices(model: Doc2Vec, seed: int) -> None:
    """Give the model matrices whose gradients are not small."""
    state, random = model._state, np.random.default_rng(seed)
    size = state.settings.vector_size
    for matrix in (state.documents.D, state.V, state.U):
        matrix[:, :size] = random.normal(0, 0.5, (len(matrix), size))


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("context", [None, "mean", "sum"])
def test_the_change_of_an_epoch_is_minus_alpha_times_the_expected_gradient(context, deterministic):
    """Alpha is so small that all vectors stay where they are; negatives are drawn often enough."""
    alpha, negative, random = 1e-6, 5, np.random.default_rng(1)
    documents = [random.integers(0, 4, 4000) ** 2 % 4 for _ in range(3)]
    model = Doc2Vec(
        **SMALL | {"epochs": 1, "vector_size": 4}, alpha=alpha, min_alpha=alpha, workers=1,
        negative=negative, deterministic=deterministic,
        **({} if context is None else {"architecture": "dm", "context": context, "window": 1}),
    ).fit(documents)  # fmt: skip
    with_matrices(model, seed=2)
    state = model._state
    ids = [np.array([state.vocabulary.id_of(int(w)) for w in words]) for words in documents]
    D, V, U = (x[:, :4].astype(np.float64) for x in (state.documents.D, state.V, state.U))
    noise = state.vocabulary.counts**0.75 / (state.vocabulary.counts**0.75).sum()
    expected = np.zeros_like(D)
    for t, words in enumerate(ids):
        for i, word in enumerate(words):
            around = [words[j] for j in (i - 1, i + 1) if 0 <= j < len(words)]
            h, share = D[t], 1.0
            if context is not None:
                h = h + V[around].sum(axis=0)
                share = 1 / (1 + len(around)) if context == "mean" else 1.0
            h = share * h
            dh = (sigmoid(U[word] @ h) - 1) * U[word]
            dh += negative * (noise * sigmoid(U @ h)) @ U
            expected[t] += share * dh
    model.fit(documents, resume=True)
    change = (state.documents.D[:, :4] - D.astype(np.float32)).astype(np.float64)
    # The negatives, of which 16 documents share 16, are a sample: 2 % of the largest entry.
    tolerance = {"rtol": 0.05, "atol": np.abs(expected).max() / 16}
    np.testing.assert_allclose(change / -alpha, expected, **tolerance)


def test_pv_dbow_has_no_word_vectors_and_leaves_none_in_memory():
    model = Doc2Vec(**SMALL).fit(TEXTS)
    assert model._state.V.size == 0
    with pytest.raises(AttributeError, match="PV-DBOW has no word vectors"):
        _ = model.word_vectors
    for settings in MODELS[1], MODELS[3]:
        words = Doc2Vec(**SMALL, **settings).fit(TEXTS).word_vectors
        assert words["w100"].shape == (12,)


def test_a_document_without_words_keeps_the_vector_it_began_with():
    documents = [["gold", "ore"], [], ["ore", "gold", "gold"]]
    short, long = (Doc2Vec(**SMALL | {"epochs": n}, seed=3).fit(documents) for n in (1, 9))
    assert len(long.vectors) == 3
    np.testing.assert_array_equal(short.vectors[1], long.vectors[1])
    assert (short.vectors[0] != long.vectors[0]).any()


def test_copies_go_their_own_way():
    model = Doc2Vec(**SMALL, deterministic=True).fit(TEXTS)
    before = bits(model)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert bits(other) == before
        other.fit(TEXTS, resume=True)
        assert bits(other) != before
    assert bits(model) == before
    assert "300 documents' tags, 80 words" in repr(model)
