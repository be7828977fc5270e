import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.classify.text_epochs import epochs_for_all, held_out_rows
from lemmavec.classify.training import ClassifierEpoch

STEPS = 1000  # of an epoch


def summed_rates(epochs, of):
    """Sum the rates of the first epochs of a training whose rates fall from 1 to 0."""
    return sum(1 - step / (of * STEPS) for step in range(epochs * STEPS)) / STEPS


@given(st.integers(2, 20), st.data())
def test_the_chosen_training_has_the_rates_of_the_best_epoch(most, data):
    best = data.draw(st.integers(1, most))
    losses = [1.0 + abs(epoch - best) for epoch in range(1, most + 1)]
    chosen = epochs_for_all(
        [ClassifierEpoch(i, 0, x) for i, x in enumerate(losses, 1)], most
    ).epochs
    wanted = summed_rates(best, most)
    for other in (chosen - 1, chosen + 1):
        if other > 0:
            nearer = abs(summed_rates(chosen, chosen) - wanted)
            assert nearer <= abs(summed_rates(other, other) - wanted) + 1e-3


def test_the_best_epoch_counts_where_the_search_stopped_early():
    history = [ClassifierEpoch(1, 0, 0.5), ClassifierEpoch(2, 0, 0.6)]
    assert epochs_for_all(history, 20) == (2, 1)
    assert epochs_for_all(history, 1) == (1, 1)


@pytest.mark.parametrize(("texts", "held_out"), [(1, 1), (1000, 100), (1001, 101), (80_000, 5000)])
def test_a_tenth_is_held_out_but_no_more_than_5000(texts, held_out):
    rows = held_out_rows(texts, seed=1)
    assert len(rows) == held_out == len(set(rows.tolist()))
    assert sorted(rows) == rows.tolist()
    assert 0 <= rows[0] <= rows[-1] < texts
    if texts > 1000:
        assert rows.tolist() != held_out_rows(texts, seed=2).tolist()
        assert abs(rows.mean() / texts - 0.5) < 0.1
        np.testing.assert_array_equal(rows, held_out_rows(texts, seed=1))
