"""Callbacks: functions of the model and the epoch record, called at the end of each epoch."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from lemmavec._validation import at_least
from lemmavec.progress.interface import Progress
from lemmavec.training.epochs import Listener
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


class Saveable(Protocol):
    """What a checkpoint needs of a model."""

    def save(self, path: str | os.PathLike[str], /) -> None:
        """Write the whole model, or leave the file that was there."""


class Checkpoint:
    """Writes the whole model after every epoch, or every n-th, over the previous file.

    The file is replaced only when the new one is complete, so a run that is killed at any time
    leaves one to resume from: `Word2Vec.load(path).fit(corpus, resume=True)`. With
    `deterministic=True`, or with one worker, that gives the bits of a run that was never killed.

    Parameters
    ----------
    path : path
        The file, with the ending `.lemma` by convention; its folder must exist.
    every : int, default 1
        Write after each epoch whose number is a multiple of this.

    Raises
    ------
    FileNotFoundError
        If there is no such folder.
    TypeError, ValueError
        If `every` is not a whole number of 1 or more.

    Examples
    --------
    >>> import tempfile
    >>> from lemmavec import Word2Vec
    >>> path = Path(tempfile.mkdtemp()) / "checkpoint.lemma"
    >>> model = Word2Vec(vector_size=8, min_count=1, sample=0, epochs=3)
    >>> _ = model.fit([["gold", "ore"], ["gold", "mine"]] * 20, callbacks=[Checkpoint(path)])
    >>> [record.epoch for record in Word2Vec.load(path).history]
    [1, 2, 3]
    """

    def __init__(self, path: str | os.PathLike[str], every: int = 1) -> None:
        self.path = Path(path)
        self.every = at_least("every", every, 1, of="epoch")
        if not self.path.parent.is_dir():  # fail now, not after the first epoch
            raise FileNotFoundError(f"{path}: there is no folder {self.path.parent}")

    def __call__(self, model: Saveable, record: EpochRecord, /) -> None:
        """Write the model, if the epoch is a multiple of `every`."""
        if record.epoch % self.every == 0:
            model.save(self.path)

    def __repr__(self) -> str:
        return f"Checkpoint({str(self.path)!r}, every={self.every})"


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
    """

    def __init__(self, progress: Progress, after_epoch: Callable[[EpochRecord], bool]) -> None:
        self._progress, self._after_epoch = progress, after_epoch

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Pass it on."""
        self._progress.epoch_start(epoch, epochs)

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Pass it on."""
        self._progress.training(fraction, words_per_second, loss, alpha)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        """Pass it on, and say whether a callback ends the training."""
        self._progress.epoch_end(record.epoch, epochs, record.loss, record.validation_loss)
        return self._after_epoch(record)

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Pass it on."""
        self._progress.finished(words, seconds, loss)
