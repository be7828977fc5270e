"""Changes of rows: which there are, and how those of several workers combine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.cluster.merging import Changes, adasum, changes_of, combined

seeds = st.integers(0, 2**32 - 1)


def adasum_of_one_row(a, b):
    """Equation 3 of Maleki et al., in float64."""
    a, b = np.float64(a), np.float64(b)
    return (1 - a @ b / (2 * (a @ a))) * a + (1 - a @ b / (2 * (b @ b))) * b


@given(seeds, st.integers(1, 9), st.integers(1, 5))
def test_each_row_is_combined_by_the_equation(seed, rows, size):
    a, b = np.random.default_rng(seed).normal(size=(2, rows, size)).astype(np.float32)
    expected = [adasum_of_one_row(*pair) for pair in zip(a, b, strict=True)]
    np.testing.assert_allclose(adasum(a, b), expected, rtol=0, atol=2e-5)


def test_a_change_of_zero_leaves_the_other_as_it_is():
    a, zero = np.float32([[1, -2], [1e-30, 0]]), np.zeros((2, 2), np.float32)
    np.testing.assert_array_equal(adasum(a, zero), a)
    np.testing.assert_array_equal(adasum(zero, a), a)


@given(seeds, st.integers(1, 40), st.integers(1, 5))
def test_changes_put_together_are_all_that_changed(seed, rows, owners):
    random = np.random.default_rng(seed)
    before = random.normal(size=(rows, 3)).astype(np.float32)
    after = before.copy()
    touched = random.random(rows) < 0.5
    after[touched] += random.normal(size=(touched.sum(), 3)).astype(np.float32)
    found = changes_of(before, after, owners, "float32")
    for owner, changes in enumerate(found):
        assert set(changes.rows % owners) <= {owner}
        assert (np.diff(changes.rows) > 0).all()
        before[changes.rows] += changes.by
    assert np.concatenate([changes.rows for changes in found]).size == touched.sum()
    np.testing.assert_allclose(before, after, rtol=0, atol=1e-6)


@given(seeds, st.integers(1, 9))
def test_several_are_combined_pairwise_up_a_tree(seed, workers):
    """Each row as if every worker had a change of it: zero where it has none."""
    random = np.random.default_rng(seed)
    parts, whole = [], []
    for _ in range(workers):
        rows = np.flatnonzero(random.random(12) < 0.6).astype(np.int32)
        by = random.normal(size=(len(rows), 4)).astype(np.float32)
        parts.append(Changes(rows, by))
        dense = np.zeros((12, 4), np.float32)
        dense[rows] = by
        whole.append(dense)
    rows, by = combined(parts)
    assert rows.tolist() == sorted(set().union(*(part.rows.tolist() for part in parts)))
    np.testing.assert_allclose(by, in_a_tree(whole)[rows], rtol=0, atol=1e-5)


def in_a_tree(changes):
    """Pairs of neighbours, one left over, again."""
    while len(changes) > 1:
        pairs = [adasum(*changes[i : i + 2]) for i in range(0, len(changes) - 1, 2)]
        changes = pairs + changes[2 * len(pairs) :]
    return changes[0]


@pytest.mark.parametrize("precision", ["float16", "float32"])
def test_they_travel_in_the_precision_that_was_asked_for(precision):
    found = changes_of(np.zeros((3, 2), np.float32), np.ones((3, 2), np.float32), 2, precision)
    assert {changes.by.dtype for changes in found} == {np.dtype(precision)}
