import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.network import PARAMETERS
from lemmavec.sklearn import TwoLayerClassifier

# Toys, from which there is little to learn.
pytestmark = pytest.mark.filterwarnings("ignore:on its own training data")

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
def test_what_no_linear_model_can_do(activation):
    X, y = np.tile(XOR, (10, 1)), np.tile([0, 1, 1, 0], 10)
    model = TwoLayerClassifier(16, activation=activation, learning_rate=0.03, early_stopping=None)
    model.fit(X, y)
    assert model.score(XOR, [0, 1, 1, 0]) == 1.0


@pytest.mark.parametrize("activation", ["sigmoid", "relu"])
@pytest.mark.parametrize("name", PARAMETERS)
def test_gradient_of_the_fitted_network(activation, name):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.permutation(20) % 3
    network = (
        TwoLayerClassifier(4, activation=activation, epochs=2, learning_rate=0.01)
        .fit(X, y)
        .network_
    )

    def loss_and_gradient(value):
        loss, gradient = network.replace(**{name: value}).loss_and_gradient(X, y)
        return loss, getattr(gradient, name)

    assert_gradient(loss_and_gradient, getattr(network, name))


def test_the_best_epoch_on_held_out_rows_is_kept():
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(100, 8)), rng.permutation(100) % 2  # nothing to learn but noise
    settings = {"learning_rate": 0.05, "early_stopping": 5, "l2": 0}
    model = TwoLayerClassifier(50, **settings).fit(X, y)
    losses = [epoch.validation_loss for epoch in model.history_]
    best = int(np.argmin(losses))
    assert model.n_iter_ == best + 1 + 5 < 200
    fewer = TwoLayerClassifier(50, epochs=best + 1, **settings).fit(X, y)
    np.testing.assert_array_equal(model.predict_proba(X), fewer.predict_proba(X))


def test_the_seed_decides():
    X, y = np.random.default_rng(2).normal(size=(40, 3)), np.arange(40) % 2
    first, same, other = (
        TwoLayerClassifier(5, epochs=3, seed=seed).fit(X, y).predict_proba(X) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, same)
    assert np.abs(first - other).max() > 1e-3
    np.testing.assert_allclose(first.sum(axis=1), 1)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"hidden_size": 0}, "hidden_size must be 1 or more"),
        ({"activation": "tanh"}, "'sigmoid' or 'relu', got 'tanh'"),
        ({"l2": -1.0}, "l2 must be 0 or more and finite, got -1.0"),
        ({"validation_fraction": 1.0}, "between 0 and 0.5, got 1.0"),
    ],
)
def test_settings_out_of_range(settings, message):
    with pytest.raises(ValueError, match=message):
        TwoLayerClassifier(**settings).fit(XOR, [0, 1, 1, 0])
