"""Training: epochs over the corpus, the schedule of alpha, and what is recorded of each."""

from __future__ import annotations

import math
import time
import warnings
from dataclasses import replace
from typing import Protocol, runtime_checkable

from lemmavec import _kernels
from lemmavec._interruption import deferred_interrupts
from lemmavec._logging import log
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.settings import Settings
from lemmavec.training.background import run_in_background
from lemmavec.training.early_stopping import EarlyStopping
from lemmavec.training.epochs import Listener, train_epochs
from lemmavec.training.history import EpochRecord
from lemmavec.training.passes import mean_loss, one_pass, piece_tokens, validation_loss
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState

USUAL_NEGATIVES = 20


@runtime_checkable
class Trainer(Protocol):
    """A corpus that lies elsewhere, and is trained on there."""

    def train_epoch(self, state: ModelState, listener: Listener[EpochRecord]) -> EpochRecord:
        """Train an epoch from where the state's place says; V, U and the place change."""


def train(
    state: ModelState,
    corpus: EncodedCorpus | Trainer,
    listener: Listener[EpochRecord] | None = None,
    *,
    validation: EncodedCorpus | None = None,
    early_stopping: int | None = None,
    instruction_set: str | None = None,
) -> None:
    """Train V and U in place, from where `state.place` says to the last epoch.

    A state whose epochs are all done begins again with the first, V and U as they are; one that
    lacks only the end of its early stopping is given that.

    Parameters
    ----------
    state : ModelState
        Its matrices, place, history and best epoch change.
    corpus : EncodedCorpus or Trainer
        Its words, under the ids of the state's vocabulary; or the same on a cluster.
    listener : Listener, optional
        Hears how training goes, and can end it after an epoch.
    validation : EncodedCorpus, optional
        Text whose loss is taken after each epoch, and not trained on.
    early_stopping : int, optional
        Stop after so many epochs without a lower validation loss; the best epoch is put back
        unless training is interrupted.
    instruction_set : str, optional
        One of `_kernels.instruction_sets()`; the widest by default.

    Raises
    ------
    KeyboardInterrupt
        On Ctrl-C, after the threads have stopped; the state is then consistent.
    FloatingPointError
        If the loss is no longer finite, as alpha was too large.
    ValueError
        If there is no prediction to make in the validation text.
    """
    settings, place = state.settings, state.place
    stopping = EarlyStopping(state.parameters, early_stopping, state.best)
    state.best = stopping.best
    if place.epoch >= settings.epochs and state.best is None:
        place.stand_before(0)
    sampling = Sampling.of(state.vocabulary.counts, settings)
    chosen = _kernels.instruction_sets()[0] if instruction_set is None else instruction_set
    listener = Listener() if listener is None else listener
    start, words = time.perf_counter(), 0

    def train_epoch(epoch: int) -> EpochRecord:
        if isinstance(corpus, Trainer):
            record = corpus.train_epoch(state, listener)
        else:
            record = _train_epoch(state, corpus, sampling, listener, chosen)
        if validation is None:
            return record
        held_out = validation_loss(state, validation, sampling, chosen)
        return replace(record, validation_loss=held_out)

    def keep(record: EpochRecord) -> None:
        nonlocal words
        words += record.words
        state.best = stopping.best
        place.stand_before(record.epoch)
        state.history.append(record)
        log.info("%s", record, extra={"epochs": settings.epochs})
        _check(record, settings)

    train_epochs(
        place.epoch, settings.epochs, train_epoch, stopping=stopping, listener=listener, keep=keep
    )
    with deferred_interrupts():
        if stopping.is_due:
            place.stand_before(settings.epochs)  # a run that stopped early has ended
        stopping.restore()
        state.best = None
    listener.finished(words, time.perf_counter() - start, state.history[-1].loss)


def _train_epoch(
    state: ModelState,
    corpus: EncodedCorpus,
    sampling: Sampling,
    listener: Listener[EpochRecord],
    instruction_set: str,
) -> EpochRecord:
    settings, place = state.settings, state.place
    first, last = linear_alpha(settings, place.epoch), linear_alpha(settings, place.epoch + 1)
    pieces = -(-len(corpus.tokens) // piece_tokens(state))
    before, start = place.words, time.perf_counter()

    def speed() -> float:
        return (running.words - before) / (time.perf_counter() - start)

    def work() -> None:
        one_pass(state, corpus, sampling, running, instruction_set, place, (first, last))

    def show() -> None:
        corpus.release_pages()
        done = running.pieces / pieces
        fraction, alpha = (place.epoch + done) / settings.epochs, first + (last - first) * done
        if listener.training(fraction, speed(), mean_loss(running), alpha):
            running.stop()

    def finish() -> None:
        place.reach(running.pieces, running.words, running.predictions, running.loss)

    while True:
        running = _kernels.RunningEpoch(place.words, place.predictions, place.loss)
        run_in_background(work, running.stop, show, finish)
        if place.piece >= pieces:
            break
        pause = time.perf_counter()
        listener.paused()
        start += time.perf_counter() - pause
    return EpochRecord(
        epoch=place.epoch + 1,
        loss=mean_loss(running),
        predictions=place.predictions,
        words=place.words,
        words_per_second=speed(),
        alpha=last,
    )


def _check(record: EpochRecord, settings: Settings) -> None:
    if record.predictions == 0:
        warnings.warn(
            f"epoch {record.epoch} learnt nothing: after subsampling no sentence had two words "
            f"left; set sample=0 for a corpus this small (sample={settings.sample})",
            RuntimeWarning,
            stacklevel=7,
        )
        return
    for loss in (record.loss, record.validation_loss):
        if loss is not None and not math.isfinite(loss):
            raise FloatingPointError(
                f"training diverged: the loss of epoch {record.epoch} is {loss}; "
                f"alpha={settings.first_alpha}{_times_negative(settings)} is too large for this "
                "corpus"
            )


def _times_negative(settings: Settings) -> str:
    """Name the other factor of the negatives' steps where it is larger than usual."""
    if settings.loss != "negative_sampling" or settings.negative <= USUAL_NEGATIVES:
        return ""
    return f" times negative={settings.negative}"


def linear_alpha(settings: Settings, epoch: float) -> float:
    """Alpha after so many epochs: from `alpha` down to `min_alpha` in a straight line."""
    fall = settings.first_alpha - settings.min_alpha
    return settings.first_alpha - fall * epoch / settings.epochs
