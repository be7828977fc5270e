"""Vectors stored with fewer bits, and what that loses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Storage = Literal["float32", "float16", "int8"]
ROWS_AT_ONCE = 1 << 12


class StorageLoss(NamedTuple):
    """What a storage loses, by the cosine of each stored vector with the original.

    Attributes
    ----------
    mean, worst : float
        1 minus the cosine; a zero vector counts as 0.
    """

    mean: float
    worst: float

    def __str__(self) -> str:
        return f"1 - cosine to the originals: {self.mean:.1e} on average, {self.worst:.1e} at worst"


def parts_of(matrix: NDArray[np.float32]) -> Iterator[slice]:
    """Iterate over the rows of a matrix, some thousand at a time."""
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        yield slice(start, start + ROWS_AT_ONCE)


def scales_of(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return what int8 is multiplied by in each row: the largest entry becomes 127."""
    scales = np.empty(len(vectors), np.float32)
    for part in parts_of(vectors):
        scales[part] = np.abs(vectors[part]).max(axis=1, initial=0) / np.float32(127)
    return scales


def encoded(
    vectors: NDArray[np.float32], scales: NDArray[np.float32] | None, storage: Storage
) -> NDArray[np.floating | np.signedinteger]:
    """Return some rows as they are stored.

    Raises
    ------
    ValueError
        If an entry is beyond the range of float16.

    Examples
    --------
    >>> rows = np.array([[0.5, -1.0, 0.0]], np.float32)
    >>> encoded(rows, scales_of(rows), "int8")
    array([[  64, -127,    0]], dtype=int8)
    """
    if storage == "float32":
        return np.ascontiguousarray(vectors, "<f4")
    if storage == "float16":
        if vectors.size and np.abs(vectors).max() > np.finfo(np.float16).max:
            raise ValueError("an entry is above 65,504, the most that float16 holds; use int8")
        return vectors.astype("<f2")
    assert scales is not None
    column = scales[:, None]
    steps = np.divide(vectors, column, out=np.zeros_like(vectors), where=column > 0)
    return np.rint(steps).astype(np.int8)


def scales_name(name: str) -> str:
    """Return the name of the tensor of a matrix's scales.

    Examples
    --------
    >>> scales_name("vectors")
    'vector_scales'
    """
    return f"{name.removesuffix('s')}_scales"


def decoded(name: str, tensors: Mapping[str, NDArray[np.generic]]) -> NDArray[np.float32]:
    """Return the matrix of a name as float32.

    Raises
    ------
    ValueError
        If it is of another type than those of `Storage`.
    """
    stored = tensors[name]
    if stored.dtype not in (np.float32, np.float16, np.int8):
        raise ValueError(f"vectors of {stored.dtype}; float32, float16 and int8 are read")
    if stored.dtype != np.int8:
        return stored.astype(np.float32, copy=False)
    vectors = stored.astype(np.float32)
    vectors *= tensors[scales_name(name)].astype(np.float32, copy=False)[:, None]
    return vectors


def measured_loss(vectors: NDArray[np.float32], storage: Storage) -> StorageLoss:
    """Measure what a storage loses of some vectors.

    Examples
    --------
    >>> rows = np.array([[0.5, -1.0, 0.3], [0, 0, 0]], np.float32)
    >>> measured_loss(rows, "int8").worst < 1e-4
    True
    """
    scales = scales_of(vectors)
    total, worst = 0.0, 0.0
    for part in parts_of(vectors):
        rows = vectors[part].astype(np.float64)
        tensors = {
            "vectors": encoded(vectors[part], scales[part], storage),
            scales_name("vectors"): scales[part],
        }
        stored = decoded("vectors", tensors)
        lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(stored.astype(np.float64), axis=1)
        products = np.einsum("ij,ij->i", rows, stored)
        loss = 1 - np.divide(products, lengths, out=np.ones(len(rows)), where=lengths > 0)
        total += float(loss.sum())
        worst = max(worst, float(loss.max(initial=0)))
    return StorageLoss(total / max(1, len(vectors)), worst)
