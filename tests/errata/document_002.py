"""Errata of document 002."""

from __future__ import annotations

import numpy as np
from gradients import numerical_gradient

from errata.problem import (
    INPUT,
    LABEL,
    MISSING,
    REPEATED,
    W1,
    W2,
    WINDOW,
    Erratum,
    U,
    V,
    b1,
    b2,
    c,
    cross_entropy_of_logits,
    erratum,
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
    softmax_regression_loss_and_gradient,
)
from lemmavec.network import TwoLayerNetwork

ERRATA: list[Erratum] = []


@erratum(ERRATA, "002 2c, size of x", "shape")
def input_of_the_size_of_the_output():
    # n is the number of classes in 2b, here 3; x has D_x entries, here 4.
    network = TwoLayerNetwork.from_parameters(W1, b1, W2, b2)
    right = network.loss_and_gradient(INPUT, LABEL)[1].x
    return (
        undefined(lambda: INPUT[: len(LABEL)] @ W1),
        right,
        numerical_gradient(network_loss, INPUT),
    )


@erratum(ERRATA, "002 3b, line 2", "shape")
def transposed_jacobian():
    w = 4
    jacobian = np.outer(np.eye(5)[w], v)  # W × n, as 2c lays Jacobians out
    right = naive_softmax_loss_and_gradient(v, o, U)[2][w]
    np.testing.assert_allclose((y_hat - y) @ jacobian, right)
    measured = numerical_gradient(lambda u: softmax_loss(v, o, replaced(U, w, u)), U[w])
    return undefined(lambda: (y_hat - y) @ jacobian.T), right, measured


@erratum(ERRATA, "002 3c, left sides", "wrong")
def gradient_of_another_loss():
    # What stands there is the gradient of J_neg-sample; that of CE is 3a's.
    printed = negative_sampling_loss_and_gradient(v, o, [4, 2], U)[1]
    right = naive_softmax_loss_and_gradient(v, o, U)[1]
    return printed, right, numerical_gradient(lambda v: softmax_loss(v, o, U), v)


def du_noise(w):
    return (
        negative_sampling_loss_and_gradient(v, o, REPEATED, U)[2][w],
        numerical_gradient(lambda u: noise_loss(v, o, REPEATED, replaced(U, w, u)), U[w]),
    )


@erratum(ERRATA, "002 3c, w ≠ o", "wrong")
def word_that_was_not_drawn():
    return sigmoid(U[0] @ v) * v, *du_noise(0)


@erratum(ERRATA, "002 3c, conclusion", "wrong")
def word_that_was_drawn_twice():
    return sigmoid(U[2] @ v) * v, *du_noise(2)


def cbow_loss(V, window, U=U):
    return softmax_loss(sum(V[w] for w in window), c, U)


def cbow(window):
    return cbow_loss_and_gradient(c, window, V, U, naive_softmax_loss_and_gradient, context="sum")


@erratum(ERRATA, "002 3d, CBOW by v_c", "wrong")
def centre_in_its_own_window():
    window = [*WINDOW, c]
    measured = numerical_gradient(lambda v: cbow_loss(replaced(V, c, v), window), V[c])
    return np.zeros(3), cbow(window)[1][c], measured


@erratum(ERRATA, "002 3d, CBOW by context", "incomplete")
def gradient_of_the_context_words():
    w = WINDOW[0]
    measured = numerical_gradient(lambda v: cbow_loss(replaced(V, w, v), WINDOW), V[w])
    return MISSING, cbow(WINDOW)[1][w], measured


@erratum(ERRATA, "002 3d, CBOW by u_w", "wrong")
def derivative_by_a_word():
    # A word is no variable. Taken as u_{w_c}, the product is 0 for every other word.
    right = cbow(WINDOW)[2]
    printed = np.zeros_like(U)
    printed[c] = right[c]
    return printed, right, numerical_gradient(lambda U: cbow_loss(V, WINDOW, U), U)


FEATURES = np.array([[1.0, 0.5], [-0.3, 2.0], [0.7, -1.1]])
LABELS = [0, 2, 1]
WEIGHTS = np.array([[0.4, -0.6, 0.1], [0.9, 0.2, -0.5]])


@erratum(ERRATA, "002 4a, CE(ŷ, y)", "wrong")
def arguments_exchanged():
    """Cross-entropy as this document defines it in 2b takes the truth first."""
    scores = np.exp(FEATURES @ WEIGHTS)
    predicted = scores / scores.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore"):
        log_truth = np.log(np.eye(3)[LABELS])
    printed = -(predicted * log_truth).sum(axis=1).mean()
    right = softmax_regression_loss_and_gradient(FEATURES, LABELS, WEIGHTS, 0.0)[0]
    logits = FEATURES @ WEIGHTS
    pairs = zip(logits, LABELS, strict=True)
    return printed, right, np.mean([cross_entropy_of_logits(z, label) for z, label in pairs])


@erratum(ERRATA, "002 4a, ‖W‖²", "notation")
def which_norm():
    """Unnamed, the norm of a matrix is as often its largest singular value."""
    left, singular, transposed = np.linalg.svd(WEIGHTS)
    printed = singular[0] * np.outer(left[:, 0], transposed[0])
    with_l2, without = (
        softmax_regression_loss_and_gradient(FEATURES, LABELS, WEIGHTS, l2)[1] for l2 in (1.0, 0.0)
    )
    measured = numerical_gradient(lambda W: float((W**2).sum()) / 2, WEIGHTS)
    return printed, with_l2 - without, measured


@erratum(ERRATA, "002 4c", "wrong")
def lambda_named_twice():
    printed = [0.1, 0.01, 0.01, 0.001, 0.0001]
    return len(printed), len({0.1, 0.01, 0.001, 0.0001}), len(set(printed))
