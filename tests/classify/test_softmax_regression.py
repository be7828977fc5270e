import numpy as np
import pytest
from gradients import assert_gradient
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmavec.classify import search_axes
from lemmavec.classify.softmax_regression import (
    fit_softmax_regression,
    regression_loss_and_gradient,
)

RNG = np.random.default_rng(0)


def problem(seed, rows=60, features=4, classes=3):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, features))
    y = np.concatenate([np.arange(classes), rng.integers(classes, size=rows - classes)])
    return X, y


@given(st.integers(0, 2**32 - 1), st.floats(0, 10))
@settings(max_examples=20)
def test_gradient_with_the_bias_left_unpenalised(seed, l2):
    X, y = problem(seed)
    ones = np.hstack([X, np.ones((60, 1))])
    start = np.random.default_rng(seed).normal(size=(5, 3))
    assert_gradient(lambda p: regression_loss_and_gradient(ones, y, p, l2), start)


def test_the_minimum_has_no_slope_and_any_start_finds_it():
    X, y = problem(1)
    found = fit_softmax_regression(X, y, 3, 0.01)
    assert found.converged
    P = found.probabilities(X)
    error = P - np.eye(3)[y]
    np.testing.assert_allclose(X.T @ error / 60 + 0.01 * found.W, 0, atol=2e-7)
    np.testing.assert_allclose(error.mean(axis=0), 0, atol=2e-7)
    far = found._replace(W=RNG.normal(size=(4, 3)) * 5, b=np.array([3.0, 0, 0]))
    again = fit_softmax_regression(X, y, 3, 0.01, start=far)
    np.testing.assert_allclose(again.probabilities(X), P, atol=1e-5)


def test_an_endless_penalty_leaves_the_share_of_each_class():
    X, y = problem(2)
    found = fit_softmax_regression(X, y, 3, 1e6)
    shares = np.bincount(y) / len(y)
    np.testing.assert_allclose(found.probabilities(X), np.tile(shares, (60, 1)), atol=1e-5)


def test_a_separable_problem_is_solved():
    X = np.array([[-2.0, 0.0], [-1.0, 3.0], [1.0, -3.0], [2.0, 0.0]])
    y = np.array([0, 0, 1, 1])
    found = fit_softmax_regression(X, y, 2, 1e-6)
    assert (found.probabilities(X)[np.arange(4), y] > 0.99).all()


def test_a_search_cut_short_says_so():
    X, y = problem(3)
    assert not fit_softmax_regression(X, y, 3, 0.001, max_iterations=1).converged


@pytest.mark.parametrize(
    ("X", "y", "l2", "message"),
    [
        ([[np.nan]], [0], 0.1, "X must hold no NaN"),
        ([[1.0]], [2], 0.1, "y must lie from 0 to 1"),
        ([[1.0]], [0], -1.0, "l2 must be"),
        ([[1.0], [2.0]], [0], 0.1, r"\(2,\)"),
    ],
)
def test_bad_input_is_named(X, y, l2, message):
    with pytest.raises(ValueError, match=message):
        fit_softmax_regression(X, y, 2, l2)


def test_from_the_minimum_there_is_nothing_to_search():
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(80, 4)) + 7, rng.permutation(80) % 3
    found = fit_softmax_regression(X, y, 3, 0.1)
    again = fit_softmax_regression(X, y, 3, 0.1, start=found)
    assert again.iterations <= 1 < found.iterations
    assert again.loss == pytest.approx(found.loss, rel=1e-12)


def slope_of(found, X, y, l2):
    """The largest entry of the gradient, from its formula."""
    error = found.probabilities(X) - np.eye(found.W.shape[1])[y]
    return max(np.abs(X.T @ error / len(y) + l2 * found.W).max(), np.abs(error.mean(axis=0)).max())


@pytest.mark.parametrize("most_rotated", [1000, 2], ids=["principal axes", "columns as they are"])
@pytest.mark.parametrize("l2", [1e-5, 1.0, 100.0])
def test_directions_of_little_variance_make_no_long_search(monkeypatch, most_rotated, l2):
    monkeypatch.setattr(search_axes, "MOST_ROTATED", most_rotated)
    rng = np.random.default_rng(6)
    X, y = problem(6, rows=300, features=12)
    X = X * np.geomspace(30, 0.01, 12)  # as averaged word vectors are, along their principal axes
    if most_rotated == 1000:
        X = X @ np.linalg.qr(rng.normal(size=(12, 12)))[0]
    found = fit_softmax_regression(X + 5, y, 3, l2)
    assert found.converged
    assert slope_of(found, X + 5, y, l2) <= 1e-6
    assert found.iterations <= 25


def test_features_that_repeat_each_other_without_a_penalty():
    X, y = problem(7)
    twice = fit_softmax_regression(np.hstack([X, X, np.zeros((60, 1))]), y, 3, 0.0)
    once = fit_softmax_regression(X, y, 3, 0.0)
    assert twice.converged
    assert np.isfinite(twice.W).all()
    assert twice.loss == pytest.approx(once.loss, abs=1e-9)
    np.testing.assert_allclose(twice.W[:4] + twice.W[4:8], once.W, atol=1e-4)
