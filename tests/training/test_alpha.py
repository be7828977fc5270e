"""Alpha falls in a straight line, piece by piece, over all epochs; and what is told of it is true.

What a piece adds to U at the start is proportional to its alpha (see `probe`), so that the whole of
it, compared with plain sums, shows alpha at each place, and that each place was trained once.
"""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from first_order import first_order, windows
from probe import COUNTS, TEXT, changes, corpus_of, probe_state, text

from lemmavec import _kernels
from lemmavec.settings import Architecture, Loss, Settings
from lemmavec.training import background, loop, passes
from lemmavec.training.epochs import Listener
from lemmavec.training.loop import linear_alpha

HIGH, LOW = 2.0**-9, 2.0**-11
WINDOW, EPOCHS = 2, 3
TOKENS = text(4)
PIECE = {"negative_sampling": 600, "hierarchical_softmax": 150, "softmax": 50}
every_model = pytest.mark.parametrize(
    ("architecture", "loss"),
    [(architecture, loss) for architecture in get_args(Architecture) for loss in get_args(Loss)],
)


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    """Batches of several parts for negative sampling; the last piece is not full."""
    monkeypatch.setattr(passes, "PIECE_TOKENS", 50)
    monkeypatch.setattr(passes, "SOFTMAX_PIECE_TOKENS", PIECE["softmax"])
    monkeypatch.setattr(passes, "BATCH_TOKENS", PIECE)
    monkeypatch.setattr(passes, "BOUND", 0.0)


def settings(loss):
    """The negatives are words that do not occur, so that they change rows of their own."""
    chosen = (1, 3.0) if loss == "negative_sampling" else (5, 0.75)
    return {"loss": loss, "window": WINDOW, "shrink_windows": False, "alpha": HIGH,
            "min_alpha": LOW, "negative": chosen[0], "ns_exponent": chosen[1]}  # fmt: skip


def alphas(epoch, piece):
    """Alpha at each place: that of the start of its piece."""
    pieces = -(-len(TOKENS) // piece)
    done = (epoch + np.arange(len(TOKENS)) // piece / pieces) / EPOCHS
    return HIGH + (LOW - HIGH) * done


@every_model
@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("workers", [1, 3])
def test_every_place_is_trained_once_an_epoch_with_the_alpha_of_its_piece(
    architecture, loss, deterministic, workers
):
    given = {"architecture": architecture, "workers": 1, "deterministic": deterministic}
    if deterministic or loss == "softmax":
        given["workers"] = workers  # else threads race
    found, history = changes(TOKENS, **settings(loss) | given, epochs=EPOCHS)
    piece = PIECE[loss] if deterministic else 50
    for epoch, change in enumerate(found):
        expected = first_order(
            TOKENS, alphas(epoch, piece), COUNTS, window=WINDOW, architecture=architecture,
            loss=loss,
        )  # fmt: skip
        rows = slice(TEXT) if loss == "negative_sampling" else slice(None)
        np.testing.assert_allclose(change[rows], expected[rows], rtol=4e-3, atol=LOW / 200)
    n = [len(outside) for _, _, outside in windows(TOKENS, WINDOW)]
    predictions = sum(n) if architecture == "skipgram" else len(n)
    for record in history:
        assert record.words == TEXT
        assert record.predictions == predictions


@every_model
@pytest.mark.parametrize("deterministic", [False, True])
def test_the_loss_of_the_first_steps_is_that_of_a_coin(architecture, loss, deterministic):
    """All logits are nearly zero: each prediction costs log 2 a row, or the log of the words."""
    given = settings(loss) | {"alpha": 1e-6, "min_alpha": 0, "deterministic": deterministic}
    if loss == "negative_sampling":
        given["negative"] = 7
    _, history = changes(TOKENS, **given, architecture=architecture)
    if loss == "hierarchical_softmax":
        tree = _kernels.HuffmanTree(COUNTS)
        costs = np.array([len(tree.path(word)[0]) for word in range(TEXT)]) * np.log(2)
    else:
        costs = np.full(TEXT, 8 * np.log(2) if loss != "softmax" else np.log(len(COUNTS)))
    losses = []
    for _, centre, outside in windows(TOKENS, WINDOW):
        losses += [costs[word] for word in (outside if architecture == "skipgram" else [centre])]
    assert history[0].loss == pytest.approx(np.mean(losses), rel=1e-4)


def test_the_history_tells_alpha_at_the_end_of_each_epoch():
    _, history = changes(TOKENS, **settings("negative_sampling"), epochs=3)
    step = (HIGH - LOW) / 3
    assert [record.alpha for record in history] == [HIGH - step, HIGH - 2 * step, LOW]


def test_alpha_falls_in_a_straight_line_from_the_first_to_the_least():
    given = Settings(alpha=0.5, min_alpha=0.1, epochs=4)
    told = [linear_alpha(given, epoch) for epoch in (0, 0.5, 1, 2, 4)]
    assert told == pytest.approx([0.5, 0.45, 0.4, 0.3, 0.1])


def test_alpha_is_told_as_it_falls(monkeypatch):
    monkeypatch.setattr(background, "POLL_SECONDS", 0.0002)
    told = []

    class Told(Listener):
        def training(self, fraction, words_per_second, loss, alpha):
            told.append((fraction, alpha))

    state = probe_state(
        Settings(**settings("negative_sampling"), vector_size=TEXT, epochs=3, sample=0, workers=1)
    )
    loop.train(state, corpus_of(TOKENS), Told())
    assert told[-1] == (1.0, pytest.approx(LOW))
    assert len(told) >= 3
    for fraction, alpha in told:
        assert alpha == pytest.approx(HIGH + (LOW - HIGH) * fraction)
