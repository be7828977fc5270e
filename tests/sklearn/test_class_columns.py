"""The defaults of the pipeline: what is chosen, and the log-count ratios of words."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from lemmavec import WordVectors
from lemmavec.classify.class_ratios import FOLDS, log_count_ratios, ratios_of_other_folds
from lemmavec.sklearn import (
    SoftmaxRegression,
    TwoLayerClassifier,
    Word2VecVectorizer,
    load_estimator,
    save_estimator,
)

# Toys, from which there is little to learn.
pytestmark = pytest.mark.filterwarnings("ignore:on its own training data")

RNG = np.random.default_rng(5)
WORDS = [f"w{i}" for i in range(30)]
VECTORS = WordVectors(WORDS, RNG.normal(size=(30, 4)).astype(np.float32))


def texts_of(labels, seed=1):
    """Six words a text, of which about two are those of its class."""
    rng = np.random.default_rng(seed)
    own = {label: WORDS[3 * i : 3 * i + 3] for i, label in enumerate(sorted(set(labels)))}
    texts = []
    for label in labels:
        pick = rng.random(6) < 0.35
        texts.append(" ".join(rng.choice(own[label] if p else WORDS[9:]) for p in pick))
    return texts


@pytest.mark.parametrize("classes", [2, 3])
def test_columns_of_transform_are_mean_ratios_of_all_texts(classes):
    labels = np.arange(60) % classes
    texts = texts_of(labels)
    vectorizer = Word2VecVectorizer(VECTORS).fit(texts, labels)
    counts = np.array([[text.split().count(word) for word in WORDS] for text in texts], float)
    ratios = log_count_ratios(csr_matrix(counts), labels, classes)
    expected = counts @ ratios / counts.sum(axis=1, keepdims=True)
    found = vectorizer.transform(texts)[:, 4:]
    assert found.shape == (60, 1 if classes == 2 else 3)
    learnt_from = np.zeros_like(expected)
    for rows, others in ratios_of_other_folds(csr_matrix(counts), labels, classes, seed=1):
        learnt_from[rows] = counts[rows] @ others / counts[rows].sum(axis=1, keepdims=True)
    scale = np.sqrt(learnt_from.var(axis=0).mean())
    np.testing.assert_allclose(found, expected / scale, atol=1e-12)


def test_training_columns_do_not_know_the_labels_of_their_texts():
    labels = RNG.permutation(500) % 2
    texts = [f"only{i}" for i in range(500)]  # each word in one text: nothing carries over
    vectors = WordVectors(texts, RNG.normal(size=(500, 2)).astype(np.float32))
    vectorizer = Word2VecVectorizer(vectors)
    learnt_from = vectorizer.fit_transform(texts, labels)[:, 2]
    assert not learnt_from.any()
    assert SoftmaxRegression().fit(learnt_from[:, None], labels).score(
        learnt_from[:, None], labels
    ) == pytest.approx(0.5)
    in_sample = vectorizer.transform(texts)[:, 2]
    assert ((in_sample > 0) == (labels == 1)).all()


def test_training_columns_have_a_mean_variance_of_one_and_come_from_the_other_folds():
    labels = np.arange(90) % 3
    texts = texts_of(labels)
    rows = Word2VecVectorizer(VECTORS, seed=3).fit_transform(texts, labels)
    assert rows[:, :4].var(axis=0).mean() == pytest.approx(1)
    assert rows[:, 4:].var(axis=0).mean() == pytest.approx(1)
    fold = np.random.default_rng(3).permutation(90) % FOLDS
    changed = labels.copy()
    changed[fold == 2] = (changed[fold == 2] + 1) % 3  # its own labels do not matter to a fold
    again = Word2VecVectorizer(VECTORS, seed=3).fit_transform(texts, changed)
    scale = (rows[fold == 2, 4:] / again[fold == 2, 4:])[0, 0]
    np.testing.assert_allclose(rows[fold == 2, 4:], again[fold == 2, 4:] * scale)


def test_labels_without_ratios_and_ratios_without_labels():
    labels = ["a", "b"] * 30
    texts = texts_of(labels)
    off = Word2VecVectorizer(VECTORS, class_ratios=False)
    np.testing.assert_array_equal(off.fit_transform(texts, labels), off.fit_transform(texts))
    assert off.settings_ == {"class_ratios": False}
    with pytest.raises(ValueError, match="give fit labels"):
        Word2VecVectorizer(VECTORS, class_ratios=True).fit(texts)
    with pytest.raises(ValueError, match="60 texts, but 59 labels"):
        Word2VecVectorizer(VECTORS).fit(texts, labels[1:])
    with pytest.raises(ValueError, match="True, False or \"auto\", got 'yes'"):
        Word2VecVectorizer(VECTORS, class_ratios="yes").fit(texts, labels)
    with pytest.raises(TypeError, match="class_ratios must be True or False, got 1"):
        Word2VecVectorizer(VECTORS, class_ratios=1).fit(texts, labels)


@pytest.mark.parametrize(
    "y", [np.linspace(0, 1, 60), np.arange(60), np.zeros(60), np.eye(60, 3)],
    ids=["a regression", "60 classes", "one class", "a matrix"],
)  # fmt: skip
def test_what_is_not_labels_of_a_few_classes_gives_no_ratios(y):
    texts = texts_of(["a", "b"] * 30)
    assert Word2VecVectorizer(VECTORS).fit_transform(texts, y).shape == (60, 4)
    make_pipeline(Word2VecVectorizer(VECTORS), LinearRegression()).fit(texts, y)


def test_chosen_settings_are_shown_and_given_ones_win():
    texts = texts_of(["a", "b"] * 30)
    chosen = Word2VecVectorizer(vector_size=3, workers=1).fit(texts).settings_
    assert chosen == {
        "class_ratios": False, "epochs": 30, "min_count": 1, "window": 20, "sample": 0.0,
    }  # fmt: skip
    given = {"epochs": 2, "min_count": 4, "window": 3, "sample": 0}
    vectorizer = Word2VecVectorizer(vector_size=3, workers=1, **given).fit(texts)
    assert vectorizer.settings_ == {"class_ratios": False, **given}
    expected = {word for word in WORDS if " ".join(texts).split().count(word) >= 4}
    assert set(vectorizer.vectors_) == expected
    with pytest.raises(ValueError, match='epochs must be a number or "auto"'):
        Word2VecVectorizer(epochs="few").fit(texts)
    with pytest.raises(ValueError, match="epochs must be 1 or more, got 0"):
        Word2VecVectorizer(epochs=0).fit(texts)


def test_strength_by_the_number_of_rows():
    X, y = RNG.normal(size=(40, 2)), np.arange(40) % 2
    automatic, given = SoftmaxRegression().fit(X, y), SoftmaxRegression(l2=10 / 40).fit(X, y)
    assert automatic.settings_ == {"l2": 10 / 40}
    np.testing.assert_array_equal(automatic.coef_, given.coef_)
    nothing = SoftmaxRegression(l2=0).fit(X, y)
    assert nothing.settings_ == {"l2": 0.0}
    assert np.linalg.norm(nothing.coef_) > 1.1 * np.linalg.norm(given.coef_)


@pytest.mark.parametrize("classifier", [SoftmaxRegression(), TwoLayerClassifier(4, epochs=3)])
def test_ratios_and_choices_are_saved(tmp_path, classifier):
    labels = ["a", "b", "c"] * 20
    texts = texts_of(labels)
    model = make_pipeline(Word2VecVectorizer(VECTORS), classifier).fit(texts, labels)
    save_estimator(model, tmp_path / "model")
    loaded = load_estimator(tmp_path / "model")
    np.testing.assert_array_equal(loaded.predict_proba(texts), model.predict_proba(texts))
    assert loaded[0].settings_ == model[0].settings_
    assert getattr(loaded[1], "settings_", None) == getattr(model[1], "settings_", None)
    assert len(loaded[0].get_feature_names_out()) == 7


def test_ratios_tell_what_vectors_alone_cannot():
    labels = ["a", "b"] * 200
    same = WordVectors(WORDS, np.ones((30, 3), np.float32))  # words that all look alike
    train, test = texts_of(labels), texts_of(labels, seed=2)
    model = make_pipeline(Word2VecVectorizer(same), SoftmaxRegression()).fit(train, labels)
    assert model.score(test, labels) > 0.9
