import numpy as np
import pytest
from sklearn.base import clone
from sklearn.pipeline import make_pipeline

from lemmavec import WordVectors
from lemmavec.classify.l2_path import L2Path, L2PathRow, fit_l2_path
from lemmavec.classify.softmax_regression import fit_softmax_regression
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.equations import softmax_regression_loss_and_gradient
from lemmavec.sklearn import SoftmaxRegression, Word2VecVectorizer
from lemmavec.sklearn.l2_path import fit_l2_path_of_texts

# A large λ predicts the most frequent class, which the regression says.
pytestmark = pytest.mark.filterwarnings("ignore:on its own training data")

GRID = [1e-4, 1e-2, 1.0, 1e4]


def noisy(seed, count=60):
    """One telling feature among twenty; two thirds belong to class 1."""
    rng = np.random.default_rng(seed)
    y = (rng.permutation(count) % 3 > 0).astype(int)
    X = rng.normal(size=(count, 20))
    X[:, 0] += 1.5 * y
    return X, y


@pytest.fixture(scope="module")
def study():
    return fit_l2_path(noisy(1), noisy(2, 300), noisy(3, 300), classes=2, grid=GRID[::-1])


def test_each_row_is_the_regression_of_its_penalty(study):
    assert [row.l2 for row in study.rows] == GRID
    for row in study.rows:
        alone = SoftmaxRegression(l2=row.l2).fit(*noisy(1))
        assert row.train == alone.score(*noisy(1))
        assert row.dev == alone.score(*noisy(2, 300))
        assert row.test == alone.score(*noisy(3, 300))
        assert row.weight_norm == pytest.approx(np.linalg.norm(alone.coef_), rel=1e-4)


def test_overfitting_and_the_prior_are_to_be_seen(study):
    train, dev = ([getattr(row, part) for row in study.rows] for part in ("train", "dev"))
    assert train == sorted(train, reverse=True)
    assert dev[0] < max(dev[1:3])
    assert study.dev_texts == 300
    assert train[-1] == dev[-1] == study.most_frequent == pytest.approx(2 / 3)
    norms = [row.weight_norm for row in study.rows]
    assert norms == sorted(norms, reverse=True)


def test_dev_alone_chooses_and_the_stronger_penalty_of_two(study):
    fitted = study.rows[0].fitted
    rows = [
        L2PathRow(l2, train, dev, test, 1.0, fitted)
        for l2, train, dev, test in [(0.1, 1, 0.5, 1), (1, 0.9, 0.7, 0.1), (10, 0.8, 0.7, 0.2)]
    ]
    assert L2Path(rows, 0.5).chosen is rows[2]
    reading = L2Path(rows, 0.5).reading()
    assert "Dev rises from 50.0% at λ = 0.1 to 70.0% at λ = 10." in reading
    assert "Dev is 70.0% at every λ" in L2Path(rows[1:], 0.5).reading()


def path_of(accuracies, dev_texts=0):
    """A path of (train, dev) accuracies at λ = 1, 10, 100 and so on."""
    nothing = fit_softmax_regression([[0.0], [0.0]], [0, 1], 2, 1.0)
    rows = [
        L2PathRow(10.0**i, train, dev, None, 0.0, nothing)
        for i, (train, dev) in enumerate(accuracies)
    ]
    return L2Path(rows, 0.5, dev_texts)


@pytest.mark.parametrize(
    ("accuracies", "said", "not_said"),
    [
        ([(1, 1), (1, 1)], "Train is 100.0% at λ = 1 and at λ = 10. Dev is 100.0% at", "rises"),
        ([(0.9, 0.8), (0.9, 0.7)], "best, 80.0%, at the smallest λ; it falls to 70", "rises"),
        (
            [(0.9, 0.8), (0.9, 0.8), (0.5, 0.7)],
            "and at λ = 10; it falls to 70.0% at",
            "rises",
        ),
        (
            [(0.9, 0.8), (0.9, 0.8), (0.5, 0.7)],
            " at λ = 100. This grid shows no",
            "100.0%",
        ),
        ([(0.9, 0.8), (0.8, 0.9)], "Train falls from 90.0% at λ = 1 to 80.0%", "and falls"),
    ],
)
def test_the_reading_says_what_the_rows_show(accuracies, said, not_said):
    reading = path_of(accuracies).reading()
    assert said in reading
    assert not_said not in reading
    assert "standard error" not in reading


def test_the_largest_penalty_within_one_standard_error():
    path = path_of([(1, 0.70), (1, 0.80), (1, 0.77), (1, 0.75), (1, 0.77), (1, 0.75)], 100)
    assert path.standard_error == pytest.approx(np.std([1] * 80 + [0] * 20) / 10) == 0.04
    assert path.chosen is path.rows[1]
    assert path.one_standard_error is path.rows[4]
    assert (
        "is 4.0 points. The largest λ within one standard error of the best is 10000"
        in path.reading()
    )
    alone = path_of([(1, 0.7), (1, 0.8), (1, 0.8), (1, 0.79)])
    assert np.isnan(alone.standard_error)
    assert alone.one_standard_error is alone.chosen is alone.rows[2]


def test_test_is_left_out_if_there_is_none():
    assert fit_l2_path(noisy(1), noisy(2), classes=2, grid=[1.0]).rows[0].test is None
    with pytest.raises(ValueError, match="at least one λ"):
        fit_l2_path(noisy(1), noisy(2), classes=2, grid=[])


@pytest.mark.parametrize("given", [True, False], ids=["vectors given", "vectors trained"])
def test_one_penalty_of_sweep_pipeline_and_equation(given):
    rng = np.random.default_rng(5)
    words = ["good", "fine", "bad", "dull", *"abcdefgh"]

    def part(count):
        rows = rng.integers(0, len(words), (count, 6))
        noise = rng.normal(size=count)
        labels = np.isin(rows, (0, 1)).sum(1) - np.isin(rows, (2, 3)).sum(1) + noise > 0
        return LabelledTexts(
            [" ".join(words[i] for i in row) for row in rows], labels.astype(int).tolist()
        )

    train, dev, test = part(150), part(80), part(80)
    vectors = WordVectors(words, rng.normal(size=(12, 8)).astype(np.float32) / 30)
    settings = {} if given else {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1}
    vectorizer = Word2VecVectorizer(vectors if given else None, class_ratios=False, **settings)
    path = fit_l2_path_of_texts(train, dev, test, vectorizer=vectorizer, grid=[0.003, 0.1, 3])
    assert len({row.dev for row in path.rows}) > 1
    for row in path.rows:
        model = make_pipeline(clone(vectorizer), SoftmaxRegression(l2=row.l2))
        model.fit(train.texts, train.labels)
        scores = [model.score(p.texts, p.labels) for p in (train, dev, test)]
        assert scores == [row.train, row.dev, row.test]
        regression, features = model[-1], model[0].transform(train.texts)
        np.testing.assert_allclose(regression.coef_.T, row.fitted.W, atol=1e-5)
        centred = features - features.mean(axis=0)
        bias = regression.intercept_ + regression.coef_ @ features.mean(axis=0)
        X = np.hstack([centred, np.ones((len(centred), 1))])
        W = np.vstack([regression.coef_.T, bias])
        loss, dW = softmax_regression_loss_and_gradient(X, train.labels, W, row.l2)
        assert loss - row.l2 / 2 * bias @ bias == pytest.approx(regression.loss_)
        np.testing.assert_allclose(dW[:-1], 0, atol=1e-6)  # the same λ, at its minimum
    if given:
        by_default = fit_l2_path_of_texts(train, dev, vectors=vectors, grid=[0.003, 0.1, 3])
        for row in by_default.rows:
            model = make_pipeline(Word2VecVectorizer(vectors), SoftmaxRegression(l2=row.l2))
            model.fit(train.texts, train.labels)
            assert row.dev == model.score(dev.texts, dev.labels)
        with pytest.raises(ValueError, match="a vectorizer, which has its vectors, or vectors"):
            fit_l2_path_of_texts(train, dev, vectorizer=vectorizer, vectors=vectors)


def test_a_study_of_texts_whatever_the_length_of_the_vectors():
    rows = np.array([[1, 0.2], [-1, 0.1], [0.1, 1]], np.float32)
    texts = LabelledTexts(["good", "good film", "bad", "bad film"] * 5, ["+", "+", "-", "-"] * 5)
    studies = [
        fit_l2_path_of_texts(
            texts, texts, vectors=WordVectors(["good", "bad", "film"], s * rows), grid=GRID
        )
        for s in (1, 1000)
    ]
    for one, thousand in zip(studies[0].rows, studies[1].rows, strict=True):
        assert one.weight_norm == pytest.approx(thousand.weight_norm, rel=1e-3)
    assert studies[0].chosen.dev == 1.0
    with pytest.raises(ValueError, match=r"dev has the label '\?', which was not seen in training"):
        fit_l2_path_of_texts(
            texts, LabelledTexts(["good"], ["?"]), vectors=WordVectors(["good"], rows[:1])
        )


def test_dev_is_measured_as_train_is():
    rows = np.array([[1.0], [-1.0], [0.2]], np.float32) / 100
    texts = ["good", "bad", "film", "bad film", "good film good"] * 6
    data = LabelledTexts(texts, [int("bad" not in text) for text in texts])
    grid = list(np.logspace(-3, 2, 12))
    study = fit_l2_path_of_texts(
        data, data, vectors=WordVectors(["good", "bad", "film"], rows), grid=grid
    )
    assert [row.train for row in study.rows] == [row.dev for row in study.rows]
    assert len({row.train for row in study.rows}) > 1
