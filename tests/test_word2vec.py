"""Training as people use it: what is learnt, what is repeated, what survives an interruption."""

from __future__ import annotations

import _thread
import threading
from typing import get_args

import numpy as np
import pytest

import lemmavec
from lemmavec import Word2Vec, _kernels
from lemmavec.progress import Silence
from lemmavec.settings import Architecture, Loss, Settings
from lemmavec.training import loop
from lemmavec.training.background import run_in_background
from lemmavec.training.sampling import Sampling, keep_thresholds
from lemmavec.training.state import ModelState

TWINS = 12


def planted_synonyms(sentences: int = 4000, seed: int = 0) -> list[list[str]]:
    """Each sentence is about one theme; a_i and b_i occur in theme i alone, never together."""
    random = np.random.default_rng(seed)
    corpus = []
    for _ in range(sentences):
        theme = random.integers(TWINS)
        words = [f"w{theme}_{k}" for k in random.integers(6, size=8)]
        words[int(random.integers(8))] = f"{'ab'[random.integers(2)]}{theme}"
        corpus.append(words)
    return corpus


def twins_found(vectors: lemmavec.WordVectors) -> int:
    """How many a_i are nearer to b_i than to any other b."""
    others = [f"b{i}" for i in range(TWINS)]
    return sum(
        max(others, key=lambda b: vectors.similarity(f"a{i}", b)) == f"b{i}" for i in range(TWINS)
    )


TEXT = planted_synonyms()
SMALL = {"vector_size": 24, "min_count": 1, "sample": 0, "workers": 1, "alpha": 0.05}


def test_planted_synonyms_become_neighbours():
    model = Word2Vec(**SMALL, epochs=10).fit(planted_synonyms())
    assert twins_found(model.vectors) == TWINS
    losses = [record.loss for record in model.history]
    assert losses[-1] < 0.9 * losses[0]


def test_with_the_sign_flipped_nothing_is_learnt(monkeypatch):
    """The same run uphill: the loss rises, and the twins are found by chance at most."""
    downhill = loop.linear_alpha
    monkeypatch.setattr(loop, "linear_alpha", lambda *place: -downhill(*place))
    model = Word2Vec(**{**SMALL, "alpha": 1e-3}, epochs=5).fit(planted_synonyms())
    losses = [record.loss for record in model.history]
    assert losses[-1] > losses[0]
    assert twins_found(model.vectors) < TWINS / 2


def test_divergence_is_an_error_and_not_a_loss_of_zero(monkeypatch):
    downhill = loop.linear_alpha
    monkeypatch.setattr(loop, "linear_alpha", lambda *place: -100 * downhill(*place))
    with pytest.raises(FloatingPointError, match="diverged"):
        Word2Vec(**SMALL, epochs=3).fit(planted_synonyms())


def test_one_worker_and_one_seed_give_the_same_bits():
    corpus = planted_synonyms(500)
    first, again, other = (
        Word2Vec(**SMALL, seed=seed, epochs=2).fit(corpus).vectors.vectors for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_every_kind_of_corpus_gives_the_same_vectors(tmp_path):
    sentences = [
        [str(i) for i in row] for row in np.random.default_rng(0).integers(40, size=(90, 7))
    ]
    text = "\n".join(" ".join(sentence) for sentence in sentences)
    (tmp_path / "corpus.txt").write_text(text)
    kinds = {
        "a file": tmp_path / "corpus.txt",
        "paths": [tmp_path / "corpus.txt"],
        "a folder": tmp_path,
        "token lists": sentences,
        "a generator": (sentence for sentence in sentences),
        "integers": [[int(word) for word in sentence] for sentence in sentences],
        "a column": np.array([" ".join(sentence) for sentence in sentences]),
    }
    expected = Word2Vec(**SMALL, epochs=2).fit(sentences).vectors
    for kind, corpus in kinds.items():
        vectors = Word2Vec(**SMALL, epochs=2).fit(corpus).vectors
        words = [str(word) for word in vectors.index_to_key]
        assert words == expected.index_to_key, kind
        assert {type(word) for word in vectors} == {int if kind == "integers" else str}, kind
        np.testing.assert_array_equal(vectors.vectors, expected.vectors, err_msg=kind)


def test_threads_train_every_word_once():
    corpus = planted_synonyms(3000)
    for workers in (1, 2, 5):
        model = Word2Vec(**{**SMALL, "workers": workers}, epochs=3).fit(corpus)
        assert [record.words for record in model.history] == [24000] * 3
        assert twins_found(model.vectors) >= TWINS - 2


def test_a_line_of_any_length_is_trained_whole(tmp_path):
    words = np.random.default_rng(0).integers(50, size=300_000)
    path = tmp_path / "one-line.txt"
    path.write_text(" ".join(map(str, words)))
    model = Word2Vec(vector_size=4, min_count=1, epochs=1).fit(path)
    assert model.history[0].words == 300_000


@pytest.mark.parametrize("loss", get_args(Loss))
def test_pairs_across_the_places_where_threads_part_are_kept(loss):
    """With window 1 and nothing dropped, a sentence of n words has 2 (n - 1) pairs, exactly."""
    n = 50_000
    state = ModelState.start(
        Settings(vector_size=2, window=1, sample=0, epochs=1, workers=2, loss=loss),
        lemmavec.corpus.vocabulary.Vocabulary(["a", "b"], np.array([n // 2, n // 2])),
    )
    tokens = np.append(np.arange(n, dtype=np.int32) % 2, np.int32(-1))
    sampling = Sampling.of(state.vocabulary.counts, state.settings)
    running = _kernels.RunningEpoch()
    noise, tree = sampling.noise, sampling.tree
    _kernels.train_epoch(
        _kernels.Matrices(state.V, state.U, 2),
        _kernels.Model("skipgram", loss, noise=noise, tree=tree, negative=5, shared_negatives=16),
        _kernels.TokenStream(tokens, sampling.keep, window=1, seed=1, epoch=0),
        _kernels.Schedule(
            "hogwild", threads=2, piece_tokens=8192, alpha_first=0.01, alpha_last=0.01
        ),
        running,
        _kernels.instruction_sets()[0],
    )
    assert running.predictions == 2 * (n - 1)
    assert running.words == n


def test_subsampling_keeps_the_share_that_word2vec_keeps():
    counts = np.array([900_000, 90_000, 10_000])
    thresholds = keep_thresholds(counts, 1e-2)
    share = counts / counts.sum()
    expected = [min(1, ((f / 1e-2) ** 0.5 + 1) * 1e-2 / f) for f in share]
    np.testing.assert_allclose(thresholds / 2.0**32, expected, atol=1e-9)
    assert (keep_thresholds(counts, 0) == 2**32 - 1).all()


def test_negatives_follow_the_noise_distribution():
    counts = np.array([500, 100, 10, 1, 1])
    noise = _kernels.AliasTable(counts.astype(float) ** 0.75)
    # Bits on a regular grid enumerate the table: cell by the high half, share by the low half.
    cells = [(i << 32) // len(counts) + (1 << 20) for i in range(len(counts))]
    fine = [int((j + 0.5) * 2**32 / 20_000) for j in range(20_000)]
    drawn = np.bincount([noise.draw(c << 32 | f) for c in cells for f in fine], minlength=5)
    np.testing.assert_allclose(drawn / drawn.sum(), counts**0.75 / np.sum(counts**0.75), atol=1e-4)


class InterruptAtHalf(Silence):
    """Presses Ctrl-C once, when half of the training is done."""

    def __init__(self) -> None:
        self.pressed = False

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        if fraction > 0.1 and not self.pressed:
            self.pressed = True
            _thread.interrupt_main()


def test_ctrl_c_stops_within_an_epoch_and_the_model_is_usable():
    corpus = np.random.default_rng(0).integers(1000, size=(2000, 1000))
    model = Word2Vec(vector_size=100, min_count=1, epochs=50)
    interrupt = InterruptAtHalf()
    with pytest.raises(KeyboardInterrupt):
        model.fit(corpus, progress=interrupt)
    assert interrupt.pressed
    assert not [t for t in threading.enumerate() if t.name == "lemmavec-training"]
    assert np.isfinite(model.vectors.vectors).all()
    assert len(model.history) < 50
    assert model.vectors.most_similar("7", topn=1)


def test_a_resumed_run_has_the_bits_of_an_uninterrupted_one(tmp_path):
    corpus = planted_synonyms(6000)
    whole = Word2Vec(**SMALL, epochs=6).fit(corpus)

    class StopInEpochThree(Silence):
        def epoch_start(self, epoch: int, epochs: int) -> None:
            if epoch == 3:
                raise KeyboardInterrupt

    part = Word2Vec(**SMALL, epochs=6)
    with pytest.raises(KeyboardInterrupt):
        part.fit(corpus, progress=StopInEpochThree())
    assert len(part.history) == 2
    part.save(tmp_path / "part.lemma")
    resumed = Word2Vec.load(tmp_path / "part.lemma").fit(corpus, resume=True)
    np.testing.assert_array_equal(resumed.vectors.vectors, whole.vectors.vectors)
    assert [r.loss for r in resumed.history] == [r.loss for r in whole.history]


def test_new_words_are_added_behind_the_old_which_keep_their_vectors(tmp_path):
    old, path = planted_synonyms(300), tmp_path / "model.lemma"
    model = Word2Vec(**{**SMALL, "min_count": 3}, epochs=2).fit(old)
    words, counts = list(model.vectors.index_to_key), model.vectors.counts
    V, U = model._state.V.copy(), model._state.U.copy()
    more = [["a0", "new", "newer"], ["new", "b0", "newer", "new"], ["newest", "rare", "newer"],
            ["newest", "newest", "rare", "new"]]  # fmt: skip
    model.update_vocabulary(more)
    # new 4, newer and newest 3, ties by code points; rare 2.
    assert model.vectors.index_to_key == [*words, "new", "newer", "newest"]
    added = [1 if word in ("a0", "b0") else 0 for word in words]
    np.testing.assert_array_equal(model.vectors.counts, [*(counts + added), 4, 3, 3])
    np.testing.assert_array_equal(model._state.V[: len(words)], V)
    np.testing.assert_array_equal(model._state.U[: len(words)], U)
    assert not model._state.U[len(words) :].any()
    rows = model.vectors.vectors
    start = ModelState.start(model.settings, model._state.vocabulary).centre_vectors
    bound = 0.5 / model.settings.vector_size
    assert len({row.tobytes() for row in (*rows[-3:], *start)}) == 3 + len(rows)
    assert (np.abs(rows[-3:]) <= bound).all()
    assert (np.abs(rows[-3:]).max(axis=1) > bound / 2).all()
    again = Word2Vec(**{**SMALL, "min_count": 3}, epochs=2).fit(old).update_vocabulary(more)
    np.testing.assert_array_equal(again.vectors.vectors, rows)
    model.save(path)
    loaded = Word2Vec.load(path).fit(old + more, resume=True)
    assert [record.epoch for record in loaded.history] == [1, 2, 1, 2]
    model.fit(old + more, resume=True)
    np.testing.assert_array_equal(loaded.vectors.vectors, model.vectors.vectors)


@pytest.mark.parametrize("loss", get_args(Loss))
def test_added_words_are_learnt_beside_the_old(loss):
    whole = planted_synonyms(3000)
    twins = {f"{letter}{i}" for letter in "ab" for i in range(4)}
    first = [[word for word in sentence if word not in twins] for sentence in whole]
    model = Word2Vec(**SMALL, loss=loss, epochs=12).fit(first)
    assert "a0" not in model.vectors
    assert model.update_vocabulary(whole) is model
    model.fit(whole, resume=True)
    assert twins_found(model.vectors) == TWINS


def test_with_the_tree_its_nodes_begin_anew():
    model = Word2Vec(**SMALL, loss="hierarchical_softmax", epochs=1).fit(planted_synonyms(200))
    V = model._state.V.copy()
    model.update_vocabulary([["new", "a0"]])
    np.testing.assert_array_equal(model._state.V[:-1], V)
    assert not model._state.U.any()
    assert model.fit([["new", "a0"]] * 9, resume=True)._state.U.any()


def test_a_vocabulary_update_reads_any_corpus_and_says_what_is_wrong(tmp_path):
    model = Word2Vec(**{**SMALL, "min_count": 2}, epochs=1).fit([["a", "b"]] * 9)
    (tmp_path / "more.txt").write_text("A C\nC\n")
    model.update_vocabulary(tmp_path / "more.txt", lowercase=True)
    assert dict(zip(model.vectors.index_to_key, model.vectors.counts, strict=True)) == {
        "a": 10, "b": 9, "c": 2}  # fmt: skip
    with pytest.raises(ValueError, match=r"fewer than min_count=2 .*'x' \(1\)"):
        model.update_vocabulary([["x", "y"]])
    with pytest.raises(ValueError, match="call fit"):
        Word2Vec().update_vocabulary([["x"]])


def test_an_update_within_a_run_begins_with_the_first_epoch():
    model = Word2Vec(**SMALL, epochs=4)
    model.fit(TEXT, callbacks=[lambda model, record: record.epoch == 2])
    model.update_vocabulary([["new", "a0"]]).fit(TEXT, resume=True)
    assert [record.epoch for record in model.history] == [1, 2, 1, 2, 3, 4]
    assert model.history[2].alpha == model.history[0].alpha


def test_a_model_is_loaded_with_other_workers(tmp_path):
    model = Word2Vec(**SMALL, epochs=1).fit(TEXT)
    model.save(tmp_path / "model.lemma")
    assert Word2Vec.load(tmp_path / "model.lemma").settings == model.settings
    loaded = Word2Vec.load(tmp_path / "model.lemma", workers=3)
    assert loaded.settings.workers == 3
    assert loaded.fit(TEXT, resume=True)._state.settings.workers == 3


def test_a_model_file_is_a_vector_file_too(tmp_path):
    model = Word2Vec(**SMALL, epochs=1).fit(planted_synonyms(200))
    path = tmp_path / "model.lemma"
    model.save(path)
    vectors = lemmavec.load(path)
    assert vectors.index_to_key == model.wv.index_to_key
    np.testing.assert_array_equal(vectors.vectors, model.vectors.vectors)
    model.vectors.save(tmp_path / "v.safetensors")
    with pytest.raises(ValueError, match=r"lemmavec\.load"):
        Word2Vec.load(tmp_path / "v.safetensors")


def test_what_was_not_trained_says_so(tmp_path):
    model = Word2Vec()
    with pytest.raises(AttributeError, match="fit"):
        _ = model.vectors
    with pytest.raises(ValueError, match="fit"):
        model.save(tmp_path / "model.lemma")
    with pytest.raises(ValueError, match="nothing to resume"):
        model.fit([["a"]], resume=True)
    assert model.history == []


def test_an_error_in_a_training_thread_reaches_the_caller():
    def fail() -> None:
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="the disk is gone"):
        run_in_background(fail, lambda: None, lambda: None)


every_model = pytest.mark.parametrize(
    ("architecture", "loss"),
    [(architecture, loss) for architecture in get_args(Architecture) for loss in get_args(Loss)],
)


@every_model
def test_deterministic_training_has_the_same_bits_for_any_number_of_threads(architecture, loss):
    settings = {**SMALL, "vector_size": 40, "architecture": architecture, "loss": loss}
    runs = [
        Word2Vec(**{**settings, "workers": workers, "deterministic": True}, epochs=2).fit(TEXT)
        for workers in (1, 2, 3, 8)
    ]
    for run in runs[1:]:
        np.testing.assert_array_equal(run.vectors.vectors, runs[0].vectors.vectors)
        assert [r.loss for r in run.history] == [r.loss for r in runs[0].history]


@every_model
@pytest.mark.parametrize("deterministic", [False, True])
def test_every_mode_learns_the_planted_synonyms(architecture, loss, deterministic):
    settings = {**SMALL, "architecture": architecture, "loss": loss, "workers": 2}
    model = Word2Vec(**settings, deterministic=deterministic, epochs=20).fit(TEXT)
    assert twins_found(model.vectors) == TWINS
