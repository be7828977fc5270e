"""Training: the schedule of alpha, what is drawn at random, threads and their progress."""

from __future__ import annotations

import math
import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.progress import Progress
from lemmavec.settings import Settings
from lemmavec.state import EpochRecord, ModelState
from lemmavec.token_cache import EncodedCorpus

# Negatives that a block of 16 centres shares; see docs/decisions/shared-negatives.md.
SHARED_NEGATIVES = 32

# Tokens that a racing thread takes at once (some milliseconds of work, so that threads end
# together and a stop is heeded at once), or that make a synchronous batch at most. A batch has no
# more tokens than the vocabulary has words: the fewer rows there are, the more often each is hit.
PIECE_TOKENS = 8192
MIN_BATCH_TOKENS = 64

# A row that is hit c times in a synchronous batch moves by 1 / max(1, BOUND alpha c) of the sum.
BOUND = 0.2

POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Chances:
    """The distributions of what is drawn at random.

    Attributes
    ----------
    keep : ndarray of uint32, shape (words,)
        An occurrence is kept where 32 random bits do not exceed its word's threshold.
    noise : AliasTable
        Draws negatives.
    """

    keep: NDArray[np.uint32]
    noise: _kernels.AliasTable

    @classmethod
    def of(cls, counts: NDArray[np.int64], settings: Settings) -> Chances:
        """Take them from the words' counts."""
        noise = _kernels.AliasTable(counts.astype(np.float64) ** settings.ns_exponent)
        return cls(keep_thresholds(counts, settings.sample), noise)


def train(
    state: ModelState,
    corpus: EncodedCorpus,
    progress: Progress,
    instruction_set: str | None = None,
) -> None:
    """Train V and U in place, from where `state.place` says to the last epoch.

    A state whose epochs are all done begins again with the first, V and U as they are.

    Parameters
    ----------
    state : ModelState
        Its matrices, place and history change.
    corpus : EncodedCorpus
        Its words, under the ids of the state's vocabulary.
    progress : Progress
        Is told how it goes.
    instruction_set : str, optional
        One of `_kernels.instruction_sets()`; the widest by default.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, after the threads have stopped; the state is then consistent.
    FloatingPointError
        If the loss is no longer finite, as alpha was too large.
    """
    settings, place = state.settings, state.place
    if place.epoch >= settings.epochs:
        place.epoch = place.piece = 0
    chances = Chances.of(state.vocabulary.counts, settings)
    chosen = _kernels.instruction_sets()[0] if instruction_set is None else instruction_set
    start, words = time.perf_counter(), 0
    while place.epoch < settings.epochs:
        progress.epoch_start(place.epoch + 1, settings.epochs)
        record = _train_epoch(state, corpus, chances, progress, chosen)
        place.epoch, place.piece = place.epoch + 1, 0
        state.history.append(record)
        _check(record, settings)
        words += record.words
    progress.finished(words, time.perf_counter() - start, state.history[-1].loss)


def _train_epoch(
    state: ModelState,
    corpus: EncodedCorpus,
    chances: Chances,
    progress: Progress,
    instruction_set: str,
) -> EpochRecord:
    settings, place = state.settings, state.place
    first, last = linear_alpha(settings, place.epoch), linear_alpha(settings, place.epoch + 1)
    piece_tokens = PIECE_TOKENS
    if settings.deterministic:
        piece_tokens = min(PIECE_TOKENS, max(MIN_BATCH_TOKENS, len(state.vocabulary)))
    pieces = -(-len(corpus.tokens) // piece_tokens)
    running = _kernels.Progress()
    start = time.perf_counter()

    def work() -> None:
        _kernels.train_epoch(
            corpus.tokens,
            state.V,
            state.U,
            chances.keep,
            chances.noise,
            running,
            architecture=settings.architecture,
            context="mean",
            vector_size=settings.vector_size,
            window=settings.window,
            negative=settings.negative,
            shared_negatives=SHARED_NEGATIVES,
            alpha_first=first,
            alpha_last=last,
            seed=settings.seed,
            epoch=place.epoch,
            threads=settings.threads,
            first_piece=place.piece,
            piece_tokens=piece_tokens,
            synchronous=settings.deterministic,
            bound=BOUND * first,
            instruction_set=instruction_set,
        )

    def show() -> None:
        corpus.release_pages()
        done = running.pieces / pieces
        progress.training(
            (place.epoch + done) / settings.epochs,
            running.words / (time.perf_counter() - start),
            mean_loss(running),
            first + (last - first) * done,
        )

    try:
        run_in_background(work, running.stop, show)
    finally:
        place.piece = running.pieces
    speed = running.words / (time.perf_counter() - start)
    return EpochRecord(
        epoch=place.epoch + 1,
        loss=mean_loss(running),
        predictions=running.predictions,
        words=running.words,
        words_per_second=speed,
        alpha=last,
    )


def _check(record: EpochRecord, settings: Settings) -> None:
    if record.predictions == 0:
        warnings.warn(
            f"epoch {record.epoch} learnt nothing: after subsampling no sentence had two words "
            f"left; set sample=0 for a corpus this small (sample={settings.sample})",
            RuntimeWarning,
            stacklevel=4,
        )
    elif not math.isfinite(record.loss):
        raise FloatingPointError(
            f"training diverged: the loss of epoch {record.epoch} is {record.loss}; "
            f"alpha={settings.alpha} is too large for this corpus"
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
    # Not thread.join(timeout): interrupted, Python 3.11 takes a thread that runs on for ended.
    ended = threading.Event()

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failure.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=guarded, name="lemmavec-training")
    thread.start()
    try:
        while not ended.wait(POLL_SECONDS):
            show()
        show()
    finally:
        stop()
        ended.wait()
        thread.join()
    if failure:
        raise failure[0]
