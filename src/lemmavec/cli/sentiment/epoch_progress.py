"""Progress of the training of a classifier or of its vectors, epoch by epoch."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from lemmavec._logging import log
from lemmavec.progress import Progress, for_terminal


@contextmanager
def epoch_progress(texts: Iterable[str], epochs: int, *, quiet: bool) -> Iterator[None]:
    """Show each epoch that is logged meanwhile: a bar on a terminal, plain lines elsewhere.

    Parameters
    ----------
    texts : iterable of str
        What is trained on, for the speed.
    epochs : int
        How many there are to be, until the first one that is logged says it.
    quiet : bool
        Show nothing; also where nothing will be trained.
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
        self._progress, self._words = progress, words
        self._start = self._end = time.perf_counter()
        self._trained, self._loss = 0, math.nan
        # From here on the time that is left is reckoned.
        progress.epoch_start(1, epochs)

    def emit(self, record: logging.LogRecord) -> None:
        epoch: Any = record.args[0] if isinstance(record.args, tuple) and record.args else None
        epochs: int | None = getattr(record, "epochs", None)
        if epochs is None:
            return
        self._end, self._loss = time.perf_counter(), epoch.loss
        self._trained += self._words
        speed = self._trained / max(self._end - self._start, 1e-9)
        # Where the number of epochs is chosen by a first training, the second counts anew.
        self._progress.epoch_start(epoch.epoch, epochs)
        self._progress.training(epoch.epoch / epochs, speed, self._loss, math.nan)
        self._progress.epoch_end(epoch.epoch, epochs, self._loss, epoch.validation_loss)

    def finish(self) -> None:
        """Close the bar, and say what was trained, if anything was."""
        if self._trained:
            self._progress.finished(self._trained, self._end - self._start, self._loss)
