"""Train a `TextNetwork`: batches, word dropout, falling rates, and the best epoch if asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray
from lemmavec.classify.batches import Bags, Pooling, Rows, batches_of
from lemmavec.classify.best_so_far import BestSoFar
from lemmavec.classify.optimisers import Adam, RowAdaGrad
from lemmavec.classify.text_network import DENSE, Batch, TextNetwork

_PREDICTED_AT_ONCE = 1000


class Texts(NamedTuple):
    """Texts by the rows of their words and, for a network that has terms, of their terms."""

    words: Bags
    terms: Bags | None
    labels: NDArray[np.int64]

    def __len__(self) -> int:  # the number of texts, not of fields
        return len(self.words)

    def batch(
        self,
        texts: Rows,
        pooling: Pooling,
        dtype: np.dtype[np.floating],
        dropout: float = 0.0,
        random: np.random.Generator | None = None,
    ) -> Batch:
        """Make the sums of some texts."""
        words = self.words.sums(texts, pooling, dtype, dropout, random)
        terms = self.terms
        return Batch(
            words, None if terms is None else terms.sums(texts, pooling, dtype, dropout, random)
        )


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train: the rates fall to zero in a straight line over all epochs."""

    epochs: int
    batch_size: int
    word_dropout: float
    l2: float
    rate: float
    vector_rate: float
    term_rate: float
    pooling: Pooling
    tune_vectors: bool
    patience: int
    seed: int


class TextEpoch(NamedTuple):
    """What an epoch of training gave."""

    epoch: int
    loss: float
    validation_loss: float | None
    validation_accuracy: float | None


def train_text_network(
    network: TextNetwork,
    texts: Texts,
    settings: TrainingSettings,
    validation: Texts | None = None,
    tell: Callable[[TextEpoch], None] | None = None,
) -> list[TextEpoch]:
    """Change the network's parameters to fit the labels.

    Parameters
    ----------
    network : TextNetwork
    texts : Texts
    settings : TrainingSettings
    validation : Texts, optional
        Held-out texts. With them, the parameters of the epoch with the least loss on them are
        kept, and training ends after `patience` epochs without a better one.
    tell : callable, optional
        Is given each epoch as it ends.

    Returns
    -------
    list of TextEpoch
        The loss is that of the texts as trained on, words left out by chance.

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite; smaller rates help.
    """
    random = np.random.default_rng(settings.seed)
    steps = _Steps(network, settings)
    total = settings.epochs * -(-len(texts) // settings.batch_size)
    taken = 0
    best = BestSoFar(parameters(network), settings.patience)
    history: list[TextEpoch] = []
    dtype = network.vectors.dtype
    for epoch in range(1, settings.epochs + 1):
        summed = 0.0
        for rows in batches_of(len(texts), settings.batch_size, random):
            batch = texts.batch(rows, settings.pooling, dtype, settings.word_dropout, random)
            loss, gradient = network.loss_and_gradient(batch, texts.labels[rows])
            steps.take(batch, gradient, 1 - taken / total)
            summed += loss * len(rows)
            taken += 1
        if not np.isfinite(summed):
            raise FloatingPointError(
                f"the loss is not finite in epoch {epoch}: lower the learning rates"
            )
        record = TextEpoch(epoch, summed / len(texts), None, None)
        if validation is not None:
            loss, accuracy = evaluate(network, validation, settings.pooling)
            record = record._replace(validation_loss=loss, validation_accuracy=accuracy)
            best.keep(loss)
        history.append(record)
        if tell is not None:
            tell(record)
        if best.waited_enough:
            break
    best.restore()
    return history


class _Steps:
    """The optimiser of each parameter."""

    def __init__(self, network: TextNetwork, settings: TrainingSettings) -> None:
        self.settings = settings
        self.dense = {name: Adam(getattr(network, name)) for name in DENSE}
        self.vectors = RowAdaGrad(network.vectors) if settings.tune_vectors else None
        self.terms = None if network.P is None else RowAdaGrad(network.P)

    def take(self, batch: Batch, gradient: dict[str, FloatArray], share: float) -> None:
        """Take one step at a share of the full rates."""
        settings = self.settings
        for name, adam in self.dense.items():
            # Weights are penalised, biases are not.
            penalty = settings.l2 * adam.parameter if name.startswith("W") else 0
            adam.step(gradient[name] + penalty, settings.rate * share)
        if self.vectors is not None:
            rows = batch.words.rows
            self.vectors.step(rows, gradient["vectors"], settings.vector_rate * share)
        if self.terms is not None and batch.terms is not None:
            self.terms.step(batch.terms.rows, gradient["P"], settings.term_rate * share)


def parameters(network: TextNetwork) -> dict[str, FloatArray]:
    """Every array that training may change, by name."""
    named = {"vectors": network.vectors, **{name: getattr(network, name) for name in DENSE}}
    return named if network.P is None else {**named, "P": network.P}


def logits_of(network: TextNetwork, texts: Texts, pooling: Pooling) -> FloatArray:
    """Compute the logits of every text, float64 of shape (texts, C)."""
    logits = np.zeros((len(texts), len(network.b2)))
    for rows in batches_of(len(texts), _PREDICTED_AT_ONCE):
        batch = texts.batch(rows, pooling, network.vectors.dtype)
        logits[rows] = network.forward(batch).logits
    return logits


def evaluate(network: TextNetwork, texts: Texts, pooling: Pooling) -> tuple[float, float]:
    """Compute the mean cross-entropy, and the share of texts whose class is predicted."""
    logits = logits_of(network, texts, pooling)
    highest = logits.max(axis=1)
    log_total = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    right = logits[np.arange(len(texts)), texts.labels]
    accuracy = np.mean(logits.argmax(axis=1) == texts.labels)
    return float(np.mean(log_total - right)), float(accuracy)
