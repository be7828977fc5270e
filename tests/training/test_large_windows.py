"""Windows longer than sentences, or with very many words: both ways of training learn."""

from __future__ import annotations

import numpy as np
import pytest
from probe import corpus_of

from lemmavec import Word2Vec
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training import loop
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned
from lemmavec.training.state import ModelState, Place

both_modes = pytest.mark.parametrize("deterministic", [False, True])
GROUPS, GROUP = 20, 30


def sessions(count, length):
    """Each of items of one group, of which some are frequent."""
    random = np.random.default_rng(0)
    items = np.minimum(random.pareto(1.0, (count, length)) * 3, GROUP - 1).astype(int)
    return items + GROUP * random.integers(GROUPS, size=(count, 1))


def last_loss(corpus, window, deterministic, **settings):
    model = Word2Vec(
        vector_size=32, window=window, min_count=1, epochs=3, deterministic=deterministic,
        **{"workers": 2, "seed": 3} | settings,
    )  # fmt: skip
    return model.fit(corpus).history[-1].loss


@both_modes
def test_a_window_longer_than_the_sessions_is_as_good_as_one_of_their_length(deterministic):
    corpus = sessions(4000, 10)
    whole = last_loss(corpus, 9, deterministic)
    assert whole < 2.2  # 4.16 before training
    assert last_loss(corpus, 1000, deterministic) < whole + 0.05


@both_modes
@pytest.mark.parametrize("settings", [{}, {"negative": 20}, {"loss": "hierarchical_softmax"}])
@pytest.mark.parametrize("window", [50, 1000])
def test_long_sessions_in_large_windows_train(deterministic, window, settings):
    corpus = sessions(800, 50)
    small = last_loss(corpus, 5, deterministic, **settings)
    assert last_loss(corpus, window, deterministic, **settings) < small + 0.8


WORDS, SIZE, NEGATIVE = 16, 32, 7
BLOCK = {"negative_sampling": 16, "hierarchical_softmax": 8}  # centres
LOGITS = {"negative_sampling": 1 + NEGATIVE, "hierarchical_softmax": 4}  # a tree of equal counts


def moves(alpha, V, U, window, loss, architecture):
    """The largest change of a racing step on the first block of the text, over alpha."""
    negative = NEGATIVE if loss == "negative_sampling" else 5
    state = ModelState(
        Settings(
            loss=loss, architecture=architecture, vector_size=SIZE, window=window, alpha=alpha,
            min_alpha=0, epochs=1, sample=0, workers=1, negative=negative, shrink_windows=False,
        ),
        Vocabulary([f"w{i}" for i in range(WORDS)], np.full(WORDS, 4, np.int64)),
        aligned(V), aligned(U), Place(), History(),
    )  # fmt: skip
    loop.train(state, corpus_of(np.arange(WORDS, dtype=np.int32)))
    change = [m[:, :SIZE].astype(float) - old for m, old in ((state.V, V), (state.U, U))]
    return np.abs(np.concatenate([change[0][: BLOCK[loss]], change[1]])).max() / alpha


def rows(length):
    random = np.random.default_rng(1).normal(0, 1e-3, (WORDS, SIZE)) + 1
    return (length * random / np.linalg.norm(random, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("long", ["V", "U"])
@pytest.mark.parametrize(
    ("loss", "architecture", "window", "scaled"),
    [
        *((loss, "skipgram", *window) for loss in BLOCK for window in [(15, 1), (8, 1), (4, 0)]),
        ("negative_sampling", "cbow", 15, 0),
    ],
)
def test_a_racing_step_of_many_predictions_is_shortened_by_its_curvature(
    loss, architecture, window, scaled, long
):
    """By 1 / max(1, c / 5) with c = alpha P L |x|^2 / 4; with the smallest alpha it is whole."""
    alpha, length = 1e-4, 600.0
    V, U = (rows(length if name == long else 0.0) for name in ("V", "U"))
    if architecture == "skipgram":
        V[BLOCK[loss] :] = 0  # so that a second block does not change U
    places = np.arange(WORDS)
    near = np.abs(places[: BLOCK[loss], None] - places) <= window
    c = alpha / 4 * (near.sum(axis=1) - 1).mean() * LOGITS[loss] * length**2
    found, whole = (moves(a, V, U, window, loss, architecture) for a in (alpha, 1e-9))
    assert found / whole == pytest.approx(1 / max(1, c / 5) if scaled else 1, rel=0.02)
