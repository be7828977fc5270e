"""A corpus that shows what is trained on it: which pairs, with which negatives and which alpha.

Each of its tokens is a word of its own, word p at place p, and the words after them never occur in
the text. V begins as the identity, U as zero, and alpha is so small that neither changes much.
What a step adds to U then says who predicted whom: in skip-gram with negative sampling it is
alpha / 2 in row o and column c for each outside word o of the centre c, and minus alpha / 2 times
the weight of the negatives for each negative.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training import loop, passes
from lemmavec.training.epochs import Listener
from lemmavec.training.history import EpochRecord, History
from lemmavec.training.matrices import aligned_zeros
from lemmavec.training.state import ModelState, Place

TEXT, UNUSED = 768, 64  # words that occur once, and words that do not occur
ALPHA = 2.0**-10
PLAIN: dict[str, Any] = {
    "window": 4, "sample": 0, "negative": 1, "ns_exponent": 0.75, "epochs": 1,
    "alpha": ALPHA, "min_alpha": ALPHA, "workers": 1, "vector_size": TEXT,
}  # fmt: skip
# Counts of the vocabulary: that the words of the text are rare keeps them from being negatives.
COUNTS = np.concatenate([np.ones(TEXT), 10_000 * np.arange(1, UNUSED + 1)]).astype(np.int64)


def probe_state(settings: Settings, counts: NDArray[np.int64] = COUNTS) -> ModelState:
    """A state whose V is the identity, for the words of the text, and whose U is zero."""
    words = len(counts)
    state = ModelState(
        settings,
        Vocabulary([f"w{i}" for i in range(words)], counts),
        aligned_zeros(words, settings.vector_size),
        aligned_zeros(words, settings.vector_size),
        Place(),
        History(),
    )
    reset(state)
    return state


def reset(state: ModelState) -> None:
    state.V[:] = np.eye(*state.V.shape, dtype=np.float32)
    state.U[:] = 0


def corpus_of(tokens: NDArray[np.int32]) -> Any:
    """What training wants of an encoded corpus."""
    return SimpleNamespace(tokens=tokens, documents=None, release_pages=lambda: None)


def text(sentences: int = 1) -> NDArray[np.int32]:
    """Every word of the text once, in order, in sentences of equal length."""
    ends = np.full((sentences, 1), -1)
    lines = np.arange(TEXT).reshape(sentences, -1)
    return np.hstack([lines, ends]).astype(np.int32).ravel()


@dataclass
class Snapshots(Listener[EpochRecord]):
    """Takes U after each epoch, and begins the next with a fresh state."""

    state: ModelState
    of_epoch: list[NDArray[np.float64]] = field(default_factory=list)

    def epoch_end(self, record: EpochRecord, epochs: int) -> bool:
        self.of_epoch.append(self.state.outside_vectors.astype(np.float64))
        reset(self.state)
        return False


def changes(
    tokens: NDArray[np.int32] | None = None,
    counts: NDArray[np.int64] = COUNTS,
    **settings: Any,
) -> tuple[list[NDArray[np.float64]], History]:
    """Train, and give what each epoch added to U, and the history."""
    state = probe_state(Settings(**PLAIN | settings), counts)
    snapshots = Snapshots(state)
    loop.train(state, corpus_of(text() if tokens is None else tokens), snapshots)
    return snapshots.of_epoch, state.history


@dataclass(frozen=True)
class Epoch:
    """What an epoch of skip-gram with negative sampling did, where alpha stayed the same.

    Attributes
    ----------
    pairs : ndarray of bool, shape (TEXT, TEXT)
        Whether place o was an outside word of the centre at place c.
    weighted : ndarray of float, shape (UNUSED, TEXT)
        How often each unused word was a negative of the centre's block, times K / N.
    """

    pairs: NDArray[np.bool_]
    weighted: NDArray[np.float64]

    @classmethod
    def of(cls, change: NDArray[np.float64]) -> Epoch:
        """Read them from the change of U."""
        pairs = change[:TEXT] > 0
        return cls(pairs, -2 / ALPHA * change[TEXT:] / np.maximum(1, pairs.sum(axis=0)))

    @property
    def kept(self) -> NDArray[np.bool_]:
        """Whether subsampling left the word of a place."""
        return self.pairs.any(axis=0)

    def negatives(self, negative: int) -> NDArray[np.int64]:
        """How often each unused word was drawn for the centre's block: whole numbers."""
        weight = negative / passes.SHARED_NEGATIVES["skipgram"]
        counts = self.weighted / weight
        np.testing.assert_allclose(counts, counts.round(), atol=0.02)
        return counts.round().astype(np.int64)

    @property
    def reach(self) -> NDArray[np.int64]:
        """The reach of each place: the most words that it predicts on one side.

        Right where nothing is dropped, and no end of a sentence is near.
        """
        o, c = np.indices(self.pairs.shape)
        return np.where(self.pairs, np.abs(o - c), 0).max(axis=0)


def observed(
    tokens: NDArray[np.int32] | None = None,
    counts: NDArray[np.int64] = COUNTS,
    **settings: Any,
) -> list[Epoch]:
    """Train skip-gram with negative sampling, and say what each epoch did."""
    return [Epoch.of(change) for change in changes(tokens, counts, **settings)[0]]
