"""What `fit` may be told about words: which to take, where to begin, which to keep as they are."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.random import default_rng

from lemmavec import Word2Vec, WordVectors

WORDS = [f"w{i}" for i in range(30)]
SENTENCES = [[WORDS[i] for i in default_rng(n).integers(0, 30, 20)] for n in range(60)]
MODELS: list[dict[str, Any]] = [
    {"architecture": architecture, "loss": loss}
    for architecture in ("skipgram", "cbow")
    for loss in ("negative_sampling", "hierarchical_softmax", "softmax")
]
SMALL: dict[str, Any] = {
    "vector_size": 12, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1, "window": 3,
}  # fmt: skip


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("model", MODELS, ids=lambda m: "-".join(m.values()))
def test_frozen_words_keep_their_vectors_and_the_others_learn(
    model: dict[str, Any], deterministic: bool
) -> None:
    fitted = Word2Vec(**SMALL, **model, deterministic=deterministic).fit(SENTENCES)
    before = fitted.vectors.vectors.copy()
    fitted.fit(SENTENCES, resume=True, frozen=["w3", "w17"])
    stays = [word in ("w3", "w17") for word in fitted.vectors.index_to_key]
    assert (fitted.vectors.vectors == before).all(axis=1).tolist() == stays
    before = fitted.vectors.vectors.copy()
    fitted.fit(SENTENCES, resume=True)
    assert not (fitted.vectors.vectors == before).all(axis=1).any()


@pytest.mark.parametrize("shrink_windows", [True, False])
def test_a_window_that_does_not_shrink_makes_every_pair_within_it(shrink_windows: bool) -> None:
    model = Word2Vec(**SMALL | {"epochs": 1}, shrink_windows=shrink_windows).fit(SENTENCES)
    reach = 3
    pairs = sum(
        0 < abs(i - j) <= reach
        for sentence in SENTENCES
        for i in range(len(sentence))
        for j in range(len(sentence))
    )
    found = model.history[0].predictions
    if (
        shrink_windows
    ):  # an outside word at distance d is met with probability (reach - d + 1) / reach
        expected = sum(
            (reach - abs(i - j) + 1) / reach
            for sentence in SENTENCES
            for i in range(len(sentence))
            for j in range(len(sentence))
            if 0 < abs(i - j) <= reach
        )
        assert abs(found - expected) < 5 * np.sqrt(pairs)
        assert found < pairs
    else:
        assert found == pairs


def test_the_most_frequent_words_are_kept_and_a_rule_of_ones_own_decides() -> None:
    text = [["a"] * 5 + ["b"] * 4 + ["c"] * 4 + ["d"] * 2 + ["e"]]
    settings = SMALL | {"min_count": 2}
    assert Word2Vec(**settings, max_words=2).fit(text).vectors.index_to_key == ["a", "b"]
    rule = {"a": False, "e": True}
    ruled = Word2Vec(**settings).fit(text, keep_word=lambda word, count: rule.get(word))
    assert ruled.vectors.index_to_key == ["b", "c", "d", "e"]
    ruled.update_vocabulary([["f", "f", "g", "g"]], keep_word=lambda word, count: word != "g")
    assert ruled.vectors.index_to_key == ["b", "c", "d", "e", "f"]
    capped = Word2Vec(**settings, max_words=3).fit([["a", "a", "b", "b"]])
    capped.update_vocabulary([["c", "c", "d", "d", "d"]])
    assert capped.vectors.index_to_key == ["a", "b", "d"]


def test_training_begins_with_given_vectors() -> None:
    rows = np.arange(48, dtype=np.float32).reshape(4, 12)
    given = WordVectors(["w1", "new", "w9", "w4"], rows)
    model = Word2Vec(**SMALL | {"alpha": 1e-30, "min_alpha": 0}).fit(SENTENCES, initial=given)
    for word in ("w1", "w9", "w4"):
        assert model.vectors[word] == pytest.approx(given[word], abs=0)
    assert "new" not in model.vectors
    assert np.abs(model.vectors["w2"]).max() <= 0.5 / 12


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
@pytest.mark.parametrize("size", range(1, 40, 9))
def test_a_copy_goes_on_like_the_original(copied: Any, size: int) -> None:
    model = Word2Vec(**SMALL | {"vector_size": size}).fit(SENTENCES)
    model.vectors.most_similar("w1")
    other = copied(model)
    assert np.shares_memory(other.vectors.vectors, other._state.V)
    untouched = other.vectors.vectors.copy()
    model.fit(SENTENCES, resume=True)
    assert (other.vectors.vectors == untouched).all()
    other.fit(SENTENCES, resume=True)
    assert (other.vectors.vectors == model.vectors.vectors).all()
    assert not (other.vectors.vectors == untouched).all()
    assert other.vectors.most_similar("w1") == model.vectors.most_similar("w1")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"frozen": ["nobody", "none"]}, "'nobody', and 1 others"),
        ({"initial": WordVectors(["w1"], np.ones((1, 3), np.float32))}, "pass vector_size=3"),
        ({"initial": WordVectors(["W1"], np.ones((1, 12), np.float32))}, "none of the 1 words"),
        ({"keep_word": lambda word, count: False}, "or keep_word leaves it out"),
    ],
)
def test_what_cannot_be_is_said(arguments: dict[str, Any], error: str) -> None:
    with pytest.raises(ValueError, match=error):
        Word2Vec(**SMALL).fit(SENTENCES, **arguments)


def test_arguments_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(TypeError, match="frozen must be a collection of words"):
        Word2Vec(**SMALL).fit(SENTENCES, frozen="w1")
    with pytest.raises(TypeError, match="True, False or None: 'yes'"):
        Word2Vec(**SMALL).fit(SENTENCES, keep_word=lambda word, count: "yes")  # type: ignore[arg-type, return-value]
    with pytest.raises(TypeError, match="shrink_windows must be True or False, got 0"):
        Word2Vec(shrink_windows=0)  # type: ignore[arg-type]
