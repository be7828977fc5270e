"""Progress as plain lines: for log files and pipes."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Self, TextIO

from lemmavec.progress.wording import count_in_words, loss_clause, summary, validated


class ProgressLines:
    """Plain lines, one at most every few seconds: for log files and pipes.

    Parameters
    ----------
    stream : text file, optional
        Where the lines go; standard error by default.
    interval : float, default 5
        The least number of seconds between two lines about the same work.
    clock : callable, optional
        Seconds that never go back; `time.monotonic` by default.

    Examples
    --------
    >>> lines = ProgressLines(stream=sys.stdout, interval=0)
    >>> lines.counting(0.5, 6_000_000)
    counting: 50%, 6 M words
    >>> lines.finished(60_000_000, 10.0, 2.25)
    trained 60 M words in 10 s: 6 M words/s, loss 2.250
    """

    def __init__(
        self,
        stream: TextIO | None = None,
        interval: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._interval = interval
        self._clock = clock
        # Most corpora are counted before a first line about it is due.
        self._quiet_until = {"counting": clock() + interval}
        self._epoch = ""
        self._training_since: float | None = None

    def counting(self, fraction: float, words: int) -> None:
        """Write the progress of counting, at most once an interval."""
        if self._due("counting"):
            self._write(f"counting: {fraction:.0%}, {count_in_words(words)} words")

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Remember the epoch for the next line."""
        self._epoch = f"epoch {epoch}/{epochs}, "
        if self._training_since is None:
            self._training_since = self._clock()

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Write the progress of training, at most once an interval."""
        if self._training_since is None:
            self._training_since = self._clock()
        if self._due("training"):
            left = self._seconds_left(fraction)
            step = "" if math.isnan(alpha) else f", alpha {alpha:.4f}"
            self._write(
                f"training: {fraction:.0%}, {self._epoch}{count_in_words(words_per_second)} words/s"
                f"{loss_clause(loss)}{step}{left}"
            )

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Write the losses, if there is one of held-out text."""
        if validation_loss is not None:
            self._write(validated(epoch, epochs, loss, validation_loss))

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Write the summary."""
        self._write(summary(words, seconds, loss))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        return None

    def _due(self, work: str) -> bool:
        now = self._clock()
        if now < self._quiet_until.get(work, -math.inf):
            return False
        self._quiet_until[work] = now + self._interval
        return True

    def _seconds_left(self, fraction: float) -> str:
        if fraction <= 0 or self._training_since is None:
            return ""
        left = (self._clock() - self._training_since) * (1 - fraction) / fraction
        return f", {left:.0f} s left"

    def _write(self, line: str) -> None:
        # Standard error is looked up when it is needed: a program may have replaced it.
        print(line, file=self._stream if self._stream is not None else sys.stderr, flush=True)
