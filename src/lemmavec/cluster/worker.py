"""A worker: a shard of the corpus, all of V and U, and the steps of a round."""

from __future__ import annotations

import os
import platform
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import lemmavec
from lemmavec import _kernels
from lemmavec._scratch import make_folder, raise_if_full, remove_folder
from lemmavec.cluster.counting import Counts, added
from lemmavec.cluster.merging import Changes, changes_of, combined
from lemmavec.cluster.shards import Fetch, Shard
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.token_cache import SENTENCE_END, CountedCorpus, EncodedCorpus, finish
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.corpus.vocabulary_choice import Choice, some_known_words
from lemmavec.settings import Settings
from lemmavec.training.memory import machine_memory
from lemmavec.training.passes import Tokens, one_pass
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState, Place

_NO_ROOM = (
    " for the token cache of a worker, which takes up to 8 bytes a word; pass directory= with a "
    "folder that has room on every node"
)


class About(NamedTuple):
    """What a worker runs on: host name, version of lemmavec, instruction sets, bytes of memory."""

    host: str
    version: str
    instruction_sets: list[str]
    memory: int | None


class ShardSize(NamedTuple):
    """A shard under its final ids: words of the vocabulary, all words, and a checksum."""

    words: int
    raw_words: int
    checksum: int


class RoundSums(NamedTuple):
    """Sums over what one worker trained in one round."""

    words: int
    predictions: int
    loss: float


@dataclass(frozen=True, slots=True)
class Round:
    """Which round it is, and its step sizes.

    Parameters
    ----------
    number : int
        Counted from 0 over all epochs.
    epoch, of_epoch : int
        The epoch, and the round within it, counted from 0.
    rounds : int
        Of an epoch.
    alphas : (float, float)
        The step size at its beginning and at its end.
    """

    number: int
    epoch: int
    of_epoch: int
    rounds: int
    alphas: tuple[float, float]


class Worker:
    """One of several that train a model together; it knows nothing of how they are connected.

    Every step is a function of its arguments, the shard and the seed alone, so that a worker that
    is lost can be replaced, and a round be run again.

    Parameters
    ----------
    number, workers : int
        Its number, counted from 0, of how many.
    threads : int
    fetch : callable
        Fetches a block of the corpus that lies in the cluster's memory.
    """

    def __init__(self, number: int, workers: int, threads: int, fetch: Fetch) -> None:
        self._number, self._workers, self._threads = number, workers, threads
        self._fetch = fetch
        self._undo: list[Changes] = []
        self._step: int | None = None
        self._counted: CountedCorpus | None = None
        self._corpus: EncodedCorpus | None = None

    def about(self) -> About:
        """Say what this worker runs on."""
        sets = _kernels.instruction_sets()
        return About(platform.node(), lemmavec.__version__, sets, machine_memory())

    # --- the corpus ------------------------------------------------------------------------------

    def count(self, shard: Shard, reading: ReadingOptions, max_counted: int | None) -> Counts:
        """Read the shard, once: its words with their counts; their provisional ids stay here."""
        if self._counted is None:
            self._counted = self._count(shard, reading)
        return Counts.of(self._counted.whole).pruned(max_counted)

    def _count(self, shard: Shard, reading: ReadingOptions) -> CountedCorpus:
        self._reading = replace(reading, workers=self._threads)
        self._folder = make_folder(reading.directory)
        try:
            provisional = shard.encode(self._folder, self._reading, self._fetch)
            return CountedCorpus.of(provisional, self._reading)
        except BaseException as error:
            raise_if_full(error, self._folder, _NO_ROOM)
            remove_folder(self._folder)
            raise

    def add_counts(self, first: Counts, second: Counts, max_counted: int | None) -> Counts:
        """Add up the counts of two groups of shards."""
        return added(first, second).pruned(max_counted)

    def choose(self, counts: Counts, choice: Choice) -> tuple[Vocabulary, int]:
        """Choose the vocabulary; by how much its counts can be too small comes with it."""
        vocabulary, _ = choice(counts.counted_words())
        return vocabulary, counts.error

    def encode(self, vocabulary: Vocabulary) -> ShardSize:
        """Write the shard, once, under the ids of the vocabulary."""
        if self._corpus is None:
            assert self._counted is not None
            choose = some_known_words(vocabulary)
            self._corpus = finish(self._counted, self._folder, choose, self._reading)
            self._counted = None
        checksum = zlib.crc32(self._corpus.fingerprint.encode())
        return ShardSize(self._corpus.words, self._corpus.raw_words, checksum)

    # --- training --------------------------------------------------------------------------------

    def begin(
        self,
        settings: Settings,
        vocabulary: Vocabulary,
        centre_rates: NDArray[np.float32] | None,
        instruction_set: str,
        precision: str,
    ) -> None:
        """Make V and U as every model begins, and what training needs besides."""
        seed = np.random.SeedSequence([settings.seed, self._number]).generate_state(1, np.uint64)
        self._state = ModelState.start(settings, vocabulary)
        self._state.centre_rates = centre_rates
        self._state.settings = replace(
            settings, seed=int(seed[0] >> 1), workers=self._threads, epochs=settings.epochs
        )
        self._sampling = Sampling.of(vocabulary.counts, settings)
        self._instruction_set, self._precision = instruction_set, precision
        self._common = {name: m.copy() for name, m in self._parameters.items()}
        self._step, self._undo = None, []

    def train(self, step: Round) -> tuple[RoundSums | list[Changes], ...]:
        """Train on the next part of the shard: the sums, and for each owner what changed."""
        self._require_step(step.number)
        assert self._corpus is not None
        running = _kernels.RunningEpoch()
        begin, end = (self._border(step.of_epoch + i, step.rounds) for i in (0, 1))
        if begin < end:
            place = Place(step.epoch * step.rounds + step.of_epoch)
            tokens = Tokens(self._corpus.tokens[begin:end])
            one_pass(
                self._state, tokens, self._sampling, running, self._instruction_set, place,
                step.alphas,
            )  # fmt: skip
            self._corpus.release_pages()
        size = self._state.settings.vector_size
        of_matrices = [
            changes_of(self._common[name][:, :size], m[:, :size], self._workers, self._precision)
            for name, m in self._parameters.items()
        ]
        sums = RoundSums(running.words, running.predictions, running.loss)
        return sums, *(list(of_owner) for of_owner in zip(*of_matrices, strict=True))

    def merge(self, number: int, *changes: list[Changes]) -> list[Changes]:
        """Combine what all workers changed in this worker's rows, matrix by matrix."""
        self._require_step(number)
        return [
            Changes(rows, by.astype(self._precision, copy=False))
            for rows, by in map(combined, zip(*changes, strict=True))
        ]

    def apply(self, number: int, *changes: list[Changes]) -> None:
        """Change the common V and U, and go on from them; the old rows are kept for `go_back`."""
        self._require_step(number)
        self._undo = []
        for (name, local), *of_owners in zip(self._parameters.items(), *changes, strict=True):
            common = self._common[name]
            rows = np.concatenate([found.rows for found in of_owners])
            by = np.concatenate([found.by for found in of_owners])
            old = common[rows, : by.shape[1]]
            self._undo.append(Changes(rows, old))
            common[rows, : by.shape[1]] = old + by
            local[:] = common
        self._step = number + 1

    def stands_before(self) -> int | None:
        """Return the number of the round that is next; None if V and U were not yet given."""
        return self._step

    def go_back(self, number: int) -> None:
        """Return to the beginning of a round, whatever of it was done here."""
        if self._step == number + 1:
            for (rows, old), common in zip(self._undo, self._common.values(), strict=True):
                common[rows, : old.shape[1]] = old
            self._undo, self._step = [], number
        self._require_step(number)
        for name, local in self._parameters.items():
            local[:] = self._common[name]

    def matrices(self) -> list[NDArray[np.float32]]:
        """Return the common V and U, padded."""
        return list(self._common.values())

    def set_matrices(self, number: int, matrices: Sequence[NDArray[np.float32]]) -> None:
        """Begin a round with other V and U."""
        for (name, local), given in zip(self._parameters.items(), matrices, strict=True):
            local[:] = given
            self._common[name][:] = given
        self._step, self._undo = number, []

    def close(self) -> None:
        """Delete the token cache."""
        if self._corpus is not None:
            self._corpus.close()

    def stop(self) -> None:
        """End this process at once; for tests of what happens then."""
        os._exit(1)

    @property
    def _parameters(self) -> dict[str, NDArray[np.float32]]:
        return self._state.parameters

    def _require_step(self, number: int) -> None:
        if self._step != number:
            raise RuntimeError(f"worker {self._number} stands before round {self._step}: {number}")

    def _border(self, part: int, parts: int) -> int:
        """Return where a part of the shard begins: after a sentence."""
        assert self._corpus is not None
        tokens = self._corpus.tokens
        place = len(tokens) * part // parts
        while 0 < place < len(tokens) and tokens[place - 1] != SENTENCE_END:
            near = np.flatnonzero(tokens[place : place + 4096] == SENTENCE_END)
            place = place + int(near[0]) + 1 if len(near) else min(place + 4096, len(tokens))
        return place
