"""The shared assertion that a gradient belongs to its loss, and a second, plainer derivative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec.gradient_check import LossAndGradient, gradient_check


def assert_gradient(loss_and_gradient: LossAndGradient, x: ArrayLike) -> None:
    """Every entry agrees with central differences to 1e-7 relative."""
    check = gradient_check(loss_and_gradient, x, tolerance=1e-7)
    assert check.parameters == np.size(x)
    assert check.passed, str(check)


def numerical_gradient(f: Callable[..., float], x: ArrayLike) -> NDArray[np.float64]:
    """Differentiate f by two-point central differences; shares no code with `gradient_check`."""
    x = np.array(x, dtype=np.float64)
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-5
        gradient[index] = (f(x + step) - f(x - step)) / 2e-5
    return gradient
