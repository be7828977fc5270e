r"""Summed word vectors, a hidden layer, a softmax; the gradient flows on into the word vectors.

$$x = \frac{1}{n^p} \sum_w v_w, \quad h = φ(x W_1 + b_1), \quad
\hat y = \operatorname{softmax}\Big(h W_2 + b_2 + \frac{1}{m^p} \sum_t P_t\Big)$$

with p = 1 (the mean) or ½. The last sum, over the text's words and pairs of neighbouring words, is
there only if the network has a table P of terms, a weight for each class in each row.

Source: document 000, equation 12, whose dJ/dx goes to each word in its share; Iyyer et al. 2015
("deep averaging network"); Wang and Manning 2012 for the terms.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec.classify.batches import Sums
from lemmavec.classify.explanation import mean_slope
from lemmavec.classify.two_layer_network import Activation

Array = NDArray[Any]
DENSE = ("W1", "b1", "W2", "b2")


class Batch(NamedTuple):
    """The sums over word vectors, and those over terms if the network has them."""

    words: Sums
    terms: Sums | None


class Forward(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array
    h: Array
    logits: Array


class TextNetwork:
    """The parameters, forward and backward.

    Parameters
    ----------
    vectors : ndarray of float, shape (V, d)
        Word vectors; its dtype is that of all sums and products. Changed in training.
    terms : int
        Rows of P, which begins as zeros; no such table if 0.
    hidden_size, classes : int
    activation : {"sigmoid", "relu"}
    seed : int

    Attributes
    ----------
    vectors, W1, b1, W2, b2 : ndarray
    P : ndarray or None, shape (terms, classes)

    Notes
    -----
    `TwoLayerNetwork` computes the same in float64 for dense x, and is what the tests hold this to.
    """

    def __init__(
        self,
        vectors: Array,
        terms: int,
        hidden_size: int,
        classes: int,
        *,
        activation: Activation = "relu",
        seed: int = 0,
    ) -> None:
        random = np.random.default_rng(seed)
        dtype = vectors.dtype
        self.activation = activation
        self.vectors = vectors
        self.W1 = _glorot(random, vectors.shape[1], hidden_size, dtype)
        self.b1 = np.zeros(hidden_size, dtype)
        self.W2 = _glorot(random, hidden_size, classes, dtype)
        self.b2 = np.zeros(classes, dtype)
        self.P = np.zeros((terms, classes), dtype) if terms else None

    def forward(self, batch: Batch) -> Forward:
        """Compute x, h and the logits of a batch."""
        x = batch.words.shares @ self.vectors[batch.words.rows]
        h = self._activate(x @ self.W1 + self.b1)
        logits = h @ self.W2 + self.b2
        if self.P is not None and batch.terms is not None:
            logits += batch.terms.shares @ self.P[batch.terms.rows]
        return Forward(x, h, logits)

    def loss_and_gradient(
        self, batch: Batch, y: NDArray[np.int64]
    ) -> tuple[float, dict[str, Array]]:
        """Compute the mean cross-entropy and its gradient in every parameter.

        Returns
        -------
        loss : float
        gradient : dict of str to ndarray
            By the name of the parameter; those of `vectors` and `P` have a row for each of the
            batch's rows, in their order.
        """
        x, h, logits = self.forward(batch)
        texts = np.arange(len(y))
        logits -= logits.max(axis=1, keepdims=True)
        delta3 = np.exp(logits)
        totals = delta3.sum(axis=1, keepdims=True)
        loss = float(np.mean(np.log(totals[:, 0]) - logits[texts, y], dtype=np.float64))
        delta3 /= totals
        delta3[texts, y] -= 1
        delta3 /= len(y)
        delta2 = (delta3 @ self.W2.T) * self._slope_at(h)
        gradient = {
            "vectors": batch.words.shares.T @ (delta2 @ self.W1.T),
            "W1": x.T @ delta2,
            "b1": delta2.sum(axis=0),
            "W2": h.T @ delta3,
            "b2": delta3.sum(axis=0),
        }
        if batch.terms is not None:
            gradient["P"] = batch.terms.shares.T @ delta3
        return loss, gradient

    def word_parts(self, batch: Batch) -> tuple[Array, Array | None, Array]:
        """Split the logits of a batch of one text by its rows.

        Returns
        -------
        words : ndarray of float64, shape (rows of words, C)
        terms : ndarray of float64, shape (rows of terms, C), or None
        base : ndarray of float64, shape (C,)
            The logits of an empty text.
        """
        W1, b1, W2, b2 = (getattr(self, name).astype(np.float64) for name in DENSE)
        share = batch.words.shares.toarray()[0].astype(np.float64)
        shares = share[:, None] * self.vectors[batch.words.rows].astype(np.float64)
        slope = mean_slope(self._activate, self._slope, shares.sum(axis=0) @ W1, b1)
        terms = None
        if self.P is not None and batch.terms is not None:
            terms = batch.terms.shares.toarray()[0][:, None] * self.P[batch.terms.rows]
        return (shares @ W1 * slope) @ W2, terms, self._activate(b1) @ W2 + b2

    def _activate(self, z: Array) -> Array:
        if self.activation == "relu":
            return np.maximum(z, 0)
        # 1 / (1 + e^-z) as a tanh, which neither overflows nor leaves float32.
        return 0.5 * (1 + np.tanh(0.5 * z))

    def _slope_at(self, h: Array) -> Array:
        return (h > 0).astype(h.dtype) if self.activation == "relu" else h * (1 - h)

    def _slope(self, z: Array) -> Array:
        return self._slope_at(self._activate(z))


def _glorot(random: np.random.Generator, rows: int, columns: int, dtype: DTypeLike) -> Array:
    limit = np.sqrt(6.0 / (rows + columns))
    return random.uniform(-limit, limit, (rows, columns)).astype(dtype)
