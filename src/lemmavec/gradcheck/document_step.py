"""One step on a block of documents, by the shipped kernel and by the equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lemmavec import _kernels
from lemmavec.equations import (
    hierarchical_softmax_loss_and_gradient,
    huffman_tree,
    negative_sampling_loss_and_gradient,
    pv_dbow_loss_and_gradient,
    pv_dm_loss_and_gradient,
)
from lemmavec.equations.word_losses import WordLoss
from lemmavec.gradcheck.cases import Block, Floats, Ids, Model
from lemmavec.gradcheck.reference_step import tree_counts
from lemmavec.training.matrices import aligned_zeros


@dataclass(frozen=True)
class DocumentBlock:
    """A block whose centres have tags: centre i those of `tags[begin[i]:begin[i + 1]]`.

    In PV-DBOW centre i is one tag, and predicts all words of its window. In PV-DM the tags are a
    part of each centre's context.
    """

    block: Block
    begin: Ids
    tags: Ids

    @classmethod
    def random(
        cls, random: np.random.Generator, block: Block, model: Model, tags: int
    ) -> DocumentBlock:
        """Draw a tag for each centre, or in PV-DM one to three; a few tags repeat."""
        centres = len(block.begin)
        counts = np.ones(centres, int)
        if model.architecture == "cbow":
            counts = random.integers(1, 4, centres)
        begin = np.concatenate([[0], np.cumsum(counts)])
        drawn = random.integers(0, tags, begin[-1])
        return cls(block, begin.astype(np.int32), drawn.astype(np.int32))

    def tags_of(self, centre: int) -> Ids:
        """Return the tags of a centre."""
        return self.tags[self.begin[centre] : self.begin[centre + 1]]


@dataclass(frozen=True)
class DocumentUpdate:
    """The loss before a step, its number of predictions, and the change of D, V and U."""

    loss: float
    predictions: int
    changes: tuple[Floats, Floats, Floats]


def native_document_step(
    documents: DocumentBlock,
    matrices: tuple[Floats, Floats, Floats],
    alpha: float,
    model: Model,
    instruction_set: str,
) -> DocumentUpdate:
    """Step with the native kernel from D, V and U, and return their change."""
    block, size = documents.block, matrices[0].shape[1]
    changed = tuple(aligned_zeros(*matrix.shape) for matrix in matrices)
    for matrix, start in zip(changed, matrices, strict=True):
        matrix[:, :size] = start
    before = [matrix.copy() for matrix in changed]
    D, V, U = changed
    hierarchical = model.loss == "hierarchical_softmax"
    some = np.zeros(1, np.int32)
    loss, predictions = _kernels.step(
        _kernels.Matrices(V, U, size, D=D),
        _kernels.Model(
            model.architecture,
            model.loss,
            context=model.context,
            tree=_kernels.HuffmanTree(tree_counts(len(U))) if hierarchical else None,
            documents=_kernels.Documents(np.zeros(1, np.int64), np.array([0, 1]), some),
            trains_words=True,
        ),
        _kernels.Block(
            block.words,
            block.first,
            block.begin,
            block.end,
            block.negatives[:0] if hierarchical else block.negatives,
            block.negative_weight,
            documents.begin,
            documents.tags,
            centres_are_tags=model.architecture == "skipgram",
        ),
        alpha,
        instruction_set,
    )
    differences = (
        (after.astype(np.float64) - start)[:, :size]
        for after, start in zip(changed, before, strict=True)
    )
    dD, dV, dU = differences
    return DocumentUpdate(loss, predictions, (dD, dV, dU))


def reference_document_step(
    documents: DocumentBlock,
    matrices: tuple[Floats, Floats, Floats],
    alpha: float,
    model: Model,
) -> DocumentUpdate:
    """Step by minus alpha times the gradient: prediction by prediction, from `equations`."""
    D, V, U = matrices
    nodes = U[:-1] if model.loss == "hierarchical_softmax" else U
    loss, predictions = 0.0, 0
    dD, dV, dU = (np.zeros_like(matrix) for matrix in matrices)
    for i, word_loss in enumerate(_word_losses(documents.block, model, len(U))):
        block, tags = documents.block, documents.tags_of(i)
        window = np.arange(block.begin[i], block.end[i])
        if model.architecture == "skipgram":
            if len(window) == 0:
                continue
            part = pv_dbow_loss_and_gradient(int(tags[0]), block.words[window], D, nodes, word_loss)
            loss, predictions = loss + part[0], predictions + len(window)
            dD += part[1]
            dU[: len(nodes)] += part[2]
            continue
        place = block.first + i
        found = pv_dm_loss_and_gradient(
            tags,
            int(block.words[place]),
            block.words[window[window != place]],
            D,
            V,
            nodes,
            word_loss,
            context=model.context,
        )
        loss, predictions = loss + found[0], predictions + 1
        dD += found[1]
        dV += found[2]
        dU[: len(nodes)] += found[3]
    return DocumentUpdate(loss, predictions, (-alpha * dD, -alpha * dV, -alpha * dU))


def _word_losses(block: Block, model: Model, words: int) -> Iterator[WordLoss]:
    """Give the word loss of each centre: CBOW has negatives for each group of two."""
    if model.loss == "hierarchical_softmax":
        tree = huffman_tree(tree_counts(words))
        for _ in block.begin:
            yield lambda v, o, U: hierarchical_softmax_loss_and_gradient(v, o, tree, U)
        return
    centres = len(block.begin)
    groups = -(-centres // _kernels.CBOW_GROUP) if model.architecture == "cbow" else 1
    shared = np.split(block.negatives, groups)
    for i in range(centres):
        negatives = shared[i // _kernels.CBOW_GROUP if groups > 1 else 0]
        weights = np.full(len(negatives), block.negative_weight)

        def loss(
            v: Floats, o: int, U: Floats, negatives: Ids = negatives, weights: Floats = weights
        ) -> tuple[float, Floats, Floats]:
            return negative_sampling_loss_and_gradient(
                v, o, negatives, U, weights=weights, target_among_negatives="allow"
            )

        yield loss


def relative_document_error(
    native: DocumentUpdate,
    reference: DocumentUpdate,
    matrices: tuple[Floats, Floats, Floats],
) -> float:
    """Return the largest relative error of the loss and of the changes, as `relative_error`."""
    errors = [abs(native.loss - reference.loss) / max(abs(reference.loss), 1e-30)]
    for ours, theirs, start in zip(native.changes, reference.changes, matrices, strict=True):
        last_bit = float(np.spacing(np.float32(np.abs(start).max())))
        difference = max(0.0, float(np.abs(ours - theirs).max()) - last_bit)
        errors.append(difference / max(float(np.abs(theirs).max()), 1e-30))
    return max(errors)
