"""Where words lie on the map: all of them on two principal components, at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from lemmavec.vectors.queries import Matrix

ROWS_AT_ONCE = 1 << 16
# Of the words within the map; those further out are drawn at its edge.
WITHIN = 0.999


def principal_plane(matrix: Matrix) -> NDArray[np.float32]:
    """Project the unit vectors of all rows onto their first two principal components.

    Parameters
    ----------
    matrix : ndarray of float32, shape (words, d)

    Returns
    -------
    ndarray of float32, shape (words, 2)
        From -1 to 1. The components are the eigenvectors of the d × d covariance, so that 400,000
        words take no second matrix; each has its largest entry positive.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    >>> principal_plane(rows).shape
    (3, 2)
    """
    words, size = matrix.shape
    total, products = np.zeros(size), np.zeros((size, size))
    for part in _unit_parts(matrix):
        total += part.sum(axis=0, dtype=np.float64)
        products += part.T @ part
    mean = total / words
    _, directions = np.linalg.eigh(products / words - np.outer(mean, mean))
    plane = directions[:, ::-1][:, :2]
    plane = plane * np.where(np.take_along_axis(plane, _largest(plane), axis=0) < 0, -1, 1)
    shift, plane = (mean @ plane).astype(np.float32), plane.astype(np.float32)
    points = np.concatenate([part @ plane - shift for part in _unit_parts(matrix)])
    if points.shape[1] < 2:
        points = np.column_stack([points, np.zeros(words, np.float32)])
    return scaled(points)


def scaled(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Move points to the square from -1 to 1, equally along both axes; far ones go to its edge."""
    middle = np.median(points, axis=0)
    reach = np.quantile(np.abs(points - middle), WITHIN)
    fitted: NDArray[np.float32] = ((points - middle) / (reach or 1)).clip(-1, 1).astype(np.float32)
    return fitted


def _largest(plane: NDArray[np.float64]) -> NDArray[np.intp]:
    rows: NDArray[np.intp] = np.abs(plane).argmax(axis=0)[None]
    return rows


def _unit_parts(matrix: Matrix) -> Iterator[NDArray[np.float32]]:
    """Give the rows at length 1, some at a time."""
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        part = np.asarray(matrix[start : start + ROWS_AT_ONCE])
        norms = np.sqrt(np.einsum("ij,ij->i", part, part))[:, None]
        yield np.divide(part, norms, out=np.zeros_like(part), where=norms > 0)
