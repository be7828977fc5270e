"""The state of a model: everything needed to continue its training."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned_zeros, initial_centre_vectors
from lemmavec.training.memory import require_memory


@dataclass(slots=True)
class Place:
    """Position of a run: finished epochs, pieces of the current one, and their sums.

    Attributes
    ----------
    words, predictions : int
    loss : float
        Sums over the pieces, in all runs that the epoch took.
    """

    epoch: int = 0
    piece: int = 0
    words: int = 0
    predictions: int = 0
    loss: float = 0.0

    def reach(self, piece: int, words: int, predictions: int, loss: float) -> None:
        """Move to a piece of this epoch, with the sums of those before it."""
        self.piece = piece
        self.words = words
        self.predictions = predictions
        self.loss = loss

    def stand_before(self, epoch: int) -> None:
        """Move to the beginning of an epoch, counted from 0."""
        self.epoch = epoch
        self.reach(0, 0, 0, 0.0)


@dataclass(slots=True)
class ModelState:
    """Everything needed to continue training; the rows of V and U are padded for the kernel."""

    settings: Settings
    vocabulary: Vocabulary
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: History
    best: Best | None = None

    @classmethod
    def start(cls, settings: Settings, vocabulary: Vocabulary) -> ModelState:
        """Return a model before its first step: V random and small, U zero, as word2vec has it."""
        require_memory(len(vocabulary), settings.vector_size)
        V = initial_centre_vectors(len(vocabulary), settings.vector_size, settings.seed)
        U = aligned_zeros(len(vocabulary), settings.vector_size)
        return cls(settings, vocabulary, V, U, Place(), History())

    def grown(self, vocabulary: Vocabulary) -> ModelState:
        """Return a model with more words, before its first epoch; old rows are kept.

        `vocabulary` begins with the words of this one. New rows start as all rows do, from a
        random stream of their own. The tree of hierarchical softmax is another one with other
        counts, and so its nodes, which are the rows of U, start again from zero.
        """
        old, new = len(self.vocabulary), len(vocabulary)
        size, seed = self.settings.vector_size, self.settings.seed
        require_memory(new, size)
        V, U = aligned_zeros(new, size), aligned_zeros(new, size)
        V[:old] = self.V
        V[old:] = initial_centre_vectors(new - old, size, [seed, old])
        if self.settings.loss != "hierarchical_softmax":
            U[:old] = self.U
        return ModelState(self.settings, vocabulary, V, U, Place(), self.history)

    @property
    def parameters(self) -> dict[str, NDArray[np.float32]]:
        """V and U by their names, padded."""
        return {"V": self.V, "U": self.U}

    @property
    def centre_vectors(self) -> NDArray[np.float32]:
        """V without the padding, a view of shape (words, vector_size)."""
        return self.V[:, : self.settings.vector_size]

    @property
    def outside_vectors(self) -> NDArray[np.float32]:
        """U without the padding, a view of shape (words, vector_size)."""
        return self.U[:, : self.settings.vector_size]
