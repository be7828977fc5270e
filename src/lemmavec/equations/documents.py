"""The losses of documents: a tag predicts words alone (PV-DBOW), or with the words around (PV-DM).

They are those of a window, `lemmavec.equations.windows`, where rows of D stand beside those of V.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, Indices, indices, matrix
from lemmavec.equations.windows import cbow_loss_and_gradient, skipgram_loss_and_gradient
from lemmavec.equations.word_losses import WordLoss


def pv_dbow_loss_and_gradient(
    tag: int, words: Indices, D: ArrayLike, U: ArrayLike, word_loss: WordLoss
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the words of a document from its tag.

    $$J = \sum_{i} F(w_i, d_t)$$

    Parameters
    ----------
    tag : int
        A row of D.
    words : sequence of int, length 1 or more
        The words of the document, rows of U; one that occurs twice counts twice.
    D : array_like of float, shape (tags, d)
        The tags' vectors.
    U : array_like of float, shape (V, d), or (V - 1, d) for hierarchical softmax
        Outside vectors, or those of inner nodes.
    word_loss : callable
        F: (v, o, U) -> loss, dJ/dv, dJ/dU.

    Returns
    -------
    loss : float
    dD : ndarray of float64, shape of D
        Zero except in the tag's row.
    dU : ndarray of float64, shape of U

    Raises
    ------
    ValueError
        If there are no words, a row does not exist, or shapes do not fit.

    Notes
    -----
    Source: Le and Mikolov 2014 (arXiv:1405.4053), section 2.3.

    Examples
    --------
    >>> from lemmavec.equations import naive_softmax_loss_and_gradient
    >>> D, U = np.ones((2, 2)), np.zeros((3, 2))
    >>> loss, dD, dU = pv_dbow_loss_and_gradient(1, [0, 2], D, U, naive_softmax_loss_and_gradient)
    >>> print(round(loss, 6), dU[:, 0].round(6))
    2.197225 [-0.333333  0.666667 -0.333333]
    """
    D, U = matrix("D", D), matrix("U", U)
    rows = np.vstack([D, np.zeros((max(0, len(U) + 1 - len(D)), D.shape[1]))])
    loss, dD, dU = skipgram_loss_and_gradient(tag, words, rows, U, word_loss)
    return loss, dD[: len(D)], dU


def pv_dm_loss_and_gradient(
    tags: Indices,
    center: int,
    outside: Indices,
    D: ArrayLike,
    V: ArrayLike,
    U: ArrayLike,
    word_loss: WordLoss,
    *,
    context: Literal["mean", "sum"] = "mean",
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    r"""Predict a word from the tags of its document and the words around it, together.

    $$J = F(w_c, h), \quad h = \frac{1}{T + C} \Big( \sum_{t} d_t +
    \sum_{-m \le j \le m,\ j \ne 0} v_{c+j} \Big)$$

    with the number T of tags and C of outside words; without 1/(T + C) for the sum.

    Parameters
    ----------
    tags : sequence of int
        The tags of the document, rows of D.
    center : int
        The word that is predicted, a row of U.
    outside : sequence of int
        The words around it, rows of V. There are none in a document of one word.
    D : array_like of float, shape (tags, d)
        The tags' vectors.
    V : array_like of float, shape (V, d)
        The words' input vectors.
    U : array_like of float, shape (V, d), or (V - 1, d) for hierarchical softmax
        Output vectors, or those of inner nodes.
    word_loss : callable
        F: (v, o, U) -> loss, dJ/dv, dJ/dU.
    context : {"mean", "sum"}
        How the vectors are combined.

    Returns
    -------
    loss : float
    dD, dV, dU : ndarray of float64, shapes of D, V and U

    Raises
    ------
    ValueError
        If there are neither tags nor outside words, a row does not exist, or shapes do not fit.

    Notes
    -----
    Source: Le and Mikolov 2014 (arXiv:1405.4053), section 2.2, with the mean or the sum.

    Examples
    --------
    >>> from lemmavec.equations import naive_softmax_loss_and_gradient
    >>> D, V, U = np.array([[4.0]]), np.array([[1.0], [3.0]]), np.array([[0.0], [1.0]])
    >>> loss, dD, dV, dU = pv_dm_loss_and_gradient(
    ...     [0], 1, [0], D, V, U, naive_softmax_loss_and_gradient)
    >>> print(round(loss, 6), dD.ravel().round(6), dV.ravel().round(6))
    0.07889 [-0.037929] [-0.037929  0.      ]
    """
    D, V = matrix("D", D), matrix("V", V)
    tags = indices("tags", tags, len(D), "rows of D")
    outside = indices("outside", outside, len(V), "rows of V")
    together = np.concatenate([outside, len(V) + tags])
    loss, dVD, dU = cbow_loss_and_gradient(
        center, together, np.vstack([V, D]), U, word_loss, context=context
    )
    return loss, dVD[len(V) :], dVD[: len(V)], dU
