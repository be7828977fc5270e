"""Softmax, cross-entropy, and the gradient of one through the other."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, distribution, finite_rows, probabilities


def softmax(x: ArrayLike) -> FloatArray:
    r"""Turn logits into probabilities along the last axis.

    $$\operatorname{softmax}(x)_i = \frac{e^{x_i}}{\sum_j e^{x_j}}$$

    Parameters
    ----------
    x : array_like of float, shape (n,) or (..., n)
        A vector, or a matrix whose rows are vectors.

    Returns
    -------
    ndarray of float64, shape of `x`

    Raises
    ------
    ValueError
        If `x` is not finite, is empty, or is a single number.

    Notes
    -----
    A constant added to a row changes nothing, so the largest logit is subtracted first.

    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", section 4.1.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    x = finite_rows("x", x)
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return cast(FloatArray, e / e.sum(axis=-1, keepdims=True))


def log_softmax(x: ArrayLike) -> FloatArray:
    r"""Turn logits into the logarithms of probabilities along the last axis.

    $$\log \operatorname{softmax}(x)_i = x_i - \log \sum_j e^{x_j}$$

    Parameters
    ----------
    x : array_like of float, shape (n,) or (..., n)

    Returns
    -------
    ndarray of float64, shape of `x`

    Raises
    ------
    ValueError
        If `x` is not finite, is empty, or is a single number.

    Notes
    -----
    Finite also where the probability itself would round to 0.

    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", section 6.2.2.3.

    Examples
    --------
    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])
    """
    x = finite_rows("x", x)
    shifted = x - x.max(axis=-1, keepdims=True)
    return cast(FloatArray, shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))


def softmax_jacobian(x: ArrayLike) -> FloatArray:
    r"""Differentiate each probability with respect to each logit.

    $$\frac{\partial \hat y_i}{\partial x_j} = \hat y_i (\delta_{ij} - \hat y_j)$$

    Parameters
    ----------
    x : array_like of float, shape (n,)

    Returns
    -------
    ndarray of float64, shape (n, n)

    Raises
    ------
    ValueError
        If `x` is not a finite vector.

    Notes
    -----
    Source: Bishop 2006, "Pattern Recognition and Machine Learning", equation 4.106.

    Examples
    --------
    >>> softmax_jacobian([0.0, 0.0])
    array([[ 0.25, -0.25],
           [-0.25,  0.25]])
    """
    y_hat = softmax(x)
    if y_hat.ndim != 1:
        raise ValueError(f"x must be a vector, got shape {y_hat.shape}")
    return np.diag(y_hat) - np.outer(y_hat, y_hat)


def cross_entropy(y: ArrayLike, y_hat: ArrayLike) -> FloatArray:
    r"""Take the cross-entropy of predicted probabilities ŷ relative to y.

    $$CE(y, \hat y) = -\sum_i y_i \log \hat y_i$$

    Parameters
    ----------
    y : array_like, shape (...) of int or (..., n) of float
        Labels, or distributions that sum to one. CE(y, ŷ) is not CE(ŷ, y).
    y_hat : array_like of float, shape (n,) or (..., n)
        Predicted probabilities.

    Returns
    -------
    ndarray of float64, shape (...)
        One loss per row; a float64 number for a vector. Infinite where ŷ_i = 0 < y_i.

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1], a row does not sum to one, or shapes do not fit.

    Notes
    -----
    Terms with y_i = 0 are 0, also where ŷ_i = 0.

    Source: Bishop 2006, "Pattern Recognition and Machine Learning", equation 4.108; Goodfellow,
    Bengio and Courville 2016, "Deep Learning", section 3.13.

    Examples
    --------
    >>> print(cross_entropy(1, [0.5, 0.5]).round(6))
    0.693147
    >>> print(cross_entropy([0.5, 0.5], [0.5, 0.5]).round(6))
    0.693147
    """
    y_hat = probabilities("y_hat", y_hat)
    y = distribution("y", y, y_hat.shape)
    with np.errstate(divide="ignore"):
        log_y_hat = np.where(y > 0, np.log(y_hat), 0.0)
    # Adding 0.0 turns the -0.0 of a certain, true prediction into 0.0.
    return cast(FloatArray, -(y * log_y_hat).sum(axis=-1) + 0.0)


def softmax_cross_entropy_loss_and_gradient(
    logits: ArrayLike, y: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    r"""Take the cross-entropy of a softmax, with its gradient with respect to the logits.

    $$J = CE(y, \operatorname{softmax}(x)), \quad \frac{\partial J}{\partial x} = \hat y - y$$

    Parameters
    ----------
    logits : array_like of float, shape (n,) or (..., n)
    y : array_like, shape (...) of int or (..., n) of float
        Labels, or distributions that sum to one.

    Returns
    -------
    loss : ndarray of float64, shape (...)
        One loss per row; a float64 number for a vector.
    dlogits : ndarray of float64, shape of `logits`

    Raises
    ------
    ValueError
        If shapes do not fit, a label is outside the classes, or a logit is not finite.

    Notes
    -----
    The gradient is ŷ - y because y sums to one.

    Source: Bishop 2006, "Pattern Recognition and Machine Learning", equations 4.106 to 4.109.

    Examples
    --------
    >>> loss, dlogits = softmax_cross_entropy_loss_and_gradient([0.0, 0.0], 1)
    >>> print(loss.round(6), dlogits)
    0.693147 [ 0.5 -0.5]
    """
    logits = finite_rows("logits", logits)
    y = distribution("y", y, logits.shape)
    loss = cast(FloatArray, -(y * log_softmax(logits)).sum(axis=-1) + 0.0)
    return loss, softmax(logits) - y
