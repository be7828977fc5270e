"""Every shipped kernel checked against the equations, as rows of the gradient table."""

from __future__ import annotations

import numpy as np

from lemmavec import _kernels
from lemmavec.gradcheck.equations import CheckRow
from lemmavec.gradcheck.reference_step import (
    MODELS,
    Block,
    Model,
    awkward_blocks,
    native_step,
    random_matrices,
    reference_step,
    relative_error,
)

SINGLE_PRECISION = 1e-5
"""What float32 arithmetic may differ by from the float64 reference, relative."""

SIZES = (1, 7, 16, 100, 300)


def kernel_checks(seed: int = 0) -> list[CheckRow]:
    """Compare one step of each kernel with minus alpha times the gradient of its block's loss.

    Each model is stepped on each instruction set that this machine has, in `SIZES` dimensions, on
    blocks where words, negatives and targets coincide, at the ends of sentences, and with wide
    windows.

    Parameters
    ----------
    seed : int
        Seed of the blocks and matrices.

    Returns
    -------
    list of CheckRow
        One for each model and instruction set; `parameters` counts entries of V and U.

    Examples
    --------
    >>> all(row.passed for row in kernel_checks())
    True
    """
    return [
        _row(model, instruction_set, seed)
        for model in MODELS
        for instruction_set in _kernels.instruction_sets()
    ]


def _row(model: Model, instruction_set: str, seed: int) -> CheckRow:
    random = np.random.default_rng(seed)
    cases = [(block, words, 24) for _, block, words in awkward_blocks(random)]
    cases += [(Block.random(random, 40), 40, size) for size in SIZES]
    worst, parameters = 0.0, 0
    for block, vocabulary, size in cases:
        if vocabulary == 1 and model.loss == "hierarchical_softmax":
            continue  # there is no tree of one word
        V, U = random_matrices(random, vocabulary, size, scale=0.7 * size**-0.5)
        native = native_step(block, V, U, 0.5, model, instruction_set)
        reference = reference_step(block, V, U, 0.5, model)
        worst = max(worst, relative_error(native, reference, V, U))
        if native.predictions != reference.predictions:
            worst = float("inf")
        parameters += V.size + U.size
    return CheckRow(
        f"native {model}, {instruction_set}", parameters, worst, worst < SINGLE_PRECISION
    )
