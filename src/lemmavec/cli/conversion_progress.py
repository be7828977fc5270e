"""Progress of reading and writing a file of vectors: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class ConversionProgress(Protocol):
    """Takes the fraction that is read, and the fraction that is written."""

    def reading(self, fraction: float) -> None:
        """Report the fraction that is read."""

    def writing(self, fraction: float) -> None:
        """Report the fraction that is written."""


class _Nothing:
    def reading(self, fraction: float) -> None:
        """Report nothing."""

    def writing(self, fraction: float) -> None:
        """Report nothing."""


class _Bars:
    """A bar for each of the two, from the first report on."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self.bars = Progress(console=Console(stderr=True))
        self._tasks = {
            name: self.bars.add_task(name, total=1, visible=False)
            for name in ("reading", "writing")
        }

    def reading(self, fraction: float) -> None:
        """Report the fraction that is read."""
        self.bars.update(self._tasks["reading"], completed=fraction, visible=True)

    def writing(self, fraction: float) -> None:
        """Report the fraction that is written."""
        self.bars.update(self._tasks["writing"], completed=fraction, visible=True)


@contextmanager
def conversion_progress(quiet: bool) -> Iterator[ConversionProgress]:
    """Open bars on a terminal, unless `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield _Nothing()
        return
    bars = _Bars()
    with bars.bars:
        yield bars
