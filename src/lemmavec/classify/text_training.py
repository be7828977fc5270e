"""Training of a `TextNetwork`: word dropout, Adam and row-wise AdaGrad, rates that fall to zero."""

from __future__ import annotations

from functools import partial

import numpy as np

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.encoded_texts import Batch, EncodedTexts, Pooling
from lemmavec.classify.optimisers import LayerAdam, RowAdaGrad
from lemmavec.classify.text_network import LAYERS, TextNetwork
from lemmavec.classify.text_settings import TextSettings
from lemmavec.classify.training import ClassifierEpoch, minibatches, train_in_minibatches
from lemmavec.training.early_stopping import EarlyStopping

_PREDICTED_AT_ONCE = 1000


def train_text_network(
    network: TextNetwork,
    texts: EncodedTexts,
    settings: TextSettings,
    validation: EncodedTexts | None = None,
) -> list[ClassifierEpoch]:
    """Change the network's parameters to fit the labels.

    Parameters
    ----------
    network : TextNetwork
    texts : EncodedTexts
    settings : TextSettings
    validation : EncodedTexts, optional
        Held-out texts, whose loss and accuracy are taken after each epoch, and watched by early
        stopping if the settings ask for it.

    Returns
    -------
    list of ClassifierEpoch
        Their loss is that of the texts as trained on, under word dropout.

    Raises
    ------
    FloatingPointError
        If the loss is no longer finite; smaller rates help.
    """
    random = np.random.default_rng(settings.seed)
    optimiser = _Optimiser(network, settings)
    pooling, dropout, dtype = settings.pooling, settings.word_dropout, network.vectors.dtype

    def step(rows: IntArray, done: float) -> float:
        batch = texts.batch(rows, pooling, dtype, dropout, random)
        weights = None if texts.weights is None else texts.weights[rows]
        loss, gradient = network.loss_and_gradient(batch, texts.labels[rows], weights)
        optimiser.step(batch, gradient, 1 - done)
        return loss

    evaluate = None
    if validation is not None:
        evaluate = partial(loss_and_accuracy, network, validation, pooling)
    return train_in_minibatches(
        len(texts),
        step,
        evaluate,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        stopping=EarlyStopping(network.parameters, settings.early_stopping),
        random=random,
    )


class _Optimiser:
    """Adam for the layers, row-wise AdaGrad for word vectors and terms."""

    def __init__(self, network: TextNetwork, settings: TextSettings) -> None:
        self.settings = settings
        self.layers = LayerAdam({name: getattr(network, name) for name in LAYERS}, settings.l2)
        self.vectors = RowAdaGrad(network.vectors) if settings.vector_rate > 0 else None
        self.terms = None if network.P is None else RowAdaGrad(network.P)

    def step(self, batch: Batch, gradient: dict[str, FloatArray], share: float) -> None:
        """Take one step at a share of the full rates."""
        settings = self.settings
        self.layers.step(gradient, settings.learning_rate * share)
        if self.vectors is not None:
            rows = batch.words.rows
            self.vectors.step(rows, gradient["vectors"], settings.vector_rate * share)
        if self.terms is not None and batch.terms is not None:
            self.terms.step(batch.terms.rows, gradient["P"], settings.term_rate * share)


def logits_of(network: TextNetwork, texts: EncodedTexts, pooling: Pooling) -> FloatArray:
    """Compute the logits of every text, float64 of shape (texts, C)."""
    logits = np.zeros((len(texts), len(network.b2)))
    for rows in minibatches(len(texts), _PREDICTED_AT_ONCE):
        batch = texts.batch(rows, pooling, network.vectors.dtype)
        logits[rows] = network.forward(batch).logits
    return logits


def loss_and_accuracy(
    network: TextNetwork, texts: EncodedTexts, pooling: Pooling
) -> tuple[float, float]:
    """Compute the mean cross-entropy, and the share of texts whose class is predicted."""
    logits = logits_of(network, texts, pooling)
    highest = logits.max(axis=1)
    log_total = highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1))
    right = logits[np.arange(len(texts)), texts.labels]
    accuracy = np.mean(logits.argmax(axis=1) == texts.labels)
    return float(np.mean(log_total - right)), float(accuracy)
