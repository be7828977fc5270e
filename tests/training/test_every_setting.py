"""Every setting changes what it is for, and nothing else that training does.

What training does is seen by what it adds to U (see `probe`), and by the words and the vectors that
it starts with. The tables here name every setting there is.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from probe import ALPHA, PLAIN, TEXT, UNUSED, Epoch, changes, corpus_of, probe_state

from lemmavec import Subwords, Word2Vec, _kernels
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training import loop, passes
from lemmavec.training.state import ModelState

SENTENCES = [["a"] * 6 + ["b"] * 5 + ["c"] * 3 + ["d"] * 2 + ["e"]] * 2
COUNTS = np.concatenate([np.full(TEXT, 100), 3_000 * np.arange(1, UNUSED + 1)]).astype(np.int64)
BEFORE: dict[str, Any] = {
    "min_count": 2, "sample": 2e-6, "negative": 2, "deterministic": True, "workers": 2, "seed": 3
}  # fmt: skip
# Another value, and all that it changes. Other kept words are other pairs, and fill other blocks.
EFFECTS: dict[str, tuple[Any, set[str]]] = {
    "vector_size": (TEXT + 40, {"size", "start"}),
    "window": (3, {"pairs"}),
    "shrink_windows": (False, {"pairs"}),
    "negative": (3, {"weight"}),
    "ns_exponent": (0.5, {"negatives"}),
    "min_count": (5, {"words"}),
    "max_words": (2, {"words"}),
    "sample": (1e-6, {"kept", "pairs", "negatives"}),
    "alpha": (2 * ALPHA, {"first alpha"}),
    "min_alpha": (ALPHA / 4, {"last alpha"}),
    "epochs": (2, {"epochs"}),
    "workers": (3, set()),
    "seed": (4, {"start", "kept", "pairs", "negatives"}),
    # A thread has a stream of negatives for each piece, a batch one for each of its parts.
    "deterministic": (False, {"negatives"}),
}
# What these do is tested below, and in test_alpha.py.
MODEL = {"architecture", "loss", "context", "cbow_gradient", "subwords"}
# None of them a default.
OTHERS = {
    "vector_size": 32, "window": 3, "shrink_windows": False, "architecture": "cbow",
    "loss": "negative_sampling", "context": "mean", "cbow_gradient": "word2vec", "negative": 3,
    "ns_exponent": 0.5, "min_count": 2, "max_words": 7, "sample": 0.1, "alpha": 0.01,
    "min_alpha": 0.005, "epochs": 3, "workers": 2, "seed": 9, "deterministic": True,
    "subwords": Subwords(min_n=2, max_n=4, buckets=50),
}  # fmt: skip


def facts(**settings: Any) -> dict[str, Any]:
    """Say what training does, of its random choices those of the first epoch."""
    given = PLAIN | BEFORE | settings
    every, history = changes(counts=COUNTS, **given)
    change = every[0][:, :TEXT]
    alpha = 2 * change[:TEXT].max(axis=0)
    epoch = Epoch.of(change * ALPHA / np.where(alpha > 0, alpha, 1))
    weights = epoch.weighted[epoch.weighted > 1e-4]
    started = ModelState.start(Settings(**given), Vocabulary(["x", "y"], np.array([2, 1])))
    small = {name: given[name] for name in ("min_count", "max_words") if name in given}
    trained = alpha[alpha > 0]
    return {
        "size": started.centre_vectors.shape[1],
        "start": started.centre_vectors.tobytes(),
        "words": Word2Vec(**small, sample=0).fit(SENTENCES).vectors.index_to_key,
        "kept": epoch.kept.tobytes(),
        "pairs": epoch.pairs.tobytes(),
        "negatives": (epoch.weighted / weights.min()).round().tobytes(),
        "weight": round(passes.SHARED_NEGATIVES["skipgram"] * weights.min(), 2),
        "first alpha": round(trained[0] / ALPHA, 2),
        "last alpha": round(trained[-1] / ALPHA, 2) if "alpha" not in settings else 1,
        "epochs": len(history),
    }


def test_the_tables_name_every_setting():
    assert set(EFFECTS) | MODEL == set(OTHERS) == {field.name for field in fields(Settings)}


@pytest.mark.parametrize("name", EFFECTS)
def test_a_setting_changes_what_it_should_and_nothing_else(name):
    value, expected = EFFECTS[name]
    before, after = facts(), facts(**{name: value})
    assert {fact for fact in before if before[fact] != after[fact]} == expected


def test_what_the_settings_say_is_what_is_done():
    """The values before, none of which is a default that it could have been replaced by."""
    found = facts(sample=0, epochs=3)
    assert found["weight"] == BEFORE["negative"]
    assert found["epochs"] == 3
    assert found["size"] == PLAIN["vector_size"]
    assert found["words"] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize("deterministic", [False, True])
def test_as_many_threads_train_as_there_are_workers(deterministic, monkeypatch):
    given, schedule = [], _kernels.Schedule

    def noting(mode, **arguments):
        given.append((mode, arguments["threads"]))
        return schedule(mode, **arguments)

    monkeypatch.setattr(_kernels, "Schedule", noting)
    changes(workers=3, deterministic=deterministic)
    assert given == [("synchronous" if deterministic else "hogwild", 3)]


@pytest.mark.parametrize("name", OTHERS)
def test_word2vec_takes_each_setting_as_it_is(name):
    given = {name: OTHERS[name]}
    if name == "cbow_gradient":
        given["architecture"] = "cbow"
    if name == "context":
        given |= {"architecture": "cbow", "context": "sum"}
    if name == "loss":
        given["loss"] = "softmax"
    if name == "min_alpha":
        given["alpha"] = 0.5
    assert Word2Vec(**given).settings == Settings(**given)
    assert Settings(**given) != Settings()


def threes(outside: float, **settings: Any) -> tuple[np.ndarray, np.ndarray]:
    """Train on sentences of three words, each with two neighbours; how far V and U move."""
    lines = np.full((TEXT // 3, 4), -1, np.int32)
    lines[:, :3] = np.arange(TEXT).reshape(-1, 3)
    given = PLAIN | {"architecture": "cbow", "window": 2, "shrink_windows": False} | settings
    state = probe_state(Settings(**given))
    state.U[:TEXT] = outside * np.eye(*state.V.shape)[:TEXT]
    before = state.V.copy(), state.U.copy()
    loop.train(state, corpus_of(lines.ravel()))
    return state.V - before[0], state.U - before[1]


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("loss", ["negative_sampling", "softmax", "hierarchical_softmax"])
def test_cbow_with_the_gradient_of_word2vec_moves_v_as_often_as_there_are_neighbours(
    loss, deterministic
):
    given = {"loss": loss, "deterministic": deterministic}
    if loss != "negative_sampling":
        given["negative"] = 5
    exact, same = threes(0.1, **given)
    historic, again = threes(0.1, **given, cbow_gradient="word2vec")
    np.testing.assert_allclose(historic, 2 * exact, atol=1e-6)
    np.testing.assert_allclose(again, same, atol=1e-6)
    assert np.abs(exact).max() > 1e-5


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("loss", ["negative_sampling", "softmax", "hierarchical_softmax"])
def test_a_summed_context_moves_u_as_often_as_there_are_neighbours(loss, deterministic):
    given = {"loss": loss, "deterministic": deterministic}
    if loss != "negative_sampling":
        given["negative"] = 5
    _, mean = threes(0.01, **given)
    _, summed = threes(0.01, **given, context="sum")
    np.testing.assert_allclose(summed, 2 * mean, rtol=0.02, atol=ALPHA / 200)
    assert np.abs(mean).max() > ALPHA / 8
