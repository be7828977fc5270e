"""The best state of a model so far, and when to stop looking for a better one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


class BestSoFar:
    """Keep a copy of the parameters at the lowest loss on held-out data.

    Parameters
    ----------
    parameters : mapping of str to ndarray
        The arrays that training changes in place.
    patience : int
        After so many epochs without a lower loss, it is time to stop.

    Examples
    --------
    >>> w = np.array([1.0])
    >>> best = BestSoFar({"w": w}, patience=1)
    >>> best.keep(0.5)
    True
    >>> w += 1
    >>> best.keep(0.7), best.waited_enough
    (False, True)
    >>> best.restore()
    >>> w
    array([1.])
    """

    def __init__(self, parameters: Mapping[str, NDArray[Any]], patience: int) -> None:
        self.parameters = parameters
        self.patience = patience
        self.loss = np.inf
        self.epochs_since = 0
        self.copies: dict[str, NDArray[Any]] = {}

    def keep(self, loss: float) -> bool:
        """Note the loss of an epoch; say whether it is the best so far."""
        if loss < self.loss:
            self.loss, self.epochs_since = loss, 0
            self.copies = {name: array.copy() for name, array in self.parameters.items()}
            return True
        self.epochs_since += 1
        return False

    @property
    def waited_enough(self) -> bool:
        """Whether `patience` epochs have brought nothing better."""
        return self.epochs_since >= self.patience

    def restore(self) -> None:
        """Put the best parameters back."""
        for name, copy in self.copies.items():
            self.parameters[name][...] = copy
