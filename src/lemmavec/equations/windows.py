"""The loss of a window: skip-gram sums word losses, CBOW predicts from a mean or sum of vectors."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import (
    FloatArray,
    Indices,
    IntArray,
    index,
    indices,
    matrix,
    one_of,
)
from lemmavec.equations.word_losses import WordLoss


def skipgram_loss_and_gradient(
    center: int, outside: Indices, V: ArrayLike, U: ArrayLike, word_loss: WordLoss
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict each outside word of a window from its centre word.

    $$J = \sum_{-m \le j \le m,\ j \ne 0} F(w_{c+j}, v_c)$$

    Parameters
    ----------
    center : int
        The centre word, a row of V.
    outside : sequence of int, length 1 or more
        The outside words; one that occurs twice in the window counts twice.
    V : array_like of float, shape (V, d)
        Centre vectors, one row per word.
    U : array_like of float, shape (V, d), or (V - 1, d) for hierarchical softmax
        Outside vectors, or those of inner nodes.
    word_loss : callable
        F: (v, o, U) -> loss, dJ/dv, dJ/dU.

    Returns
    -------
    loss : float
    dV : ndarray of float64, shape of V
        Zero except in the centre word's row, also where the centre is its own neighbour.
    dU : ndarray of float64, shape of U

    Raises
    ------
    ValueError
        If `outside` is empty, a word is outside the vocabulary, or shapes do not fit.

    Notes
    -----
    Source: one centre's part of Mikolov et al. 2013 (arXiv:1310.4546), equation 1.

    Examples
    --------
    >>> from lemmavec.equations import naive_softmax_loss_and_gradient
    >>> V, U = np.ones((3, 2)), np.zeros((3, 2))
    >>> loss, dV, dU = skipgram_loss_and_gradient(
    ...     0, [1, 1], V, U, naive_softmax_loss_and_gradient)
    >>> print(round(loss, 6), dU[:, 0].round(6))
    2.197225 [ 0.666667 -1.333333  0.666667]
    """
    V, U = _matrices(V, U)
    center = index("center", center, len(V), "rows of V")
    outside = _not_empty("outside", indices("outside", outside, len(V), "rows of V"))
    loss, dV, dU = 0.0, np.zeros_like(V), np.zeros_like(U)
    for o in outside:
        pair_loss, dv, du = word_loss(V[center], int(o), U)
        loss += pair_loss
        dV[center] += dv
        dU += du
    return loss, dV, dU


def cbow_loss_and_gradient(
    center: int,
    outside: Indices,
    V: ArrayLike,
    U: ArrayLike,
    word_loss: WordLoss,
    *,
    context: Literal["mean", "sum"] = "mean",
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the centre word of a window from its outside words together.

    $$J = F(w_c, \hat v), \quad \hat v = \frac{1}{C} \sum_{-m \le j \le m,\ j \ne 0} v_{c+j},
    \quad \frac{\partial J}{\partial v_w} =
    \frac{n_w}{C}\, \frac{\partial F(w_c, \hat v)}{\partial \hat v}$$

    with the number C of outside words, n_w of them the word w; without 1/C for the sum.

    Parameters
    ----------
    center : int
        The centre word, which is predicted: a row of U.
    outside : sequence of int, length C of 1 or more
        The outside words, rows of V; one that occurs twice counts twice.
    V : array_like of float, shape (V, d)
        Input vectors, one row per word.
    U : array_like of float, shape (V, d), or (V - 1, d) for hierarchical softmax
        Output vectors, or those of inner nodes.
    word_loss : callable
        F: (v, o, U) -> loss, dJ/dv, dJ/dU.
    context : {"mean", "sum"}
        How the outside words' vectors are combined.

    Returns
    -------
    loss : float
    dV : ndarray of float64, shape of V
        The centre's own row is zero unless the centre is also an outside word.
    dU : ndarray of float64, shape of U

    Raises
    ------
    ValueError
        If `outside` is empty, a word is outside the vocabulary, or shapes do not fit.

    Notes
    -----
    The gradient is that of the stated loss, with the 1/C of the mean, which word2vec.c leaves out
    (İrsoy, Benton and Stratos 2021, arXiv:2012.15332).

    Source: Mikolov et al. 2013 (arXiv:1301.3781), section 3.1; the gradients: Rong 2014
    (arXiv:1411.2738), section 1.2.

    Examples
    --------
    >>> from lemmavec.equations import naive_softmax_loss_and_gradient
    >>> V, U = np.array([[1.0], [3.0], [5.0]]), np.array([[0.0], [1.0], [0.0]])
    >>> loss, dV, dU = cbow_loss_and_gradient(1, [0, 2], V, U, naive_softmax_loss_and_gradient)
    >>> print(round(loss, 6), dV.ravel().round(6))
    0.094923 [-0.045279  0.       -0.045279]
    """
    V, U = _matrices(V, U)
    center = index("center", center, len(V), "rows of V")
    outside = _not_empty("outside", indices("outside", outside, len(V), "rows of V"))
    one_of("context", context, ("mean", "sum"))
    share = 1.0 / len(outside) if context == "mean" else 1.0
    loss, dv_hat, dU = word_loss(share * V[outside].sum(axis=0), center, U)
    dV = np.zeros_like(V)
    np.add.at(dV, outside, share * dv_hat)
    return loss, dV, dU


def _matrices(V: ArrayLike, U: ArrayLike) -> tuple[FloatArray, FloatArray]:
    V = matrix("V", V)
    return V, matrix("U", U, V.shape[1], " (as V has)")


def _not_empty(name: str, words: IntArray) -> IntArray:
    if len(words) == 0:
        raise ValueError(f"{name} must hold at least one word, got an empty context")
    return words
