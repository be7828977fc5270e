"""The checker is checked: it passes what is right, finds what is wrong, and leaves no trace."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from lemmavec.equations import naive_softmax_loss_and_gradient
from lemmavec.gradcheck.check_rows import CheckRow
from lemmavec.gradcheck.equations import equation_checks
from lemmavec.gradient_check import GradientCheck, gradient_check

X = np.random.default_rng(1).normal(size=(3, 4))


def quartic(x):
    return float((x**4).sum()), 4 * x**3


def quartic_wrong_at(index, by):
    def loss_and_gradient(x):
        loss, gradient = quartic(x)
        gradient[index] += by
        return loss, gradient

    return loss_and_gradient


def test_a_right_gradient_passes_and_says_so():
    check = gradient_check(quartic, X)
    assert isinstance(check, GradientCheck)
    assert check.passed
    assert check.parameters == 12
    assert check.max_relative_error < 1e-9
    assert check.max_absolute_error < 1e-9
    assert str(check).startswith("passed: 12 parameters, largest relative error")


@pytest.mark.parametrize("index", list(np.ndindex(3, 4)))
@pytest.mark.parametrize("by", [1e-4, -1e-4])
def test_one_entry_wrong_by_1e_4_is_found_and_named(index, by):
    check = gradient_check(quartic_wrong_at(index, by), X)
    assert not check.passed
    assert check.worst_index == index
    assert check.analytic == quartic(X)[1][index] + by
    assert check.numerical == pytest.approx(quartic(X)[1][index], rel=1e-8, abs=1e-10)
    assert check.max_absolute_error == pytest.approx(1e-4, rel=1e-4)
    assert str(check).startswith("FAILED: ")
    assert str(index) in str(check)


@pytest.mark.parametrize("factor", [1 + 1e-4, 1 - 1e-4])
def test_one_entry_wrong_by_a_factor_of_1e_4_is_found(factor):
    """In a real loss, where every entry but one is right."""
    U = np.random.default_rng(2).normal(size=(6, 3))

    def loss_and_gradient(v):
        loss, dv, _ = naive_softmax_loss_and_gradient(v, 2, U)
        return loss, dv * [1, factor, 1]

    check = gradient_check(loss_and_gradient, np.ones(3))
    assert not check.passed
    assert check.worst_index == (1,)


def test_an_entry_wrongly_left_at_zero_is_found():
    check = gradient_check(lambda x: (float(x.sum()) * 1e-6, np.zeros(2)), [1.0, 2.0])
    assert not check.passed


def test_zero_gradients_pass():
    assert gradient_check(lambda x: (7.0, np.zeros(2)), [1.0, 2.0]).max_relative_error == 0


@pytest.mark.parametrize("x", [2.0, [2.0], [[2.0, 3.0]], np.ones((2, 1, 2)), [1e6, 1e-6], [3, 4]])
def test_any_shape_and_size_of_entry(x):
    check = gradient_check(lambda x: (float((x**2).sum()), 2 * x), x)
    assert check.passed
    assert check.parameters == np.size(x)
    assert len(check.worst_index) == np.ndim(x)


def test_a_sample_checks_so_many_and_depends_on_the_seed_alone():
    x = np.linspace(-1, 1, 50)
    seen = []

    def noting(z):
        seen.extend(np.flatnonzero(z != x))
        return quartic(z)

    check = gradient_check(noting, x, sample=7, seed=3)
    first, seen = set(seen), []
    assert check.parameters == len(first) == 7
    assert check == gradient_check(noting, x, sample=7, seed=3)
    assert set(seen) == first
    seen = []
    gradient_check(noting, x, sample=7, seed=4)
    assert set(seen) != first


def test_a_sample_of_all_finds_the_wrong_entry():
    assert gradient_check(quartic_wrong_at((1, 2), 1e-4), X, sample=12).worst_index == (1, 2)


def test_the_input_is_never_changed():
    x = X.copy()
    gradient_check(quartic, x)
    np.testing.assert_array_equal(x, X)
    frozen = X.copy()
    frozen.flags.writeable = False
    assert gradient_check(quartic, frozen).passed


def test_a_function_cannot_change_the_input_either():
    def changes_its_argument(x):
        x += 1
        return quartic(x)

    with pytest.raises(ValueError, match="read-only"):
        gradient_check(changes_its_argument, X)


def test_a_gradient_handed_out_in_a_reused_buffer_is_copied():
    buffer = np.empty_like(X)

    def reuses(x):
        buffer[...] = 4 * x**3
        return quartic(x)[0], buffer

    assert gradient_check(reuses, X).passed


def test_the_global_random_states_are_left_alone():
    legacy, python = np.random.get_state(), random.getstate()  # noqa: NPY002
    gradient_check(quartic, X, sample=3)
    for before, after in zip(legacy, np.random.get_state(), strict=True):  # noqa: NPY002
        np.testing.assert_array_equal(before, after)
    assert random.getstate() == python


def noisy():
    generator = np.random.default_rng(0)
    return lambda x: (float(x.sum() + generator.normal()), np.ones_like(x))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: gradient_check(quartic, [1.0, math.nan]),
            ValueError,
            r"x must be finite, got nan at \(1,\)",
        ),
        (lambda: gradient_check(quartic, []), ValueError, "x must not be empty"),
        (lambda: gradient_check(quartic, [1j]), TypeError, "x must hold real numbers"),
        (
            lambda: gradient_check(lambda x: (math.nan, x), [1.0]),
            ValueError,
            "the loss must be finite near x, got nan",
        ),
        (
            lambda: gradient_check(lambda x: (1.0, [math.inf]), [1.0]),
            ValueError,
            r"the gradient must be finite, got inf at \(0,\)",
        ),
        (
            lambda: gradient_check(lambda x: (1.0, x.T), np.ones((2, 3))),
            ValueError,
            r"the gradient must have the shape of x, \(2, 3\), got \(3, 2\)",
        ),
        (
            lambda: gradient_check(noisy(), [1.0]),
            ValueError,
            "loss_and_gradient must give the same loss for the same x",
        ),
        (
            lambda: gradient_check(quartic, [1.0], sample=2),
            ValueError,
            r"sample must lie from 1 to 1 \(the entries of x\), got 2",
        ),
        (lambda: gradient_check(quartic, [1.0], sample=0), ValueError, "sample must lie"),
        (lambda: gradient_check(quartic, [1.0], step=0.0), ValueError, "step must be a finite"),
        (
            lambda: gradient_check(quartic, [1.0], tolerance=math.nan),
            ValueError,
            "tolerance must be a finite number above 0, got nan",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("seed", range(3))
def test_every_equation_passes_its_check(seed):
    rows = equation_checks(seed)
    assert [str(row) for row in rows if not row.passed] == []
    assert max(row.largest_error for row in rows) < 1e-7
    names = [row.what for row in rows]
    assert len(set(names)) == len(names)


def test_a_wrong_equation_fails_its_row_and_no_other(monkeypatch):
    import lemmavec.gradcheck.equations as table

    def wrong(X, y, W, l2):
        loss, dW = right(X, y, W, l2)
        return loss, dW + 1e-4 * (np.arange(W.size).reshape(W.shape) == 5)

    right = table.softmax_regression_loss_and_gradient
    monkeypatch.setattr(table, "softmax_regression_loss_and_gradient", wrong)
    failed = [row.what for row in equation_checks() if not row.passed]
    assert failed == ["softmax regression with L2"]


def test_a_row_joins_its_checks():
    checks = [gradient_check(quartic, X), gradient_check(quartic_wrong_at((0, 0), 1.0), X)]
    row = CheckRow.of("both", checks)
    assert row == CheckRow("both", 24, checks[1].max_relative_error, False)
