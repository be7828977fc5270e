"""One step on one block, by the shipped kernel in float32 and by the equations in float64."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
    subword_loss_and_gradient,
)
from lemmavec.equations.word_losses import WordLoss
from lemmavec.gradcheck.cases import Block, Floats, Model
from lemmavec.subwords import Combine, RowLists
from lemmavec.training.matrices import aligned_zeros


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
    lists: RowLists | None = None,
    steps: Literal["text", "word"] = "text",
    step: float = 1.0,
) -> Update:
    """Step with the native kernel, and return the change of its float32 matrices.

    The tree of hierarchical softmax is built from `tree_counts`. `context`, a native name, replaces
    that of the model. With subwords, `lists` has the rows of V of each word, whose step is `step`
    times that of U, and by `steps` that of the word.

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
            tree=_kernels.HuffmanTree(tree_counts(len(U))) if hierarchical else None,
            word_rows=_word_rows(lists, model.combine, steps, step),
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


def _word_rows(
    lists: RowLists | None, combine: Combine | None, steps: Literal["text", "word"], step: float
) -> _kernels.WordRows | None:
    if lists is None or combine is None:
        return None
    return _kernels.WordRows(*lists, combine=combine, steps=steps, step=step)


def tree_counts(words: int) -> NDArray[np.int64]:
    """Return counts for `words` words, falling with the rank as in text (Zipf)."""
    return 1000 // np.arange(1, words + 1, dtype=np.int64)


def reference_step(
    block: Block,
    V: Floats,
    U: Floats,
    alpha: float,
    model: Model,
    lists: RowLists | None = None,
    step: float = 1.0,
) -> Update:
    """Step by minus alpha times the gradient of the block's loss, from `lemmavec.equations`.

    The step of V is `step` times that of U.
    """

    def of_vectors(V: Floats, U: Floats) -> tuple[float, Floats, Floats]:
        sampled = model.loss == "negative_sampling"
        return (_negative_sampling if sampled else _window_by_window)(block, V, U, model)

    if lists is None or model.combine is None:
        loss, dV, dU = of_vectors(V, U)
    else:
        word_rows = np.split(lists.rows, lists.begin[1:-1])
        loss, dV, dU = subword_loss_and_gradient(word_rows, V, U, of_vectors, combine=model.combine)
    n = block.outside_words
    predictions = int(n.sum() if model.architecture == "skipgram" else (n > 0).sum())
    return Update(loss, predictions, -alpha * step * dV, -alpha * dU)


def _negative_sampling(
    block: Block, V: Floats, U: Floats, model: Model
) -> tuple[float, Floats, Floats]:
    centres = np.arange(block.first, block.first + len(block.begin))
    if model.architecture == "skipgram":
        where = (block.words, centres, block.begin, block.end, block.negatives)
        weights = block.negative_weight * block.outside_words
        return skipgram_block_loss_and_gradient(*where, weights, V, U)
    starts = range(0, len(centres), _kernels.CBOW_GROUP)
    loss, dV, dU = 0.0, np.zeros_like(V), np.zeros_like(U)
    for start, negatives in zip(starts, np.split(block.negatives, len(starts)), strict=True):
        group = slice(start, start + _kernels.CBOW_GROUP)
        where = (block.words, centres[group], block.begin[group], block.end[group], negatives)
        weights = np.full(len(centres[group]), block.negative_weight)
        part = cbow_block_loss_and_gradient(*where, weights, V, U, context=model.context)
        loss, dV, dU = loss + part[0], dV + part[1], dU + part[2]
    return loss, dV, dU


def _window_by_window(
    block: Block, V: Floats, U: Floats, model: Model
) -> tuple[float, Floats, Floats]:
    """Sum the windows' losses and gradients, all taken from V and U before the step."""
    word_loss = _word_loss(model, len(V))
    nodes = U[:-1] if model.loss == "hierarchical_softmax" else U
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


def _word_loss(model: Model, vocabulary: int) -> WordLoss:
    if model.loss != "hierarchical_softmax":
        return naive_softmax_loss_and_gradient
    tree = huffman_tree(tree_counts(vocabulary))
    return lambda v, o, U: hierarchical_softmax_loss_and_gradient(v, o, tree, U)


def relative_error(native: Update, reference: Update, V: Floats, U: Floats) -> float:
    """Largest difference between the changes, relative to the largest change; the loss likewise.

    A difference within the last bit of the changed matrix does not count: float32 cannot hold a
    smaller change of it.
    """
    errors = [abs(native.loss - reference.loss) / max(abs(reference.loss), 1e-30)]
    for ours, theirs, start in ((native.V, reference.V, V), (native.U, reference.U, U)):
        last_bit = float(np.spacing(np.float32(np.abs(start).max())))
        difference = max(0.0, float(np.abs(ours - theirs).max()) - last_bit)
        errors.append(difference / max(float(np.abs(theirs).max()), 1e-30))
    return max(errors)
