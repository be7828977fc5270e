"""`Doc2VecVectorizer`: features that tell classes apart, and what scikit-learn expects."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline

from lemmavec import Doc2Vec
from lemmavec.sklearn import Doc2VecVectorizer, SoftmaxRegression, load_estimator, save_estimator

RANDOM = np.random.default_rng(5)
LABELS = np.arange(200) % 2
TEXTS = [
    " ".join(f"w{n}" for n in RANDOM.integers(0, 12, 15) + 8 * label) for label in LABELS
]  # fmt: skip
SMALL = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1}


def test_a_pipeline_learns_the_classes():
    model = make_pipeline(Doc2VecVectorizer(**SMALL, epochs=30), LogisticRegression())
    assert cross_val_score(model, TEXTS, LABELS, cv=4).mean() > 0.95


@pytest.mark.parametrize("architecture", ["dbow", "dm"])
def test_features_are_the_vectors_of_doc2vec_scaled(architecture):
    vectorizer = Doc2VecVectorizer(**SMALL, architecture=architecture)
    trained = vectorizer.fit_transform(TEXTS)
    model = Doc2Vec(**SMALL, architecture=architecture).fit([text.split() for text in TEXTS])
    assert trained.dtype == np.float64
    np.testing.assert_allclose(trained * vectorizer.scale_, model.vectors.vectors, rtol=1e-6)
    assert trained.var(axis=0).mean() == pytest.approx(1)
    found = vectorizer.transform(TEXTS[:5])
    new = model.infer([text.split() for text in TEXTS[:5]])
    np.testing.assert_allclose(found * vectorizer.scale_, new, rtol=1e-6)
    assert not vectorizer.transform(["nothing known"]).any()


def test_it_is_cloned_named_and_checked():
    vectorizer = Doc2VecVectorizer(**SMALL, architecture="dm", window=3)
    assert clone(vectorizer).get_params() == vectorizer.get_params()
    with pytest.raises(NotFittedError):
        vectorizer.transform(TEXTS)
    names = vectorizer.fit(TEXTS).get_feature_names_out()
    assert names.tolist() == [f"doc2vecvectorizer{i}" for i in range(8)]
    with pytest.raises(TypeError, match="one string"):
        vectorizer.fit("a text")
    with pytest.raises(ValueError, match="window=3 is for"):
        Doc2VecVectorizer(window=3).fit(TEXTS)


@pytest.mark.parametrize("settings", [{}, {"architecture": "dm"}, {"train_words": True}])
def test_what_is_loaded_finds_the_same_vectors(tmp_path, settings):
    path = tmp_path / "model"
    pipeline = make_pipeline(Doc2VecVectorizer(**SMALL, **settings), SoftmaxRegression())
    pipeline.fit(TEXTS, LABELS)
    save_estimator(pipeline, path)
    loaded = load_estimator(path)
    np.testing.assert_array_equal(loaded.predict_proba(TEXTS), pipeline.predict_proba(TEXTS))
    # No texts, and no vectors of them, are in the file.
    assert not any(len(array) == len(TEXTS) for array in load_file(path).values())
    again = loaded.fit(TEXTS, LABELS)
    np.testing.assert_array_equal(again.predict_proba(TEXTS), pipeline.predict_proba(TEXTS))
