"""Rounds: what they train, that they repeat, and what is lost with a worker."""

from __future__ import annotations

import warnings
from functools import partial

import numpy as np
import pytest

from lemmavec import Word2Vec
from lemmavec.cluster.corpus import ClusterCorpus
from lemmavec.cluster.crew import LocalCrew, WorkersLost
from lemmavec.cluster.options import RayCluster
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.vocabulary_choice import WordChoice, frequent_words
from lemmavec.settings import Settings
from lemmavec.subwords import Subwords
from lemmavec.training import loop
from lemmavec.training.epochs import Listener
from lemmavec.training.state import ModelState

# Two circles of words, which occur near their neighbours.
STEPS = np.random.default_rng(3).integers(-2, 3, (600, 12)).cumsum(axis=1) % 30
SENTENCES = [[f"{'ab'[i % 2]}{word}" for word in line] for i, line in enumerate(STEPS.tolist())]
SMALL = {"vector_size": 12, "min_count": 1, "sample": 0, "epochs": 3, "workers": 1}


class UnreliableCrew(LocalCrew):
    """Its workers vanish at some calls of a step: {number of the call: worker}."""

    def __init__(self, size, step, lost):
        super().__init__(size)
        self.step, self.lost, self.calls = step, lost, 0

    def call(self, worker, step, *arguments, answers=1):
        if step == self.step:
            self.calls += 1
            if self.calls in self.lost:
                self.workers[worker] = None
        return self._promise(
            lambda: super(UnreliableCrew, self).call(
                worker, step, *map(self.kept, arguments), answers=answers
            ),
            answers,
        )

    def _promise(self, ask, answers):
        try:
            return ask()
        except (AttributeError, WorkersLost) as error:
            lost = WorkersLost(str(error))
            return lost if answers == 1 else [lost] * answers

    def kept(self, argument):
        if isinstance(argument, WorkersLost):
            raise argument
        return argument

    def wait(self, promises, doing, show):
        for promise in promises:
            self.kept(promise)
        return super().wait(promises, doing, show)

    def replace(self, worker):
        self.workers[worker] = self._new(worker)

    def close(self):
        for worker in filter(None, self.workers):
            worker.close()


def train(crew, state=None, listener=None, rounds=None, precision="float16", **settings):
    """Train a model by a crew, as `Word2Vec.fit` does."""
    settings = Settings(**SMALL | settings)
    cluster = RayCluster(workers=crew.size, rounds=rounds, precision=precision)
    choose = partial(frequent_words, choice=WordChoice(settings.min_count))
    with ClusterCorpus(cluster, crew, SENTENCES, choose, settings, ReadingOptions()) as corpus:
        state = state or ModelState.start(settings, corpus.vocabulary)
        state.go_on_with(corpus.fingerprint, other_corpus=False)
        loop.train(state, corpus, listener)
    return state


def bits(state):
    return state.V.tobytes(), state.U.tobytes(), [record.loss for record in state.history]


MODELS = [
    {},
    {"architecture": "cbow"},
    {"loss": "softmax"},
    {"loss": "hierarchical_softmax"},
    {"deterministic": True},
    {"subwords": Subwords(min_n=1, max_n=2, buckets=50)},
]


@pytest.mark.parametrize("model", MODELS, ids=str)
def test_the_same_seed_gives_the_same_bits(model):
    assert bits(train(LocalCrew(3), **model)) == bits(train(LocalCrew(3), **model))
    assert bits(train(LocalCrew(3), **model)) != bits(train(LocalCrew(3), **model, seed=2))


def test_each_round_has_its_place_and_its_step_sizes():
    crew, steps = LocalCrew(3), []
    call = crew.call

    def recorded(worker, step, *arguments, answers=1):
        if step == "train" and worker == 0:
            steps.append(arguments[0])
        return call(worker, step, *arguments, answers=answers)

    crew.call = recorded
    train(crew, alpha=0.05, min_alpha=0.005)
    assert [(s.number, s.epoch, s.of_epoch) for s in steps] == [
        (n, n // 6, n % 6) for n in range(18)
    ]
    fall = np.linspace(0.05, 0.005, 19) * 3 ** (1 / 3)
    np.testing.assert_allclose([s.alphas for s in steps], np.stack([fall[:-1], fall[1:]], axis=1))


def test_workers_and_rounds_draw_for_themselves(monkeypatch):
    drawn = []

    def recorded(state, tokens, sampling, running, instruction_set, place, alphas):
        drawn.append((state.settings.seed, place.epoch))

    monkeypatch.setattr("lemmavec.cluster.worker.one_pass", recorded)
    with pytest.warns(RuntimeWarning, match="learnt nothing"):
        train(LocalCrew(3))
    assert len(drawn) == len(set(drawn)) == 3 * 18


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_word_is_counted_once_an_epoch(workers):
    state = train(LocalCrew(workers))
    assert [record.words for record in state.history] == [7200] * 3


@pytest.mark.parametrize("workers", [1, 3])
def test_the_loss_falls_as_on_one_machine(workers):
    state = train(LocalCrew(workers), epochs=20)
    alone = Word2Vec(**SMALL | {"epochs": 20}).fit(SENTENCES)
    found, expected = state.history[-1].loss, alone.history[-1].loss
    assert found < expected + 0.1 * (alone.history[0].loss - expected)


def test_one_worker_in_one_round_is_one_machine():
    """Only the seed of its random choices is another."""
    crew = LocalCrew(1)
    state = train(crew, rounds=1, precision="float32", epochs=1)
    seed = crew.workers[0]._state.settings.seed
    alone = Word2Vec(**SMALL | {"epochs": 1, "seed": seed})
    alone._state = ModelState.start(Settings(**SMALL | {"epochs": 1}), state.vocabulary)
    alone._state.settings = alone.settings
    alone.fit(SENTENCES, resume=True)
    np.testing.assert_allclose(state.V, alone._state.V, rtol=0, atol=1e-6)
    np.testing.assert_allclose(state.U, alone._state.U, rtol=0, atol=1e-6)
    assert np.abs(state.U).max() > 0.01


STEPS_OF_A_ROUND = [("train", 14), ("merge", 13), ("apply", 11), ("train", 1), ("apply", 1)]


@pytest.mark.parametrize(("step", "call"), STEPS_OF_A_ROUND)
def test_a_worker_that_is_lost_costs_no_bit(step, call):
    expected = bits(train(LocalCrew(3)))
    with pytest.warns(RuntimeWarning, match=r"round \d of epoch \d begins again"):
        found = train(UnreliableCrew(3, step, {call}))
    assert bits(found) == expected


def test_several_lost_workers_cost_no_bit():
    expected = bits(train(LocalCrew(4)))
    with pytest.warns(RuntimeWarning, match="begins again"):
        assert bits(train(UnreliableCrew(4, "apply", {9, 10, 30, 31, 32}))) == expected


def test_a_round_that_is_lost_each_time_is_an_error():
    with (
        pytest.warns(RuntimeWarning, match="begins again"),
        pytest.raises(RuntimeError, match="was lost 5 times"),
    ):
        train(UnreliableCrew(2, "train", set(range(5, 100, 2))))


def test_all_workers_lost_at_once_is_an_error():
    with (
        pytest.warns(RuntimeWarning, match="begins again"),
        pytest.raises(RuntimeError, match="all workers are lost"),
    ):
        train(UnreliableCrew(2, "train", {5, 6}))


class Stop(Listener):
    """Interrupts after so many reports, in the middle of a round."""

    def __init__(self, after):
        self.left = after

    def training(self, fraction, words_per_second, loss, alpha):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt
        return False


@pytest.mark.parametrize("after", [1, 2, 5, 20])
def test_an_interrupted_run_goes_on_to_the_same_bits(after):
    expected = train(LocalCrew(3))
    crew, stopped = LocalCrew(3), []

    def keep(state):
        stopped.append(state)
        return state

    start = ModelState.start
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ModelState, "start", lambda *a: keep(start(*a)))
        with pytest.raises(KeyboardInterrupt):
            train(crew, listener=Stop(after))
    state = stopped[0]
    assert state.place.epoch * 6 + state.place.piece == (after - 1) // 2
    assert bits(train(LocalCrew(3), state)) == bits(expected)


def test_another_number_of_workers_is_another_corpus_within_an_epoch():
    state = train(LocalCrew(3))
    state.place.epoch, state.place.piece = 1, 2
    with pytest.raises(ValueError, match="on another corpus"):
        train(LocalCrew(2), state)


def test_frozen_words_stay_as_they_are():
    settings = Settings(**SMALL)
    with encoded() as corpus:
        state = ModelState.start(settings, corpus.vocabulary)
    before = state.V.copy()
    state.freeze(["a3", "b4"])
    train(LocalCrew(2), state)
    same = [i for i in range(len(before)) if (state.V[i] == before[i]).all()]
    assert sorted(state.vocabulary.words[i] for i in same) == ["a3", "b4"]


def encoded():
    from lemmavec.corpus.encoding import encode

    return encode(SENTENCES, min_count=1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"workers": 0}, "workers must be"),
        ({"workers": 2, "threads": 0}, "threads must be"),
        ({"workers": 2, "rounds": 0}, "rounds must be"),
        ({"workers": 2, "times_alpha": 0}, "times_alpha must be"),
        ({"workers": 2, "precision": "float64"}, "precision must be"),
        ({"workers": 2, "max_counted": 0}, "max_counted must be"),
        ({"workers": 2, "timeout": -1}, "timeout must be"),
    ],
)
def test_settings_out_of_their_range_are_refused(wrong, said):
    with pytest.raises(ValueError, match=said):
        RayCluster(**wrong)


def test_no_warning_where_nothing_is_lost():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(LocalCrew(2))
