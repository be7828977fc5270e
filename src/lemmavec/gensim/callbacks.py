"""gensim's callbacks over lemmavec's events of training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from lemmavec.training.epochs import Listener
from lemmavec.training.history import EpochRecord


class Callback(Protocol):
    """The methods of gensim's `CallbackAny2Vec`, each called with the model."""

    def on_train_begin(self, model: Any) -> object:
        """Before the first epoch."""

    def on_epoch_begin(self, model: Any) -> object:
        """Before each epoch."""

    def on_epoch_end(self, model: Any) -> object:
        """After each epoch; `model.wv` holds the vectors so far."""

    def on_train_end(self, model: Any) -> object:
        """After the last epoch."""


class CallbackAny2Vec:
    """A base for callbacks: four methods that do nothing."""

    def on_train_begin(self, model: Any) -> None:
        """Before the first epoch."""

    def on_epoch_begin(self, model: Any) -> None:
        """Before each epoch."""

    def on_epoch_end(self, model: Any) -> None:
        """After each epoch; `model.wv` holds the vectors so far."""

    def on_train_end(self, model: Any) -> None:
        """After the last epoch."""


class CallbackListener(Listener[EpochRecord]):
    """Calls gensim's callbacks for the epochs of one training.

    Parameters
    ----------
    model : Word2Vec
        What the callbacks get.
    callbacks : sequence of Callback
        Called in this order.
    after_epoch : callable
        Takes each epoch's record, before the callbacks.
    """

    def __init__(
        self,
        model: Any,
        callbacks: Sequence[Callback],
        after_epoch: Callable[[EpochRecord], None],
    ) -> None:
        self._model, self._callbacks, self._after_epoch = model, callbacks, after_epoch

    def epoch_start(self, epoch: int, epochs: int) -> None:
        """Call `on_epoch_begin`."""
        for callback in self._callbacks:
            callback.on_epoch_begin(self._model)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        """Call `on_epoch_end`; gensim's callbacks cannot end the training."""
        self._after_epoch(record)
        for callback in self._callbacks:
            callback.on_epoch_end(self._model)
        return False
