"""Callbacks: functions of the model and the epoch record, called at the end of each epoch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np

from lemmavec.progress.interface import Progress
from lemmavec.training.checkpoint import Checkpoint, Saveable
from lemmavec.training.epochs import Listener
from lemmavec.training.exclusive import Exclusive
from lemmavec.training.history import EpochRecord

ModelT = TypeVar("ModelT", contravariant=True)


class Callback(Protocol[ModelT]):
    """A function of the model and of the record of the epoch that just ended.

    `model.vectors` are the vectors so far: a view of the matrix that is being trained, so copy
    what you keep. Return True to end the training, False or None to continue. All callbacks of an
    epoch are called, even if one of them ends the training.
    """

    def __call__(self, model: ModelT, record: EpochRecord, /) -> bool | None:
        """Return whether to stop."""


def checked(callbacks: Iterable[Callback[ModelT]]) -> tuple[Callback[ModelT], ...]:
    """Return the callbacks as a tuple.

    Raises
    ------
    TypeError
        If one of them cannot be called.
    """
    if callable(callbacks):
        raise TypeError("callbacks must be a list of functions, even of one: callbacks=[...]")
    given = tuple(callbacks)
    for callback in given:
        if not callable(callback):
            raise TypeError(f"a callback must be a function of (model, record), got {callback!r}")
    return given


def any_stops(callbacks: Iterable[Callback[ModelT]], model: ModelT, record: EpochRecord) -> bool:
    """Call them all, and return whether one returned True.

    Raises
    ------
    TypeError
        If one returns anything but True, False or None.
    """
    stop = False
    for callback in callbacks:
        answer = callback(model, record)
        if not isinstance(answer, bool | np.bool_ | None):
            raise TypeError(
                f"the callback {callback!r} must return True to stop, False or None to continue; "
                f"it returned {answer!r}"
            )
        stop = stop or bool(answer)
    return stop


class FitListener(Listener[EpochRecord]):
    """Passes the events of the training loop on to progress reporting and to callbacks.

    Parameters
    ----------
    progress : Progress
        Shows how it goes.
    after_epoch : callable
        Is given the record of each epoch; True ends the training.
    model : Saveable
        What is trained.
    checkpoints : sequence of Checkpoint
        Written within epochs, when they are due.
    use : Exclusive
        Keeps `progress` from saving the model while the kernels are at work.
    """

    def __init__(
        self,
        progress: Progress,
        after_epoch: Callable[[EpochRecord], bool],
        model: Saveable,
        checkpoints: Sequence[Checkpoint],
        use: Exclusive,
    ) -> None:
        self._progress, self._after_epoch = progress, after_epoch
        self._model, self._checkpoints, self._use = model, checkpoints, use
        for checkpoint in checkpoints:
            checkpoint.begin()

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Pass it on."""
        self._progress.epoch_start(epoch, epochs)

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> bool:
        """Pass it on, and say whether a checkpoint is due."""
        with self._use.of_kernels():
            self._progress.training(fraction, words_per_second, loss, alpha)
        return any(checkpoint.is_due() for checkpoint in self._checkpoints)

    def paused(self) -> None:
        """Write the checkpoints that are due."""
        for checkpoint in self._checkpoints:
            if checkpoint.is_due():
                checkpoint.write(self._model)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        """Pass it on, and say whether a callback ends the training."""
        self._progress.epoch_end(record.epoch, epochs, record.loss, record.validation_loss)
        return self._after_epoch(record)

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Pass it on."""
        self._progress.finished(words, seconds, loss)
