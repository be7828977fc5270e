"""The sigmoid, its logarithm and its derivatives."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, real_array, vector


def sigmoid(x: ArrayLike) -> FloatArray:
    r"""Map each number into (0, 1).

    $$\sigma(x) = \frac{1}{1 + e^{-x}}$$

    Parameters
    ----------
    x : array_like of float, any shape
        It may hold infinities, but no NaN.

    Returns
    -------
    ndarray of float64, shape of `x`
        A float64 number if `x` is one.

    Raises
    ------
    ValueError
        If `x` holds NaN or is empty.

    Notes
    -----
    Only e^{-|x|} is computed, which cannot overflow.

    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", section 3.10.

    Examples
    --------
    >>> sigmoid([-800.0, 0.0, 800.0])
    array([0. , 0.5, 1. ])
    """
    x = real_array("x", x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def log_sigmoid(x: ArrayLike) -> FloatArray:
    r"""Take the logarithm of the sigmoid without overflow or underflow.

    $$\log \sigma(x) = -\log(1 + e^{-x})$$

    Parameters
    ----------
    x : array_like of float, any shape

    Returns
    -------
    ndarray of float64, shape of `x`

    Raises
    ------
    ValueError
        If `x` holds NaN or is empty.

    Notes
    -----
    Minus the softplus of -x. Source: Goodfellow, Bengio and Courville 2016, "Deep Learning",
    section 3.10.

    Examples
    --------
    >>> log_sigmoid([-800.0, 0.0]).round(6)
    array([-8.00000e+02, -6.93147e-01])
    """
    return cast(FloatArray, -np.logaddexp(0.0, -real_array("x", x)))


def sigmoid_gradient(s: ArrayLike) -> FloatArray:
    r"""Differentiate the sigmoid, given its value.

    $$\sigma'(x) = s (1 - s), \quad s = \sigma(x)$$

    Parameters
    ----------
    s : array_like of float, any shape
        Values of the sigmoid, from 0 to 1; not x.

    Returns
    -------
    ndarray of float64, shape of `s`

    Raises
    ------
    ValueError
        If `s` is empty, holds NaN, or holds a value outside [0, 1], where no σ(x) lies.

    Notes
    -----
    Source: Goodfellow, Bengio and Courville 2016, "Deep Learning", section 3.10.

    Examples
    --------
    >>> print(sigmoid_gradient(sigmoid(0.0)))
    0.25
    """
    s = real_array("s", s)
    if (s < 0).any() or (s > 1).any():
        raise ValueError(
            f"s must be σ(x), from 0 to 1, got values from {s.min():g} to {s.max():g}; "
            "call sigmoid_gradient(sigmoid(x))"
        )
    return s * (1.0 - s)


def sigmoid_jacobian(x: ArrayLike) -> FloatArray:
    r"""Give the Jacobian of the elementwise sigmoid, a diagonal matrix.

    $$\frac{\partial \sigma(x)_i}{\partial x_j} = \delta_{ij}\, \sigma(x_i)(1 - \sigma(x_i))$$

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
    Source: σ' of `sigmoid_gradient` entry by entry; σ(x)_i depends on x_i alone.

    Examples
    --------
    >>> sigmoid_jacobian([0.0, 0.0])
    array([[0.25, 0.  ],
           [0.  , 0.25]])
    """
    return np.diag(sigmoid_gradient(sigmoid(vector("x", x))))


def logistic_loss_and_gradient(
    v: FloatArray, rows: FloatArray, signs: FloatArray, weights: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    r"""Sum the weighted logistic losses of a vector with rows, each with a sign.

    $$J = -\sum_r a_r \log \sigma(s_r\, u_r^\top v)$$

    Negative sampling and hierarchical softmax are this loss with different rows and signs.

    Parameters
    ----------
    v : ndarray of float64, shape (d,)
    rows : ndarray of float64, shape (R, d)
        The vectors u_r.
    signs : ndarray of float64, shape (R,)
        +1 for a positive (or a turn with code 0), -1 for a negative (or a turn with code 1).
    weights : ndarray of float64, shape (R,)
        How much each row counts, a_r.

    Returns
    -------
    loss : float
    dv : ndarray of float64, shape (d,)
    drows : ndarray of float64, shape (R, d)
        One row for each given row; a row given twice appears twice.

    Notes
    -----
    With the logit z_r = u_r·v, dJ/dz_r = -a_r s_r σ(-s_r z_r), which subtracts no nearly equal
    numbers and so keeps its precision.

    Source: the terms of Mikolov et al. 2013 (arXiv:1310.4546), equations 3 and 4.

    Examples
    --------
    >>> loss, dv, drows = logistic_loss_and_gradient(
    ...     np.array([1.0]), np.array([[0.0]]), np.array([1.0]), np.array([1.0]))
    >>> print(round(loss, 6), dv, drows)
    0.693147 [0.] [[-0.5]]
    """
    logits = signs * (rows @ v)
    loss = -float(weights @ log_sigmoid(logits))
    dlogits = -weights * signs * sigmoid(-logits)
    return loss, dlogits @ rows, np.outer(dlogits, v)
