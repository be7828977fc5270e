"""Check a gradient against central differences of its loss."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
LossAndGradient = Callable[[FloatArray], tuple[float, ArrayLike]]

ROUNDING = 64 * float(np.finfo(np.float64).eps)
"""The rounding error assumed of a loss near 1: 64 times the machine epsilon."""


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """The result of `gradient_check`.

    Parameters
    ----------
    passed : bool
        Whether `max_relative_error` is at most the tolerance.
    max_relative_error : float
        The largest of |a - n| / (max(|a|, |n|) + floor) over the parameters checked.
    max_absolute_error : float
        The largest |a - n|.
    worst_index : tuple of int
        The entry of x with the largest relative error.
    analytic, numerical : float
        The gradient and the central difference at that entry.
    parameters : int
        How many parameters were checked.
    tolerance : float
        The largest relative error that passes.

    Examples
    --------
    >>> print(gradient_check(lambda x: (float(x @ x), 2 * x), [1.0, 2.0]))
    passed: 2 parameters, largest relative error ...
    """

    passed: bool
    max_relative_error: float
    max_absolute_error: float
    worst_index: tuple[int, ...]
    analytic: float
    numerical: float
    parameters: int
    tolerance: float

    def __str__(self) -> str:
        """Describe the result in one line."""
        return (
            f"{'passed' if self.passed else 'FAILED'}: {self.parameters} parameters, "
            f"largest relative error {self.max_relative_error:.1e} at {self.worst_index} "
            f"(analytic {self.analytic:.10g}, numerical {self.numerical:.10g})"
        )


def gradient_check(
    loss_and_gradient: LossAndGradient,
    x: ArrayLike,
    *,
    sample: int | None = None,
    seed: int = 0,
    step: float = 1e-3,
    tolerance: float = 1e-7,
) -> GradientCheck:
    r"""Compare a gradient with central differences of its loss, entry by entry.

    $$\frac{\partial J}{\partial x_i} \approx
    \frac{8\,[J(x + h e_i) - J(x - h e_i)] - [J(x + 2h e_i) - J(x - 2h e_i)]}{12 h}$$

    Parameters
    ----------
    loss_and_gradient : callable
        x -> (loss, dJ/dx). It gets a read-only x and must return the same loss for the same x.
    x : array_like of float, any shape
        Where to check. It is never changed.
    sample : int, optional
        Check this many entries, drawn without repetition; all by default.
    seed : int
        Seed of that draw. NumPy's global random state is neither read nor changed.
    step : float
        The step h for entries up to 1 in size; for a larger x_i it is h |x_i|.
    tolerance : float
        The largest relative error that passes.

    Returns
    -------
    GradientCheck

    Raises
    ------
    TypeError
        If `x` is complex.
    ValueError
        If `x` or a loss or the gradient is not finite, the gradient's shape is not that of `x`,
        the loss changes between two calls at the same `x`, or an option is out of its range.

    Notes
    -----
    The error of the four-point formula falls as h^4, so h can be large enough for the rounding of
    the loss to matter little. What it may still change, 64 ε max(1, |J|) / h, divided by the
    tolerance, is the floor in the relative error: a smaller entry is judged by its absolute error.

    Source: Fornberg 1988, "Generation of Finite Difference Formulas on Arbitrarily Spaced Grids",
    table 1.

    Examples
    --------
    >>> gradient_check(lambda x: (float((x**3).sum()), 3 * x**2), [1.0, 2.0]).passed
    True
    >>> wrong = lambda x: (float((x**3).sum()), 3 * x**2 + [0.0, 1e-4])
    >>> gradient_check(wrong, [1.0, 2.0]).worst_index
    (1,)
    """
    if np.iscomplexobj(x):
        raise TypeError("x must hold real numbers, got complex ones")
    point = _finite("x", np.array(x, dtype=np.float64))
    _check_options(sample, step, tolerance, point.size)
    analytic = _gradient_at(loss_and_gradient, point)
    indices = np.arange(point.size)
    if sample is not None:
        draw = np.random.default_rng(seed).choice(point.size, sample, replace=False)
        indices = np.sort(draw)
    estimates = [_central_difference(loss_and_gradient, point, int(i), step) for i in indices]
    numerical = np.array([estimate for estimate, _ in estimates])
    noise = np.array([noise for _, noise in estimates])
    checked = analytic.reshape(-1)[indices]
    absolute = np.abs(checked - numerical)
    relative = absolute / (np.maximum(np.abs(checked), np.abs(numerical)) + noise / tolerance)
    worst = int(relative.argmax())
    return GradientCheck(
        passed=bool(relative[worst] <= tolerance),
        max_relative_error=float(relative[worst]),
        max_absolute_error=float(absolute.max()),
        worst_index=tuple(int(i) for i in np.unravel_index(indices[worst], point.shape)),
        analytic=float(checked[worst]),
        numerical=float(numerical[worst]),
        parameters=len(indices),
        tolerance=tolerance,
    )


def _gradient_at(loss_and_gradient: LossAndGradient, point: FloatArray) -> FloatArray:
    """Copy the gradient at the point, and check that a second call returns the same loss."""
    loss, gradient = loss_and_gradient(_read_only(point))
    analytic = np.array(gradient, dtype=np.float64)
    if analytic.shape != point.shape:
        raise ValueError(
            f"the gradient must have the shape of x, {point.shape}, got {analytic.shape}"
        )
    _finite("the gradient", analytic)
    again = _loss_at(loss_and_gradient, point)
    if again != float(loss):
        raise ValueError(
            f"loss_and_gradient must give the same loss for the same x, got {float(loss)!r} and "
            f"then {again!r}; fix the seed of what it draws at random"
        )
    return analytic


def _central_difference(
    loss_and_gradient: LossAndGradient, point: FloatArray, index: int, step: float
) -> tuple[float, float]:
    """Estimate the derivative in one entry, and the error of the estimate from rounding."""
    work = point.copy()
    entry = work.reshape(-1)
    centre = float(entry[index])
    # A step that float64 holds exactly, so that the points are h and 2h from the centre.
    h = (centre + step * max(1.0, abs(centre))) - centre
    losses = []
    for multiple in (-2, -1, 1, 2):
        entry[index] = centre + multiple * h
        losses.append(_loss_at(loss_and_gradient, work))
    far_left, left, right, far_right = losses
    estimate = (8 * (right - left) - (far_right - far_left)) / (12 * h)
    return estimate, ROUNDING * max(1.0, *map(abs, losses)) / h


def _loss_at(loss_and_gradient: LossAndGradient, point: FloatArray) -> float:
    loss = float(loss_and_gradient(_read_only(point))[0])
    if not math.isfinite(loss):
        raise ValueError(f"the loss must be finite near x, got {loss}")
    return loss


def _read_only(point: FloatArray) -> FloatArray:
    view = point.view()
    view.flags.writeable = False
    return view


def _finite(name: str, array: FloatArray) -> FloatArray:
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    bad = np.argwhere(~np.isfinite(array))
    if len(bad):
        place = tuple(int(i) for i in bad[0])
        raise ValueError(f"{name} must be finite, got {array[place]} at {place}")
    return array


def _check_options(sample: int | None, step: float, tolerance: float, size: int) -> None:
    if sample is not None and not 1 <= operator.index(sample) <= size:
        raise ValueError(f"sample must lie from 1 to {size} (the entries of x), got {sample}")
    for name, value in (("step", step), ("tolerance", tolerance)):
        if not 0 < value < math.inf:
            raise ValueError(f"{name} must be a finite number above 0, got {value}")
