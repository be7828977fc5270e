"""Coordinates in which the search for a softmax regression is short: principal axes, scaled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lemmavec._validation import FloatArray, finite_array, matrix

MOST_ROTATED = 1000
"""With more features, their principal axes would take longer to find than they save."""


class SearchAxes(NamedTuple):
    """Coordinates of the parameters in which the loss is about as steep in all directions.

    Where the features hardly vary, the loss hardly changes: in the coordinates as they are given,
    averaged word vectors need a hundred times as many steps.

    Attributes
    ----------
    X : ndarray of float64 or csr_matrix, shape (N, D + 1)
        The features along these axes, and a column of ones.
    axes : ndarray of float64, shape (D, D), or None
        Orthonormal columns, so that the penalty is the same; None leaves the features as they are.
    scale : ndarray of float64, shape (D + 1, 1)
        What the searched numbers are multiplied by.
    """

    X: Any
    axes: FloatArray | None
    scale: FloatArray

    @classmethod
    def of(cls, centred: Any, l2: float, weights: FloatArray | None) -> SearchAxes:
        """Find the principal axes of centred features, if they are dense and not too many."""
        axes = None
        share = np.full(centred.shape[0], 1.0) if weights is None else weights
        share = share / centred.shape[0]
        if hasattr(centred, "tocsr"):
            variance = centred.multiply(centred).T @ share
        elif centred.shape[1] <= MOST_ROTATED:
            variance, axes = np.linalg.eigh((centred.T * share) @ centred)
            centred = centred @ axes
        else:
            variance = share @ centred**2
        # The curvature along an axis: that of the cross-entropy is at most a quarter of the
        # variance, and that of the penalty is λ. The ones of the bias have a mean square of 1.
        curvature = np.append(variance / 4 + l2, 1 / 4)
        curvature = np.maximum(curvature, 1e-10 * curvature.max())
        return cls(_with_ones(centred), axes, 1 / np.sqrt(curvature)[:, None])

    def inside(self, parameters: FloatArray) -> FloatArray:
        """Give the numbers that are searched for these parameters."""
        return self._rotated(parameters, None if self.axes is None else self.axes.T) / self.scale

    def outside(self, searched: FloatArray) -> FloatArray:
        """Give the parameters."""
        return self._rotated(self.scale * searched, self.axes)

    @staticmethod
    def _rotated(parameters: FloatArray, axes: FloatArray | None) -> FloatArray:
        if axes is None:
            return parameters
        return np.vstack([axes @ parameters[:-1], parameters[-1:]])


def centred_features(X: Any, weights: FloatArray | None) -> tuple[Any, FloatArray]:
    """Subtract the mean of the features, which is returned; sparse ones are left where they are.

    Centred features leave the biases alone, and the search is much shorter. The biases then take up
    the mean: x W + b = (x - mean) W + (b + mean W). Centring would fill sparse features.
    """
    if hasattr(X, "tocsr"):
        finite_array("X", X.data if X.nnz else [0.0])
        return X.tocsr(), np.zeros(X.shape[1])
    X = matrix("X", X)
    mean: FloatArray = np.average(X, axis=0, weights=weights)
    return X - mean, mean


def _with_ones(X: Any) -> Any:
    """Append a column of ones."""
    ones = np.ones((X.shape[0], 1))
    if hasattr(X, "tocsr"):
        from scipy.sparse import csr_matrix, hstack

        return csr_matrix(hstack([X, ones]))
    return np.hstack([X, ones])
