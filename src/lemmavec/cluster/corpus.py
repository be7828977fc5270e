"""A corpus on the workers of a cluster: its vocabulary, and how an epoch is trained on it."""

from __future__ import annotations

import time
import zlib
from contextlib import suppress
from types import TracebackType

from lemmavec.cluster.crew import Crew
from lemmavec.cluster.options import RayCluster
from lemmavec.cluster.preparing import prepared
from lemmavec.cluster.rounds import Rounds
from lemmavec.cluster.shards import shards_of
from lemmavec.cluster.worker import Round
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.text_files import CountingProgress
from lemmavec.corpus.vocabulary_choice import Choice
from lemmavec.settings import Settings
from lemmavec.training.epochs import Listener
from lemmavec.training.history import EpochRecord
from lemmavec.training.loop import linear_alpha
from lemmavec.training.state import ModelState


class ClusterCorpus:
    """A corpus whose shards lie encoded on the workers; they end with its context.

    Attributes
    ----------
    vocabulary : Vocabulary
        That of the whole corpus, the same as one machine would choose.
    fingerprint : str
        Of the text and of how it is shared out.
    """

    def __init__(
        self,
        cluster: RayCluster,
        crew: Crew,
        corpus: Corpus,
        choice: Choice,
        settings: Settings,
        reading: ReadingOptions,
        progress: CountingProgress | None = None,
    ) -> None:
        self._cluster, self._crew, self._started = cluster, crew, False
        self._speed = 0.0
        shards = shards_of(corpus, crew.size, reading, crew.put)
        found = prepared(crew, shards, choice, settings, reading, cluster.max_counted)
        self.vocabulary, self._instruction_set = found.vocabulary, found.instruction_set
        self.words = sum(size.words for size in found.sizes)
        raw_words = sum(size.raw_words for size in found.sizes)
        checksum = zlib.crc32(repr([size.checksum for size in found.sizes]).encode())
        rounds = cluster.rounds_of_an_epoch
        self.fingerprint = (
            f"{raw_words:,} words in {crew.size:,} shards, {rounds:,} rounds, "
            f"checksum {checksum:08x}"
        )
        if progress is not None:
            progress(1.0, raw_words)
        self._rounds = Rounds(crew, shards, reading, found.promised_vocabulary)

    def train_epoch(self, state: ModelState, listener: Listener[EpochRecord]) -> EpochRecord:
        """Train an epoch from where the state's place says, and bring V and U here at its end."""
        settings, place, rounds = state.settings, state.place, self._cluster.rounds_of_an_epoch
        self._start(state)
        before, start = place.words, time.perf_counter()

        def speed() -> float:
            done = place.words - before  # none before its first round ends
            return done / (time.perf_counter() - start) if done else self._speed

        def show() -> None:
            done = (place.epoch + place.piece / rounds) / settings.epochs
            loss = place.loss / place.predictions if place.predictions else float("nan")
            alpha = linear_alpha(settings, place.epoch + place.piece / rounds)
            if listener.training(done, speed(), loss, alpha):
                pause.append(True)

        while place.piece < rounds:
            pause: list[bool] = []
            step = Round(self._number(state), place.epoch, place.piece, rounds, self._alphas(state))
            try:
                sums = self._rounds.run(step, show)
            except KeyboardInterrupt:
                with suppress(RuntimeError):  # what is lost is the epoch so far, not the interrupt
                    self._fetch(state)
                raise
            place.reach(
                place.piece + 1,
                place.words + sums.words,
                place.predictions + sums.predictions,
                place.loss + sums.loss,
            )
            if pause and place.piece < rounds:
                pausing = time.perf_counter()
                self._fetch(state)
                listener.paused()
                start += time.perf_counter() - pausing
        self._fetch(state)
        self._speed = speed()
        return EpochRecord(
            epoch=place.epoch + 1,
            loss=place.loss / place.predictions if place.predictions else float("nan"),
            predictions=place.predictions,
            words=place.words,
            words_per_second=self._speed,
            alpha=linear_alpha(settings, place.epoch + 1),
        )

    def close(self) -> None:
        """End the workers."""
        self._crew.close()

    def __enter__(self) -> ClusterCorpus:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _alphas(self, state: ModelState) -> tuple[float, float]:
        settings, rounds, place = state.settings, self._cluster.rounds_of_an_epoch, state.place
        first, last = (
            linear_alpha(settings, place.epoch + (place.piece + i) / rounds) for i in (0, 1)
        )
        times = self._cluster.alpha_factor
        return first * times, last * times

    def _start(self, state: ModelState) -> None:
        if self._started:
            return
        self._rounds.begin(
            state.settings, state.centre_rates, self._instruction_set, self._cluster.precision,
            matrices=self._crew.put([state.V, state.U]),
            number=self._number(state),
        )  # fmt: skip
        self._started = True

    def _fetch(self, state: ModelState) -> None:
        number = self._number(state)
        for mine, common in zip((state.V, state.U), self._rounds.matrices(number), strict=True):
            mine[:] = common

    def _number(self, state: ModelState) -> int:
        """Return the number of the round that is next, counted over all epochs."""
        return state.place.epoch * self._cluster.rounds_of_an_epoch + state.place.piece
