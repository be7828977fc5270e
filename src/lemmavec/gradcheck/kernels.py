"""Every shipped kernel checked against the equations, one row per model and instruction set."""

from __future__ import annotations

import numpy as np

from lemmavec import _kernels
from lemmavec.gradcheck.cases import (
    DOCUMENT_MODELS,
    MODELS,
    SUBWORD_MODELS,
    Block,
    Model,
    edge_cases,
    random_matrices,
    random_row_lists,
)
from lemmavec.gradcheck.check_rows import CheckRow
from lemmavec.gradcheck.document_step import (
    DocumentBlock,
    native_document_step,
    reference_document_step,
    relative_document_error,
)
from lemmavec.gradcheck.reference_step import native_step, reference_step, relative_error

SINGLE_PRECISION = 1e-5
"""The largest relative error of float32 arithmetic that passes."""

SIZES = (1, 7, 16, 100, 300)

STEP_OF_V = 4.0
"""With subwords, the step of V is this times that of U."""


def kernel_checks(seed: int = 0) -> list[CheckRow]:
    """Compare one step of each kernel with minus alpha times the gradient of its block's loss.

    Each model takes its step with each instruction set of this machine, in `SIZES` dimensions, on
    random blocks and on edge cases: words, negatives and targets that coincide, ends of sentences,
    wide windows.

    Parameters
    ----------
    seed : int
        Seed of the blocks and matrices.

    Returns
    -------
    list of CheckRow
        One per model and instruction set; `parameters` counts entries of V and U.

    Examples
    --------
    >>> all(row.passed for row in kernel_checks())
    True
    """
    return [
        _row(model, instruction_set, seed)
        for model in MODELS + SUBWORD_MODELS
        for instruction_set in _kernels.instruction_sets()
    ] + [
        _document_row(model, instruction_set, seed)
        for model in DOCUMENT_MODELS
        for instruction_set in _kernels.instruction_sets()
    ]


def _row(model: Model, instruction_set: str, seed: int) -> CheckRow:
    random = np.random.default_rng(seed)
    cases = [(block, words, 24) for _, block, words in edge_cases(random)]
    cases += [(Block.random(random, 40), 40, size) for size in SIZES]
    worst, parameters = 0.0, 0
    for block, vocabulary, size in cases:
        if vocabulary == 1 and model.loss == "hierarchical_softmax":
            continue  # a tree has at least two words
        lists = random_row_lists(random, vocabulary) if model.combine else None
        rows = vocabulary if lists is None else int(lists.rows.max()) + 1
        V, U = random_matrices(random, max(rows, vocabulary), size, scale=0.7 * size**-0.5)
        U = U[:vocabulary]
        step = 1.0 if lists is None else STEP_OF_V
        native = native_step(block, V, U, 0.5, model, instruction_set, lists=lists, step=step)
        reference = reference_step(block, V, U, 0.5, model, lists, step)
        worst = max(worst, relative_error(native, reference, V, U))
        if native.predictions != reference.predictions:
            worst = float("inf")
        parameters += V.size + U.size
    return CheckRow(
        f"native {model}, {instruction_set}", parameters, worst, worst < SINGLE_PRECISION
    )


def _document_row(model: Model, instruction_set: str, seed: int) -> CheckRow:
    random = np.random.default_rng(seed)
    cases = [(block, words, 24) for _, block, words in edge_cases(random)]
    cases += [(Block.random(random, 40), 40, size) for size in SIZES]
    worst, parameters = 0.0, 0
    for block, vocabulary, size in cases:
        if vocabulary == 1:
            continue  # the changes of its only row of U nearly cancel
        documents = DocumentBlock.random(random, block, model, tags=5)
        D, _ = random_matrices(random, 5, size, scale=0.7 * size**-0.5)
        V, U = random_matrices(random, vocabulary, size, scale=0.7 * size**-0.5)
        native = native_document_step(documents, (D, V, U), 0.5, model, instruction_set)
        reference = reference_document_step(documents, (D, V, U), 0.5, model)
        worst = max(worst, relative_document_error(native, reference, (D, V, U)))
        if native.predictions != reference.predictions:
            worst = float("inf")
        parameters += D.size + V.size + U.size
    name = "PV-DBOW" if model.architecture == "skipgram" else f"PV-DM ({model.context})"
    what = f"native {name}, {model.loss.replace('_', ' ')}, {instruction_set}"
    return CheckRow(what, parameters, worst, worst < SINGLE_PRECISION)
