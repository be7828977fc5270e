"""Training of a `TwoLayerNetwork` by Adam in minibatches."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.optimisers import LayerAdam
from lemmavec.classify.training import ClassifierEpoch, minibatches, train_in_minibatches
from lemmavec.classify.two_layer_network import PARAMETERS, TwoLayerNetwork
from lemmavec.equations import softmax_cross_entropy_loss_and_gradient
from lemmavec.training.early_stopping import EarlyStopping

# Rows that are made dense at a time.
_BLOCK = 4096


class Examples(NamedTuple):
    """Rows of features, the class of each, and what each counts in the loss.

    Parameters
    ----------
    X : ndarray or csr_matrix of float64, shape (N, D)
    y : ndarray of int64, shape (N,)
        From 0 to C - 1.
    weights : ndarray of float64, shape (N,), or None
        1 on average; None counts each 1.
    """

    X: Any
    y: IntArray
    weights: FloatArray | None = None

    def part(self, rows: NDArray[Any]) -> Examples:
        """Give some of the rows, by their numbers or by a mask."""
        weights = None if self.weights is None else self.weights[rows]
        return Examples(self.X[rows], self.y[rows], weights)


def dense(rows: Any) -> FloatArray:
    """Fill in the zeros of sparse rows."""
    filled: FloatArray = rows.toarray() if hasattr(rows, "toarray") else rows
    return filled


def logits_of_rows(network: TwoLayerNetwork, X: Any) -> FloatArray:
    """Compute the logits of dense or sparse rows, shape (N, C)."""
    blocks = minibatches(X.shape[0], _BLOCK)
    return np.concatenate([network.logits(dense(X[rows])) for rows in blocks])


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
    adam: LayerAdam | None = None,
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
    adam : LayerAdam, optional
        The optimiser of an earlier call, to go on with; a new one by default.

    Returns
    -------
    list of ClassifierEpoch
    """
    parameters = {name: getattr(network, name) for name in PARAMETERS}
    optimiser = LayerAdam(parameters, l2) if adam is None else adam

    def step(rows: IntArray, done: float) -> float:
        X, y, weights = examples.part(rows)
        loss, gradient = network.loss_and_gradient(dense(X), y, weights)
        optimiser.step(gradient._asdict(), learning_rate)
        return loss

    return train_in_minibatches(
        examples.X.shape[0],
        step,
        None if validation is None else partial(loss_and_accuracy, network, validation),
        epochs=epochs,
        batch_size=batch_size,
        stopping=EarlyStopping(parameters, early_stopping),
        random=random,
    )


def loss_and_accuracy(network: TwoLayerNetwork, examples: Examples) -> tuple[float, float]:
    """Compute the mean cross-entropy, and the share of rows whose class is predicted.

    Both count each row by its weight.
    """
    logits = logits_of_rows(network, examples.X)
    losses, _ = softmax_cross_entropy_loss_and_gradient(logits, examples.y)
    right = logits.argmax(axis=1) == examples.y
    loss, accuracy = (np.average(each, weights=examples.weights) for each in (losses, right))
    return float(loss), float(accuracy)
