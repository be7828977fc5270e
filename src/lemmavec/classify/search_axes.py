"""Coordinates in which a search for the weights of a linear classifier is short.

Where the features hardly vary, the loss hardly changes: in the coordinates as they are given,
averaged word vectors need a hundred times as many steps as along their principal axes, scaled.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from lemmavec._validation import FloatArray

MOST_ROTATED = 1000
"""With more features, their principal axes would take longer to find than they save."""


class SearchAxes(NamedTuple):
    """Coordinates of the parameters in which the loss is about as steep in all directions.

    Attributes
    ----------
    X : ndarray or csr_matrix of float64, shape (N, D + 1)
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
    def of(cls, ones: Any, l2: float) -> SearchAxes:
        """Find the principal axes of features, if they are dense and not too many.

        Parameters
        ----------
        ones : ndarray or csr_matrix, shape (N, D + 1)
            Features, centred if they are dense, and a last column of ones.
        l2 : float
            λ.
        """
        axes = None
        if hasattr(ones, "tocsr"):
            squares = np.asarray(ones.multiply(ones).mean(axis=0)).ravel()
        elif ones.shape[1] - 1 <= MOST_ROTATED:
            features = ones[:, :-1]
            variance, axes = np.linalg.eigh(features.T @ features / len(features))
            ones = np.hstack([features @ axes, ones[:, -1:]])
            squares = np.append(variance, 1.0)
        else:
            squares = np.mean(ones**2, axis=0)
        # The curvature along an axis: that of the cross-entropy is at most a quarter of the mean
        # square, and that of the penalty, which the bias does not have, is λ.
        curvature = squares / 4 + np.append(np.full(len(squares) - 1, l2), 0.0)
        curvature = np.maximum(curvature, 1e-10 * curvature.max())
        return cls(ones, axes, 1 / np.sqrt(curvature)[:, None])

    def inside(self, parameters: FloatArray) -> FloatArray:
        """Give the numbers that are searched for these parameters."""
        return self._rotated(parameters, None if self.axes is None else self.axes.T) / self.scale

    def outside(self, searched: FloatArray) -> FloatArray:
        """Give the parameters."""
        return self._rotated(self.scale * searched, self.axes)

    def slope(self, gradient: FloatArray) -> FloatArray:
        """Give the gradient in the parameters, of one in the numbers that are searched."""
        return self._rotated(gradient / self.scale, self.axes)

    @staticmethod
    def _rotated(parameters: FloatArray, axes: FloatArray | None) -> FloatArray:
        if axes is None:
            return parameters
        return np.vstack([axes @ parameters[:-1], parameters[-1:]])
