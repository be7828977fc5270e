"""Vectors of new documents: from their words alone, and with all else frozen."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Doc2Vec

from .test_training import MODELS, SMALL, TEXTS, bits, texts

every_model = pytest.mark.parametrize("model", MODELS, ids=lambda m: " ".join(map(str, m.values())))
NEW = texts(40, seed=9)


@every_model
def test_a_vector_depends_on_the_words_and_the_seed_alone(model):
    trained = Doc2Vec(**SMALL | {"sample": 0.001}, **model, workers=1).fit(TEXTS)
    before = bits(trained)
    whole = trained.infer(NEW)
    assert whole.shape == (40, 12)
    assert whole.dtype == np.float32
    np.testing.assert_array_equal(trained.infer(NEW[::-1])[::-1], whole)
    np.testing.assert_array_equal(np.vstack([trained.infer([words]) for words in NEW]), whole)
    trained.settings = trained._state.settings = trained.settings.__class__(
        **trained.settings.by_name() | {"workers": 3}
    )
    np.testing.assert_array_equal(trained.infer(iter(NEW)), whole)
    assert bits(trained) == before


@every_model
def test_it_finds_the_topic(model):
    trained = Doc2Vec(**SMALL | {"epochs": 30}, **model, alpha=0.025).fit(TEXTS)
    found = trained.infer(NEW)
    near = [
        (i, tag)
        for i, words in enumerate(NEW)
        if len(words) > 10
        for tag, _ in trained.vectors.most_similar(found[i], topn=3)
    ]
    # By chance 1/3. In PV-DM the words around foretell most of a path, and leave little to the tag.
    least = 0.5 if model == MODELS[5] else 0.8
    assert np.mean([tag % 3 == i % 3 for i, tag in near]) > least


def test_words_that_are_not_known_do_not_count():
    trained = Doc2Vec(**SMALL).fit(TEXTS)
    known, mixed = trained.infer([["w1", "w2"], ["w1", "new", "w2"]])
    np.testing.assert_array_equal(known, mixed)
    assert not trained.infer([["new"], []]).any()


def test_more_epochs_lower_the_loss_of_the_documents():
    trained = Doc2Vec(**SMALL | {"epochs": 20}).fit(TEXTS)
    state = trained._state
    U, index = state.outside_vectors, state.vocabulary.index

    def loss(vectors):
        return -np.mean(
            [
                np.log(1 / (1 + np.exp(-U[[index[w] for w in words]] @ d))).mean()
                for words, d in zip(NEW, vectors, strict=True)
                if words
            ]
        )

    losses = [loss(trained.infer(NEW, epochs=n, alpha=0.05, min_alpha=0.05)) for n in (1, 5, 40)]
    assert losses[0] > losses[1] > losses[2]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"epochs": 0}, "epochs must be 1"),
        ({"alpha": 0}, "min_alpha"),
        ({"alpha": float("nan")}, "alpha must be finite"),
        ({"alpha": 0.01, "min_alpha": 0.02}, "between 0 and alpha"),
    ],
)
def test_bad_steps_are_refused(given, message):
    trained = Doc2Vec(**SMALL).fit(TEXTS)
    with pytest.raises(ValueError, match=message):
        trained.infer(NEW, **given)
    with pytest.raises(ValueError, match="nothing to infer with yet"):
        Doc2Vec().infer(NEW)
