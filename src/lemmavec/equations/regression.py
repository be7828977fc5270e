"""Softmax regression with L2 regularisation."""

from __future__ import annotations

import math

from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, matrix
from lemmavec.equations.softmax import softmax_cross_entropy_loss_and_gradient


def softmax_regression_loss_and_gradient(
    X: ArrayLike, y: ArrayLike, W: ArrayLike, l2: float
) -> tuple[float, FloatArray]:
    r"""Predict classes by the softmax of a linear map, with L2 regularisation.

    $$J = \frac{1}{N} \sum_{i=1}^{N} CE(y_i, \operatorname{softmax}(x_i W))
    + \frac{\lambda}{2} \lVert W \rVert_F^2, \quad
    \frac{\partial J}{\partial W} = \frac{1}{N} X^\top (\hat Y - Y) + \lambda W$$

    Parameters
    ----------
    X : array_like of float, shape (N, D)
        Features, one row per example.
    y : array_like, shape (N,) of int or (N, C) of float
        Labels, or distributions over the classes, such as one-hot rows.
    W : array_like of float, shape (D, C)
        Weights.
    l2 : float
        Strength of the L2 regularisation, λ, 0 or more.

    Returns
    -------
    loss : float
    dW : ndarray of float64, shape (D, C)

    Raises
    ------
    ValueError
        If shapes do not fit, a label is outside the classes, λ is negative, or a number is not
        finite.

    Notes
    -----
    The norm is the Frobenius norm: the root of the sum of the squares of all entries.

    Source: Bishop 2006, "Pattern Recognition and Machine Learning", equations 4.108 and 4.109; the
    penalty: Goodfellow, Bengio and Courville 2016, "Deep Learning", section 7.1.1.

    Examples
    --------
    >>> loss, dW = softmax_regression_loss_and_gradient([[2.0]], [0], [[0.0, 0.0]], l2=1.0)
    >>> print(round(loss, 6), dW)
    0.693147 [[-1.  1.]]
    """
    X = matrix("X", X)
    W = matrix("W", W)
    if len(W) != X.shape[1]:
        raise ValueError(
            f"W must have {X.shape[1]} rows (one per column of X), got shape {W.shape}"
        )
    if not 0 <= l2 < math.inf:
        raise ValueError(f"l2 must be a finite number, 0 or more, got {l2}")
    losses, dlogits = softmax_cross_entropy_loss_and_gradient(X @ W, y)
    loss = float(losses.mean() + l2 / 2 * (W * W).sum())
    return loss, X.T @ dlogits / len(X) + l2 * W
