"""The two-layer network: forward by hand, every gradient, the count of its parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.network import PARAMETERS, TwoLayerNetwork

RANDOM = np.random.default_rng(4)
X, LABELS = RANDOM.normal(size=(6, 4)), RANDOM.integers(0, 3, 6)


def network_with_biases(activation="sigmoid", scale=1.0):
    """Draw a network none of whose hidden inputs is near 0, where ReLU has no derivative."""
    random = np.random.default_rng(6)
    while True:
        network = TwoLayerNetwork(4, 5, 3, activation=activation, seed=random.integers(1000))
        network = network.replace(
            W1=scale * network.W1, b1=random.normal(size=5), b2=scale * random.normal(size=3)
        )
        if np.abs(X @ network.W1 + network.b1).min() > 0.02:
            return network


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_forward_is_the_formula(activation):
    network = network_with_biases(activation)
    for x, probabilities in zip(X, network.forward(X), strict=True):
        z = [sum(x[i] * network.W1[i, k] for i in range(4)) + network.b1[k] for k in range(5)]
        h = [1 / (1 + math.exp(-t)) if activation == "sigmoid" else max(t, 0.0) for t in z]
        scores = [
            math.exp(sum(h[k] * network.W2[k, j] for k in range(5)) + network.b2[j])
            for j in range(3)
        ]
        np.testing.assert_allclose(probabilities, np.array(scores) / sum(scores), rtol=1e-13)


def test_a_row_gives_what_it_gives_among_others():
    network = network_with_biases()
    np.testing.assert_allclose(network.forward(X[2]), network.forward(X)[2], rtol=1e-14)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
@pytest.mark.parametrize("name", PARAMETERS)
@pytest.mark.parametrize(("x", "y"), [(X, LABELS), (X[0], 1)], ids=["rows", "one"])
def test_parameter_gradients(activation, name, x, y):
    network = network_with_biases(activation)

    def loss_and_gradient(value):
        loss, gradient = network.replace(**{name: value}).loss_and_gradient(x, y)
        return loss, getattr(gradient, name)

    assert_gradient(loss_and_gradient, getattr(network, name))


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
@pytest.mark.parametrize(("x", "y"), [(X, LABELS), (X[0], 1)], ids=["rows", "one"])
def test_input_gradient(activation, x, y):
    network = network_with_biases(activation)

    def loss_and_gradient(x):
        loss, gradient = network.loss_and_gradient(x, y)
        return loss, gradient.x

    assert_gradient(loss_and_gradient, x)


def test_gradients_where_the_hidden_layer_is_saturated():
    network = network_with_biases(scale=40.0)

    def loss_and_gradient(x):
        loss, gradient = network.loss_and_gradient(x, LABELS)
        return loss, gradient.x

    assert_gradient(loss_and_gradient, X)


def test_the_loss_is_the_mean_over_the_rows():
    network = network_with_biases()
    losses = [network.loss_and_gradient(x, y)[0] for x, y in zip(X, LABELS, strict=True)]
    assert network.loss_and_gradient(X, LABELS)[0] == pytest.approx(np.mean(losses), rel=1e-14)


def test_labels_and_one_hot_rows_are_the_same():
    network = network_with_biases()
    by_label, by_row = (network.loss_and_gradient(X, y) for y in (LABELS, np.eye(3)[LABELS]))
    assert by_label[0] == by_row[0]
    for a, b in zip(by_label[1], by_row[1], strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("sizes", [(1, 1, 1), (10, 5, 3), (7, 13, 2)])
def test_the_parameter_count_is_the_number_of_entries(sizes):
    network = TwoLayerNetwork(*sizes)
    entries = sum(getattr(network, name).size for name in PARAMETERS)
    inputs, hidden, outputs = sizes
    assert network.parameter_count == entries
    assert network.parameter_count == hidden * (inputs + 1) + outputs * (hidden + 1)
    assert network.sizes == sizes


def test_the_seed_decides_the_first_weights():
    a, b, c = (TwoLayerNetwork(4, 5, 3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(a.W1, b.W1)
    assert (a.W1 != c.W1).all()
    assert np.abs(a.W1).max() <= math.sqrt(6 / 9)
    assert not a.b1.any()


def test_gradient_steps_learn_what_no_linear_map_can():
    """Exclusive or."""
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
    network = TwoLayerNetwork(2, 4, 2, seed=3)
    for _ in range(3000):
        gradient = network.loss_and_gradient(x, y)[1]
        for name in PARAMETERS:
            setattr(network, name, getattr(network, name) - 2.0 * getattr(gradient, name))
    assert network.forward(x).argmax(axis=1).tolist() == y
    assert network.loss_and_gradient(x, y)[0] < 0.05


def test_replacing_copies():
    network = network_with_biases()
    other = network.replace(b1=np.zeros(5))
    other.W1[:] = 0
    assert network.W1.any()
    assert network.b1.any()


NETWORK = TwoLayerNetwork(4, 5, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: TwoLayerNetwork(0, 5, 3), ValueError, "input_size must be 1 or more, got 0"),
        (lambda: TwoLayerNetwork(4, 2.5, 3), TypeError, "hidden_size must be a whole number"),
        (
            lambda: TwoLayerNetwork(4, 5, 3, activation="tanh"),
            ValueError,
            "activation must be 'sigmoid' or 'relu', got 'tanh'",
        ),
        (
            lambda: NETWORK.forward([1.0, 2.0]),
            ValueError,
            r"x must have shape \(4,\) or \(N, 4\), got \(2,\)",
        ),
        (
            lambda: NETWORK.forward(np.ones((2, 2, 4))),
            ValueError,
            r"x must have shape \(4,\) or \(N, 4\), got \(2, 2, 4\)",
        ),
        (lambda: NETWORK.forward([math.nan] * 4), ValueError, "x must hold no NaN, got nan at 0"),
        (
            lambda: NETWORK.loss_and_gradient(X, LABELS + 1),
            ValueError,
            r"y must lie from 0 to 2 \(3 classes\), got 3",
        ),
        (
            lambda: NETWORK.loss_and_gradient(X, LABELS[:2]),
            ValueError,
            r"y must hold labels of shape \(6,\)",
        ),
        (
            lambda: NETWORK.replace(b1=np.zeros(4)),
            ValueError,
            r"b1 must have 5 entries \(one a column of W1\), got 4",
        ),
        (
            lambda: NETWORK.replace(W2=np.zeros((4, 3))),
            ValueError,
            r"W2 must have 5 rows \(one a column of W1\), got shape \(4, 3\)",
        ),
        (lambda: NETWORK.replace(W3=[1.0]), TypeError, "W1, b1, W2 and b2, got W3"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
