"""Softmax regression: its loss, its gradient, the L2 regularisation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.equations import softmax_regression_loss_and_gradient as regression

RANDOM = np.random.default_rng(8)
X, Y, W = RANDOM.normal(size=(9, 4)), RANDOM.integers(0, 3, 9), RANDOM.normal(size=(4, 3))


def test_loss_is_mean_cross_entropy_plus_half_lambda_times_the_squares():
    expected = 0.0
    for x, y in zip(X, Y, strict=True):
        scores = [math.exp(x @ w) for w in W.T]
        expected -= math.log(scores[y] / sum(scores)) / len(X)
    expected += 0.7 / 2 * sum(w**2 for w in W.ravel())
    assert regression(X, Y, W, 0.7)[0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("l2", [0, 1e-3, 0.7])
def test_gradient(l2):
    assert_gradient(lambda w: regression(X, Y, w, l2), W)
    assert_gradient(lambda w: regression(X, Y, w, l2), 40 * W)


def test_labels_and_one_hot_rows_are_the_same():
    for a, b in zip(regression(X, Y, W, 0.1), regression(X, np.eye(3)[Y], W, 0.1), strict=True):
        np.testing.assert_array_equal(a, b)


def test_distributions_may_be_the_truth():
    soft = np.abs(RANDOM.normal(size=(9, 3)))
    soft /= soft.sum(axis=1, keepdims=True)
    assert_gradient(lambda w: regression(X, soft, w, 0.1), W)


def test_the_gradient_vanishes_at_the_class_prior_without_features():
    labels = [0, 0, 0, 1]
    bias = np.log([[0.75, 0.25]])
    np.testing.assert_allclose(regression(np.ones((4, 1)), labels, bias, 0)[1], 0, atol=1e-15)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: regression(X, Y, W[:2], 0), r"W must have 4 rows .* got shape \(2, 3\)"),
        (lambda: regression(X, Y[:5], W, 0), r"y must hold labels of shape \(9,\) or distrib"),
        (lambda: regression(X, Y + 1, W, 0), r"y must lie from 0 to 2 \(3 classes\), got 3"),
        (lambda: regression(X, Y, W, -1), "l2 must be a finite number, 0 or more, got -1"),
        (lambda: regression(X, Y, W, math.nan), "l2 must be a finite number, 0 or more, got nan"),
        (lambda: regression(X[:0], [], W, 0), r"X must not be empty, got shape \(0, 4\)"),
        (lambda: regression(X * math.nan, Y, W, 0), r"X must hold no NaN, got nan at \(0, 0\)"),
        (lambda: regression(X, np.eye(3)[Y] * 2, W, 0), "y must hold probabilities"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
