"""The unit vectors of words that are to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray


class Vectors(Protocol):
    """`WordVectors`, or a dict of vectors."""

    def __getitem__(self, word: str, /) -> NDArray[np.float32]: ...
    def __contains__(self, word: object, /) -> bool: ...


def unit_rows(vectors: Vectors, words: Sequence[str]) -> FloatArray:
    """Give the words' vectors, each of length 1; a zero vector stays zero.

    Examples
    --------
    >>> unit_rows({"ore": np.array([3.0, 4.0]), "vote": np.zeros(2)}, ["ore", "vote"])
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    matrix = np.stack([np.asarray(vectors[word], dtype=np.float64) for word in words])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit: FloatArray = matrix / np.where(lengths == 0, 1.0, lengths)
    return unit


def require_vectors(vectors: Vectors, words: Sequence[str]) -> None:
    """Raise a ValueError that names the words without a vector, if there are any."""
    if unknown := [word for word in words if word not in vectors]:
        raise ValueError(f"no vector for {', '.join(map(repr, unknown))}: leave them out")
