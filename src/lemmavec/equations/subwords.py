"""Input vectors made of several rows: a word's own, and those of its character n-grams."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, Indices, IntArray, indices, matrix, one_of

Combine = Literal["mean", "sum"]
LossOfVectors = Callable[[FloatArray, FloatArray], tuple[float, FloatArray, FloatArray]]
"""(V, U) -> loss, dJ/dV, dJ/dU: a loss of the words' vectors."""


def subword_vectors(
    word_rows: Sequence[Indices], R: ArrayLike, *, combine: Combine = "mean"
) -> FloatArray:
    r"""Make each word's input vector of its rows.

    $$v_w = c_w \sum_{g \in G_w} r_g, \quad c_w = \frac{1}{|G_w|}$$

    and c_w = 1 for the sum. G_w is a list: an n-gram that occurs twice in the word counts twice.

    Parameters
    ----------
    word_rows : sequence of sequences of int
        For each word the rows G_w of R: its own, and those of its n-grams. One row or more each.
    R : array_like of float, shape (rows, d)
        The rows.
    combine : {"mean", "sum"}
        How the rows are combined.

    Returns
    -------
    V : ndarray of float64, shape (words, d)

    Raises
    ------
    ValueError
        If a word has no rows, or a row lies outside of R.

    Notes
    -----
    Source: Bojanowski et al. 2017, "Enriching Word Vectors with Subword Information"
    (arXiv:1607.04606), section 3.2, which has the sum; fastText takes the mean.

    Examples
    --------
    >>> subword_vectors([[0], [0, 1, 1]], [[1.0], [4.0]]).ravel()
    array([1., 3.])
    """
    R = matrix("R", R)
    lists = _checked(word_rows, R)
    one_of("combine", combine, ("mean", "sum"))
    return np.array([_share(rows, combine) * R[rows].sum(axis=0) for rows in lists])


def subword_loss_and_gradient(
    word_rows: Sequence[Indices],
    R: ArrayLike,
    U: ArrayLike,
    loss: LossOfVectors,
    *,
    combine: Combine = "mean",
) -> tuple[float, FloatArray, FloatArray]:
    r"""Take a loss of word vectors that are made of rows, and its gradient in the rows.

    $$J = F(V, U), \quad v_w = c_w \sum_{g \in G_w} r_g, \quad
    \frac{\partial J}{\partial r_g} =
    \sum_w c_w\, m_{wg}\, \frac{\partial F(V, U)}{\partial v_w}$$

    where the row g is m_wg times among the rows G_w of the word w.

    Parameters
    ----------
    word_rows, R, combine
        As for `subword_vectors`.
    U : array_like of float
        Outside vectors, or those of inner nodes, as `loss` takes them.
    loss : callable
        F: (V, U) -> loss, dJ/dV, dJ/dU, such as a skip-gram or CBOW loss with its other arguments
        bound.

    Returns
    -------
    loss : float
    dR : ndarray of float64, shape of R
    dU : ndarray of float64, shape of U

    Raises
    ------
    ValueError
        As `subword_vectors`.

    Notes
    -----
    The gradient has the c_w of the mean. fastText leaves it out: there, each row of the mean takes
    the whole dJ/dv_w.

    Source: Bojanowski et al. 2017 (arXiv:1607.04606), section 3.2, with the chain rule.

    Examples
    --------
    >>> def loss(V, U):
    ...     return float((V * U).sum()), U, V
    >>> value, dR, dU = subword_loss_and_gradient(
    ...     [[0], [0, 1, 1]], [[1.0], [4.0]], [[1.0], [6.0]], loss)
    >>> print(value, dR.ravel(), dU.ravel())
    19.0 [3. 4.] [1. 3.]
    """
    R = matrix("R", R)
    V = subword_vectors(word_rows, R, combine=combine)
    value, dV, dU = loss(V, matrix("U", U, R.shape[1], " (as R has)"))
    dR = np.zeros_like(R)
    for rows, dv in zip(_checked(word_rows, R), dV, strict=True):
        np.add.at(dR, rows, _share(rows, combine) * dv)
    return value, dR, dU


def _share(rows: IntArray, combine: Combine) -> float:
    return 1.0 / len(rows) if combine == "mean" else 1.0


def _checked(word_rows: Sequence[Indices], R: FloatArray) -> list[IntArray]:
    lists = [
        indices(f"word_rows[{word}]", rows, len(R), "rows of R")
        for word, rows in enumerate(word_rows)
    ]
    for word, rows in enumerate(lists):
        if len(rows) == 0:
            raise ValueError(f"word_rows[{word}] must hold at least one row, got none")
    return lists
