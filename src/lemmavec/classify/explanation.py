r"""Explanations of predictions: each word's part in the logits; the parts sum to the logits.

A logit of a linear model is already a sum over the words. Behind a hidden layer h = φ(x W₁ + b₁)
the parts are integrated gradients from the empty text, x = 0, to x. Along that line the mean slope
of φ is $s = (φ(a + b_1) - φ(b_1)) / a$ with $a = x W_1$, which gives the integral in closed form: a
word whose share of x is $x_w$ adds $((x_w W_1) ∘ s)\, W_2$.

Source: Sundararajan, Taly and Yan 2017, "Axiomatic Attribution for Deep Networks".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray, index
from lemmavec.equations import softmax


class Explanation(NamedTuple):
    """Each word's part in the logit of each class.

    Attributes
    ----------
    words : list of str
        The words that the model knows, in the order of the text. A pair of words stands after its
        second word.
    parts : ndarray of float64, shape (words, C)
    base : ndarray of float64, shape (C,)
        The logits of an empty text.
    """

    words: list[str]
    parts: FloatArray
    base: FloatArray

    @property
    def logits(self) -> FloatArray:
        """The sum of all, shape (C,)."""
        logits: FloatArray = self.base + self.parts.sum(axis=0)
        return logits

    @property
    def predicted(self) -> int:
        """The most probable class, from 0 to C - 1."""
        return int(self.logits.argmax())

    @property
    def probabilities(self) -> FloatArray:
        """Softmax of the logits."""
        return softmax(self.logits)

    def towards(self, label: int | None = None) -> FloatArray:
        """Measure how far each word speaks for a class, against the mean of all classes.

        Softmax does not change when the same number is added to every logit, so that only
        differences between the classes count.

        Parameters
        ----------
        label : int, optional
            From 0 to C - 1; the predicted class by default.

        Returns
        -------
        ndarray of float64, shape (words,)

        Raises
        ------
        ValueError
            If the label is outside the classes.
        """
        classes = len(self.base)
        chosen = self.predicted if label is None else index("label", label, classes, "classes")
        against: FloatArray = self.parts[:, chosen] - self.parts.mean(axis=1)
        return against


def mean_slope(
    activation: Callable[[FloatArray], FloatArray],
    slope: Callable[[FloatArray], FloatArray],
    a: FloatArray,
    b: FloatArray,
) -> FloatArray:
    """Average an activation's slope on the way from b to a + b: (φ(a + b) - φ(b)) / a.

    Parameters
    ----------
    activation, slope : callable
        φ and its derivative, entry by entry.
    a, b : ndarray of float64, of one shape

    Returns
    -------
    ndarray of float64
        Where a is almost 0, the derivative in the middle.

    Examples
    --------
    >>> relu, step = lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0
    >>> mean_slope(relu, step, np.array([2.0, 2.0]), np.array([-1.0, 0.0]))
    array([0.5, 1. ])
    """
    small = np.abs(a) < 1e-5
    rise = activation(a + b) - activation(b)
    steep: FloatArray = np.where(small, slope(b + a / 2), rise / np.where(small, 1.0, a))
    return steep


def explain_linear(
    words: list[str], shares: NDArray[np.floating], W: FloatArray, b: FloatArray
) -> Explanation:
    """Explain softmax(x W + b), where x is the sum of the words' shares, shape (words, D)."""
    return Explanation(words, np.asarray(shares, np.float64) @ W, np.asarray(b, np.float64))
