"""Projection of vectors to two dimensions: principal component analysis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray


def principal_components(
    matrix: NDArray[np.floating], components: int = 2
) -> tuple[FloatArray, FloatArray]:
    """Project rows onto their principal components, the directions of largest variance (PCA).

    The singular value decomposition of the centred rows is X = A Σ Bᵀ; the projection is X B.

    Parameters
    ----------
    matrix : ndarray, shape (rows, dimensions)
        One vector in each row.
    components : int, default 2
        How many components to keep.

    Returns
    -------
    projection : ndarray of float64, shape (rows, components)
        Each column's largest entry is positive, so that the same data give the same picture.
    share : ndarray of float64, shape (components,)
        The share of the variance that each component explains.

    Examples
    --------
    >>> projection, share = principal_components(np.array([[0., 0.], [2., 2.], [7., 7.]]))
    >>> share.round(3)
    array([1., 0.])
    >>> projection[:, 0].round(3)
    array([-4.243, -1.414,  5.657])
    """
    centred = matrix.astype(np.float64) - matrix.mean(axis=0, dtype=np.float64)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    projection = np.zeros((len(matrix), components))
    share = np.zeros(components)
    kept = min(components, len(singular))
    projection[:, :kept] = left[:, :kept] * singular[:kept]
    variance = singular**2
    if variance.sum() > 0:
        share[:kept] = variance[:kept] / variance.sum()
    largest = np.argmax(np.abs(projection), axis=0)
    signs = np.sign(projection[largest, np.arange(components)])
    return projection * np.where(signs == 0, 1.0, signs), share
