"""The one loop that trains classifiers, and its record of an epoch."""

import logging
from itertools import chain

import numpy as np
import pytest

from lemmavec.classify import ClassifierEpoch
from lemmavec.classify.training import minibatches, train_in_minibatches
from lemmavec.training.early_stopping import EarlyStopping


def train(losses, *, patience=None, epochs=None, step=None):
    """Train w, which each epoch raises by 1; the validation losses are given."""
    w = np.zeros(1)
    given = iter(losses)

    def count(batch, done):
        w[0] += 1 / 4  # four batches an epoch
        return 0.5

    history = train_in_minibatches(
        10,
        step or count,
        lambda: (next(given), 0.75),
        epochs=epochs or len(losses),
        batch_size=3,
        stopping=EarlyStopping({"w": w}, patience),
        random=np.random.default_rng(0),
    )
    return history, w[0]


def test_each_epoch_sees_each_example_once_in_a_new_order():
    seen, fractions = [], []

    def step(batch, done):
        seen.append(batch.tolist())
        fractions.append(done)
        return float(len(batch))

    history, _ = train([1.0, 1.0], step=step)
    assert [len(batch) for batch in seen] == [3, 3, 3, 1] * 2
    first, second = list(chain(*seen[:4])), list(chain(*seen[4:]))
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    np.testing.assert_allclose(fractions, np.arange(8) / 8)
    # The mean over examples, not over batches.
    assert history[0] == ClassifierEpoch(1, (3 * 9 + 1) / 10, 1.0, 0.75)


def test_patience_stops_and_puts_the_best_epoch_back():
    history, w = train([3.0, 1.0, 2.0, 1.5, 0.5], patience=2)
    assert [record.epoch for record in history] == [1, 2, 3, 4]
    assert w == 2


def test_without_patience_it_neither_stops_nor_goes_back():
    history, w = train([3.0, 1.0, 2.0, 1.5, 1.75])
    assert [record.validation_loss for record in history] == [3.0, 1.0, 2.0, 1.5, 1.75]
    assert w == 5


def test_the_best_is_put_back_where_the_epochs_run_out():
    assert train([3.0, 1.0, 2.0], patience=9)[1] == 2


def test_a_loss_that_is_not_finite_names_its_epoch():
    losses = iter([0.0] * 4 + [np.nan] * 4)
    with pytest.raises(FloatingPointError, match="epoch 2: lower the learning rates"):
        train([1.0, 1.0], step=lambda batch, done: next(losses))


def test_epochs_are_logged(caplog):
    with caplog.at_level(logging.INFO, logger="lemmavec"):
        train([0.25])
    assert caplog.messages == [
        "epoch 1: loss 0.5000, validation loss 0.2500, validation accuracy 75.0%"
    ]


def test_batches_without_a_generator_keep_the_order():
    assert [batch.tolist() for batch in minibatches(5, 2)] == [[0, 1], [2, 3], [4]]
