"""The shipped kernel, on one given block, beside the equations: the same step in float64."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.equations import cbow_block_loss_and_gradient, skipgram_block_loss_and_gradient
from lemmavec.matrices import aligned_zeros

Architecture = Literal["skipgram", "cbow"]
Context = Literal["mean", "sum"]
Floats = NDArray[np.float64]
Ids = NDArray[np.int32]


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
class Step:
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
    architecture: Architecture,
    context: str,
    instruction_set: str,
) -> Step:
    """Step with the native kernel: what its float32 matrices changed by.

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
    loss, predictions = _kernels.step(
        changed[0],
        changed[1],
        block.words,
        block.first,
        block.begin,
        block.end,
        block.negatives,
        architecture=architecture,
        context=context,
        negative_weight=block.negative_weight,
        alpha=alpha,
        vector_size=size,
        instruction_set=instruction_set,
    )
    if any(matrix[:, size:].any() for matrix in changed):
        raise AssertionError("the padding of V and U must stay zero")
    change_V, change_U = (
        after.astype(np.float64)[:, :size] - start[:, :size]
        for after, start in zip(changed, before, strict=True)
    )
    return Step(loss, predictions, change_V, change_U)


def reference_step(
    block: Block,
    V: Floats,
    U: Floats,
    alpha: float,
    architecture: Architecture,
    context: Context,
) -> Step:
    """Step along minus the gradient of the block's loss, by `lemmavec.equations`."""
    n = block.outside_words
    centres = np.arange(block.first, block.first + len(block.begin))
    where = (block.words, centres, block.begin, block.end, block.negatives)
    if architecture == "skipgram":
        weights = block.negative_weight * n
        loss, dV, dU = skipgram_block_loss_and_gradient(*where, weights, V, U)
        return Step(loss, int(n.sum()), -alpha * dV, -alpha * dU)
    weights = np.full(len(centres), block.negative_weight)
    loss, dV, dU = cbow_block_loss_and_gradient(*where, weights, V, U, context=context)
    return Step(loss, int((n > 0).sum()), -alpha * dV, -alpha * dU)


def relative_error(native: Step, reference: Step, V: Floats, U: Floats) -> float:
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
