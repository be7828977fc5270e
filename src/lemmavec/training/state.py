"""The state of a model: everything needed to continue its training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key, Word
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned, aligned_zeros, initial_centre_vectors
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
    """Everything needed to continue training; the rows of V and U are padded for the kernel.

    `centre_rates` are factors of the steps of the rows of V, float32 of shape (words,): 0 keeps a
    row as it is. They hold for one call of `fit`, and are not written to files.
    """

    settings: Settings
    vocabulary: Vocabulary
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: History
    best: Best | None = None
    centre_rates: NDArray[np.float32] | None = None

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

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy, or what is unpickled, has matrices that are padded and aligned anew.
        matrices = [np.ascontiguousarray(m) for m in (self.centre_vectors, self.outside_vectors)]
        others = (self.place, self.history, self.best, self.centre_rates)
        return _restored, (self.settings, self.vocabulary, *matrices, *others)

    def begin_with(self, rows: Mapping[Key, int], vectors: NDArray[np.float32]) -> None:
        """Let the words that have a row among `vectors` begin with it."""
        size = self.settings.vector_size
        if vectors.shape[1] != size:
            raise ValueError(
                f"initial has vectors of {vectors.shape[1]} dimensions, the model of {size}; pass "
                f"vector_size={vectors.shape[1]}"
            )
        ids = [(self.vocabulary.id_of(word), row) for word, row in rows.items()]
        shared = [(own, row) for own, row in ids if own >= 0]
        if not shared:
            raise ValueError(
                f"none of the {len(rows):,} words of initial is among the "
                f"{len(self.vocabulary):,} of the vocabulary; are they split and lower-cased in "
                "the same way?"
            )
        own, given = np.array(shared).T
        self.V[own, :size] = vectors[given]

    def freeze(self, words: Iterable[Word]) -> None:
        """Keep the vectors of some words, and of no others, as they are."""
        if isinstance(words, str):
            raise TypeError(f"frozen must be a collection of words, got the string {words!r}")
        frozen = list(words)
        if unknown := [word for word in frozen if word not in self.vocabulary]:
            raise ValueError(
                f"frozen has words that are not in the vocabulary: {unknown[0]!r}"
                + (f", and {len(unknown) - 1:,} others" if unknown[1:] else "")
            )
        self.centre_rates = np.ones(len(self.vocabulary), np.float32) if frozen else None
        if self.centre_rates is not None:
            self.centre_rates[[self.vocabulary.id_of(word) for word in frozen]] = 0

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


def _restored(
    settings: Settings,
    vocabulary: Vocabulary,
    centre_vectors: NDArray[np.float32],
    outside_vectors: NDArray[np.float32],
    *others: Any,
) -> ModelState:
    V, U = aligned(centre_vectors), aligned(outside_vectors)
    return ModelState(settings, vocabulary, V, U, *others)
