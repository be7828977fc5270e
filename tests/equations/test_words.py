"""Word losses and windows against three-line references and central differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from gradients import assert_gradient

from lemmavec.equations import (
    cbow_loss_and_gradient,
    naive_softmax_loss_and_gradient,
    naive_softmax_multiply_adds,
    negative_sampling_loss_and_gradient,
    negative_sampling_multiply_adds,
    skipgram_loss_and_gradient,
)

SEED = 20
WORDS, SIZE = 6, 3


@pytest.fixture
def random():
    return np.random.default_rng(SEED)


@pytest.fixture
def v(random):
    return random.normal(size=SIZE)


@pytest.fixture
def U(random):
    return random.normal(size=(WORDS, SIZE))


@pytest.fixture
def V(random):
    return random.normal(size=(WORDS, SIZE))


def log_sigma(z):
    return -math.log1p(math.exp(-z))


def sharp(U, v):
    """Change U so that its logits with v are 40, -40, 40, -40, ..."""
    logits = np.resize([40.0, -40.0], len(U))
    return U + np.outer(logits - U @ v, v) / (v @ v)


def test_naive_softmax_is_minus_the_log_probability_of_the_outside_word(v, U):
    scores = [math.exp(u @ v) for u in U]
    loss, _, _ = naive_softmax_loss_and_gradient(v, 2, U)
    assert loss == pytest.approx(-math.log(scores[2] / sum(scores)), rel=1e-13)


def check_word_loss(word_loss, v, U):
    """Both gradients, on plain vectors and where every logit is ±40."""
    for rows in (U, sharp(U, v)):
        assert_gradient(lambda x, rows=rows: word_loss(x, rows)[:2], v)
        assert_gradient(lambda x: word_loss(v, x)[::2], rows)


@pytest.mark.parametrize("o", range(WORDS))
def test_naive_softmax_gradients(v, U, o):
    check_word_loss(lambda v, U: naive_softmax_loss_and_gradient(v, o, U), v, U)


@pytest.mark.parametrize("negatives", [[], [1], [1, 3, 5], [3, 3], [4, 4, 4, 1]])
def test_negative_sampling_gradients(v, U, negatives):
    check_word_loss(lambda v, U: negative_sampling_loss_and_gradient(v, 2, negatives, U), v, U)


def test_negative_sampling_gradients_with_weights_and_the_target_among_the_negatives(v, U):
    def word_loss(v, U):
        return negative_sampling_loss_and_gradient(
            v, 2, [2, 1, 1], U, weights=[0.5, 3.0, 0.0], target_among_negatives="allow"
        )

    check_word_loss(word_loss, v, U)


def test_negative_sampling_is_the_sum_of_log_sigmoids(v, U):
    loss, _, _ = negative_sampling_loss_and_gradient(v, 2, [0, 4, 4], U)
    expected = -log_sigma(U[2] @ v) - log_sigma(-U[0] @ v) - 2 * log_sigma(-U[4] @ v)
    assert loss == pytest.approx(expected, rel=1e-13)


def test_a_negative_drawn_twice_counts_twice(v, U):
    once = negative_sampling_loss_and_gradient(v, 2, [4], U)
    twice = negative_sampling_loss_and_gradient(v, 2, [4, 4], U)
    doubled = negative_sampling_loss_and_gradient(v, 2, [4], U, weights=[2.0])
    np.testing.assert_allclose(twice[2][4], 2 * once[2][4], rtol=1e-15)
    for a, b in zip(twice, doubled, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-14)


def test_words_neither_target_nor_negative_have_no_gradient(v, U):
    dU = negative_sampling_loss_and_gradient(v, 2, [0, 4, 4], U)[2]
    assert np.flatnonzero(np.abs(dU).sum(axis=1)).tolist() == [0, 2, 4]


def test_the_target_is_never_among_the_negatives_unless_allowed(v, U):
    with pytest.raises(ValueError, match="negatives must not hold the target o = 2"):
        negative_sampling_loss_and_gradient(v, 2, [1, 2], U)


def softmax_loss(v, o, U):
    return naive_softmax_loss_and_gradient(v, o, U)


def noise_loss(v, o, U):
    # Words 0 and 5 never stand in the windows below, so no target is among its negatives.
    return negative_sampling_loss_and_gradient(v, o, [0, 5, 5], U)


WINDOWS = {"one word": [3], "a word twice": [3, 4, 3], "its own neighbour": [1, 2, 1]}


@pytest.mark.parametrize("outside", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("word_loss", [softmax_loss, noise_loss])
class TestWindows:
    def test_skipgram_is_the_sum_of_its_word_losses(self, V, U, outside, word_loss):
        loss, dV, dU = skipgram_loss_and_gradient(1, outside, V, U, word_loss)
        parts = [word_loss(V[1], o, U) for o in outside]
        assert loss == pytest.approx(sum(part[0] for part in parts), rel=1e-14)
        np.testing.assert_allclose(dV[1], sum(part[1] for part in parts), rtol=1e-13)
        np.testing.assert_allclose(dU, sum(part[2] for part in parts), rtol=1e-13)
        assert (np.delete(dV, 1, axis=0) == 0).all()

    def test_skipgram_gradients(self, V, U, outside, word_loss):
        assert_gradient(lambda x: skipgram_loss_and_gradient(1, outside, x, U, word_loss)[:2], V)
        assert_gradient(lambda x: skipgram_loss_and_gradient(1, outside, V, x, word_loss)[::2], U)

    @pytest.mark.parametrize("context", ["mean", "sum"])
    def test_cbow_gradients(self, V, U, outside, word_loss, context):
        def cbow(V, U):
            return cbow_loss_and_gradient(1, outside, V, U, word_loss, context=context)

        assert_gradient(lambda x: cbow(x, U)[:2], V)
        assert_gradient(lambda x: cbow(V, x)[::2], U)

    def test_cbow_predicts_the_centre_from_the_mean_or_the_sum(self, V, U, outside, word_loss):
        total = np.sum([V[w] for w in outside], axis=0)
        mean = cbow_loss_and_gradient(1, outside, V, U, word_loss)[0]
        summed = cbow_loss_and_gradient(1, outside, V, U, word_loss, context="sum")[0]
        assert mean == pytest.approx(word_loss(total / len(outside), 1, U)[0], rel=1e-13)
        assert summed == pytest.approx(word_loss(total, 1, U)[0], rel=1e-13)


def test_the_means_one_over_c_is_in_the_cbow_gradient(V, U):
    _, dV, _ = cbow_loss_and_gradient(1, [3, 4, 3], V, U, softmax_loss)
    dv_hat = softmax_loss((2 * V[3] + V[4]) / 3, 1, U)[1]
    np.testing.assert_allclose(dV[3], 2 / 3 * dv_hat, rtol=1e-13)
    np.testing.assert_allclose(dV[4], 1 / 3 * dv_hat, rtol=1e-13)
    assert (dV[[0, 1, 2, 5]] == 0).all()


def test_inputs_are_left_alone(V, U):
    before = V.copy(), U.copy()
    skipgram_loss_and_gradient(1, [1, 2], V, U, softmax_loss)
    cbow_loss_and_gradient(1, [1, 2], V, U, noise_loss)
    np.testing.assert_array_equal(V, before[0])
    np.testing.assert_array_equal(U, before[1])


class Counter:
    """A float that counts its multiplications by another."""

    multiplications = 0

    def __init__(self, value):
        self.value = float(value)

    def __mul__(self, other):
        Counter.multiplications += 1
        return Counter(self.value * float(other))

    def __add__(self, other):
        return Counter(self.value + float(other))

    __radd__ = __add__

    def __float__(self):
        return self.value


def counted(v, rows, coefficients):
    """Logits, dJ/dv and dJ/drows as written on paper, and the multiplications they take."""
    Counter.multiplications = 0
    v, rows = [Counter(x) for x in v], [[Counter(x) for x in row] for row in rows]
    logits = [float(sum(a * b for a, b in zip(row, v, strict=True))) for row in rows]
    g = coefficients(np.array(logits))
    dv = [float(sum(row[k] * gr for row, gr in zip(rows, g, strict=True))) for k in range(len(v))]
    drows = [[float(x * gr) for x in v] for gr in g]
    return np.array(dv), np.array(drows), Counter.multiplications


def test_naive_softmax_costs_3_v_d_multiply_adds(v, U):
    def coefficients(z):
        return np.exp(z) / np.exp(z).sum() - np.eye(WORDS)[2]

    dv, dU, multiplications = counted(v, U, coefficients)
    np.testing.assert_allclose(dv, naive_softmax_loss_and_gradient(v, 2, U)[1], rtol=1e-12)
    np.testing.assert_allclose(dU, naive_softmax_loss_and_gradient(v, 2, U)[2], rtol=1e-12)
    assert multiplications == naive_softmax_multiply_adds(vocabulary=WORDS, size=SIZE)


def test_negative_sampling_costs_3_k_plus_1_d_multiply_adds(v, U):
    def coefficients(z):
        return 1 / (1 + np.exp(-z)) - [1, 0, 0]

    dv, drows, multiplications = counted(v, U[[2, 0, 5]], coefficients)
    _, expected_dv, expected_dU = negative_sampling_loss_and_gradient(v, 2, [0, 5], U)
    np.testing.assert_allclose(dv, expected_dv, rtol=1e-12)
    np.testing.assert_allclose(drows, expected_dU[[2, 0, 5]], rtol=1e-12)
    assert multiplications == negative_sampling_multiply_adds(size=SIZE, negatives=2)


V_GOOD, U_GOOD = np.ones((3, 2)), np.ones((3, 2))
NAN = math.nan


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 2.0, 3.0], 0, U_GOOD),
            ValueError,
            r"U must have 3 columns \(the size of v_c\), got shape \(3, 2\)",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([[1.0, 2.0]], 0, U_GOOD),
            ValueError,
            r"v_c must be a vector, got shape \(1, 2\)",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 2.0], 3, U_GOOD),
            ValueError,
            r"o must lie from 0 to 2 \(3 rows of U\), got 3",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 2.0], -1, U_GOOD),
            ValueError,
            "o must lie from 0 to 2 .* got -1",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 2.0], 1.0, U_GOOD),
            TypeError,
            "o must be a whole number, got 1.0",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 2.0], True, U_GOOD),
            TypeError,
            "o must be a whole number, got True",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, NAN], 0, U_GOOD),
            ValueError,
            "v_c must hold no NaN, got nan at 1",
        ),
        (
            lambda: naive_softmax_loss_and_gradient([1.0, 1.0], 0, [[1.0, NAN]]),
            ValueError,
            r"U must hold no NaN, got nan at \(0, 1\)",
        ),
        (
            lambda: negative_sampling_loss_and_gradient([1.0, 2.0], 0, [1, 3], U_GOOD),
            ValueError,
            "negatives must lie from 0 to 2 .* got 3 at place 1",
        ),
        (
            lambda: negative_sampling_loss_and_gradient([1.0, 2.0], 0, [1, -1], U_GOOD),
            ValueError,
            "negatives must lie from 0 to 2 .* got -1 at place 1",
        ),
        (
            lambda: negative_sampling_loss_and_gradient([1.0, 2.0], 0, [1.5], U_GOOD),
            TypeError,
            "negatives must hold whole numbers, got dtype float64",
        ),
        (
            lambda: negative_sampling_loss_and_gradient([1.0, 2.0], 0, [1], U_GOOD, weights=[1, 2]),
            ValueError,
            r"weights must have 1 entries \(one per negative\), got 2",
        ),
        (
            lambda: negative_sampling_loss_and_gradient(
                [1.0, 2.0], 0, [1], U_GOOD, target_among_negatives="maybe"
            ),
            ValueError,
            "target_among_negatives must be 'error' or 'allow', got 'maybe'",
        ),
        (
            lambda: skipgram_loss_and_gradient(0, [], V_GOOD, U_GOOD, softmax_loss),
            ValueError,
            "outside must hold at least one word, got an empty context",
        ),
        (
            lambda: cbow_loss_and_gradient(0, [], V_GOOD, U_GOOD, softmax_loss),
            ValueError,
            "outside must hold at least one word, got an empty context",
        ),
        (
            lambda: skipgram_loss_and_gradient(3, [1], V_GOOD, U_GOOD, softmax_loss),
            ValueError,
            r"center must lie from 0 to 2 \(3 rows of V\), got 3",
        ),
        (
            lambda: skipgram_loss_and_gradient(0, [-1], V_GOOD, U_GOOD, softmax_loss),
            ValueError,
            "outside must lie from 0 to 2 .* got -1",
        ),
        (
            lambda: skipgram_loss_and_gradient(0, [1], V_GOOD, np.ones((3, 4)), softmax_loss),
            ValueError,
            r"U must have 2 columns \(as V has\), got shape \(3, 4\)",
        ),
        (
            lambda: cbow_loss_and_gradient(0, [1], V_GOOD, U_GOOD, softmax_loss, context="max"),
            ValueError,
            "context must be 'mean' or 'sum', got 'max'",
        ),
        (
            lambda: naive_softmax_multiply_adds(vocabulary=0, size=3),
            ValueError,
            "vocabulary must be 1 or more, got 0",
        ),
        (
            lambda: negative_sampling_multiply_adds(size=3, negatives=2.5),
            TypeError,
            "negatives must be a whole number, got 2.5",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
