"""Softmax regression fitted: the loss of `lemmavec.equations`, minimised by SciPy's L-BFGS."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import (
    FloatArray,
    at_least,
    finite_array,
    finite_number,
    indices,
    matrix,
)
from lemmavec.classify.search_axes import SearchAxes
from lemmavec.equations import softmax, softmax_cross_entropy_loss_and_gradient

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult
    from scipy.sparse import csr_matrix

MEMORY = 10
"""How many past steps L-BFGS remembers."""


class FittedRegression(NamedTuple):
    """Weights, biases, and how the search for them ended.

    Attributes
    ----------
    W : ndarray of float64, shape (D, C)
    b : ndarray of float64, shape (C,)
    loss : float
        At the end of the search.
    iterations : int
        Of L-BFGS.
    converged : bool
        Whether the gradient is zero up to the tolerance, or up to rounding.
    message : str
        Why the search ended.
    """

    W: FloatArray
    b: FloatArray
    loss: float
    iterations: int
    converged: bool
    message: str

    def probabilities(self, X: ArrayLike) -> FloatArray:
        """softmax(X W + b), shape (N, C)."""
        return softmax(matrix("X", X) @ self.W + self.b)


def regression_loss_and_gradient(
    X: FloatArray | csr_matrix,
    y: ArrayLike,
    parameters: FloatArray,
    l2: float,
    weights: FloatArray | None = None,
) -> tuple[float, FloatArray]:
    r"""Compute the loss of softmax regression with a bias, which is not penalised.

    $$J = \frac{1}{N} \sum_{i=1}^{N} s_i \, CE(y_i, \operatorname{softmax}(x_i W + b))
    + \frac{\lambda}{2} \lVert W \rVert_F^2$$

    Parameters
    ----------
    X : ndarray or csr_matrix of float64, shape (N, D + 1)
        Features, and a last column of ones.
    y : array_like of int, shape (N,)
    parameters : ndarray of float64, shape (D + 1, C)
        W, and b as the last row.
    l2 : float
        λ.
    weights : ndarray of float64, shape (N,), optional
        s, what each row counts, 1 on average; each counts 1 by default.

    Returns
    -------
    loss : float
    gradient : ndarray of float64, shape (D + 1, C)

    Notes
    -----
    Without weights, that of `lemmavec.equations.softmax_regression_loss_and_gradient` on X with its
    column of ones, less the penalty on b.

    Source: Bishop 2006, "Pattern Recognition and Machine Learning", equations 4.108 and 4.109.

    Examples
    --------
    >>> X, y = np.array([[2.0, 1.0]]), [0]
    >>> loss, gradient = regression_loss_and_gradient(X, y, np.zeros((2, 2)), l2=1.0)
    >>> print(round(loss, 6), gradient.tolist())
    0.693147 [[-1.0, 1.0], [-0.5, 0.5]]
    """
    losses, dlogits = softmax_cross_entropy_loss_and_gradient(X @ parameters, y)
    if weights is not None:
        losses, dlogits = losses * weights, dlogits * weights[:, None]
    W = parameters[:-1]
    gradient: FloatArray = X.T @ dlogits / X.shape[0]
    gradient[:-1] += l2 * W
    return float(losses.mean() + l2 / 2 * (W * W).sum()), gradient


def fit_softmax_regression(
    X: ArrayLike | csr_matrix,
    y: ArrayLike,
    classes: int,
    l2: float,
    *,
    weights: FloatArray | None = None,
    tolerance: float = 1e-7,
    max_iterations: int = 2000,
    start: FittedRegression | None = None,
) -> FittedRegression:
    """Minimise `regression_loss_and_gradient`.

    Parameters
    ----------
    X : array_like or csr_matrix of float, shape (N, D)
    y : array_like of int, shape (N,)
        Labels from 0 to classes - 1.
    classes : int
        C, 1 or more.
    l2 : float
        λ, 0 or more.
    weights : ndarray of float64, shape (N,), optional
        What each row counts in the loss, 1 on average.
    tolerance : float, default 1e-7
        The largest absolute entry of the gradient that counts as zero, 0 or more.
    max_iterations : int, default 2000
        1 or more.
    start : FittedRegression, optional
        Begin here, as `fit_l2_path` does; at zero by default.

    Returns
    -------
    FittedRegression
        The problem is convex: another start gives the same answer up to the tolerance.

    Raises
    ------
    ValueError
        If shapes do not fit, a label is outside the classes, a number is not finite, or a setting
        is out of its range.

    Examples
    --------
    >>> fitted = fit_softmax_regression([[-1.0], [1.0]], [0, 1], classes=2, l2=0.1)
    >>> fitted.probabilities([[1.0]]).round(2)
    array([[0.11, 0.89]])
    """
    classes = at_least("classes", classes, 1)
    labels = indices("y", y, classes, "classes")
    finite_number("l2", l2, 0)
    finite_number("tolerance", tolerance, 0)
    at_least("max_iterations", max_iterations, 1)
    ones, mean = _centred(X, weights)
    axes = SearchAxes.of(ones, l2)
    first = np.zeros((ones.shape[1], classes))
    if start is not None:
        first = finite_array("start", np.vstack([start.W, start.b + mean @ start.W]))

    def loss_and_gradient(flat: FloatArray) -> tuple[float, FloatArray]:
        parameters = axes.scale * flat.reshape(first.shape)
        loss, gradient = regression_loss_and_gradient(axes.X, labels, parameters, l2, weights)
        return loss, (axes.scale * gradient).ravel()

    strict = tolerance * axes.scale.min() / np.sqrt(len(first))
    found = _minimised(loss_and_gradient, axes.inside(first).ravel(), strict, max_iterations)
    parameters = axes.outside(found.x.reshape(first.shape))
    # Where rounding stops the search before the tolerance, the minimum is as near as it can be.
    steepest = float(np.abs(axes.slope(found.jac.reshape(first.shape))).max())
    converged = bool(found.success) or steepest <= 10 * tolerance
    message = f"{found.message}; the largest entry of the gradient is {steepest:.1e}"
    W, b = parameters[:-1], parameters[-1] - mean @ parameters[:-1]
    return FittedRegression(W, b, float(found.fun), int(found.nit), converged, message)


def _centred(X: Any, weights: FloatArray | None) -> tuple[Any, FloatArray]:
    """Centre the features and append a column of ones; sparse ones are left where they are.

    Centred features leave the biases alone, and the search is much shorter. The biases then take up
    the mean: x W + b = (x - mean) W + (b + mean W).

    Returns
    -------
    centred : ndarray or csr_matrix, shape (N, D + 1)
    mean : ndarray, shape (D,)
        What was subtracted; zeros for sparse features, which centring would fill.
    """
    if hasattr(X, "tocsr"):
        from scipy.sparse import csr_matrix, hstack

        finite_array("X", X.data if X.nnz else [0.0])
        return csr_matrix(hstack([X, np.ones((X.shape[0], 1))])), np.zeros(X.shape[1])
    X = matrix("X", X)
    mean: FloatArray = np.average(X, axis=0, weights=weights)
    return np.hstack([X - mean, np.ones((len(X), 1))]), mean


def _minimised(
    loss_and_gradient: Callable[[FloatArray], tuple[float, FloatArray]],
    start: FloatArray,
    tolerance: float,
    max_iterations: int,
) -> OptimizeResult:
    """Run L-BFGS until the gradient is zero up to the tolerance."""
    from scipy.optimize import minimize

    return minimize(
        loss_and_gradient,
        start,
        jac=True,
        method="L-BFGS-B",
        # Only the gradient says when to stop: a loss that hardly falls can be far from its minimum.
        options={"maxiter": max_iterations, "maxfun": 2 * max_iterations, "maxcor": MEMORY,
                 "gtol": tolerance, "ftol": 0.0},
    )  # fmt: skip
