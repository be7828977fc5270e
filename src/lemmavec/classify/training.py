"""Training of classifiers in minibatches, on the loop over epochs that all models share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from lemmavec._logging import log
from lemmavec._validation import IntArray
from lemmavec.training.early_stopping import EarlyStopping
from lemmavec.training.epochs import Listener, train_epochs


class ClassifierEpoch(NamedTuple):
    """What one epoch of a classifier did.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    loss : float
        Mean cross-entropy of the training examples, in nats, each taken just before its batch's
        step.
    validation_loss : float or None
        Mean cross-entropy of the held-out examples after the epoch, if there are any.
    validation_accuracy : float or None
        The share of them, 0 to 1, whose class is predicted.
    """

    epoch: int
    loss: float
    validation_loss: float | None = None
    validation_accuracy: float | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        line = f"epoch {self.epoch}: loss {self.loss:.4f}"
        if self.validation_loss is not None:
            line += f", validation loss {self.validation_loss:.4f}"
        if self.validation_accuracy is not None:
            line += f", validation accuracy {self.validation_accuracy:.1%}"
        return line


def train_in_minibatches(
    examples: int,
    step: Callable[[IntArray, float], float],
    evaluate: Callable[[], tuple[float, float]] | None,
    *,
    epochs: int,
    batch_size: int,
    stopping: EarlyStopping,
    random: np.random.Generator,
) -> list[ClassifierEpoch]:
    """Train epoch by epoch, each over all examples in a new order; then restore the best epoch.

    Parameters
    ----------
    examples : int
        Their number.
    step : callable
        Takes the numbers of a batch's examples and the fraction of the training that is done, 0 to
        1; takes one step of the optimiser, and returns the batch's mean loss before it.
    evaluate : callable or None
        Returns the mean loss and the accuracy of held-out examples; None if there are none.
    epochs, batch_size : int
    stopping : EarlyStopping
        Looks at the validation loss of each epoch.
    random : Generator
        Shuffles the examples.

    Returns
    -------
    list of ClassifierEpoch

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite.
    """
    history: list[ClassifierEpoch] = []
    steps = epochs * math.ceil(examples / batch_size)
    taken = 0

    def train_epoch(epoch: int) -> ClassifierEpoch:
        nonlocal taken
        summed = 0.0
        for batch in minibatches(examples, batch_size, random):
            summed += step(batch, taken / steps) * len(batch)
            taken += 1
        if not math.isfinite(summed):
            raise FloatingPointError(
                f"the loss is not finite in epoch {epoch + 1}: lower the learning rates"
            )
        return ClassifierEpoch(epoch + 1, summed / examples, *(evaluate() if evaluate else ()))

    def keep(record: ClassifierEpoch) -> None:
        history.append(record)
        log.info("%s", record, extra={"epochs": epochs})

    train_epochs(0, epochs, train_epoch, stopping=stopping, listener=Listener(), keep=keep)
    stopping.restore()
    return history


def minibatches(
    count: int, size: int, random: np.random.Generator | None = None
) -> Iterator[IntArray]:
    """Give the numbers 0 to count - 1 in batches of `size`; shuffled if there is a generator."""
    order = np.arange(count) if random is None else random.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]
