"""Early stopping: end when held-out data is no longer predicted better, with the best epoch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from lemmavec._validation import at_least


@dataclass(slots=True)
class Best:
    """The epoch with the lowest validation loss so far.

    Attributes
    ----------
    loss : float
        Its validation loss.
    epochs_since : int
        How many epochs came after it.
    parameters : dict of str to ndarray
        Copies of the parameters after it.
    """

    loss: float
    epochs_since: int
    parameters: dict[str, NDArray[Any]]


class EarlyStopping:
    """Watches the validation loss of a run, and keeps the parameters of its best epoch.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        The arrays that training changes in place.
    patience : int or None
        Stop after so many epochs without a lower validation loss; None keeps and stops nothing.
    best : Best, optional
        The best epoch of an interrupted run, which goes on.

    Raises
    ------
    TypeError
        If `patience` is not a whole number.
    ValueError
        If it is below 1.

    Examples
    --------
    >>> import numpy as np
    >>> w = np.array([1.0])
    >>> stopping = EarlyStopping({"w": w}, patience=1)
    >>> stopping.look(0.5)
    >>> w += 1
    >>> stopping.look(0.7)
    >>> stopping.is_due
    True
    >>> stopping.restore()
    >>> w
    array([1.])
    """

    def __init__(
        self,
        parameters: Mapping[str, NDArray[Any]],
        patience: int | None,
        best: Best | None = None,
    ) -> None:
        check_patience(patience)
        self.parameters = parameters
        self.patience = patience
        self.best = None if patience is None else best

    def look(self, validation_loss: float | None) -> None:
        """Take notice of the epoch that just ended.

        Interrupted while it copies, it can be called again.
        """
        if self.patience is None or validation_loss is None:
            return
        best = self.best
        if best is None:
            copies = {name: array.copy() for name, array in self.parameters.items()}
            self.best = Best(validation_loss, 0, copies)
        elif validation_loss < best.loss:
            for name, array in self.parameters.items():
                best.parameters[name][...] = array
            best.loss, best.epochs_since = validation_loss, 0
        else:
            best.epochs_since += 1

    @property
    def is_due(self) -> bool:
        """Whether `patience` epochs have brought nothing better."""
        best = self.best
        return self.patience is not None and best is not None and best.epochs_since >= self.patience

    def restore(self) -> None:
        """Put the best parameters back, into the same arrays, and keep them no longer."""
        if self.best is not None:
            for name, array in self.parameters.items():
                array[...] = self.best.parameters[name]
            self.best = None


def check_patience(patience: int | None) -> None:
    """Refuse an `early_stopping` that is neither None nor 1 or more epochs."""
    if patience is not None:
        at_least("early_stopping", patience, 1, of="epoch")
