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
    Adding a constant to a row changes nothing, so the largest logit is taken off first.
    Source: document 000, equations 1 and 2, listing 1; 004 1.

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
    Finite where the probability itself would round to 0.
    Source: document 000, equation 6; 002 2b.

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
    Source: document 004 2b; the parts that 003 b and c multiply by an outside vector.

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
    r"""Measure how badly the probabilities ŷ predict y.

    $$CE(y, \hat y) = -\sum_i y_i \log \hat y_i$$

    Parameters
    ----------
    y : array_like, shape (...) of int or (..., n) of float
        Labels, or distributions that sum to one. The order of the arguments matters.
    y_hat : array_like of float, shape (n,) or (..., n)
        Predicted probabilities.

    Returns
    -------
    ndarray of float64, shape (...)
        One loss a row; a float64 number for a vector. Infinite where ŷ rules out what happened.

    Raises
    ------
    ValueError
        If a probability lies outside [0, 1], a row does not sum to one, or shapes do not fit.

    Notes
    -----
    Terms with y_i = 0 are 0, also where ŷ_i = 0.
    Source: document 000, equations 5, 6 and 14; 001 a; 002 2b; 003 b.

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
    r"""Predict by softmax, pay the cross-entropy, and differentiate with respect to the logits.

    $$J = CE(y, \operatorname{softmax}(x)), \quad \frac{\partial J}{\partial x} = \hat y - y$$

    Parameters
    ----------
    logits : array_like of float, shape (n,) or (..., n)
    y : array_like, shape (...) of int or (..., n) of float
        Labels, or distributions. The gradient is ŷ - y because each sums to one.

    Returns
    -------
    loss : ndarray of float64, shape (...)
        One loss a row; a float64 number for a vector.
    dlogits : ndarray of float64, shape of `logits`

    Raises
    ------
    ValueError
        If shapes do not fit, a label is outside the classes, or a logit is not finite.

    Notes
    -----
    Source: document 000, equations 5 to 9; 002 2b; 004 2b.

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
