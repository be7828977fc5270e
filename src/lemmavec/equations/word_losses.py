"""The loss of predicting one word from one vector: naive softmax and negative sampling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import (
    FloatArray,
    Indices,
    index,
    indices,
    matrix,
    one_of,
    vector,
)
from lemmavec.equations.sigmoid import logistic_loss_and_gradient
from lemmavec.equations.softmax import softmax_cross_entropy_loss_and_gradient

WordLoss = Callable[[FloatArray, int, FloatArray], tuple[float, FloatArray, FloatArray]]
"""(v, o, U) -> loss, dJ/dv, dJ/dU: what `skipgram_loss_and_gradient` sums over a window."""


def naive_softmax_loss_and_gradient(
    v_c: ArrayLike, o: int, U: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the outside word o from the centre vector, among all words.

    $$J = -u_o^\top v_c + \log \sum_w e^{u_w^\top v_c}, \quad
    \frac{\partial J}{\partial v_c} = U^\top(\hat y - y), \quad
    \frac{\partial J}{\partial U} = (\hat y - y) v_c^\top$$

    Parameters
    ----------
    v_c : array_like of float, shape (d,)
        The centre word's vector.
    o : int
        The outside word, a row of U.
    U : array_like of float, shape (V, d)
        Outside vectors, one row per word.

    Returns
    -------
    loss : float
    dv_c : ndarray of float64, shape (d,)
    dU : ndarray of float64, shape (V, d)

    Raises
    ------
    ValueError
        If shapes do not fit, `o` is outside the vocabulary, or a number is not finite.

    Notes
    -----
    Source: Mikolov et al. 2013 (arXiv:1310.4546), equation 2; the gradients: Rong 2014
    (arXiv:1411.2738), section 1.1.

    Examples
    --------
    >>> loss, dv_c, dU = naive_softmax_loss_and_gradient([1.0, 0.0], 0, [[0.0, 2.0], [0.0, 0.0]])
    >>> print(round(loss, 6), dv_c, dU.tolist())
    0.693147 [ 0. -1.] [[-0.5, -0.0], [0.5, 0.0]]
    """
    v_c = vector("v_c", v_c)
    U = matrix("U", U, v_c.size, " (the size of v_c)")
    o = index("o", o, len(U), "rows of U")
    loss, dlogits = softmax_cross_entropy_loss_and_gradient(U @ v_c, o)
    return float(loss), dlogits @ U, np.outer(dlogits, v_c)


def negative_sampling_loss_and_gradient(
    v_c: ArrayLike,
    o: int,
    negatives: Indices,
    U: ArrayLike,
    *,
    weights: ArrayLike | None = None,
    target_among_negatives: Literal["error", "allow"] = "error",
) -> tuple[float, FloatArray, FloatArray]:
    r"""Tell the outside word o apart from K negatives, words drawn from the noise distribution.

    $$J = -\log \sigma(u_o^\top v_c) - \sum_{k=1}^{K} a_k \log \sigma(-u_{n_k}^\top v_c)$$

    $$\frac{\partial J}{\partial v_c} = -\sigma(-u_o^\top v_c)\, u_o
    + \sum_k a_k \sigma(u_{n_k}^\top v_c)\, u_{n_k}, \quad
    \frac{\partial J}{\partial u_o} = -\sigma(-u_o^\top v_c)\, v_c, \quad
    \frac{\partial J}{\partial u_w} = \sum_{k:\, n_k = w} a_k \sigma(u_w^\top v_c)\, v_c$$

    Parameters
    ----------
    v_c : array_like of float, shape (d,)
        The centre word's vector.
    o : int
        The outside word, a row of U.
    negatives : sequence of int, length K
        The negatives n_k; one drawn twice counts twice. It may be empty.
    U : array_like of float, shape (V, d)
        Outside vectors, one row per word.
    weights : array_like of float, shape (K,), optional
        Weight a_k of each negative; 1 by default.
    target_among_negatives : {"error", "allow"}
        Whether a negative may equal `o`; with "allow" both terms count.

    Returns
    -------
    loss : float
    dv_c : ndarray of float64, shape (d,)
    dU : ndarray of float64, shape (V, d)
        Zero in the row of each word that is neither `o` nor a negative.

    Raises
    ------
    ValueError
        If `o` is among the negatives (unless allowed), a word is outside the vocabulary, shapes
        do not fit, or a number is not finite.

    Notes
    -----
    Source: Mikolov et al. 2013 (arXiv:1310.4546), equation 4, derived in Goldberg and Levy 2014
    (arXiv:1402.3722); the gradients: Rong 2014 (arXiv:1411.2738), section 3.2.

    Examples
    --------
    >>> loss, dv_c, dU = negative_sampling_loss_and_gradient(
    ...     [1.0], 0, [1, 1], [[0.0], [0.0], [9.0]])
    >>> print(round(loss, 6), dv_c, dU.ravel())
    2.079442 [0.] [-0.5  1.   0. ]
    """
    v_c = vector("v_c", v_c)
    U = matrix("U", U, v_c.size, " (the size of v_c)")
    o = index("o", o, len(U), "rows of U")
    negatives = indices("negatives", negatives, len(U), "rows of U")
    one_of("target_among_negatives", target_among_negatives, ("error", "allow"))
    if target_among_negatives == "error" and o in negatives:
        raise ValueError(
            f"negatives must not hold the target o = {o}; draw again, or pass "
            'target_among_negatives="allow"'
        )
    a = np.ones(len(negatives))
    if weights is not None and (len(negatives) or np.size(weights)):
        a = vector("weights", weights, len(negatives), " (one per negative)")
    words = np.concatenate([[o], negatives])
    signs = np.concatenate([[1.0], -np.ones(len(negatives))])
    loss, dv_c, drows = logistic_loss_and_gradient(v_c, U[words], signs, np.concatenate([[1.0], a]))
    dU = np.zeros_like(U)
    np.add.at(dU, words, drows)
    return loss, dv_c, dU
