"""A block of centres that share their negatives: the loss that the native kernel trains."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import (
    FloatArray,
    Indices,
    IntArray,
    indices,
    matrix,
    one_of,
    vector,
)
from lemmavec.equations.sigmoid import logistic_loss_and_gradient


class _Block(NamedTuple):
    """The validated arguments of a block: for each centre its word, outside words and weight."""

    words: IntArray
    windows: list[IntArray]
    weights: FloatArray
    negatives: IntArray
    V: FloatArray
    U: FloatArray


def skipgram_block_loss_and_gradient(
    tokens: Indices,
    centres: Indices,
    begin: Indices,
    end: Indices,
    negatives: Indices,
    weights: ArrayLike,
    V: ArrayLike,
    U: ArrayLike,
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the outside words of several centres, which share their negatives.

    $$J = \sum_i \Big[ \sum_{j \in [b_i, e_i),\ j \ne i} -\log \sigma(u_{w_j}^\top v_{w_i})
    - a_i \sum_{k=1}^{N} \log \sigma(-u_{n_k}^\top v_{w_i}) \Big]$$

    Parameters
    ----------
    tokens : sequence of int, length T
        The words w of a stretch of text.
    centres : sequence of int
        Positions i of the centres in `tokens`, such as ``range(first, first + count)``.
    begin, end : sequence of int, one per centre
        The window of each centre: the positions from `begin` up to, not including, `end`, without
        the centre's own.
    negatives : sequence of int, length N
        The shared negatives n_k. They may repeat, and may equal an outside word.
    weights : array_like of float, one per centre
        Weight a_i of each centre's negatives. With a_i = n_i K / N for n_i outside words the
        expected gradient is that of K negatives for each pair.
    V, U : array_like of float, shape (V, d)
        Centre and outside vectors, one row per word.

    Returns
    -------
    loss : float
    dV, dU : ndarray of float64, shape (V, d)

    Raises
    ------
    ValueError
        If a word, position or window lies outside its range, lengths differ, or a number is not
        finite; the message names the argument.

    Notes
    -----
    Every logit is taken from V and U as given, before any change: this is the gradient of J also
    where words repeat.

    Source: Mikolov et al. 2013 (arXiv:1310.4546), equations 1 and 4, summed over the block; shared
    negatives: Ji et al. 2016 (arXiv:1611.06172).

    Examples
    --------
    >>> V, U = np.ones((2, 1)), np.zeros((2, 1))
    >>> loss, dV, dU = skipgram_block_loss_and_gradient(
    ...     [0, 1], range(2), [0, 0], [2, 2], [1], [1.0, 1.0], V, U)
    >>> print(round(loss, 6), dU.ravel())
    2.772589 [-0.5  0.5]
    """
    block = _checked(tokens, centres, begin, end, negatives, weights, V, U)
    loss, dV, dU = 0.0, np.zeros_like(block.V), np.zeros_like(block.U)
    for word, window, weight in zip(block.words, block.windows, block.weights, strict=True):
        rows = np.concatenate([window, block.negatives])
        signs, a = _labels(len(window), len(block.negatives), weight)
        part, dv, drows = logistic_loss_and_gradient(block.V[word], block.U[rows], signs, a)
        loss += part
        dV[word] += dv
        np.add.at(dU, rows, drows)
    return loss, dV, dU


def cbow_block_loss_and_gradient(
    tokens: Indices,
    centres: Indices,
    begin: Indices,
    end: Indices,
    negatives: Indices,
    weights: ArrayLike,
    V: ArrayLike,
    U: ArrayLike,
    *,
    context: Literal["mean", "sum"] = "mean",
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict several centres, each from its window; they share their negatives.

    $$J = \sum_i \Big[ -\log \sigma(u_{w_i}^\top \hat v_i)
    - a_i \sum_{k=1}^{N} \log \sigma(-u_{n_k}^\top \hat v_i) \Big], \quad
    \hat v_i = \frac{1}{C_i} \sum_{j \in [b_i, e_i),\ j \ne i} v_{w_j}$$

    with the number C_i of outside words; without 1/C_i for the sum. A centre without outside words
    is not predicted and adds nothing.

    Parameters
    ----------
    tokens, centres, begin, end, negatives, V, U
        As for `skipgram_block_loss_and_gradient`.
    weights : array_like of float, one per centre
        Weight a_i of each centre's negatives: K / N for K negatives for each prediction.
    context : {"mean", "sum"}
        How the outside words' vectors are combined.

    Returns
    -------
    loss : float
    dV, dU : ndarray of float64, shape (V, d)

    Raises
    ------
    ValueError
        As `skipgram_block_loss_and_gradient`.

    Notes
    -----
    Source: Mikolov et al. 2013 (arXiv:1301.3781), section 3.1, and (arXiv:1310.4546), equation 4,
    summed over the block.

    Examples
    --------
    >>> V, U = np.ones((2, 1)), np.zeros((2, 1))
    >>> loss, dV, dU = cbow_block_loss_and_gradient(
    ...     [0, 1], range(2), [0, 0], [2, 2], [1], [1.0, 1.0], V, U)
    >>> print(round(loss, 6), dU.ravel())
    2.772589 [-0.5  0.5]
    """
    block = _checked(tokens, centres, begin, end, negatives, weights, V, U)
    one_of("context", context, ("mean", "sum"))
    loss, dV, dU = 0.0, np.zeros_like(block.V), np.zeros_like(block.U)
    for word, window, weight in zip(block.words, block.windows, block.weights, strict=True):
        if len(window) == 0:
            continue
        share = 1.0 / len(window) if context == "mean" else 1.0
        v_hat = share * block.V[window].sum(axis=0)
        rows = np.concatenate([[word], block.negatives])
        signs, a = _labels(1, len(block.negatives), weight)
        part, dv_hat, drows = logistic_loss_and_gradient(v_hat, block.U[rows], signs, a)
        loss += part
        np.add.at(dV, window, share * dv_hat)
        np.add.at(dU, rows, drows)
    return loss, dV, dU


def _labels(positives: int, negatives: int, weight: float) -> tuple[FloatArray, FloatArray]:
    """Signs and weights of the rows: positives first, then negatives."""
    signs = np.concatenate([np.ones(positives), -np.ones(negatives)])
    return signs, np.where(signs > 0, 1.0, weight)


def _checked(
    tokens: Indices,
    centres: Indices,
    begin: Indices,
    end: Indices,
    negatives: Indices,
    weights: ArrayLike,
    V: ArrayLike,
    U: ArrayLike,
) -> _Block:
    V = matrix("V", V)
    U = matrix("U", U, V.shape[1], " (as V has)")
    if U.shape != V.shape:
        raise ValueError(f"U must have the shape of V, {V.shape}, got {U.shape}")
    tokens = indices("tokens", tokens, len(V), "rows of V")
    centres = indices("centres", centres, len(tokens), "tokens")
    if len(centres) == 0:
        raise ValueError("centres must hold at least one position, got none")
    begin = _one_a_centre(
        "begin", indices("begin", begin, len(tokens) + 1, "window bounds"), centres
    )
    end = _one_a_centre("end", indices("end", end, len(tokens) + 1, "window bounds"), centres)
    if (end < begin).any():
        place = int((end < begin).argmax())
        raise ValueError(
            f"end must not come before begin, got begin {begin[place]} and end {end[place]} "
            f"at place {place}"
        )
    positions = [np.arange(b, e) for b, e in zip(begin, end, strict=True)]
    return _Block(
        words=tokens[centres],
        windows=[tokens[p[p != i]] for i, p in zip(centres, positions, strict=True)],
        weights=vector("weights", weights, len(centres), " (one per centre)"),
        negatives=indices("negatives", negatives, len(U), "rows of U"),
        V=V,
        U=U,
    )


def _one_a_centre(name: str, values: IntArray, centres: IntArray) -> IntArray:
    if len(values) != len(centres):
        raise ValueError(
            f"{name} must have {len(centres)} entries (one per centre), got {len(values)}"
        )
    return values
