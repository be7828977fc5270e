"""Training with subwords: one row a word is the model without them, and every mode has its bits."""

from __future__ import annotations

import copy
import json
import re

import numpy as np
import pytest
from probe import corpus_of
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from lemmavec import DamagedFileError, Subwords, Word2Vec, load
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training import loop, memory, passes, row_steps
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned
from lemmavec.training.row_steps import step_of_V
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState, Place

MODELS = [
    {"architecture": architecture, "loss": loss}
    for architecture in ("skipgram", "cbow")
    for loss in ("negative_sampling", "hierarchical_softmax")
]
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: "-".join(model.values()))
both_modes = pytest.mark.parametrize("deterministic", [False, True])
WORDS = ["gold", "golden", "goldsmith", "silver", "silvery", "mine", "miner", "mining", "ore", "a"]
# The first five words have no sentence with one of the others.
SENTENCES = [
    np.random.default_rng(i).choice(WORDS[5 * (i % 2) : 5 * (i % 2) + 5], 12).tolist()
    for i in range(100)
]
SMALL = {"vector_size": 12, "min_count": 1, "sample": 0, "epochs": 2, "workers": 1}
NGRAMS = Subwords(min_n=2, max_n=4, buckets=60)


@every_model
@both_modes
@pytest.mark.parametrize("combine", ["mean", "sum"])
def test_words_with_a_row_each_train_as_without_subwords(model, deterministic, combine):
    """No word has an n-gram of 500 letters: the bits are those of the model without.

    But in a batch of skip-gram, whose steps change U by vectors that earlier steps of the batch
    have changed: those that are composed are of the state before the batch.
    """
    alone = Subwords(min_n=500, max_n=500, buckets=3, combine=combine)
    given = SMALL | model | {"deterministic": deterministic, "alpha": 0.025}
    plain = Word2Vec(**given).fit(SENTENCES)
    subwords = Word2Vec(**given, subwords=alone).fit(SENTENCES)
    if deterministic and model["architecture"] == "skipgram":
        assert subwords.history[-1].loss == pytest.approx(plain.history[-1].loss, rel=0.02)
    else:
        np.testing.assert_array_equal(subwords.vectors.vectors, plain.vectors.vectors)
        assert [r.loss for r in subwords.history] == [r.loss for r in plain.history]
    start = ModelState.start(subwords.settings, subwords._state.vocabulary)
    np.testing.assert_array_equal(subwords._state.V[-3:], start.V[-3:])


@every_model
@both_modes
@pytest.mark.parametrize(
    "subwords",
    [
        NGRAMS,
        Subwords(min_n=2, max_n=4, buckets=60, combine="sum"),
        Subwords(min_n=2, max_n=4, buckets=60, steps="text"),
        Subwords(min_n=2, max_n=4, buckets=30, table="floret", hashes=2),
    ],
    ids=repr,
)
def test_every_model_learns(model, deterministic, subwords):
    given = SMALL | model | {"deterministic": deterministic, "epochs": 10}
    trained = Word2Vec(**given, subwords=subwords).fit(SENTENCES)
    assert trained.history[-1].loss < 0.95 * trained.history[0].loss
    assert trained.loss([["gold", "silver"]]) < 0.7 * trained.loss([["gold", "mine"]])


@every_model
@pytest.mark.parametrize("combine", ["mean", "sum"])
def test_the_deterministic_mode_has_the_same_bits_on_any_number_of_threads(model, combine):
    subwords = Subwords(min_n=2, max_n=4, buckets=60, combine=combine)
    found = []
    for workers in (1, 2, 3, 4, 5):
        given = SMALL | model | {"deterministic": True, "workers": workers, "vector_size": 100}
        state = Word2Vec(**given, alpha=0.2, subwords=subwords).fit(SENTENCES)._state
        found.append((state.V, state.U))
    for V, U in found[1:]:
        np.testing.assert_array_equal(V, found[0][0])
        np.testing.assert_array_equal(U, found[0][1])


COMBINATIONS = [
    {"combine": combine, "steps": steps}
    for combine in ("mean", "sum")
    for steps in ("word", "text")
]
every_combination = pytest.mark.parametrize("combination", COMBINATIONS, ids=str)


def weights(lists, combination):
    """By word: what its rows take of the gradient of the vector, and what they give to it."""
    n = lists.lengths
    give = 1 / n if combination["combine"] == "mean" else np.ones(len(n))
    take = 1 / (n * give) if combination["steps"] == "word" else give
    return take, give


def rows_of_length(rows, size, length):
    """Nearly parallel rows, so that their means have this length as well."""
    near = 1 + np.random.default_rng(1).normal(0, 1e-3, (rows, size))
    return (length * near / np.linalg.norm(near, axis=1, keepdims=True)).astype(np.float32)


@every_combination
def test_a_shared_row_moves_by_the_scale_of_its_curvature(combination, monkeypatch):
    """In a batch a row has, for each logit of a word of n rows that it is one of, the curvature
    step n a c: it and the other n - 1 step by a times the gradient; their sum counts c times."""
    size, kappa, alpha, window, negative = 32, 300.0, 1e-4, 3, 4
    tokens = (np.random.default_rng(3).zipf(1.5, 64) % len(WORDS)).astype(np.int32)
    occurrences = np.bincount(tokens, minlength=len(WORDS))
    subwords = Subwords(min_n=2, max_n=3, buckets=500, **combination)
    monkeypatch.setattr(row_steps, "BLOCK_CENTRES", 1)  # only the mean number of rows is left
    settings = Settings(
        vector_size=size, window=window, alpha=alpha, min_alpha=0, epochs=1, sample=0, workers=2,
        deterministic=True, negative=negative, shrink_windows=False, subwords=subwords,
    )  # fmt: skip
    vocabulary = Vocabulary(WORDS, np.maximum(1, occurrences).astype(np.int64))

    def moved(bound):
        monkeypatch.setattr(passes, "BOUND", bound)
        V = np.zeros((subwords.row_count(len(WORDS)), size), np.float32)
        U = rows_of_length(len(WORDS), size, 1.0)
        state = ModelState(settings, vocabulary, aligned(V), aligned(U), Place(), History())
        loop.train(state, corpus_of(tokens))
        return np.abs(state.input_rows).max(axis=1)

    free, bounded = moved(0.0), moved(kappa)
    lists = subwords.row_lists(WORDS)
    taken, given = weights(lists, combination)
    share = lists.lengths * taken * given
    share = share / (vocabulary.counts @ share / vocabulary.counts.sum())
    counted = np.zeros(len(free))
    for w, rows in enumerate(np.split(lists.rows, lists.begin[1:-1])):
        np.add.at(counted, rows, occurrences[w] * share[w])
    c = kappa * alpha / 4 * (window + 1) * (1 + negative) * 16.0 * counted
    known = free > 0
    assert known.sum() > 40
    scales = bounded[known] / free[known]
    assert scales.min() < 0.3
    np.testing.assert_allclose(scales, 1 / np.maximum(1, c[known]), rtol=0.03)


@every_combination
def test_the_step_of_v_makes_up_for_the_number_of_rows_and_for_those_that_are_shared(combination):
    """By all pairs of words: how far the gradient of one moves the other, in a step of 1."""
    subwords = Subwords(max_n=3, buckets=10_000, **combination)
    given = SMALL | {"sample": 0.05, "subwords": subwords}
    state = Word2Vec(**given).fit(SENTENCES)._state
    sampling = Sampling.of(state.vocabulary.counts, state.settings)
    words, lists = state.vocabulary.words, state.row_lists
    times = np.zeros((len(words), 10_000 + len(words)))
    for row, rows in zip(times, np.split(lists.rows, lists.begin[1:-1]), strict=True):
        assert len(set(rows)) == len(rows)
        row[rows] = 1
    moving, moved = weights(lists, combination)
    kept = state.vocabulary.counts * (sampling.keep + 1.0)
    chances = kept / kept.sum()
    reached = (moved[:, None] * times) @ (moving[:, None] * times).T
    moves = chances[:, None] * reached * chances
    others = moves.sum() - np.trace(moves)
    assert others > 1e-3
    found = step_of_V(state.vocabulary.counts, sampling, lists, subwords)
    assert found == pytest.approx(1 / (chances @ np.diag(reached) + 15 * others))


def test_an_interrupted_run_goes_on_to_the_same_bits():
    given = SMALL | {"epochs": 4, "subwords": NGRAMS}
    whole = Word2Vec(**given).fit(SENTENCES)
    stopped = Word2Vec(**given)
    stopped.fit(SENTENCES, callbacks=[lambda model, record: record.epoch == 2])
    resumed = copy.deepcopy(stopped).fit(SENTENCES, resume=True)
    np.testing.assert_array_equal(resumed.vectors.vectors, whole.vectors.vectors)


def test_new_words_get_rows_of_their_own_before_those_of_the_ngrams():
    model = Word2Vec(**SMALL, subwords=NGRAMS).fit(SENTENCES)
    before = {word: model.vectors[word].copy() for word in [*WORDS, "goldy"]}
    model.update_vocabulary([["tin", "tin", "goldy"]])
    state = model._state
    assert len(state.V) == NGRAMS.row_count(len(WORDS) + 2)
    for word in WORDS:
        np.testing.assert_array_equal(model.vectors[word], before[word])
    goldy = state.vocabulary.id_of("goldy")
    ngrams = len(NGRAMS.ngrams("goldy"))
    expected = (before["goldy"] * ngrams + state.input_rows[goldy]) / (ngrams + 1)
    np.testing.assert_allclose(model.vectors["goldy"], expected, atol=1e-6)
    model.fit([["tin", "gold"]] * 20, resume=True)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"frozen": ["gold"]}, "frozen keeps words as they are, and with subwords"),
        ({"initial": True}, "initial gives words rows of their own"),
    ],
)
def test_what_needs_a_row_for_each_word_is_refused(options, message):
    plain = Word2Vec(**SMALL).fit(SENTENCES)
    options = {"initial": plain.vectors} if "initial" in options else options
    with pytest.raises(ValueError, match=message):
        Word2Vec(**SMALL, subwords=NGRAMS).fit(SENTENCES, **options)


def test_full_softmax_and_other_things_are_no_place_for_subwords():
    with pytest.raises(ValueError, match=r'subwords=.* is for loss="negative_sampling" or "hier'):
        Word2Vec(loss="softmax", subwords=NGRAMS)
    with pytest.raises(TypeError, match=r"subwords must be lemmavec.Subwords\(...\), got True"):
        Word2Vec(subwords=True)
    with pytest.raises(TypeError, match="words of this corpus are integers, such as 3"):
        Word2Vec(**SMALL, subwords=NGRAMS).fit([[3, 4, 5]] * 9)


def test_the_rows_of_ngrams_are_counted_in_the_memory_that_is_needed(monkeypatch):
    monkeypatch.setattr(memory, "machine_memory", lambda: 10**6)
    sums = "10 words × 12 dimensions × 4 bytes × 2 matrices + 2,000,000 buckets × 12 dimensions"
    with pytest.raises(MemoryError, match=re.escape(sums) + ".*fewer buckets"):
        Word2Vec(**SMALL, subwords=Subwords()).fit(SENTENCES)


def test_a_word_of_sixty_thousand_letters_is_trained():
    long = "long" * 15_000
    subwords = Subwords(min_n=3, max_n=4, buckets=50)
    model = Word2Vec(**SMALL, subwords=subwords).fit([["gold", long, "ore"]] * 9)
    assert np.isfinite(model.vectors[long]).all()
    assert model.vectors[long * 2].shape == (12,)


@pytest.mark.parametrize("subwords", [NGRAMS, Subwords(buckets=40, table="floret", hashes=2)])
def test_a_model_file_has_all_that_training_goes_on_from(subwords, tmp_path):
    path = tmp_path / "model.lemma"
    given = SMALL | {"epochs": 4, "subwords": subwords}
    whole = Word2Vec(**given).fit(SENTENCES)
    stopped = Word2Vec(**given)
    stopped.fit(SENTENCES, callbacks=[lambda model, record: record.epoch == 2])
    stopped._state.best = Best(1.0, 0, {k: m.copy() for k, m in stopped._state.parameters.items()})
    stopped.save(path)
    loaded = Word2Vec.load(path)
    assert loaded.settings == stopped.settings
    np.testing.assert_array_equal(loaded._state.V, stopped._state.V)
    for name, matrix in stopped._state.best.parameters.items():
        np.testing.assert_array_equal(loaded._state.best.parameters[name], matrix)
    vectors = load(path)
    np.testing.assert_array_equal(vectors["goldfish"], stopped.vectors["goldfish"])
    np.testing.assert_array_equal(vectors["gold"], stopped.vectors["gold"])
    loaded._state.best = None
    loaded.fit(SENTENCES, resume=True)
    np.testing.assert_array_equal(loaded.vectors.vectors, whole.vectors.vectors)


def test_a_model_from_before_there_were_subwords_loads(tmp_path):
    path = tmp_path / "model.lemma"
    Word2Vec(**SMALL).fit(SENTENCES).save(path)
    with safe_open(path, framework="numpy") as file:
        metadata, tensors = file.metadata(), load_file(path)
    about = json.loads(metadata["model"])
    del about["settings"]["subwords"]
    save_file(tensors, path, metadata | {"model": json.dumps(about)})
    assert Word2Vec.load(path).settings.subwords is None


def test_rows_that_are_not_finite_or_of_other_subwords_are_refused(tmp_path):
    path = tmp_path / "model.lemma"
    Word2Vec(**SMALL, subwords=NGRAMS).fit(SENTENCES).save(path)
    with safe_open(path, framework="numpy") as file:
        metadata, tensors = file.metadata(), load_file(path)
    spoilt = tensors | {"ngram_rows": tensors["ngram_rows"] + np.float32(np.inf)}
    save_file(spoilt, path, metadata)
    with pytest.raises(DamagedFileError, match=r"ngram_rows must be finite, got .* row 0,"):
        Word2Vec.load(path)
    about = json.loads(metadata["model"])
    about["settings"]["subwords"]["max_n"] = 5
    save_file(tensors, path, metadata | {"model": json.dumps(about)})
    with pytest.raises(DamagedFileError, match=r"subwords must be Subwords\(.*max_n=5, .*, as in"):
        Word2Vec.load(path)
