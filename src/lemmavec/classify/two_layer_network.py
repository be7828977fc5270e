"""The two-layer network: a hidden layer, a softmax, and every gradient."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lemmavec._validation import FloatArray, at_least, finite_rows, matrix, one_of, vector
from lemmavec.equations import sigmoid, sigmoid_gradient, softmax
from lemmavec.equations import softmax_cross_entropy_loss_and_gradient as softmax_loss

Activation = Literal["sigmoid", "relu"]
PARAMETERS = ("W1", "b1", "W2", "b2")


class NetworkGradient(NamedTuple):
    """The gradients of a network's loss, each of the shape of what it belongs to."""

    x: FloatArray
    W1: FloatArray
    b1: FloatArray
    W2: FloatArray
    b2: FloatArray


class TwoLayerNetwork:
    r"""A hidden layer and a softmax output.

    $$h = \sigma(x W_1 + b_1), \quad \hat y = \operatorname{softmax}(h W_2 + b_2)$$

    Parameters
    ----------
    input_size, hidden_size, output_size : int
        D_x, H and D_y, each 1 or more.
    activation : {"sigmoid", "relu"}
        The function of the hidden layer.
    seed : int
        Seed of the first weights: uniform within ±sqrt(6 / (rows + columns)); biases start at 0.

    Attributes
    ----------
    W1, b1, W2, b2 : ndarray of float64, shapes (D_x, H), (H,), (H, D_y), (D_y,)

    Raises
    ------
    ValueError
        If a size is below 1, or the activation is neither.

    Notes
    -----
    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", chapter 6; the first weights:
    Glorot and Bengio 2010.

    Examples
    --------
    >>> network = TwoLayerNetwork(10, 5, 3)
    >>> network.parameter_count
    73
    >>> network.forward(np.zeros(10)).shape
    (3,)
    """

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        output_size: int,
        *,
        activation: Activation = "sigmoid",
        seed: int = 0,
    ) -> None:
        inputs = at_least("input_size", input_size, 1)
        hidden = at_least("hidden_size", hidden_size, 1)
        outputs = at_least("output_size", output_size, 1)
        random = np.random.default_rng(seed)
        self.activation = one_of("activation", activation, ("sigmoid", "relu"))
        self.W1 = glorot_uniform(random, inputs, hidden)
        self.b1 = np.zeros(hidden)
        self.W2 = glorot_uniform(random, hidden, outputs)
        self.b2 = np.zeros(outputs)

    @classmethod
    def from_parameters(
        cls,
        W1: ArrayLike,
        b1: ArrayLike,
        W2: ArrayLike,
        b2: ArrayLike,
        *,
        activation: Activation = "sigmoid",
    ) -> TwoLayerNetwork:
        """Make a network from its weights and biases, which are copied.

        Raises
        ------
        ValueError
            If their shapes do not fit together, or a number is not finite.

        Examples
        --------
        >>> TwoLayerNetwork.from_parameters([[1.0]], [0.0], [[1.0, 2.0]], [0.0, 0.0]).sizes
        (1, 1, 2)
        """
        W1, W2 = matrix("W1", W1), matrix("W2", W2)
        if len(W2) != W1.shape[1]:
            raise ValueError(
                f"W2 must have {W1.shape[1]} rows (one a column of W1), got shape {W2.shape}"
            )
        network = cls(len(W1), len(W2), W2.shape[1], activation=activation)
        network.W1, network.W2 = W1.copy(), W2.copy()
        network.b1 = vector("b1", b1, W1.shape[1], " (one a column of W1)").copy()
        network.b2 = vector("b2", b2, W2.shape[1], " (one a column of W2)").copy()
        return network

    def replace(self, **parameters: ArrayLike) -> TwoLayerNetwork:
        """Make a network that differs in the parameters named: W1, b1, W2 or b2.

        Raises
        ------
        TypeError
            If a name is none of the four.
        ValueError
            If shapes do not fit.

        Examples
        --------
        >>> TwoLayerNetwork(2, 2, 2).replace(b1=[1.0, 2.0]).b1
        array([1., 2.])
        """
        if unknown := sorted(set(parameters) - set(PARAMETERS)):
            raise TypeError(f"a network has the parameters W1, b1, W2 and b2, got {unknown[0]}")
        chosen = {name: parameters.get(name, getattr(self, name)) for name in PARAMETERS}
        activation: Activation = "sigmoid" if self.activation == "sigmoid" else "relu"
        return TwoLayerNetwork.from_parameters(**chosen, activation=activation)

    @property
    def sizes(self) -> tuple[int, int, int]:
        """D_x, H and D_y."""
        return self.W1.shape[0], self.W1.shape[1], self.W2.shape[1]

    @property
    def parameter_count(self) -> int:
        """H (D_x + 1) + D_y (H + 1)."""
        inputs, hidden, outputs = self.sizes
        return hidden * (inputs + 1) + outputs * (hidden + 1)

    def hidden(self, x: ArrayLike) -> FloatArray:
        """Compute the hidden layer h for a vector (D_x,), or a matrix (N, D_x) of rows."""
        x = finite_rows("x", x)
        if x.ndim > 2 or x.shape[-1] != len(self.W1):
            inputs = len(self.W1)
            raise ValueError(f"x must have shape ({inputs},) or (N, {inputs}), got {x.shape}")
        z = x @ self.W1 + self.b1
        return sigmoid(z) if self.activation == "sigmoid" else np.maximum(z, 0.0)

    def forward(self, x: ArrayLike) -> FloatArray:
        """Compute the probabilities ŷ, shape (D_y,) or (N, D_y)."""
        return softmax(self.logits(x))

    def logits(self, x: ArrayLike) -> FloatArray:
        """Compute h W2 + b2, of which the probabilities are the softmax."""
        logits: FloatArray = self.hidden(x) @ self.W2 + self.b2
        return logits

    def loss_and_gradient(
        self, x: ArrayLike, y: ArrayLike, weights: FloatArray | None = None
    ) -> tuple[float, NetworkGradient]:
        r"""Compute the mean cross-entropy and its gradient in x and every parameter.

        $$\delta_3 = \hat y - y, \quad
        \delta_2 = (\delta_3 W_2^\top) \circ \sigma'(x W_1 + b_1), \quad
        \frac{\partial J}{\partial x} = \delta_2 W_1^\top$$

        $$\frac{\partial J}{\partial W_2} = h^\top \delta_3, \quad
        \frac{\partial J}{\partial b_2} = \delta_3, \quad
        \frac{\partial J}{\partial W_1} = x^\top \delta_2, \quad
        \frac{\partial J}{\partial b_1} = \delta_2$$

        Parameters
        ----------
        x : array_like of float, shape (D_x,) or (N, D_x)
            One example, or N rows, whose losses are averaged.
        y : array_like, labels of shape () or (N,), or distributions of shape (D_y,) or (N, D_y)
        weights : ndarray of float64, shape (N,), optional
            What each row's loss is multiplied with before the mean; 1 by default.

        Returns
        -------
        loss : float
        gradient : NetworkGradient
            Its fields x, W1, b1, W2, b2; the gradients of the biases are summed over the rows.

        Raises
        ------
        ValueError
            If shapes do not fit, a label is outside the classes, or a number is not finite.

        Notes
        -----
        Source: Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating
        errors".

        Examples
        --------
        >>> network = TwoLayerNetwork.from_parameters([[0.0]], [0.0], [[1.0, 1.0]], [0.0, 0.0])
        >>> loss, gradient = network.loss_and_gradient([2.0], 0)
        >>> print(round(loss, 6), gradient.W2)
        0.693147 [[-0.25  0.25]]
        """
        x = finite_rows("x", x)
        h = self.hidden(x)
        losses, delta3 = softmax_loss(h @ self.W2 + self.b2, y)
        if weights is not None:
            losses, delta3 = losses * weights, delta3 * weights[..., None]
        delta3 = delta3 / losses.size
        slope = sigmoid_gradient(h) if self.activation == "sigmoid" else (h > 0).astype(np.float64)
        delta2 = (delta3 @ self.W2.T) * slope
        rows, h_rows = np.atleast_2d(x), np.atleast_2d(h)
        rows3, rows2 = np.atleast_2d(delta3), np.atleast_2d(delta2)
        return float(losses.mean()), NetworkGradient(
            x=delta2 @ self.W1.T,
            W1=rows.T @ rows2,
            b1=rows2.sum(axis=0),
            W2=h_rows.T @ rows3,
            b2=rows3.sum(axis=0),
        )


def glorot_uniform(
    random: np.random.Generator, rows: int, columns: int, dtype: DTypeLike = np.float64
) -> NDArray[Any]:
    """Draw a weight matrix uniformly within ±sqrt(6 / (rows + columns)).

    Source: Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward
    neural networks".
    """
    limit = np.sqrt(6.0 / (rows + columns))
    return random.uniform(-limit, limit, (rows, columns)).astype(dtype)
