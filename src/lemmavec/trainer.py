"""Training: the schedule of alpha, the random choices' distributions, threads and their progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.progress import Progress
from lemmavec.settings import Settings

# Negatives that a block of 16 centres shares; see docs/decisions/shared-negatives.md.
SHARED_NEGATIVES = 32

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What one epoch did.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    loss : float
        Mean loss per prediction over the epoch, each taken just before its own update.
    words : int
        Corpus words passed, before subsampling.
    words_per_second : float
        Of those.
    alpha : float
        The step size at the end of the epoch.
    """

    epoch: int
    loss: float
    words: int
    words_per_second: float
    alpha: float


@dataclass(slots=True)
class Place:
    """How far a run has come: whole epochs, and pieces of the current one."""

    epoch: int = 0
    piece: int = 0


@dataclass(slots=True)
class Trainer:
    """Trains V and U in place on an encoded corpus.

    Parameters
    ----------
    settings : Settings
        What to train.
    tokens : ndarray of int32, shape (tokens,)
        Word ids in order; -1 ends a sentence.
    counts : ndarray of int64, shape (words,)
        How often each word occurs.
    V, U : ndarray of float32, shape (words, padded size)
        As `lemmavec.matrices` lays them out.
    place : Place
        Where to begin; kept up to date, also when training is interrupted.
    """

    settings: Settings
    tokens: NDArray[np.int32]
    counts: NDArray[np.int64]
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: list[EpochRecord]
    instruction_set: str = field(default_factory=lambda: _kernels.instruction_sets()[0])

    def run(self, progress: Progress) -> None:
        """Train from `place` to the last epoch.

        Raises
        ------
        KeyboardInterrupt
            On Ctrl-C, after the threads have stopped; V, U and `place` are then consistent.
        """
        settings = self.settings
        keep = keep_thresholds(self.counts, settings.sample)
        noise = _kernels.AliasTable(self.counts.astype(np.float64) ** settings.ns_exponent)
        while self.place.epoch < settings.epochs:
            progress.epoch_start(self.place.epoch + 1, settings.epochs)
            record = self._epoch(keep, noise, progress)
            self.place.epoch, self.place.piece = self.place.epoch + 1, 0
            self.history.append(record)

    def _epoch(
        self, keep: NDArray[np.uint32], noise: _kernels.AliasTable, progress: Progress
    ) -> EpochRecord:
        settings, place = self.settings, self.place
        alpha = linear_alpha(settings, place.epoch), linear_alpha(settings, place.epoch + 1)
        state = _kernels.Progress()
        start = time.perf_counter()

        def work() -> None:
            _kernels.train_epoch(
                self.tokens,
                self.V,
                self.U,
                keep,
                noise,
                state,
                vector_size=settings.vector_size,
                window=settings.window,
                negative=settings.negative,
                shared_negatives=SHARED_NEGATIVES,
                alpha_first=alpha[0],
                alpha_last=alpha[1],
                seed=settings.seed,
                epoch=place.epoch,
                threads=settings.threads,
                first_piece=place.piece,
                instruction_set=self.instruction_set,
            )

        def show() -> None:
            pieces = max(1, _kernels.pieces_of(len(self.tokens)))
            part = state.pieces / pieces
            progress.training(
                (place.epoch + part) / settings.epochs,
                state.words / (time.perf_counter() - start),
                mean_loss(state),
                alpha[0] + (alpha[1] - alpha[0]) * part,
            )

        try:
            run_in_background(work, state.stop, show)
        finally:
            place.piece = state.pieces
        seconds = time.perf_counter() - start
        return EpochRecord(
            place.epoch + 1, mean_loss(state), state.words, state.words / seconds, alpha[1]
        )


def linear_alpha(settings: Settings, epoch: float) -> float:
    """Alpha after so many epochs: from `alpha` down to `min_alpha` in a straight line."""
    return settings.alpha - (settings.alpha - settings.min_alpha) * epoch / settings.epochs


def keep_thresholds(counts: NDArray[np.int64], sample: float) -> NDArray[np.uint32]:
    """Subsampling of frequent words as word2vec does it, as a threshold for 32 random bits.

    A word with share f of the corpus is kept with probability (sqrt(f / t) + 1) t / f, at most 1,
    with t = `sample`; 0 keeps every word.

    Examples
    --------
    >>> keep_thresholds(np.array([900, 100]), sample=0.1) / 2**32
    array([0.44444..., 1. ...])
    """
    share = counts / counts.sum()
    if sample == 0:
        probability = np.ones(len(counts))
    else:
        probability = np.minimum(1, (np.sqrt(share / sample) + 1) * sample / share)
    return np.floor(probability * (2**32 - 1)).astype(np.uint32)


def mean_loss(state: _kernels.Progress) -> float:
    """Mean loss per prediction so far; NaN before the first."""
    return state.loss / state.predictions if state.predictions else float("nan")


def run_in_background(
    work: Callable[[], None], stop: Callable[[], None], show: Callable[[], None]
) -> None:
    """Run native `work` in a thread, so that Ctrl-C is heard; on any exception stop it and wait."""
    failure: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failure.append(error)

    thread = threading.Thread(target=guarded, name="lemmavec-training")
    thread.start()
    try:
        while thread.is_alive():
            thread.join(POLL_SECONDS)
            show()
    finally:
        stop()
        thread.join()
    if failure:
        raise failure[0]
