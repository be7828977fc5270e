"""Errata of document 003. It writes v for u throughout; but for its own row, v is read as u."""

from __future__ import annotations

import numpy as np
from gradients import numerical_gradient

from errata.problem import (
    NEGATIVES,
    REPEATED,
    WINDOW,
    Erratum,
    U,
    V,
    erratum,
    noise_loss,
    o,
    replaced,
    softmax_loss,
    v,
    y,
    y_hat,
)
from lemmavec.equations import (
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    sigmoid,
    sigmoid_gradient,
    skipgram_loss_and_gradient,
    softmax,
    softmax_jacobian,
)

ERRATA: list[Erratum] = []
LOST = 4  # a word that is not the target


def probability(w, v=v, U=U):
    scores = np.exp(U @ v)
    return float(scores[w] / scores.sum())


@erratum(ERRATA, "003 a, result", "float64")
def exponential_overflows():
    x = np.array(-800.0)
    with np.errstate(over="ignore", invalid="ignore"):
        printed = sigmoid(x) ** 2 * np.exp(-x)
    return printed, sigmoid_gradient(sigmoid(x)), numerical_gradient(sigmoid, x)


@erratum(ERRATA, "003 b, ŷ", "wrong")
def centre_vectors_for_outside_vectors():
    measured = numerical_gradient(lambda z: float(np.log(np.exp(z).sum())), U @ v)
    return softmax(V @ v), softmax(U @ v), measured


@erratum(ERRATA, "003 b (1)", "wrong")
def factor_left_out_of_the_second_term():
    right = softmax_jacobian(U @ v)[o] @ U
    return U[o] * y_hat[o] - y_hat @ U, right, numerical_gradient(lambda v: probability(o, v), v)


def dv_softmax():
    return (
        naive_softmax_loss_and_gradient(v, o, U)[1],
        numerical_gradient(lambda v: softmax_loss(v, o, U), v),
    )


@erratum(ERRATA, "003 b, (1) in (2)", "wrong")
def result_does_not_follow():
    # What the printed (1) gives in (2); the printed result is what the right (1) gives.
    return -(U[o] * y_hat[o] - y_hat @ U) / y_hat[o], *dv_softmax()


@erratum(ERRATA, "003 b, result", "wrong")
def centre_vectors_in_the_result():
    return -(U[o] - y_hat @ V), *dv_softmax()


def d_probability(w, by):
    """∂ŷ_w/∂u_by, right and measured."""
    right = softmax_jacobian(U @ v)[w, by] * v
    return right, numerical_gradient(lambda u: probability(w, U=replaced(U, by, u)), U[by])


@erratum(ERRATA, "003 c, line 1", "wrong")
def sign_and_factor():
    return -v * y_hat[o], *d_probability(o, o)


@erratum(ERRATA, "003 c, line 2", "wrong")
def factor_one_minus():
    return v * y_hat[LOST], *d_probability(LOST, LOST)


@erratum(ERRATA, "003 c, line 3", "wrong")
def factor_of_the_target():
    return -v * y_hat[LOST], *d_probability(LOST, o)


def du_softmax(w):
    return (
        naive_softmax_loss_and_gradient(v, o, U)[2][w],
        numerical_gradient(lambda u: softmax_loss(v, o, replaced(U, w, u)), U[w]),
    )


@erratum(ERRATA, "003 c, substitution", "notation")
def derivative_by_the_wrong_vector():
    # The line that is substituted into differentiates by v_c, its result by v_w.
    return naive_softmax_loss_and_gradient(v, o, U)[1], *du_softmax(o)


@erratum(ERRATA, "003 c, result", "wrong")
def the_same_for_every_word():
    return -(y @ y_hat) * v, *du_softmax(LOST)


@erratum(ERRATA, "003 d, w drawn", "shape")
def centre_vector_left_out():
    n = NEGATIVES[0]
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[2][n]
    measured = numerical_gradient(lambda u: noise_loss(v, o, NEGATIVES, replaced(U, n, u)), U[n])
    return sigmoid(U[n] @ v), right, measured


@erratum(ERRATA, "003 d, cases", "incomplete")
def negative_drawn_twice():
    # With v_c put back.
    right = negative_sampling_loss_and_gradient(v, o, REPEATED, U)[2][2]
    measured = numerical_gradient(lambda u: noise_loss(v, o, REPEATED, replaced(U, 2, u)), U[2])
    return sigmoid(U[2] @ v) * v, right, measured


def window_gradient(words):
    return sum(negative_sampling_loss_and_gradient(v, w, [1], U)[1] for w in words)


def dv_window():
    def word_loss(v, o, U):
        return negative_sampling_loss_and_gradient(v, o, [1], U)

    right = skipgram_loss_and_gradient(1, WINDOW, V, U, word_loss)[1][1]
    return right, numerical_gradient(lambda v: sum(noise_loss(v, w, [1], U) for w in WINDOW), v)


@erratum(ERRATA, "003 e, range of j", "wrong")
def last_outside_word_dropped():
    return window_gradient(WINDOW[:-1]), *dv_window()


@erratum(ERRATA, "003 e, by v_c", "incomplete")
def one_pair_for_the_window():
    return window_gradient(WINDOW[:1]), *dv_window()


@erratum(ERRATA, "003 e, last line", "wrong")
def softmax_in_place_of_noise():
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[2][o]
    measured = numerical_gradient(lambda u: noise_loss(v, o, NEGATIVES, replaced(U, o, u)), U[o])
    return -(y @ y_hat) * v, right, measured
