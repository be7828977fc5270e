"""Progress of the training of a classifier or of its vectors, epoch by epoch."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from lemmavec._logging import log
from lemmavec.classify.text_epochs import ChosenEpochs
from lemmavec.progress import Progress, for_terminal


@contextmanager
def epoch_progress(texts: Iterable[str], epochs: int, *, quiet: bool) -> Iterator[None]:
    """Show each epoch that is logged meanwhile: a bar on a terminal, plain lines elsewhere.

    Parameters
    ----------
    texts : iterable of str
        What is trained on, for the speed.
    epochs : int
        How many there are to be.
    quiet : bool
        Show nothing.
    """
    if quiet:
        yield
        return
    before = log.level
    with for_terminal() as progress:
        listening = _Epochs(progress, sum(len(text.split()) for text in texts), epochs)
        log.addHandler(listening)
        log.setLevel(logging.INFO)
        try:
            yield
        finally:
            log.setLevel(before)
            log.removeHandler(listening)
        listening.finish()


class _Epochs(logging.Handler):
    """Hears the record of each epoch, which the training gives to the logger as an argument."""

    def __init__(self, progress: Progress, words: int, epochs: int) -> None:
        super().__init__(logging.INFO)
        self._progress, self._words, self._epochs = progress, words, epochs
        self._start, self._ended, self._loss = time.perf_counter(), 0, math.nan

    def emit(self, record: logging.LogRecord) -> None:
        epoch: Any = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if isinstance(epoch, ChosenEpochs):
            self._epochs, self._ended, self._start = epoch.epochs, 0, time.perf_counter()
        if not hasattr(epoch, "epoch"):
            return
        self._ended, self._loss = epoch.epoch, epoch.loss
        total = max(self._epochs, self._ended)
        speed = self._words * self._ended / max(time.perf_counter() - self._start, 1e-9)
        self._progress.epoch_start(self._ended, total)
        self._progress.training(self._ended / total, speed, self._loss, math.nan)
        self._progress.epoch_end(self._ended, total, self._loss, epoch.validation_loss)

    def finish(self) -> None:
        """Close the bar, and say what was trained, if anything was."""
        if self._ended:
            seconds = time.perf_counter() - self._start
            self._progress.finished(self._words * self._ended, seconds, self._loss)
