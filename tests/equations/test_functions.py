"""Softmax, sigmoid and cross-entropy: values, stability, derivatives, bad input."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from gradients import assert_gradient, numerical_gradient
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lemmavec.equations import (
    cross_entropy,
    log_sigmoid,
    log_softmax,
    sigmoid,
    sigmoid_gradient,
    sigmoid_jacobian,
    softmax,
    softmax_cross_entropy_loss_and_gradient,
    softmax_jacobian,
)

logits = arrays(np.float64, st.integers(1, 8), elements=st.floats(-700, 700))
moderate = arrays(np.float64, st.integers(1, 8), elements=st.floats(-40, 40))


def test_softmax_is_the_quotient_of_exponentials():
    x = [0.5, -1.0, 2.0]
    total = math.fsum(math.exp(z) for z in x)
    np.testing.assert_allclose(softmax(x), [math.exp(z) / total for z in x], rtol=1e-14)


@given(logits)
def test_softmax_gives_probabilities(x):
    y_hat = softmax(x)
    assert (y_hat >= 0).all()
    assert abs(math.fsum(y_hat) - 1) < 1e-14


@given(moderate, st.integers(-1000, 1000))
def test_softmax_is_unchanged_by_a_constant_shift(x, c):
    np.testing.assert_allclose(softmax(x + c), softmax(x), rtol=1e-11, atol=0)


def test_softmax_of_a_matrix_is_that_of_each_row():
    X = np.random.default_rng(0).normal(size=(4, 3)) * 10
    np.testing.assert_array_equal(softmax(X), [softmax(row) for row in X])
    np.testing.assert_array_equal(log_softmax(X), [log_softmax(row) for row in X])


@given(moderate)
def test_log_softmax_is_the_logarithm_of_softmax(x):
    np.testing.assert_allclose(np.exp(log_softmax(x)), softmax(x), rtol=1e-12)


def test_huge_logits_stay_finite():
    np.testing.assert_array_equal(softmax([1e308, 1e308]), [0.5, 0.5])
    np.testing.assert_array_equal(softmax([-1e5, 0.0]), [0.0, 1.0])
    np.testing.assert_array_equal(log_softmax([0.0, -1e5]), [0.0, -1e5])


def test_sigmoid_at_points_known_by_hand():
    assert sigmoid(0.0) == 0.5
    np.testing.assert_allclose(sigmoid(math.log(3.0)), 0.75, rtol=1e-15)
    np.testing.assert_allclose(sigmoid(-math.log(3.0)), 0.25, rtol=1e-15)


@given(st.floats(-700, 700))
def test_sigmoid_and_its_logarithm_keep_their_precision_on_both_sides(x):
    with localcontext() as context:
        context.prec = 400
        exact = 1 / (1 + (-Decimal(x)).exp())
        logarithm = exact.ln()
    np.testing.assert_allclose(sigmoid(x), float(exact), rtol=1e-14)
    np.testing.assert_allclose(log_sigmoid(x), float(logarithm), rtol=1e-14)


def test_sigmoid_is_stable_far_out():
    np.testing.assert_array_equal(sigmoid([-np.inf, -1e5, 1e5, np.inf]), [0.0, 0.0, 1.0, 1.0])
    np.testing.assert_array_equal(log_sigmoid([-1e5, 1e5]), [-1e5, 0.0])
    np.testing.assert_allclose(log_sigmoid(40.0), -math.exp(-40.0), rtol=1e-12)


def test_functions_of_a_number_give_a_number():
    for f in (sigmoid, log_sigmoid, sigmoid_gradient):
        assert isinstance(f(0.25), float)
    assert isinstance(cross_entropy(0, [1.0]), float)


def test_sigmoid_gradient_is_the_derivative():
    x = np.array([-40.0, -3.0, 0.0, 0.7, 40.0])
    a = np.array([1.0, -2.0, 3.0, -4.0, 5.0])
    assert_gradient(lambda x: (a @ sigmoid(x), a * sigmoid_gradient(sigmoid(x))), x)
    assert sigmoid_gradient(0.75) == 0.1875


def test_sigmoid_gradient_says_when_it_is_given_x():
    with pytest.raises(ValueError, match=r"s must be σ\(x\), from 0 to 1, got values from -2 to 2"):
        sigmoid_gradient([-2.0, 2.0])


def test_sigmoid_jacobian_is_diagonal_and_true():
    x = np.array([-2.0, 0.3, 5.0])
    columns = [numerical_gradient(lambda z, i=i: float(sigmoid(z)[i]), x) for i in range(3)]
    np.testing.assert_allclose(sigmoid_jacobian(x), columns, atol=1e-10)
    assert (sigmoid_jacobian(x)[~np.eye(3, dtype=bool)] == 0).all()


def test_softmax_jacobian_is_true():
    x = np.array([-2.0, 0.3, 1.0, 0.0])
    rows = [numerical_gradient(lambda z, i=i: float(softmax(z)[i]), x) for i in range(4)]
    np.testing.assert_allclose(softmax_jacobian(x), rows, atol=1e-10)


def test_cross_entropy_of_a_label_is_minus_its_log_probability():
    y_hat = [0.2, 0.5, 0.3]
    assert cross_entropy(1, y_hat) == pytest.approx(math.log(2), rel=1e-15)
    assert cross_entropy([0, 1, 0], y_hat) == cross_entropy(1, y_hat)


def test_cross_entropy_of_distributions():
    assert cross_entropy([0.5, 0.5], [0.25, 0.75]) == pytest.approx(
        -0.5 * math.log(0.25) - 0.5 * math.log(0.75), rel=1e-15
    )
    losses = cross_entropy([0, 1], [[0.5, 0.5], [0.9, 0.1]])
    np.testing.assert_allclose(losses, [math.log(2), math.log(10)], rtol=1e-14)


def test_cross_entropy_is_infinite_only_where_the_truth_was_ruled_out():
    assert cross_entropy(0, [1.0, 0.0]) == 0.0
    assert cross_entropy(1, [1.0, 0.0]) == math.inf


def test_y_hat_minus_y_is_the_gradient_through_softmax():
    x = np.array([0.3, -40.0, 40.0, 1.0])
    for target in (1, 2, [0.1, 0.2, 0.3, 0.4]):
        assert_gradient(lambda x, y=target: softmax_cross_entropy_loss_and_gradient(x, y), x)
    loss, gradient = softmax_cross_entropy_loss_and_gradient([0.0, 1.0], 1)
    assert loss == pytest.approx(cross_entropy(1, softmax([0.0, 1.0])), rel=1e-14)
    np.testing.assert_allclose(gradient, softmax([0.0, 1.0]) - [0, 1], rtol=1e-15)


def test_the_loss_survives_where_the_probability_rounds_to_zero():
    loss, _ = softmax_cross_entropy_loss_and_gradient([0.0, 1000.0], 0)
    assert loss == 1000.0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: softmax([1.0, math.nan]), ValueError, "x must hold no NaN, got nan at 1"),
        (
            lambda: softmax([[1.0], [math.inf]]),
            ValueError,
            r"x must be finite, got inf at \(1, 0\)",
        ),
        (lambda: softmax([]), ValueError, r"x must not be empty, got shape \(0,\)"),
        (lambda: softmax(1.0), ValueError, "x must be a vector or a matrix, got the number 1.0"),
        (lambda: softmax(["a"]), TypeError, "x must hold real numbers, got dtype <U1"),
        (lambda: softmax([1j]), TypeError, "x must hold real numbers, got dtype complex128"),
        (lambda: softmax([[1.0], [1.0, 2.0]]), ValueError, "x must hold rows of one length"),
        (lambda: log_softmax([math.nan]), ValueError, "x must hold no NaN"),
        (lambda: sigmoid([0.0, math.nan]), ValueError, "x must hold no NaN, got nan at 1"),
        (lambda: log_sigmoid(math.nan), ValueError, "x must hold no NaN, got nan$"),
        (lambda: sigmoid_gradient(math.nan), ValueError, "s must hold no NaN"),
        (lambda: sigmoid_jacobian([[1.0]]), ValueError, r"x must be a vector, got shape \(1, 1\)"),
        (lambda: softmax_jacobian([[1.0]]), ValueError, r"x must be a vector, got shape \(1, 1\)"),
        (lambda: cross_entropy(2, [0.5, 0.5]), ValueError, r"y must lie from 0 to 1 \(2 classes\)"),
        (lambda: cross_entropy(-1, [0.5, 0.5]), ValueError, "y must lie from 0 to 1 .* got -1"),
        (lambda: cross_entropy(0.5, [0.5, 0.5]), TypeError, "y must hold whole numbers"),
        (lambda: cross_entropy(0, [0.5, 0.6]), ValueError, "y_hat must sum to 1 .* a sum of 1.1"),
        (lambda: cross_entropy(0, [1.5, -0.5]), ValueError, "y_hat must hold probabilities"),
        (
            lambda: cross_entropy([0, 0, 1], [0.5, 0.5]),
            ValueError,
            r"y must hold labels of shape \(\) or distributions of shape \(2,\), got shape \(3,\)",
        ),
        (
            lambda: softmax_cross_entropy_loss_and_gradient([0.0, 1.0], [0.5, 0.6]),
            ValueError,
            "y must sum to 1",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
