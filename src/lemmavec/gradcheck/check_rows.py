"""Rows of the table of gradient checks, and how several gradients of one function fill a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec.gradcheck.finite_differences import GradientCheck, gradient_check

FloatArray = NDArray[np.float64]
Gradients = Callable[..., tuple[float, Mapping[str, FloatArray]]]
"""Named arrays in; the loss and, by the same names, its gradients out."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One row of the table that `lemmavec gradcheck` prints.

    Parameters
    ----------
    what : str
        The equation or the kernel.
    parameters : int
        How many numbers were checked.
    largest_error : float
        The largest relative error among them.
    passed : bool
        Whether that is within the tolerance.

    Examples
    --------
    >>> CheckRow("sigmoid", 3, 1e-12, True).passed
    True
    """

    what: str
    parameters: int
    largest_error: float
    passed: bool

    @classmethod
    def of(cls, what: str, checks: Iterable[GradientCheck]) -> CheckRow:
        """Combine results of `gradient_check` into one row: the sum of parameters, the worst error.

        Examples
        --------
        >>> CheckRow.of("x squared", [gradient_check(lambda x: (float(x @ x), 2 * x), [3.0])]).what
        'x squared'
        """
        checks = list(checks)
        return cls(
            what,
            parameters=sum(check.parameters for check in checks),
            largest_error=max(check.max_relative_error for check in checks),
            passed=all(check.passed for check in checks),
        )


def check_each(
    gradients: Gradients, arguments: Mapping[str, FloatArray]
) -> Iterator[GradientCheck]:
    """Check one function with respect to each of its arrays, the others held fixed."""
    for name in arguments:

        def of_one(x: FloatArray, name: str = name) -> tuple[float, FloatArray]:
            loss, by_name = gradients(**{**arguments, name: x})
            return loss, by_name[name]

        yield gradient_check(of_one, arguments[name])


def named_gradients(function: Callable[..., tuple[Any, ...]], *names: str) -> Gradients:
    """Name the gradients that a function returns after its loss."""

    def gradients(**arguments: FloatArray) -> tuple[float, Mapping[str, FloatArray]]:
        loss, *found = function(**arguments)
        return float(loss), dict(zip(names, found, strict=True))

    return gradients
