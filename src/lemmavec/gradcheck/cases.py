"""The models and the blocks that every kernel is checked on, edge cases among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec.settings import Architecture, Context, Loss
from lemmavec.subwords import Combine, RowLists

Floats = NDArray[np.float64]
Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Model:
    """A model to train: its architecture, its loss, and how CBOW combines the outside vectors.

    With a `combine`, the input vectors are made of several rows each.
    """

    architecture: Architecture
    loss: Loss
    context: Context = "mean"
    combine: Combine | None = None

    def __str__(self) -> str:
        architecture = "skip-gram" if self.architecture == "skipgram" else f"CBOW ({self.context})"
        subwords = "" if self.combine is None else f", subwords ({self.combine})"
        return f"{architecture}, {self.loss.replace('_', ' ')}{subwords}"


_ARCHITECTURES: tuple[tuple[Architecture, Context], ...] = (
    ("skipgram", "mean"),
    ("cbow", "mean"),
    ("cbow", "sum"),
)
MODELS = [
    Model(architecture, loss, context)
    for loss in get_args(Loss)
    for architecture, context in _ARCHITECTURES
]
SUBWORD_MODELS = [
    replace(model, combine=combine)
    for model in MODELS
    if model.loss != "softmax"
    for combine in get_args(Combine)
]
# PV-DBOW is skip-gram whose centres are tags, PV-DM is CBOW with tags in the context.
DOCUMENT_MODELS = [model for model in MODELS if model.loss != "softmax"]


@dataclass(frozen=True)
class Block:
    """Up to 16 neighbouring centres, their windows and their shared negatives.

    Centre i is `words[first + i]`; its outside words are `words[begin[i]:end[i]]` without itself.
    Skip-gram shares all negatives, CBOW an equal part of them in each group of two centres. Each
    negative has the weight `negative_weight` in every prediction.
    """

    words: Ids
    first: int
    begin: Ids
    end: Ids
    negatives: Ids
    negative_weight: float

    @classmethod
    def random(
        cls,
        random: np.random.Generator,
        vocabulary: int,
        *,
        centres: int = 16,
        window: int = 5,
        negatives: int = 32,
    ) -> Block:
        """Draw words, reaches and negatives; with a small vocabulary all of them repeat."""
        place = np.arange(window, window + centres)
        reach = random.integers(1, window + 1, centres)
        return cls(
            words=random.integers(0, vocabulary, centres + 2 * window).astype(np.int32),
            first=window,
            begin=(place - reach).astype(np.int32),
            end=(place + reach + 1).astype(np.int32),
            negatives=random.integers(0, vocabulary, negatives).astype(np.int32),
            negative_weight=5 / negatives,
        )

    @property
    def outside_words(self) -> NDArray[np.int64]:
        """The number of outside words of each centre."""
        return (self.end - self.begin - 1).astype(np.int64)


def random_row_lists(random: np.random.Generator, words: int, shared: int = 12) -> RowLists:
    """Draw lists of rows: a word's own, and up to seven of those that are shared, with repeats."""
    lengths = random.integers(0, 8, words)
    rows = [[word, *random.integers(words, words + shared, n)] for word, n in enumerate(lengths)]
    begin = np.concatenate([[0], np.cumsum(lengths + 1)])
    return RowLists(begin.astype(np.int64), np.concatenate(rows).astype(np.int32))


def random_matrices(
    random: np.random.Generator, vocabulary: int, size: int, scale: float = 0.3
) -> tuple[Floats, Floats]:
    """Draw V and U with entries that float32 holds exactly: only the kernel's arithmetic rounds."""
    V, U = (random.normal(0, scale, (vocabulary, size)).astype(np.float32) for _ in range(2))
    return V.astype(np.float64), U.astype(np.float64)


def edge_cases(random: np.random.Generator) -> list[tuple[str, Block, int]]:
    """Blocks of edge cases, each with a description and the size of its vocabulary."""
    plain = Block.random(random, 60)
    one = Block.random(random, 9, centres=1, window=1, negatives=3)
    ends = replace(
        plain,
        words=np.arange(8, dtype=np.int32),
        first=0,
        begin=np.array([0, 0, 2, 3, 3, 3, 4, 5], np.int32),
        end=np.array([2, 2, 3, 6, 7, 8, 8, 8], np.int32),
    )
    return [
        ("distinct words", plain, 60),
        ("one word only: its own neighbour, target and negative", Block.random(random, 1), 1),
        ("three words", Block.random(random, 3), 3),
        ("one centre, one outside word", one, 9),
        ("sentences that end within the block, one of a single word", ends, 60),
        ("windows of 90", Block.random(random, 300, window=90), 300),
    ]
