r"""Summed word vectors, a hidden layer, a softmax; the gradient flows on into the word vectors.

$$x = \frac{1}{n^p} \sum_w v_w, \quad h = φ(x W_1 + b_1), \quad
\hat y = \operatorname{softmax}\Big(h W_2 + b_2 + \frac{1}{m^p} \sum_t P_t\Big)$$

with p = 1 (the mean) or ½. The last sum, over the m different words and pairs of neighbouring words
of the text, is there only if the network has a table P of terms, a weight for each class in each
row. `term_weights` has the P that training begins with.

Source: Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic Methods for Text
Classification" (deep averaging network); Wang and Manning 2012, "Baselines and Bigrams: Simple,
Good Sentiment and Topic Classification", for the terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec.classify.encoded_texts import Batch
from lemmavec.classify.explanation import mean_slope
from lemmavec.classify.text_settings import TextSettings
from lemmavec.classify.two_layer_network import PARAMETERS, Activation, glorot_uniform
from lemmavec.vectors.word_vectors import WordVectors

Array = NDArray[Any]
# The parameters of the two layers, which are those of `TwoLayerNetwork`.
LAYERS = PARAMETERS


class Forward(NamedTuple):
    """What the backward pass needs of the forward pass."""

    x: Array
    h: Array
    logits: Array


class TextNetwork:
    """The parameters, and the forward and the backward pass.

    Parameters
    ----------
    vectors : ndarray of float, shape (V, d)
        Word vectors; all sums and products have their dtype. Changed in training.
    terms : int
        Rows of P, which is zeros; no such table if 0.
    hidden_size, classes : int
    activation : {"sigmoid", "relu"}
    seed : int
        Of the first weights of the layers, drawn by `glorot_uniform`.

    Attributes
    ----------
    vectors, W1, b1, W2, b2 : ndarray
    P : ndarray or None, shape (terms, classes)

    Notes
    -----
    `TwoLayerNetwork` computes the same in float64 for dense x, and is the reference in the tests.
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
        self.W1 = glorot_uniform(random, vectors.shape[1], hidden_size, dtype)
        self.b1 = np.zeros(hidden_size, dtype)
        self.W2 = glorot_uniform(random, hidden_size, classes, dtype)
        self.b2 = np.zeros(classes, dtype)
        self.P = np.zeros((terms, classes), dtype) if terms else None

    @classmethod
    def from_parameters(
        cls, parameters: Mapping[str, Array], *, activation: Activation
    ) -> TextNetwork:
        """Make a network of what `parameters` gave, which is not copied."""
        network = cls.__new__(cls)  # without drawing weights that would be replaced
        network.activation = activation
        network.P = parameters.get("P")
        for name in ("vectors", *LAYERS):
            setattr(network, name, parameters[name])
        return network

    @property
    def parameters(self) -> dict[str, Array]:
        """Every array that training may change, by name."""
        named = {"vectors": self.vectors, **{name: getattr(self, name) for name in LAYERS}}
        return named if self.P is None else {**named, "P": self.P}

    def forward(self, batch: Batch) -> Forward:
        """Compute x, h and the logits of a batch."""
        x = batch.words.weights @ self.vectors[batch.words.rows]
        h = self._activate(x @ self.W1 + self.b1)
        logits = h @ self.W2 + self.b2
        if self.P is not None and batch.terms is not None:
            logits += batch.terms.weights @ self.P[batch.terms.rows]
        return Forward(x, h, logits)

    def loss_and_gradient(
        self, batch: Batch, y: NDArray[np.int64], weights: Array | None = None
    ) -> tuple[float, dict[str, Array]]:
        """Compute the mean cross-entropy and its gradient in every parameter.

        Parameters
        ----------
        batch : Batch
        y : ndarray of int64, shape (texts,)
            The class of each text.
        weights : ndarray of float64, shape (texts,), optional
            What each text's cross-entropy is multiplied by, before the mean is taken.

        Returns
        -------
        loss : float
        gradient : dict of str to ndarray
            By the name of the parameter; those of `vectors` and `P` have the rows of the batch
            alone, in its order.
        """
        x, h, logits = self.forward(batch)
        texts = np.arange(len(y))
        logits -= logits.max(axis=1, keepdims=True)
        delta3 = np.exp(logits)
        totals = delta3.sum(axis=1, keepdims=True)
        losses = np.log(totals[:, 0], dtype=np.float64) - logits[texts, y]
        delta3 /= totals
        delta3[texts, y] -= 1
        if weights is not None:
            losses *= weights
            delta3 *= weights.astype(delta3.dtype)[:, None]
        delta3 /= len(y)
        delta2 = (delta3 @ self.W2.T) * self._slope_at(h)
        gradient = {
            "vectors": batch.words.weights.T @ (delta2 @ self.W1.T),
            "W1": x.T @ delta2,
            "b1": delta2.sum(axis=0),
            "W2": h.T @ delta3,
            "b2": delta3.sum(axis=0),
        }
        if batch.terms is not None:
            gradient["P"] = batch.terms.weights.T @ delta3
        return float(losses.mean()), gradient

    def word_parts(self, batch: Batch) -> tuple[Array, Array | None, Array]:
        """Split the logits of a batch of one text by its rows.

        Returns
        -------
        words : ndarray of float64, shape (rows of words, C)
        terms : ndarray of float64, shape (rows of terms, C), or None
        base : ndarray of float64, shape (C,)
            The logits of an empty text.
        """
        W1, b1, W2, b2 = (getattr(self, name).astype(np.float64) for name in LAYERS)
        weight = batch.words.weights.toarray()[0].astype(np.float64)
        shares = weight[:, None] * self.vectors[batch.words.rows].astype(np.float64)
        slope = mean_slope(self._activate, self._slope, shares.sum(axis=0) @ W1, b1)
        terms = None
        if self.P is not None and batch.terms is not None:
            terms = batch.terms.weights.toarray()[0][:, None] * self.P[batch.terms.rows]
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


def initial_vectors(
    words: Mapping[str, int], pretrained: WordVectors | None, settings: TextSettings
) -> NDArray[np.float32]:
    """Make the word vectors that training begins with.

    Parameters
    ----------
    words : mapping of str to int
        The row of each word.
    pretrained : WordVectors or None
        They are scaled to a root mean square length of `vector_length`, and words that they lack
        get normal noise of standard deviation 0.01. Without them, all vectors are uniform within
        ±0.5 / sqrt(vector_size).
    settings : TextSettings

    Returns
    -------
    ndarray of float32, shape (len(words), d)
    """
    random = np.random.default_rng(settings.seed)
    if pretrained is None:
        size = settings.vector_size
        limit = 0.5 / np.sqrt(size)
        return random.uniform(-limit, limit, (len(words), size)).astype(np.float32)
    shape = (len(words), pretrained.vector_size)
    table = random.normal(0, 0.01, shape).astype(np.float32)
    rows = [words[word] for word in pretrained]
    length = float(np.sqrt(np.mean(np.square(pretrained.norms, dtype=np.float64))))
    table[rows] = pretrained.vectors * (settings.vector_length / length if length > 0 else 1.0)
    return table
