"""Errata of document 004, a scan of handwriting: what was misread is entered as "scan"."""

from __future__ import annotations

import numpy as np
from gradients import numerical_gradient

from errata.problem import (
    INPUT,
    LABEL,
    MISSING,
    NEGATIVES,
    ONE_HOT,
    SOFT,
    W1,
    W2,
    WINDOW,
    Erratum,
    U,
    V,
    X,
    b1,
    b2,
    c,
    cross_entropy_of_logits,
    erratum,
    k,
    network_delta,
    network_loss,
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
    cbow_loss_and_gradient,
    naive_softmax_loss_and_gradient,
    negative_sampling_loss_and_gradient,
    sigmoid,
    sigmoid_gradient,
    skipgram_loss_and_gradient,
    softmax,
    softmax_cross_entropy_loss_and_gradient,
    softmax_jacobian,
)
from lemmavec.network import TwoLayerNetwork

ERRATA: list[Erratum] = []


@erratum(ERRATA, "004 1, result", "notation")
def softmax_of_one_number():
    printed = [float(softmax([x])[0]) for x in X]
    return printed, softmax(X), numerical_gradient(lambda x: float(np.log(np.exp(x).sum())), X)


@erratum(ERRATA, "004 2a, result", "scan")
def sigma_read_as_six():
    x = np.array(0.3)
    return (1 - 6 * x) * 6 * x, sigmoid_gradient(sigmoid(x)), numerical_gradient(sigmoid, x)


def d_cross_entropy():
    return (
        softmax_cross_entropy_loss_and_gradient(X, k)[1],
        numerical_gradient(cross_entropy_of_logits, X),
    )


@erratum(ERRATA, "004 2b, chain", "scan")
def product_read_as_equality():
    return -ONE_HOT / softmax(X), *d_cross_entropy()


def d_probability(i, j):
    def probability(x):
        return float(np.exp(x[i]) / np.exp(x).sum())

    return softmax_jacobian(X)[i, j], numerical_gradient(probability, X)[j]


@erratum(ERRATA, "004 2b, by θ_j", "scan")
def both_derivatives_equal():
    p = softmax(X)
    return p[0] * (1 - p[0]), *d_probability(0, 2)


@erratum(ERRATA, "004 2b, quotient", "scan")
def sum_read_as_product():
    e = np.exp(X)
    A = e.sum() - e[2]
    return e[0] / (A * e[2]) * -e[2] / (A * e[2]), *d_probability(0, 2)


def d_cross_entropy_of_soft():
    """The same for a truth that is a distribution, so that 1/y_k is defined."""
    return (
        softmax_cross_entropy_loss_and_gradient(X, SOFT)[1],
        numerical_gradient(lambda x: float(np.log(np.exp(x).sum()) - SOFT @ x), X),
    )


@erratum(ERRATA, "004 2b, reciprocal", "scan")
def hat_lost():
    return -(SOFT / SOFT) @ softmax_jacobian(X), *d_cross_entropy_of_soft()


@erratum(ERRATA, "004 2b, first term", "scan")
def reciprocal_lost():
    p = softmax(X)
    others = np.array([sum(SOFT[j] / p[j] * -p[i] * p[j] for j in range(5) if j != i)
                       for i in range(5)])  # fmt: skip
    return -(SOFT * p * p * (1 - p) + others), *d_cross_entropy_of_soft()


@erratum(ERRATA, "004 2b, last line", "wrong")
def one_term_left_out():
    p = softmax(X)
    return -ONE_HOT + p * (ONE_HOT.sum() - ONE_HOT), *d_cross_entropy()


def network_gradient():
    return TwoLayerNetwork.from_parameters(W1, b1, W2, b2).loss_and_gradient(INPUT, LABEL)[1]


def dx_network():
    return network_gradient().x, numerical_gradient(network_loss, INPUT)


@erratum(ERRATA, "004 2c, chain", "wrong")
def factor_counted_twice():
    delta3, slope = network_delta()
    dh_dx = slope[:, None] * W1.T  # H × D_x, and dz/dx after it is H × D_x once more
    return undefined(lambda: delta3 @ W2.T @ np.diag(slope) @ dh_dx @ W1.T), *dx_network()


@erratum(ERRATA, "004 2c, result", "notation")
def brackets_left_out():
    # A matrix product binds before ∘: H entries against D_x.
    delta3, slope = network_delta()
    return undefined(lambda: (delta3 @ W2.T) * (slope @ W1.T)), *dx_network()


@erratum(ERRATA, "004 page 2, A₂", "wrong")
def output_of_the_wrong_layer():
    z1 = INPUT @ W1 + b1
    network = TwoLayerNetwork.from_parameters(W1, b1, W2, b2)
    logits = (1 / (1 + np.exp(-z1))) @ W2 + b2
    measured = numerical_gradient(lambda z: float(np.log(np.exp(z).sum())), logits)
    return softmax(z1), network.forward(INPUT), measured


@erratum(ERRATA, "004 page 2, db₂", "incomplete")
def summed_over_everything():
    delta3, _ = network_delta()
    return delta3.sum(), network_gradient().b2, numerical_gradient(lambda b: network_loss(b2=b), b2)


@erratum(ERRATA, "004 page 2, second dW₂", "wrong")
def bias_called_weight():
    # It sums over the rows of a batch, so it is a bias's gradient: db_1 = the sum of dZ_1.
    delta3, _ = network_delta()
    printed = delta3[None].sum(axis=0)
    return printed, network_gradient().W2, numerical_gradient(lambda W: network_loss(W2=W), W2)


@erratum(ERRATA, "004 page 2, db₁", "incomplete")
def no_gradient_of_the_first_bias():
    return MISSING, network_gradient().b1, numerical_gradient(lambda b: network_loss(b1=b), b1)


@erratum(ERRATA, "004 3a, title", "wrong")
def that_is_cbow():
    # The centre from its surroundings is CBOW, where v_c (not in the window) has no gradient.
    printed = cbow_loss_and_gradient(c, WINDOW, V, U, naive_softmax_loss_and_gradient)[1][c]
    right = skipgram_loss_and_gradient(c, WINDOW, V, U, naive_softmax_loss_and_gradient)[1][c]
    measured = numerical_gradient(lambda v: sum(softmax_loss(v, w, U) for w in WINDOW), V[c])
    return printed, right, measured


@erratum(ERRATA, "004 3a, result", "shape")
def row_equal_to_column():
    # In this document vectors are columns: v is n × 1.
    column = v[:, None]
    printed = sum((y_hat[i] - y[i]) * U[i][None, :] for i in range(5))
    right = naive_softmax_loss_and_gradient(v, o, U)[1][:, None]
    return printed, right, numerical_gradient(lambda v: softmax_loss(v[:, 0], o, U), column)


@erratum(ERRATA, "004 3b, constant", "scan")
def transpose_read_as_plus():
    """The sum over the other words; measured: ŷ_o = e^{-J}, and the sum follows from it."""
    printed = sum(np.exp(U[w] + v) for w in range(5) if w != o)
    right = sum(float(np.exp(U[w] @ v)) for w in range(5) if w != o)
    measured = float(np.exp(U[o] @ v)) * (np.exp(softmax_loss(v, o, U)) - 1)
    return printed, right, measured


@erratum(ERRATA, "004 3b, result", "scan")
def outside_for_centre():
    def probability(u):
        scores = np.exp(replaced(U, o, u) @ v)
        return float(scores[o] / scores.sum())

    slope = softmax_jacobian(U @ v)[o, o]
    return slope * V[o], slope * v, numerical_gradient(probability, U[o])


@erratum(ERRATA, "004 3c, line 1", "scan")
def leading_minus_lost():
    printed = sigmoid(-U[o] @ v) * U[o] + sum(sigmoid(U[n] @ v) * U[n] for n in NEGATIVES)
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[1]
    return printed, right, numerical_gradient(lambda v: noise_loss(v, o, NEGATIVES, U), v)


@erratum(ERRATA, "004 3c, u_k", "incomplete")
def no_gradient_of_the_negatives():
    n = NEGATIVES[0]
    right = negative_sampling_loss_and_gradient(v, o, NEGATIVES, U)[2][n]
    measured = numerical_gradient(lambda u: noise_loss(v, o, NEGATIVES, replaced(U, n, u)), U[n])
    return MISSING, right, measured


@erratum(ERRATA, "004 3d, CBOW", "incomplete")
def no_gradient_of_cbow():
    right = cbow_loss_and_gradient(c, WINDOW, V, U, naive_softmax_loss_and_gradient, context="sum")[
        1
    ]
    measured = numerical_gradient(lambda V: softmax_loss(sum(V[w] for w in WINDOW), c, U), V)
    return MISSING, right, measured
