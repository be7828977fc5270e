"""What is told to a person who waits: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


_UNITS = ((1.0, ""), (1e3, " k"), (1e6, " M"), (1e9, " G"))


class Progress(Protocol):
    """What `Word2Vec.fit` calls while it works; any object with these five methods will do.

    All calls come from the thread that called `fit`. A loss or an alpha that is not known yet
    is NaN.
    """

    def counting(self, fraction: float, words: int) -> None:
        """Tell the fraction (0 to 1) of the corpus that is counted, and its words so far."""

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Tell that pass `epoch` (from 1) of `epochs` begins."""

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Tell the fraction (0 to 1) of the whole training that is done, and how it goes."""

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Tell the mean losses of a pass that is over; None where nothing is held out."""

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Tell the corpus words trained in all epochs, the time, and the last epoch's loss."""


class Silence:
    """Tells nothing."""

    def counting(self, fraction: float, words: int) -> None:
        """Say nothing."""

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Say nothing."""

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Say nothing."""

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Say nothing."""

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Say nothing."""


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
        """Write how far the counting is, unless a line was written just now."""
        if self._due("counting"):
            self._write(f"counting: {fraction:.0%}, {count_in_words(words)} words")

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Remember the epoch for the next line."""
        self._epoch = f"epoch {epoch}/{epochs}, "
        if self._training_since is None:
            self._training_since = self._clock()

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Write how far the training is, unless a line was written just now."""
        if self._training_since is None:
            self._training_since = self._clock()
        if self._due("training"):
            left = self._seconds_left(fraction)
            self._write(
                f"training: {fraction:.0%}, {self._epoch}{count_in_words(words_per_second)} words/s"
                f"{_loss_clause(loss)}, alpha {alpha:.4f}{left}"
            )

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Write the losses, if there is one of held-out text."""
        if validation_loss is not None:
            self._write(validated(epoch, epochs, loss, validation_loss))

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Write the sum of it all."""
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


class ProgressBar:
    """A bar for counting and one for training: percent, words/s, time left, loss.

    Leave it as a context manager, so that an exception gives the terminal back as it was.

    Parameters
    ----------
    stream : text file, optional
        The terminal; standard error by default.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress

        console = Console(file=stream) if stream is not None else Console(stderr=True)
        self._bar: RichProgress = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=28),
            TaskProgressColumn(),
            TextColumn("[cyan]{task.fields[speed]}"),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
            TextColumn("[dim]{task.fields[loss]}"),
            console=console,
        )
        self._task: TaskID | None = None
        self._work = ""

    def counting(self, fraction: float, words: int) -> None:
        """Move the bar of the counting."""
        self._show("counting words", fraction, f"{count_in_words(words)} words", "")

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Name the epoch at the bar of the training."""
        if self._work != "training":
            self._show("training", 0.0, "", "")
        if self._task is not None:
            self._bar.update(self._task, description=f"epoch {epoch}/{epochs}".ljust(14))

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Move the bar of the training."""
        speed = f"{count_in_words(words_per_second)} words/s"
        self._show("training", fraction, speed, "" if math.isnan(loss) else f"loss {loss:.3f}")

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Write the losses above the bar, if there is one of held-out text."""
        if validation_loss is not None:
            line = validated(epoch, epochs, loss, validation_loss)
            self._bar.console.print(line, highlight=False)

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Take the bar down and write the sum of it all."""
        self._close()
        self._bar.console.print(summary(words, seconds, loss), highlight=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def _show(self, work: str, fraction: float, speed: str, loss: str) -> None:
        if work != self._work:
            self._close()
            self._bar.start()
            self._task = self._bar.add_task(work.ljust(14), total=1.0, speed=speed, loss=loss)
            self._work = work
        assert self._task is not None
        self._bar.update(self._task, completed=fraction, speed=speed, loss=loss)

    def _close(self) -> None:
        """Fill the bar at hand and stop drawing."""
        if self._task is not None:
            self._bar.update(self._task, completed=1.0)
        self._bar.stop()
        self._work, self._task = "", None


def for_terminal() -> ProgressBar | ProgressLines:
    """Choose the bar where standard error is a terminal, and plain lines where it is not.

    Returns
    -------
    ProgressBar or ProgressLines
        A context manager; give it to `Word2Vec.fit` as `progress`.
    """
    return ProgressBar() if sys.stderr.isatty() else ProgressLines()


def summary(words: int, seconds: float, loss: float) -> str:
    """Say in one line what was trained, and how fast."""
    speed = count_in_words(words / seconds) if seconds > 0 else "?"
    duration = f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"
    return (
        f"trained {count_in_words(words)} words in {duration}: {speed} words/s{_loss_clause(loss)}"
    )


def validated(epoch: int, epochs: int, loss: float, validation_loss: float) -> str:
    """Say in one line how well an epoch learnt its own text, and how well it foretells another."""
    return f"epoch {epoch}/{epochs}: loss {loss:.4f}, validation loss {validation_loss:.4f}"


def count_in_words(number: float) -> str:
    """Write a count with three digits: 950, 12.3 k, 6 M.

    Examples
    --------
    >>> count_in_words(950), count_in_words(12_345), count_in_words(999_999), count_in_words(6e6)
    ('950', '12.3 k', '1 M', '6 M')
    """
    if math.isnan(number):
        return "?"
    # 999,500 has to become 1 M, and not 1000 k.
    fitting = [(size, unit) for size, unit in _UNITS if number < 999.5 * size]
    size, unit = fitting[0] if fitting else _UNITS[-1]
    scaled = number / size
    digits = 0 if size == 1.0 else max(0, 2 - int(math.log10(max(scaled, 1))))
    text = f"{scaled:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + unit


def _loss_clause(loss: float) -> str:
    return "" if math.isnan(loss) else f", loss {loss:.3f}"
