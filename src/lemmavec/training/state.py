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
from lemmavec.subwords import RowLists, composed
from lemmavec.training.document_vectors import DocumentVectors
from lemmavec.training.early_stopping import Best
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned, aligned_zeros, initial_centre_vectors
from lemmavec.training.memory import require_memory
from lemmavec.vectors.ngram_rows import NgramRows
from lemmavec.vectors.word_vectors import WordVectors


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
    row as it is. They hold for one call of `fit`, and are not written to files. `corpus` is the
    fingerprint of the text that the run is on. With subwords, V has the rows of
    `Subwords.row_count`. With `documents`, their matrix D is trained too; V has no rows if only
    documents are centres.
    """

    settings: Settings
    vocabulary: Vocabulary
    V: NDArray[np.float32]
    U: NDArray[np.float32]
    place: Place
    history: History
    best: Best | None = None
    centre_rates: NDArray[np.float32] | None = None
    corpus: str | None = None
    documents: DocumentVectors | None = None
    _row_lists: RowLists | None = None

    @classmethod
    def start(
        cls, settings: Settings, vocabulary: Vocabulary, tags: Vocabulary | None = None
    ) -> ModelState:
        """Return a model before its first step: V random and small, U zero, as word2vec has it.

        With `tags` of documents, D is random and small like V.
        """
        words, size = len(vocabulary), settings.vector_size
        require_room(words, settings, 0 if tags is None else len(tags))
        V = initial_centre_vectors(rows_of_V(words, settings), size, settings.seed)
        U = aligned_zeros(words, size)
        state = cls(settings, vocabulary, V, U, Place(), History())
        if tags is not None:
            state.documents = DocumentVectors.start(tags, size, settings.seed)
        return state

    def grown(self, vocabulary: Vocabulary) -> ModelState:
        """Return a model with more words, before its first epoch; old rows are kept.

        `vocabulary` begins with the words of this one. New rows start as all rows do, from a
        random stream of their own. The tree of hierarchical softmax is another one with other
        counts, and so its nodes, which are the rows of U, start again from zero.
        """
        old, new = len(self.vocabulary), len(vocabulary)
        size, seed = self.settings.vector_size, self.settings.seed
        require_room(new, self.settings)
        V, U = aligned_zeros(rows_of_V(new, self.settings), size), aligned_zeros(new, size)
        more = len(V) - len(self.V)  # rows of words; those of n-grams stay behind them
        own = new - more
        V[:own], V[own + more :] = self.V[:own], self.V[own:]
        V[own : own + more] = initial_centre_vectors(more, size, [seed, old])
        if self.settings.loss != "hierarchical_softmax":
            U[:old] = self.U
        return ModelState(self.settings, vocabulary, V, U, Place(), self.history)

    def __reduce__(self) -> tuple[Any, ...]:
        # A copy, or what is unpickled, has matrices that are padded and aligned anew.
        matrices = [np.ascontiguousarray(m) for m in (self.input_rows, self.outside_vectors)]
        others = (self.place, self.history, self.best, self.centre_rates, self.corpus)
        documents = None
        if self.documents is not None:
            documents = self.documents.tags, np.ascontiguousarray(self.document_vectors)
        return _restored, (self.settings, self.vocabulary, *matrices, documents, *others)

    def begin_with(self, rows: Mapping[Key, int], vectors: NDArray[np.float32]) -> None:
        """Let the words that have a row among `vectors` begin with it."""
        size = self.settings.vector_size
        if self.settings.subwords is not None:
            raise ValueError(
                "initial gives words rows of their own, and with subwords a vector is made of "
                "several rows, which words share: leave out initial, or subwords"
            )
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

    def go_on_with(self, fingerprint: str, *, other_corpus: bool) -> None:
        """Note which corpus the run is on; in the middle of a run, another has to be asked for."""
        place, epochs = self.place, self.settings.epochs
        is_under_way = place.epoch < epochs and (place.epoch > 0 or place.piece > 0)
        if is_under_way and self.corpus not in (None, fingerprint):
            if not other_corpus:
                raise ValueError(
                    f"this run was interrupted in epoch {place.epoch + 1} of {epochs} on another "
                    f"corpus ({self.corpus}; this one: {fingerprint}). Resume with the same text, "
                    "read in the same way (lowercase, tokenizer, column, errors); or pass "
                    "other_corpus=True (--other-corpus), which begins that epoch again"
                )
            place.stand_before(place.epoch)
        self.corpus = fingerprint

    def freeze(self, words: Iterable[Word]) -> None:
        """Keep the vectors of some words, and of no others, as they are."""
        if isinstance(words, str):
            raise TypeError(f"frozen must be a collection of words, got the string {words!r}")
        frozen = list(words)
        if frozen and self.settings.subwords is not None:
            raise ValueError(
                "frozen keeps words as they are, and with subwords other words have their n-grams "
                "too: leave out frozen, or subwords"
            )
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
        """V and U, and D of documents, by their names, padded."""
        of_words = {"V": self.V, "U": self.U}
        return of_words if self.documents is None else of_words | {"D": self.documents.D}

    @property
    def row_lists(self) -> RowLists | None:
        """The rows of V of each word, found when they are first needed; None without subwords."""
        if self._row_lists is None and self.settings.subwords is not None:
            self._row_lists = self.settings.subwords.row_lists(self.vocabulary.words)
        return self._row_lists

    @property
    def input_rows(self) -> NDArray[np.float32]:
        """V without the padding, a view of shape (rows of V, vector_size)."""
        return self.V[:, : self.settings.vector_size]

    @property
    def centre_vectors(self) -> NDArray[np.float32]:
        """The words' input vectors, shape (words, vector_size).

        A view of V; with subwords a new array, composed of V's rows.
        """
        subwords, lists = self.settings.subwords, self.row_lists
        if subwords is None or lists is None:
            return self.input_rows
        return composed(self.input_rows, lists, subwords.combine, self.settings.threads)

    @property
    def ngram_rows(self) -> NgramRows | None:
        """The rows of V that words' vectors are made of, views; None without subwords."""
        subwords = self.settings.subwords
        if subwords is None:
            return None
        first = len(self.input_rows) - subwords.buckets
        own = self.input_rows[:first] if subwords.has_own_rows else None
        return NgramRows(subwords, self.input_rows[first:], own)

    def word_vectors(self) -> WordVectors:
        """Return the words with their vectors, and with what unseen words' are made of."""
        words, counts = self.vocabulary.words, self.vocabulary.counts
        return WordVectors(words, self.centre_vectors, counts, ngrams=self.ngram_rows)

    @property
    def document_vectors(self) -> NDArray[np.float32]:
        """D without the padding, a view of shape (tags, vector_size); a model of words has none."""
        assert self.documents is not None
        return self.documents.D[:, : self.settings.vector_size]

    @property
    def outside_vectors(self) -> NDArray[np.float32]:
        """U without the padding, a view of shape (words, vector_size)."""
        return self.U[:, : self.settings.vector_size]


def rows_of_V(words: int, settings: Settings) -> int:
    """Return the number of rows of V: one for each word, or those of the words and n-grams."""
    if not settings.has_word_vectors:
        return 0
    return words if settings.subwords is None else settings.subwords.row_count(words)


def require_room(words: int, settings: Settings, tags: int = 0) -> None:
    """Raise MemoryError if a model of so many words and tags cannot fit the machine."""
    buckets = 0 if settings.subwords is None else settings.subwords.buckets
    matrices = 2 if settings.has_word_vectors else 1
    require_memory(words, settings.vector_size, matrices, buckets=buckets, tags=tags)


def _restored(
    settings: Settings,
    vocabulary: Vocabulary,
    input_rows: NDArray[np.float32],
    outside_vectors: NDArray[np.float32],
    documents: tuple[Vocabulary, NDArray[np.float32]] | None,
    *others: Any,
) -> ModelState:
    V, U = aligned(input_rows), aligned(outside_vectors)
    state = ModelState(settings, vocabulary, V, U, *others)
    if documents is not None:
        state.documents = DocumentVectors(documents[0], aligned(documents[1]))
    return state
