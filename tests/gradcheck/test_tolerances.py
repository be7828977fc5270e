"""The tolerances of the checks are those that are stated: ten times as much is noticed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lemmavec.equations import huffman_tree
from lemmavec.gradcheck import equations, kernels
from lemmavec.gradcheck.finite_differences import ROUNDING
from lemmavec.gradcheck.reference_step import Update, relative_error, tree_counts
from lemmavec.gradient_check import gradient_check


def cubes(error: float):
    """Large losses are rounded; those of these small numbers are not."""
    return lambda x: (float((x**3).sum()), 3 * x**2 * (1 + error))


@pytest.mark.parametrize(("error", "passes"), [(0.0, True), (5e-8, True), (2e-7, False)])
def test_a_gradient_that_is_off_by_more_than_1e_7_fails(error, passes):
    assert gradient_check(cubes(error), [1.0, -2.0, 0.5]).passed == passes
    assert gradient_check(cubes(-error), [1.0, -2.0, 0.5]).passed == passes


@pytest.mark.parametrize("tolerance", [1e-3, 1e-5])
def test_another_tolerance_is_taken_as_it_is(tolerance):
    for factor, passes in ((0.5, True), (2, False)):
        check = gradient_check(cubes(factor * tolerance), [1.0, -2.0], tolerance=tolerance)
        assert check.passed == passes
        assert check.max_relative_error == pytest.approx(factor * tolerance, rel=1e-2)


def test_a_small_entry_is_judged_by_what_rounding_may_change():
    """An entry of 1e-12 beside one of 1: only errors of the size of the floor are seen there."""
    floor = ROUNDING / 1e-3
    assert floor == pytest.approx(64 * 2.22e-16 / 1e-3, rel=1e-2)
    for error, passes in ((0.3 * floor, True), (30 * floor, False)):
        check = gradient_check(lambda x, e=error: (float(x[0]), np.array([1.0, e])), [0.5, 0.5])
        assert check.passed == passes


def rows_with(relative: float) -> list[bool]:
    """Whether the kernels' rows pass where each step is too long by a part of itself."""
    right = kernels.native_step

    def longer(*given, **named):
        step = right(*given, **named)
        return replace(step, V=step.V * (1 + relative), U=step.U * (1 + relative))

    right_of_documents = kernels.native_document_step

    def longer_of_documents(*given):
        step = right_of_documents(*given)
        return replace(step, changes=tuple(x * (1 + relative) for x in step.changes))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "native_step", longer)
        patch.setattr(kernels, "native_document_step", longer_of_documents)
        patch.setattr(kernels, "SIZES", (16,))
        return [row.passed for row in kernels.kernel_checks()]


def test_a_kernel_that_is_off_by_5e_5_fails_and_by_1e_6_does_not():
    assert not any(rows_with(5e-5))
    assert all(rows_with(1e-6))


@pytest.mark.parametrize("what", ["loss", "V", "U"])
def test_the_error_of_a_step_is_that_of_its_worst_part(what):
    start = np.full((2, 2), 1e-3)
    reference = Update(2.0, 1, np.ones((2, 2)), -np.ones((2, 2)))
    wrong = replace(reference, **{what: getattr(reference, what) * 1.01})
    assert relative_error(reference, reference, start, start) == 0
    assert relative_error(wrong, reference, start, start) == pytest.approx(0.01, rel=1e-3)


def test_the_tree_of_the_checks_has_paths_of_many_lengths():
    lengths = [len(path) for path in huffman_tree(tree_counts(60)).paths]
    assert max(lengths) >= 2 * min(lengths) > 0


def test_the_equations_table_is_held_to_1e_7(monkeypatch):
    """A factor of 2e-7 in one formula fails its row, 2e-8 does not."""
    right = equations.sigmoid_gradient
    for error, failed in ((2e-8, []), (3e-7, ["sigmoid"])):
        monkeypatch.setattr(equations, "sigmoid_gradient", lambda s, e=error: right(s) * (1 + e))
        assert [row.what for row in equations.equation_checks() if not row.passed] == failed
