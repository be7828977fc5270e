"""The loop over epochs of every model: train, early stopping, record, listeners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from lemmavec._interruption import deferred_interrupts
from lemmavec.training.early_stopping import EarlyStopping


class Record(Protocol):
    """What the loop needs of an epoch record."""

    @property
    def epoch(self) -> int:
        """Counted from 1."""

    @property
    def validation_loss(self) -> float | None:
        """The loss of held-out data after it, if there is any."""


RecordT = TypeVar("RecordT", bound=Record)
HeardT = TypeVar("HeardT", bound=Record, contravariant=True)


class Listener(Generic[HeardT]):
    """Hears how training goes; a subclass overrides the events that it wants to hear."""

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Before each epoch, counted from 1."""

    def training(self, fraction: float, words_per_second: float, loss: float, alpha: float) -> bool:
        """Several times a second: the fraction (0 to 1) of the whole training that is done.

        True asks for a pause.
        """
        return False

    def paused(self) -> None:
        """Within an epoch, which goes on afterwards: the model can be saved."""

    def epoch_end(self, record: HeardT, epochs: int) -> bool:
        """After each epoch; True ends the training."""
        return False

    def finished(self, words: int, seconds: float, loss: float) -> None:
        """At the end: words trained in all epochs of this run, the time, the last epoch's loss."""


def train_epochs(
    first: int,
    epochs: int,
    train_epoch: Callable[[int], RecordT],
    *,
    stopping: EarlyStopping,
    listener: Listener[RecordT],
    keep: Callable[[RecordT], None],
) -> None:
    """Train the epochs `first` to `epochs` - 1, counted from 0, or until it is time to stop.

    Parameters
    ----------
    train_epoch : callable
        Trains one epoch, takes the validation loss, and returns the record.
    stopping : EarlyStopping
        Looks at each validation loss; the best parameters are not yet put back at the end.
    listener : Listener
        Hears each epoch begin and end, and can end the training.
    keep : callable
        Takes each record, after `stopping` and before `listener`. Ctrl-C waits for both.
    """
    for epoch in range(first, epochs):
        if stopping.is_due:
            return
        listener.epoch_start(epoch + 1, epochs)
        record = train_epoch(epoch)
        with deferred_interrupts():
            stopping.look(record.validation_loss)
            keep(record)
        if listener.epoch_end(record, epochs):
            return
