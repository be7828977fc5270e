"""Errata of document 000."""

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
    X,
    c,
    cross_entropy_of_logits,
    erratum,
    k,
    noise_loss,
    o,
    replaced,
    softmax_loss,
    undefined,
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
    softmax_cross_entropy_loss_and_gradient,
)

ERRATA: list[Erratum] = []


def log_of_sum(x):
    """Its gradient is the softmax."""
    return float(np.log(np.exp(x).sum()))


@erratum(ERRATA, "000 (1), (2)", "notation")
def index_on_the_base():
    # e_i is e for each i, and the exponent x names no entry: all quotients are equal.
    return np.full(5, 1 / 5), softmax(X), numerical_gradient(log_of_sum, X)


@erratum(ERRATA, "000 listing 1", "incomplete")
def listing_takes_no_vector():
    def listing(x):
        max_x = np.max(x, axis=1)
        x = np.exp(x - np.reshape(max_x, (len(max_x), 1)))
        sum_x = np.sum(x, axis=1)
        return x / np.reshape(sum_x, (len(sum_x), 1))

    np.testing.assert_allclose(listing(X[None]), [softmax(X)])
    return undefined(lambda: listing(X)), softmax(X), numerical_gradient(log_of_sum, X)


@erratum(ERRATA, "000 (4), lines 1–3", "float64")
def exponential_overflows():
    x = np.array(-800.0)
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(-x)
        printed = e / (1 + e) ** 2
    return printed, sigmoid_gradient(sigmoid(x)), numerical_gradient(sigmoid, x)


@erratum(ERRATA, "000 (7)", "notation")
def parentheses_left_out():
    right = softmax_cross_entropy_loss_and_gradient(X, k)[1]
    return softmax(X) - X[k], right, numerical_gradient(cross_entropy_of_logits, X)


@erratum(ERRATA, "000 (8), i ≠ k", "wrong")
def wrong_entry_differentiated():
    # The left side holds ∂x_i/∂x_i = 1 in both cases.
    right = softmax_cross_entropy_loss_and_gradient(X, k)[1]
    return softmax(X) - np.ones(5), right, numerical_gradient(cross_entropy_of_logits, X)


@erratum(ERRATA, "000 (16)", "notation")
def target_index_is_summed_over():
    # With one i throughout, -z_i + log(W e^{z_i}) = log W, whose gradient is 0.
    right = softmax_cross_entropy_loss_and_gradient(X, k)[1]
    return np.zeros(5), right, numerical_gradient(cross_entropy_of_logits, X)


def dv_softmax():
    return (
        naive_softmax_loss_and_gradient(v, o, U)[1],
        numerical_gradient(lambda v: softmax_loss(v, o, U), v),
    )


@erratum(ERRATA, "000 (18), middle", "shape")
def chain_in_the_wrong_order():
    dJ_dZ, dZ_dv = (y_hat - y)[:, None], U  # W × 1 by (17); the Jacobian is W × n
    return undefined(lambda: dJ_dZ @ dZ_dv), *dv_softmax()


@erratum(ERRATA, "000 (19)", "shape")
def gradient_of_U_is_transposed():
    # In this document U is n × W.
    columns = U.T
    printed = np.outer(y_hat - y, v)
    right = naive_softmax_loss_and_gradient(v, o, U)[2].T
    return printed, right, numerical_gradient(lambda u: softmax_loss(v, o, u.T), columns)


@erratum(ERRATA, "000 (20), text", "notation")
def negatives_numbered_like_words():
    # u_1, ..., u_K are the first K words; o ∉ {1, ..., K} is about those.
    printed = negative_sampling_loss_and_gradient(v, o, range(len(NEGATIVES)), U)[1]
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[1]
    return printed, right, numerical_gradient(lambda v: noise_loss(v, o, NEGATIVES, U), v)


@erratum(ERRATA, "000 (21), lines 1–2", "wrong")
def sign_of_the_noise():
    printed = -sigmoid(-U[o] @ v) * U[o]
    for n in NEGATIVES:
        s = sigmoid(-U[n] @ v)
        printed = printed - s * (1 - s) / s * U[n]
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[1]
    return printed, right, numerical_gradient(lambda v: noise_loss(v, o, NEGATIVES, U), v)


def column_gradient(row):
    """dJ/du for u an n × 1 column, right and measured."""
    dU = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[2]
    measured = numerical_gradient(
        lambda u: noise_loss(v, o, NEGATIVES, replaced(U, row, u[:, 0])), U[row][:, None]
    )
    return dU[row][:, None], measured


@erratum(ERRATA, "000 (22)", "shape")
def row_for_a_column_o():
    return (sigmoid(U[o] @ v) - 1) * v[None, :], *column_gradient(o)


@erratum(ERRATA, "000 (23)", "shape")
def row_for_a_column_k():
    n = NEGATIVES[0]
    return -(sigmoid(-U[n] @ v) - 1) * v[None, :], *column_gradient(n)


@erratum(ERRATA, "000 (23)", "incomplete")
def negative_drawn_twice():
    right = negative_sampling_loss_and_gradient(v, o, REPEATED, U)[2][2]
    measured = numerical_gradient(lambda u: noise_loss(v, o, REPEATED, replaced(U, 2, u)), U[2])
    return -(sigmoid(-U[2] @ v) - 1) * v, right, measured


@erratum(ERRATA, "000 (26)", "incomplete")
def centre_is_its_own_neighbour():
    # j counts positions in (24) and (25); a position j ≠ c may hold the word w_c again.
    outside = [*WINDOW, c]
    right = skipgram_loss_and_gradient(c, outside, V, U, naive_softmax_loss_and_gradient)[1][c]
    measured = numerical_gradient(lambda v: sum(softmax_loss(v, w, U) for w in outside), V[c])
    return np.zeros(3), right, measured
