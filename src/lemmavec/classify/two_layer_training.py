"""Training of a `TwoLayerNetwork` by Adam in minibatches."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.optimisers import LayerAdam
from lemmavec.classify.training import ClassifierEpoch, train_in_minibatches
from lemmavec.classify.two_layer_network import PARAMETERS, TwoLayerNetwork
from lemmavec.training.early_stopping import EarlyStopping


class Examples(NamedTuple):
    """Rows of features, shape (N, D), and the class of each, from 0 to C - 1."""

    X: FloatArray
    y: IntArray


def train_two_layer_network(
    network: TwoLayerNetwork,
    examples: Examples,
    validation: Examples | None = None,
    *,
    l2: float,
    learning_rate: float,
    epochs: int,
    batch_size: int,
    early_stopping: int | None,
    random: np.random.Generator,
) -> list[ClassifierEpoch]:
    """Minimise the mean cross-entropy plus λ/2 (‖W1‖² + ‖W2‖²), changing the network in place.

    Parameters
    ----------
    network : TwoLayerNetwork
    examples : Examples
    validation : Examples, optional
        Held-out rows, whose loss and accuracy are taken after each epoch.
    l2 : float
        λ.
    learning_rate : float
    epochs, batch_size : int
    early_stopping : int or None
        Stop after so many epochs without a lower validation loss, and restore the best.
    random : Generator
        Shuffles the rows.

    Returns
    -------
    list of ClassifierEpoch
    """
    parameters = {name: getattr(network, name) for name in PARAMETERS}
    adam = LayerAdam(parameters, l2)

    def step(rows: IntArray, done: float) -> float:
        loss, gradient = network.loss_and_gradient(examples.X[rows], examples.y[rows])
        adam.step(gradient._asdict(), learning_rate)
        return loss

    return train_in_minibatches(
        len(examples.X),
        step,
        None if validation is None else partial(loss_and_accuracy, network, *validation),
        epochs=epochs,
        batch_size=batch_size,
        stopping=EarlyStopping(parameters, early_stopping),
        random=random,
    )


def loss_and_accuracy(network: TwoLayerNetwork, X: FloatArray, y: IntArray) -> tuple[float, float]:
    """Compute the mean cross-entropy, and the share of rows whose class is predicted."""
    loss, _ = network.loss_and_gradient(X, y)
    return loss, float(np.mean(network.forward(X).argmax(axis=1) == y))
