import numpy as np
import pytest
from gradients import assert_gradient
from hypothesis import given, settings
from hypothesis import strategies as st

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
