"""The rounds of training, each run again until all workers have come to its end."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec.cluster.crew import ATTEMPTS, Crew, WorkersLost, replace_lost
from lemmavec.cluster.shards import Shard
from lemmavec.cluster.worker import Round, RoundSums
from lemmavec.corpus.reading import ReadingOptions

Show = Callable[[], None]


class Rounds:
    """Training of one model by a crew whose shards are encoded.

    Parameters
    ----------
    crew : Crew
    shards : sequence of Shard
        Of each worker; a replacement reads that of the worker before it.
    reading : ReadingOptions
    vocabulary : promise
        Of the vocabulary.
    """

    def __init__(
        self,
        crew: Crew,
        shards: Sequence[Shard],
        reading: ReadingOptions,
        vocabulary: Any,
    ) -> None:
        self._crew, self._shards, self._reading = crew, shards, reading
        self._vocabulary = vocabulary
        self._settings: tuple[Any, ...] = ()

    @property
    def _all(self) -> range:
        return range(self._crew.size)

    def begin(self, *settings: Any, matrices: Any, number: int) -> None:
        """Give every worker the settings, and other V and U than those all models begin with."""
        crew, (first, *others) = self._crew, settings
        self._settings = (first, self._vocabulary, *others)
        begun = [crew.call(w, "begin", *self._settings) for w in self._all]
        self._wait(begun, "make V and U")
        given = [crew.call(w, "set_matrices", number, matrices) for w in self._all]
        self._wait(given, "take V and U")

    def run(self, step: Round, show: Show) -> RoundSums:
        """Train one round; what every worker trained is added up, in their order."""
        for attempt in range(ATTEMPTS):
            try:
                if attempt:
                    self._return_to(step.number)
                return self._run(step, show)
            except WorkersLost as lost:
                _say(lost, step)
                failure = lost
        raise RuntimeError(
            f"round {step.of_epoch + 1} of epoch {step.epoch + 1} was lost {ATTEMPTS} times, at "
            f"last as {failure}; go on from the last checkpoint with resume"
        )

    def matrices(self, number: int) -> list[NDArray[np.float32]]:
        """Return the common V and U, as they are at the beginning of a round."""
        crew = self._crew
        for worker in self._all:
            asked = [crew.call(worker, "go_back", number), crew.call(worker, "matrices")]
            with suppress(WorkersLost):
                return list(self._wait(asked, "give V and U")[1])
        raise RuntimeError("all workers are lost, and V and U with them: resume from a checkpoint")

    def _run(self, step: Round, show: Show) -> RoundSums:
        crew, everyone = self._crew, self._all
        trained = [crew.call(w, "train", step, answers=1 + crew.size) for w in everyone]
        number = step.number
        merged = [
            crew.call(owner, "merge", number, *(of_worker[1 + owner] for of_worker in trained))
            for owner in everyone
        ]
        applied = [crew.call(w, "apply", number, *merged) for w in everyone]
        doing = f"train round {step.of_epoch + 1} of epoch {step.epoch + 1}"
        sums = crew.wait([of_worker[0] for of_worker in trained], doing, show)
        crew.wait(applied, f"combine what they learnt in {doing[6:]}", show)
        words, predictions, losses = zip(*sums, strict=True)
        return RoundSums(sum(words), sum(predictions), sum(losses))

    def _return_to(self, number: int) -> None:
        """Bring all workers to the beginning of a round, and replace those that are lost."""
        crew = self._crew
        replace_lost(crew)
        asked = [crew.call(w, "stands_before") for w in self._all]
        stand = self._wait(asked, "say where they stand")
        survivors = [w for w in self._all if stand[w] is not None]
        if not survivors:
            raise RuntimeError("all workers are lost: go on from the last checkpoint with resume")
        self._wait([crew.call(w, "go_back", number) for w in survivors], "go back")
        for worker in set(self._all) - set(survivors):
            encoded = [
                crew.call(worker, "count", self._shards[worker], self._reading, None),
                crew.call(worker, "encode", self._vocabulary),
                crew.call(worker, "begin", *self._settings),
                crew.call(
                    worker, "set_matrices", number, crew.call(survivors[0], "matrices")
                ),
            ]  # fmt: skip
            self._wait(encoded[1:], f"take up the shard of worker {worker}")

    def _wait(self, promises: Sequence[Any], doing: str) -> list[Any]:
        return self._crew.wait(promises, doing, lambda: None)


def _say(lost: WorkersLost, step: Round) -> None:
    warnings.warn(
        f"round {step.of_epoch + 1} of epoch {step.epoch + 1} begins again, as a worker is lost: "
        f"{lost}",
        RuntimeWarning,
        stacklevel=8,
    )
