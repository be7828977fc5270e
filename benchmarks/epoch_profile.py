"""How long the threads of an epoch spend in each of its parts, as the native clock has it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from lemmavec import _kernels
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.settings import Settings
from lemmavec.training import passes
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState

from .counted import expected_centres
from .few_rows import few_negatives, few_rows

# In few rows each is changed too often for the usual alpha.
_SMALL_ALPHA = 1e-6


@dataclass(frozen=True)
class EpochProfile:
    """An epoch's time, that on the CPU, that of its threads by part, and what was multiplied."""

    seconds: float
    cpu_seconds: float
    parts: dict[str, float]
    words: int
    multiply_adds: float


class Profiler:
    """Trains epochs of one setting: on a text as it is, and on the same text in few rows.

    In Hogwild with several threads the text in few rows is divided, and each thread trains a model
    of its own on its part: threads that share so few rows would wait for each other's.
    """

    def __init__(self, settings: Settings, encoded: EncodedCorpus, folder: Path) -> None:
        self._settings, self._encoded = settings, encoded
        counts = encoded.vocabulary.counts
        self._sampling = Sampling.of(counts, settings)
        self._few_negatives = few_negatives(self._sampling, counts, settings)
        parts = 1 if settings.deterministic else settings.threads
        self._few_rows = few_rows(encoded, folder, parts)

    def __enter__(self) -> Profiler:
        return self

    def __exit__(self, *error: object) -> None:
        for corpus in self._few_rows:
            corpus.close()

    def as_it_is(self) -> EpochProfile:
        """Train on the text."""
        alphas = self._settings.first_alpha, self._settings.min_alpha
        return self._train([self._encoded], self._sampling, alphas)

    def in_few_rows(self) -> EpochProfile:
        """Train on the text in few rows."""
        alphas = _SMALL_ALPHA, _SMALL_ALPHA
        return self._train(self._few_rows, self._few_negatives, alphas)

    def _train(
        self, corpora: Sequence[EncodedCorpus], sampling: Sampling, alphas: tuple[float, float]
    ) -> EpochProfile:
        """Train a new model on each text, all at once."""
        settings = replace(self._settings, workers=self._settings.threads // len(corpora))
        states = [ModelState.start(settings, self._encoded.vocabulary) for _ in corpora]
        profile, running = _kernels.Profile(), [_kernels.RunningEpoch() for _ in corpora]
        widest = _kernels.instruction_sets()[0]

        def train(n: int) -> None:
            state, text = states[n], corpora[n]
            place = state.place
            passes.one_pass(state, text, sampling, running[n], widest, place, alphas, profile)

        with ThreadPoolExecutor(len(corpora)) as pool:
            start, cpu_start = time.perf_counter(), time.process_time()
            list(pool.map(train, range(len(corpora))))
            seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
        centres = sum(expected_centres(corpus, settings.sample) for corpus in corpora)
        predictions = sum(epoch.predictions for epoch in running)
        return EpochProfile(
            seconds,
            cpu_seconds,
            profile.seconds,
            sum(epoch.words for epoch in running),
            multiply_adds(settings, predictions, centres, profile.path_nodes),
        )


def multiply_adds(settings: Settings, predictions: int, centres: float, nodes: int) -> float:
    """Count those of an epoch's products: 3 d for each row of U that a hidden vector meets.

    One d is for the logit, one for the change of h and one for that of u. In skip-gram with
    negative sampling each pair is a prediction, and each centre meets the N negatives of its block
    as well; in CBOW each prediction meets its word and the N negatives of its group. In
    hierarchical softmax it meets the nodes of its path; there are so many `nodes` in all.
    """
    negatives = passes.SHARED_NEGATIVES[settings.architecture]
    if settings.loss == "hierarchical_softmax":
        met: float = nodes
    elif settings.architecture == "cbow":
        met = predictions * (1 + negatives)
    else:
        met = predictions + negatives * centres
    return 3 * settings.vector_size * met
