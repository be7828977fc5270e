"""Progress reporting: what `Word2Vec.fit` calls while it works."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """The methods that `Word2Vec.fit` calls; any object with these five will do.

    All calls come from the thread that called `fit`. A loss or an alpha that is not known yet
    is NaN.
    """

    def counting(self, fraction: float, words: int) -> None:
        """Report the fraction (0 to 1) of the corpus that is counted, and its words so far."""

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Report that `epoch` (from 1) of `epochs` begins."""

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Report the fraction (0 to 1) of the whole training that is done, and how it goes."""

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Report the mean losses of an epoch that ended; None where nothing is held out."""

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Report the corpus words trained in all epochs, the time, the last epoch's loss."""


class Silence:
    """Reports nothing."""

    def counting(self, fraction: float, words: int) -> None:
        """Report nothing."""

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Report nothing."""

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> None:
        """Report nothing."""

    def epoch_end(
        self, epoch: int, epochs: int, loss: float, validation_loss: float | None
    ) -> None:
        """Report nothing."""

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """Report nothing."""
