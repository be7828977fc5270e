r"""How many epochs a `TextNetwork` is trained: by its loss on held-out texts.

A tenth of the texts is held out, and the network trained on the others for the most epochs E, with
rates that fall to zero in a straight line. If its loss on the held-out texts is lowest after e
epochs, the rates that far sum to those of a whole training, whose rates fall to zero too, of

$$2 e \Big(1 - \frac{e}{2 E}\Big)$$

epochs. So many, rounded, are then trained on all the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lemmavec._validation import IntArray
from lemmavec.classify.training import ClassifierEpoch

# A tenth of fewer texts says too little.
ENOUGH_TEXTS = 1000
# Epochs without a lower loss after which no better one is looked for.
PATIENCE = 3
_MOST_HELD_OUT = 5000


class ChosenEpochs(NamedTuple):
    """The epochs that all texts are trained for, and the best one of the search."""

    epochs: int
    best: int

    def __str__(self) -> str:
        """Say it in one line."""
        return f"held-out loss is lowest after epoch {self.best}: {self.epochs} epochs on all texts"


def held_out_rows(texts: int, seed: int) -> IntArray:
    """Draw a tenth of the texts, but no more than 5,000: their numbers in ascending order."""
    order = np.random.default_rng(seed).permutation(texts)
    return np.sort(order[: min(-(-texts // 10), _MOST_HELD_OUT)])


def epochs_for_all(history: Sequence[ClassifierEpoch], most: int) -> ChosenEpochs:
    """Compute the number of epochs from the validation losses of a training of the most epochs.

    Examples
    --------
    >>> losses = [0.6, 0.5, 0.7, 0.8]  # lowest after the second
    >>> epochs_for_all([ClassifierEpoch(i, 0.0, loss) for i, loss in enumerate(losses, 1)], 4)
    ChosenEpochs(epochs=3, best=2)
    """
    best = min(history, key=_validation_loss).epoch
    return ChosenEpochs(round(2 * best * (1 - best / (2 * most))), best)


def _validation_loss(epoch: ClassifierEpoch) -> float:
    return np.inf if epoch.validation_loss is None else epoch.validation_loss
