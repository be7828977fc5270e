"""The state of a model: all that its training goes on from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec.matrices import aligned_zeros, initial_centre_vectors
from lemmavec.settings import Settings
from lemmavec.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What one epoch did.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    loss : float
        Mean loss per prediction over the epoch, each taken just before its own update.
    predictions : int
        How many were made: pairs of a centre word and an outside word.
    words : int
        Corpus words passed, before subsampling.
    words_per_second : float
        Of those.
    alpha : float
        The step size at the end of the epoch.
    held_out_loss : float or None
        Mean loss per prediction of the `validation` text after the epoch, if there was one.
    """

    epoch: int
    loss: float
    predictions: int
    words: int
    words_per_second: float
    alpha: float
    held_out_loss: float | None = None


@dataclass(slots=True)
class Place:
    """How far a run has come: whole epochs, pieces of the current one, and what those did.

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
        """Go on to a piece of this epoch, with what was done on the way."""
        self.piece = piece
        self.words += words
        self.predictions += predictions
        self.loss += loss

    def next_epoch(self) -> None:
        """Stand at the beginning of the next epoch."""
        self._stand(self.epoch + 1)

    def restart(self) -> None:
        """Stand at the beginning of the first epoch."""
        self._stand(0)

    def _stand(self, epoch: int) -> None:
        self.epoch = epoch
        self.piece = self.words = self.predictions = 0
        self.loss = 0.0


@dataclass(frozen=True, slots=True)
class ModelState:
    """All that training goes on from; V and U with their rows padded, as the kernel wants them."""

    settings: Settings
    vocabulary: Vocabulary
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: list[EpochRecord]

    @classmethod
    def start(cls, settings: Settings, vocabulary: Vocabulary) -> ModelState:
        """Return a model before its first step: V random and small, U zero, as word2vec has it."""
        V = initial_centre_vectors(len(vocabulary), settings.vector_size, settings.seed)
        U = aligned_zeros(len(vocabulary), settings.vector_size)
        return cls(settings, vocabulary, V, U, Place(), [])

    @property
    def centre_vectors(self) -> NDArray[np.float32]:
        """V without the padding, a view of shape (words, vector_size)."""
        return self.V[:, : self.settings.vector_size]

    @property
    def outside_vectors(self) -> NDArray[np.float32]:
        """U without the padding, a view of shape (words, vector_size)."""
        return self.U[:, : self.settings.vector_size]
