"""Errata of document 001."""

from __future__ import annotations

import numpy as np
from gradients import numerical_gradient

from errata.problem import (
    NEGATIVES,
    REPEATED,
    WORDS,
    Erratum,
    U,
    erratum,
    noise_loss,
    o,
    replaced,
    softmax_loss,
    v,
)
from lemmavec.equations import (
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    negative_sampling_multiply_adds,
    sigmoid,
)

ERRATA: list[Erratum] = []


def du_softmax(w):
    return (
        naive_softmax_loss_and_gradient(v, o, U)[2][w],
        numerical_gradient(lambda u: softmax_loss(v, o, replaced(U, w, u)), U[w]),
    )


@erratum(ERRATA, "001 b line 5, c", "notation")
def word_index_is_summed_over():
    # With one w in the numerator and under the sum, each probability is 1/W.
    return v / WORDS, *du_softmax(4)


@erratum(ERRATA, "001 c, w = o, line 2", "notation")
def bracket_left_out():
    # The exponent holds one v_c too many.
    return -v + np.exp(U[o] @ v * v) / np.exp(U @ v).sum(), *du_softmax(o)


@erratum(ERRATA, "001 d, second form", "float64")
def exponential_overflows():
    x = np.array(800.0)
    with np.errstate(over="ignore", invalid="ignore"):
        printed = np.exp(x) / (1 + np.exp(x))
    # log(1 + e^x) differentiates to σ(x); logaddexp computes it without overflow.
    measured = numerical_gradient(lambda x: float(np.logaddexp(0.0, x)), x)
    return printed, sigmoid(x), measured


@erratum(ERRATA, "001 e, u_k, line 2", "notation")
def negative_index_is_summed_over():
    # Each term differentiated by its own u_k: the terms of the other negatives come along.
    printed = sum(sigmoid(U[n] @ v) * v for n in NEGATIVES)
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[2][4]
    measured = numerical_gradient(lambda u: noise_loss(v, o, NEGATIVES, replaced(U, 4, u)), U[4])
    return printed, right, measured


@erratum(ERRATA, "001 e, u_k", "incomplete")
def negative_drawn_twice():
    right = negative_sampling_loss_and_gradient(v, o, REPEATED, U)[2][2]
    measured = numerical_gradient(lambda u: noise_loss(v, o, REPEATED, replaced(U, 2, u)), U[2])
    return sigmoid(U[2] @ v) * v, right, measured


@erratum(ERRATA, "001 e, comparison", "wrong")
def one_number_too_few():
    """Counted: the rows of U that move at all, each of which takes a logit."""
    dU = numerical_gradient(lambda U: noise_loss(v, o, NEGATIVES, U), U)
    right = negative_sampling_multiply_adds(size=1, negatives=len(NEGATIVES)) / 3
    return len(NEGATIVES), right, (np.abs(dU).max(axis=1) > 0).sum()
