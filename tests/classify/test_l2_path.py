import numpy as np
import pytest

from lemmavec import WordVectors
from lemmavec.classify.l2_path import L2Path, L2PathRow, fit_l2_path
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.sklearn import SoftmaxRegression
from lemmavec.sklearn.l2_path import fit_l2_path_of_texts

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
        assert row.train == pytest.approx(alone.score(*noisy(1)), abs=1 / 60)
        assert row.dev == pytest.approx(alone.score(*noisy(2, 300)), abs=2 / 300)
        assert row.test == pytest.approx(alone.score(*noisy(3, 300)), abs=2 / 300)
        assert row.weight_norm == pytest.approx(np.linalg.norm(alone.coef_), rel=0.02)


def test_overfitting_and_the_prior_are_to_be_seen(study):
    train, dev = ([getattr(row, part) for row in study.rows] for part in ("train", "dev"))
    assert train == sorted(train, reverse=True)
    assert dev[0] < max(dev[1:3])
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
    assert "from 50.0% at λ = 0.1 to 70.0% at λ = 10" in reading
    assert "smallest λ, 70.0%" in L2Path(rows[2:], 0.5).reading()


def test_test_is_left_out_if_there_is_none():
    assert fit_l2_path(noisy(1), noisy(2), classes=2, grid=[1.0]).rows[0].test is None
    with pytest.raises(ValueError, match="at least one λ"):
        fit_l2_path(noisy(1), noisy(2), classes=2, grid=[])


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
