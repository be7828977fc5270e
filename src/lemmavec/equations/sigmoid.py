"""The sigmoid, its logarithm and its derivatives."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, real_array, vector


def sigmoid(x: ArrayLike) -> FloatArray:
    r"""Squash each number into (0, 1).

    $$\sigma(x) = \frac{1}{1 + e^{-x}}$$

    Parameters
    ----------
    x : array_like of float, any shape
        Infinities are welcome; NaN is not.

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
    Source: document 000, equation 3; 001 d; 002 2a; 003 a; 004 2a.

    Examples
    --------
    >>> sigmoid([-800.0, 0.0, 800.0])
    array([0. , 0.5, 1. ])
    """
    x = real_array("x", x)
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1.0, e) / (1.0 + e)


def log_sigmoid(x: ArrayLike) -> FloatArray:
    r"""Take the logarithm of the sigmoid without leaving float64's range.

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
    Source: the terms of document 000, equation 20.

    Examples
    --------
    >>> log_sigmoid([-800.0, 0.0]).round(6)
    array([-8.00000e+02, -6.93147e-01])
    """
    return cast(FloatArray, -np.logaddexp(0.0, -real_array("x", x)))


def sigmoid_gradient(s: ArrayLike) -> FloatArray:
    r"""Differentiate the sigmoid, from its value alone.

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
        If a value lies outside [0, 1], which σ(x) cannot.

    Notes
    -----
    Source: document 000, equation 4; 001 d; 002 2a; 003 a; 004 2a.

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
    r"""Write the derivative of the elementwise sigmoid as the matrix it is, a diagonal one.

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
        If `x` is no vector, or not finite.

    Notes
    -----
    Source: document 001 d.

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
    r"""Sum the weighted logistic losses of one vector against rows, each with a sign.

    $$J = -\sum_r a_r \log \sigma(s_r\, u_r^\top v)$$

    Negative sampling and hierarchical softmax are this with different rows and signs.

    Parameters
    ----------
    v : ndarray of float64, shape (d,)
    rows : ndarray of float64, shape (R, d)
        The vectors u_r.
    signs : ndarray of float64, shape (R,)
        +1 where the answer is yes, -1 where it is no.
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
    dJ/dz_r = -a_r s_r σ(-s_r z_r) for the logit z_r: no difference of nearly equal numbers.
    Source: the common form of document 000, equations 20 to 23.

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
