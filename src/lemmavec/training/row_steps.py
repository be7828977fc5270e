"""How far the rows of V step, where a word's vector is made of several."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels
from lemmavec.subwords import RowLists, Subwords
from lemmavec.training.sampling import Sampling
from lemmavec.training.state import ModelState

# Centres whose changes come from one state; see native/kernels/step.hpp.
BLOCK_CENTRES = 16


def word_rows(state: ModelState, sampling: Sampling) -> _kernels.WordRows | None:
    """Return the rows of V of each word with the step of V; None without subwords."""
    subwords, lists = state.settings.subwords, state.row_lists
    if subwords is None or lists is None:
        return None
    step = step_of_V(state.vocabulary.counts, sampling, lists, subwords)
    return _kernels.WordRows(*lists, combine=subwords.combine, steps=subwords.steps, step=step)


def step_of_V(
    counts: NDArray[np.int64], sampling: Sampling, lists: RowLists, subwords: Subwords
) -> float:
    """Return what all steps of the rows of V are multiplied by, so that a vector moves as one row.

    If a word's n rows step by a times the gradient of its vector, which is their sum times c, the
    vector moves n a c times as far as a row. The other words of the block move it too, by each row
    that they share. The factor makes up for the means of both over the words of the text.

    Examples
    --------
    >>> from lemmavec.settings import Settings
    >>> lists = RowLists(np.array([0, 2, 4]), np.array([0, 2, 1, 3], np.int32))
    >>> sampling = Sampling.of(np.array([5, 5]), Settings(sample=0))
    >>> step_of_V(np.array([5, 5]), sampling, lists, Subwords(steps="text"))  # no row is shared
    2.0
    """
    kept = counts * (sampling.keep + 1.0)
    chances, n = kept / kept.sum(), lists.lengths
    c = 1 / n if subwords.combine == "mean" else np.ones(len(n))
    a = 1 / (n * c) if subwords.steps == "word" else c
    own = float(chances @ (n * a * c))
    taken, given = (np.bincount(lists.rows, np.repeat(chances * each, n)) for each in (a, c))
    shared = float(taken @ given - n @ (chances**2 * a * c))  # without a word's share in itself
    return 1 / (own + (BLOCK_CENTRES - 1) * max(0.0, shared))
