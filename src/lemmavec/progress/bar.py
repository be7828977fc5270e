"""Progress as a bar: for terminals and notebooks."""

from __future__ import annotations

import math
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from lemmavec.progress.wording import count_in_words, summary, validated

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID


class ProgressBar:
    """A bar for counting and one for training: percent, words/s, time left, loss.

    Use it as a context manager, so that an exception restores the terminal.

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
        """Update the bar of counting."""
        self._show("counting words", fraction, f"{count_in_words(words)} words", "")

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Show the epoch at the bar of training."""
        if self._work != "training":
            self._show("training", 0.0, "", "")
        if self._task is not None:
            self._bar.update(self._task, description=f"epoch {epoch}/{epochs}".ljust(14))

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Update the bar of training."""
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
        """Close the bar and write the summary."""
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
        """Fill the current bar and stop drawing."""
        if self._task is not None:
            self._bar.update(self._task, completed=1.0)
        self._bar.stop()
        self._work, self._task = "", None
