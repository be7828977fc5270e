"""The shipped kernel, on one given block, beside the equations: the same step in float64."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.equations import (
    cbow_block_loss_and_gradient,
    cbow_loss_and_gradient,
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
    naive_softmax_loss_and_gradient,
    skipgram_block_loss_and_gradient,
    skipgram_loss_and_gradient,
)
from lemmavec.equations.word_losses import WordLoss
from lemmavec.settings import Architecture, Context, Loss
from lemmavec.training.matrices import aligned_zeros

Floats = NDArray[np.float64]
Ids = NDArray[np.int32]


@dataclass(frozen=True)
class Model:
    """What is trained: an architecture, a loss, and how CBOW makes its hidden vector."""

    architecture: Architecture
    loss: Loss
    context: Context = "mean"

    def __str__(self) -> str:
        architecture = "skip-gram" if self.architecture == "skipgram" else f"CBOW ({self.context})"
        return f"{architecture}, {self.loss.replace('_', ' ')}"


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


@dataclass(frozen=True)
class Block:
    """Up to 16 neighbouring centres, their windows and their shared negatives.

    Centre i is `words[first + i]`; its outside words are `words[begin[i]:end[i]]` without itself.
    Each negative counts `negative_weight` times for every prediction.
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
        """Draw words, reaches and negatives; a small vocabulary makes all of them repeat."""
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
        """How many outside words each centre has."""
        return (self.end - self.begin - 1).astype(np.int64)


@dataclass(frozen=True)
class Update:
    """The loss before a step, its number of predictions, and the change of V and U."""

    loss: float
    predictions: int
    V: Floats
    U: Floats


def native_step(
    block: Block,
    V: Floats,
    U: Floats,
    alpha: float,
    model: Model,
    instruction_set: str,
    context: Literal["mean", "sum", "word2vec_mean"] | None = None,
) -> Update:
    """Step with the native kernel: what its float32 matrices changed by.

    The words' counts, which make the tree of hierarchical softmax, are `tree_counts`. `context`
    replaces the model's by the native name of another.

    Raises
    ------
    AssertionError
        If the padding of a row did not stay zero.
    """
    size = V.shape[1]
    changed = [aligned_zeros(*V.shape), aligned_zeros(*U.shape)]
    for matrix, start in zip(changed, (V, U), strict=True):
        matrix[:, :size] = start
    before = [matrix.copy() for matrix in changed]
    hierarchical = model.loss == "hierarchical_softmax"
    loss, predictions = _kernels.step(
        _kernels.Matrices(changed[0], changed[1], size),
        _kernels.Model(
            model.architecture,
            model.loss,
            context=model.context if context is None else context,
            tree=_kernels.HuffmanTree(tree_counts(len(V))) if hierarchical else None,
        ),
        _kernels.Block(
            block.words,
            block.first,
            block.begin,
            block.end,
            block.negatives if model.loss == "negative_sampling" else block.negatives[:0],
            block.negative_weight,
        ),
        alpha,
        instruction_set,
    )
    if any(matrix[:, size:].any() for matrix in changed):
        raise AssertionError("the padding of V and U must stay zero")
    change_V, change_U = (
        after.astype(np.float64)[:, :size] - start[:, :size]
        for after, start in zip(changed, before, strict=True)
    )
    return Update(loss, predictions, change_V, change_U)


def tree_counts(words: int) -> NDArray[np.int64]:
    """Give a vocabulary of so many words counts as in a text, rank by rank."""
    return 1000 // np.arange(1, words + 1, dtype=np.int64)


def reference_step(block: Block, V: Floats, U: Floats, alpha: float, model: Model) -> Update:
    """Step along minus the gradient of the block's loss, by `lemmavec.equations`."""
    if model.loss == "negative_sampling":
        loss, dV, dU = _negative_sampling(block, V, U, model)
    else:
        loss, dV, dU = _window_by_window(block, V, U, model)
    n = block.outside_words
    predictions = int(n.sum() if model.architecture == "skipgram" else (n > 0).sum())
    return Update(loss, predictions, -alpha * dV, -alpha * dU)


def _negative_sampling(
    block: Block, V: Floats, U: Floats, model: Model
) -> tuple[float, Floats, Floats]:
    n = block.outside_words
    centres = np.arange(block.first, block.first + len(block.begin))
    where = (block.words, centres, block.begin, block.end, block.negatives)
    if model.architecture == "skipgram":
        return skipgram_block_loss_and_gradient(*where, block.negative_weight * n, V, U)
    weights = np.full(len(centres), block.negative_weight)
    return cbow_block_loss_and_gradient(*where, weights, V, U, context=model.context)


def _window_by_window(
    block: Block, V: Floats, U: Floats, model: Model
) -> tuple[float, Floats, Floats]:
    """Sum the windows' losses and gradients, all taken from V and U as they are."""
    word_loss: WordLoss = naive_softmax_loss_and_gradient
    nodes = U
    if model.loss == "hierarchical_softmax":
        tree, nodes = huffman_tree(tree_counts(len(V))), U[:-1]
        word_loss = lambda v, o, u: hierarchical_softmax_loss_and_gradient(v, o, tree, u)  # noqa: E731
    loss, dV, dU = 0.0, np.zeros_like(V), np.zeros_like(U)
    for i in range(len(block.begin)):
        place = block.first + i
        window = np.delete(np.arange(block.begin[i], block.end[i]), place - block.begin[i])
        if len(window) == 0:
            continue
        centre, outside = int(block.words[place]), block.words[window]
        if model.architecture == "skipgram":
            part = skipgram_loss_and_gradient(centre, outside, V, nodes, word_loss)
        else:
            part = cbow_loss_and_gradient(
                centre, outside, V, nodes, word_loss, context=model.context
            )
        loss += part[0]
        dV += part[1]
        dU[: len(nodes)] += part[2]
    return loss, dV, dU


def relative_error(native: Update, reference: Update, V: Floats, U: Floats) -> float:
    """Largest difference of a change, over the largest change of its matrix; the loss likewise.

    A difference within the last bit of the matrix that was changed is none: float32 cannot hold
    a smaller change of it.
    """
    errors = [abs(native.loss - reference.loss) / max(abs(reference.loss), 1e-30)]
    for ours, theirs, start in ((native.V, reference.V, V), (native.U, reference.U, U)):
        last_bit = float(np.spacing(np.float32(np.abs(start).max())))
        difference = max(0.0, float(np.abs(ours - theirs).max()) - last_bit)
        errors.append(difference / max(float(np.abs(theirs).max()), 1e-30))
    return max(errors)


def random_matrices(
    random: np.random.Generator, vocabulary: int, size: int, scale: float = 0.3
) -> tuple[Floats, Floats]:
    """V and U whose entries float32 holds exactly, so that only the kernel's arithmetic rounds."""
    V, U = (random.normal(0, scale, (vocabulary, size)).astype(np.float32) for _ in range(2))
    return V.astype(np.float64), U.astype(np.float64)


def awkward_blocks(random: np.random.Generator) -> list[tuple[str, Block, int]]:
    """Blocks in which everything that can coincide does, each with its vocabulary's size."""
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
