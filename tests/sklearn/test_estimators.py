import inspect
import pickle
import subprocess
import sys

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import estimator_checks_generator

from lemmavec import Word2Vec, WordVectors
from lemmavec.sklearn import (
    SoftmaxRegression,
    TextClassifier,
    TwoLayerClassifier,
    Word2VecVectorizer,
)

WORDS = WordVectors(["good", "bad", "film"], np.array([[1, 0], [-1, 0], [0, 1]], np.float32))
TEXTS = ["good film", "bad film", "Good", "bad", "film good good", "bad bad film"] * 5
LABELS = ["pos", "neg", "pos", "neg", "pos", "neg"] * 5


# Batches are drawn from the rows at random, and some are held out: a row that comes twice is drawn
# twice. tests/sklearn/test_weights.py compares the two in one batch.
EXPECTED = {
    f"check_sample_weight_equivalence_on_{kind}_data": "rows are drawn at random"
    for kind in ("dense", "sparse")
}


def checks(*estimators):
    """scikit-learn's checks of each; those it cannot apply to texts are not listed by it."""
    for estimator in estimators:
        expected = EXPECTED if isinstance(estimator, TwoLayerClassifier) else {}
        for checked, check in estimator_checks_generator(estimator, mark=None):
            name = check.func.__name__
            marks = [pytest.mark.skip(reason=expected[name])] if name in expected else []
            yield pytest.param(checked, check, id=f"{type(estimator).__name__}-{name}", marks=marks)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@pytest.mark.filterwarnings("ignore:on its own training data")
@pytest.mark.parametrize(
    ("estimator", "check"), list(checks(SoftmaxRegression(tol=1e-9), TwoLayerClassifier()))
)
def test_scikit_learn_finds_no_fault(estimator, check):
    """Two searches for one minimum must agree to seven digits: hence the small tolerance."""
    check(estimator)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_agrees_with_logistic_regression(classes):
    rng = np.random.default_rng(classes)
    X = rng.normal(size=(200, 6))
    y = (X[:, 0] * 2 + rng.normal(size=200)).argsort().argsort() * classes // 200
    ours = SoftmaxRegression(l2=0.003).fit(X, y)
    C = (2 if classes == 2 else 1) / (len(X) * 0.003)
    theirs = LogisticRegression(C=C, tol=1e-10, max_iter=10_000).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    sign = np.sign(ours.decision_function(X))
    np.testing.assert_array_equal(sign, np.sign(theirs.decision_function(X)))


def test_one_class_is_an_error():
    with pytest.raises(ValueError, match="two classes or more, but the labels hold one class: 7"):
        SoftmaxRegression().fit([[1.0], [2.0]], [7, 7])


def averages(vectorizer, texts):
    """The features without their scale."""
    return vectorizer.transform(texts) * vectorizer.scale_


@pytest.mark.parametrize("length", [1e-3, 1.0, 50.0])
@pytest.mark.parametrize("weighting", ["mean", "idf", "sif"])
def test_features_of_training_have_a_mean_variance_of_one(length, weighting):
    vectors = WordVectors(WORDS.index_to_key, WORDS.vectors * np.float32(length), [9, 7, 5])
    vectorizer = Word2VecVectorizer(vectors, weighting=weighting).fit(TEXTS)
    assert vectorizer.transform(TEXTS).var(axis=0).mean() == pytest.approx(1)
    _, shares = vectorizer.word_shares(TEXTS[0])
    np.testing.assert_allclose(shares.sum(axis=0), vectorizer.transform(TEXTS[:1])[0])


def test_texts_that_are_all_alike_are_not_scaled():
    vectorizer = Word2VecVectorizer(WORDS).fit(["good", "good"])
    np.testing.assert_array_equal(vectorizer.transform(["bad"]), [[-1, 0]])
    assert vectorizer.scale_ == 1.0


def test_unknown_words_are_left_out_and_a_text_of_them_is_zeros():
    rows = averages(Word2VecVectorizer(WORDS).fit(TEXTS), ["good xyz FILM", "xyz", ""])
    np.testing.assert_allclose(rows, [[0.5, 0.5], [0, 0], [0, 0]])


def test_idf_weighs_as_scikit_learn_does():
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = ["good film film", "bad film", "film", "good xyz"]
    ours = averages(Word2VecVectorizer(WORDS, weighting="idf").fit(texts), texts)
    tfidf = TfidfVectorizer(vocabulary=WORDS.index_to_key, norm="l1").fit_transform(texts)
    np.testing.assert_allclose(ours, tfidf @ WORDS.vectors, atol=1e-7)


def test_sif_by_its_definition():
    counts = [50, 30, 20]
    vectors = WordVectors(WORDS.index_to_key, WORDS.vectors, counts)
    texts = ["good film", "bad bad film", "film xyz"]
    ours = averages(Word2VecVectorizer(vectors, weighting="sif").fit(texts), texts)
    weight = {w: 1e-3 / (1e-3 + c / 100) for w, c in zip(vectors, counts, strict=True)}
    known = [[w for w in text.split() if w in weight] for text in texts]
    plain = np.array(
        [sum(weight[w] * vectors[w].astype(float) for w in ws) / len(ws) for ws in known]
    )
    first = np.linalg.svd(plain)[2][0]
    np.testing.assert_allclose(ours, plain - np.outer(plain @ first, first), atol=1e-12)
    assert np.abs(ours).max() > 1e-3


def test_an_unknown_weighting_is_an_error():
    with pytest.raises(ValueError, match="'mean' or 'idf' or 'sif', got 'tfidf'"):
        Word2VecVectorizer(WORDS, weighting="tfidf").fit(TEXTS)


def test_vectors_from_a_path_and_from_the_texts_themselves(tmp_path):
    WORDS.save(tmp_path / "words.safetensors")
    by_path = Word2VecVectorizer(tmp_path / "words.safetensors").fit_transform(TEXTS)
    np.testing.assert_array_equal(by_path, Word2VecVectorizer(WORDS).fit_transform(TEXTS))
    trained = Word2VecVectorizer(vector_size=7, workers=1, min_count=1, sample=0).fit(TEXTS)
    assert sorted(trained.vectors_) == ["bad", "film", "good"]
    assert trained.transform(TEXTS).shape == (30, 7)


def test_settings_of_word2vec_have_its_defaults():
    ours = inspect.signature(Word2VecVectorizer).parameters
    theirs = inspect.signature(Word2Vec).parameters
    shared = ours.keys() & theirs.keys()
    assert len(shared) == 8
    chosen = {"window", "min_count", "sample", "epochs"}
    assert {name: ours[name].default for name in shared} == {
        name: "auto" if name in chosen else theirs[name].default for name in shared
    }


def test_settings_of_word2vec_are_passed_to_it():
    texts = [*TEXTS, "good rare film"]
    settings = {"vector_size": 6, "window": 2, "negative": 3, "min_count": 2, "sample": 0.1,
                "epochs": 2, "seed": 4, "workers": 1}  # fmt: skip
    trained = Word2VecVectorizer(**settings).fit(texts).vectors_
    expected = Word2Vec(**settings).fit([text.lower().split() for text in texts]).vectors
    assert trained.index_to_key == expected.index_to_key
    np.testing.assert_array_equal(trained.vectors, expected.vectors)


@pytest.mark.parametrize(
    "kind", [SoftmaxRegression, TextClassifier, TwoLayerClassifier, Word2VecVectorizer]
)
def test_every_setting_is_documented_with_its_default(kind):
    documented = inspect.getdoc(kind).partition("Parameters\n")[2].partition("Attributes\n")[0]
    for name, parameter in inspect.signature(kind).parameters.items():
        (entry,) = [line for line in documented.splitlines() if line.startswith(f"{name} : ")]
        written = entry.partition("default ")[2].strip('"')
        if parameter.default is None:
            assert written == "None" or entry.endswith("optional"), entry
        elif isinstance(parameter.default, float):
            assert float(written) == parameter.default, entry
        else:
            assert written == str(parameter.default), entry


@pytest.mark.parametrize(
    ("model", "error", "message"),
    [
        (SoftmaxRegression(l2=-1), ValueError, "l2 must be 0 or more and finite, got -1"),
        (SoftmaxRegression(tol="small"), TypeError, "tol must be a number, got 'small'"),
        (SoftmaxRegression(max_iter=0), ValueError, "max_iter must be 1 or more, got 0"),
        (
            TwoLayerClassifier(early_stopping=True),
            TypeError,
            "early_stopping must be a whole number of epochs, got True",
        ),
        (
            TwoLayerClassifier(early_stopping=0),
            ValueError,
            "early_stopping must be 1 epoch or more",
        ),
        (TwoLayerClassifier(seed=-1), ValueError, "seed must be 0 or more, got -1"),
        (
            TwoLayerClassifier(validation_fraction=0),
            ValueError,
            "validation_fraction must lie between 0 and 0.5, got 0",
        ),
    ],
)
def test_a_setting_out_of_range_is_named(model, error, message):
    with pytest.raises(error, match=message):
        model.fit([[1.0], [2.0]], [0, 1])


def test_pipelines_grids_and_crossed_validation():
    pipeline = make_pipeline(Word2VecVectorizer(WORDS), SoftmaxRegression())
    assert cross_val_score(pipeline, TEXTS, LABELS, cv=3).tolist() == [1.0, 1.0, 1.0]
    grid = {"softmaxregression__l2": [1e3, 1e-3], "word2vecvectorizer__weighting": ["mean", "idf"]}
    search = GridSearchCV(pipeline, grid, cv=3, scoring="neg_log_loss").fit(TEXTS, LABELS)
    assert search.best_params_["softmaxregression__l2"] == 1e-3
    assert search.predict(["good", "bad"]).tolist() == ["pos", "neg"]


def test_names_of_features_and_the_kind_of_output():
    pd = pytest.importorskip("pandas")
    vectorizer = Word2VecVectorizer(WORDS).set_output(transform="pandas").fit(TEXTS)
    frame = vectorizer.transform(TEXTS)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == ["word2vecvectorizer0", "word2vecvectorizer1"]


def test_a_clone_is_unfitted_and_a_pickle_is_not():
    fitted = Word2VecVectorizer(WORDS, weighting="idf").fit(TEXTS)
    with pytest.raises(NotFittedError):
        clone(fitted).transform(TEXTS)
    loaded = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(loaded.transform(TEXTS), fitted.transform(TEXTS))


@pytest.mark.parametrize(
    ("documents", "message"), [("a text", "got one string"), (["a", 3], "text 1 is not a string")]
)
def test_documents_that_are_no_list_of_texts(documents, message):
    with pytest.raises(TypeError, match=message):
        Word2VecVectorizer(WORDS).fit(documents)


def test_without_scikit_learn_the_extra_is_named():
    code = "import sys; sys.modules['sklearn'] = None; import lemmavec.sklearn"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stderr.strip().endswith(
        'ImportError: lemmavec.sklearn needs scikit-learn: pip install "lemmavec[sklearn]"'
    )
