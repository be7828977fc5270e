"""Validation of arguments: each kind is checked here alone, by errors that name the argument."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from typing import SupportsFloat, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Indices = Sequence[int] | NDArray[np.integer]

KINDS = {0: "a number", 1: "a vector", 2: "a matrix"}


def real_array(name: str, value: ArrayLike) -> FloatArray:
    """Take any real numbers as float64; NaN, complex numbers and text are errors."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must hold rows of one length, got rows of several") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{name} must hold real numbers, got dtype {array.dtype}")
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, got shape {array.shape}")
    array = array.astype(np.float64, copy=False)
    _reject(name, array, np.isnan(array), "hold no NaN")
    return array


def finite_array(name: str, value: ArrayLike) -> FloatArray:
    """Take what `real_array` takes, except infinities."""
    array = real_array(name, value)
    _reject(name, array, np.isinf(array), "be finite")
    return array


def finite_rows(name: str, value: ArrayLike) -> FloatArray:
    """Take a finite vector, or a finite array whose last axis holds the vectors."""
    array = finite_array(name, value)
    if array.ndim == 0:
        raise ValueError(f"{name} must be a vector or a matrix, got the number {array}")
    return array


def vector(name: str, value: ArrayLike, size: int | None = None, why: str = "") -> FloatArray:
    """Take a finite vector, of `size` entries if given; `why` says where `size` comes from."""
    array = _of_dimension(name, value, 1)
    if size is not None and array.shape[0] != size:
        raise ValueError(f"{name} must have {size} entries{why}, got {array.shape[0]}")
    return array


def matrix(name: str, value: ArrayLike, columns: int | None = None, why: str = "") -> FloatArray:
    """Take a finite matrix, of `columns` columns if given; `why` says where they come from."""
    array = _of_dimension(name, value, 2)
    if columns is not None and array.shape[1] != columns:
        raise ValueError(f"{name} must have {columns} columns{why}, got shape {array.shape}")
    return array


def probabilities(name: str, value: ArrayLike) -> FloatArray:
    """Take vectors along the last axis whose entries lie in [0, 1] and sum to one."""
    array = finite_rows(name, value)
    _reject(name, array, (array < 0) | (array > 1), "hold probabilities from 0 to 1")
    totals = array.sum(axis=-1)
    if not np.allclose(totals, 1.0, rtol=0, atol=1e-9):
        worst = np.atleast_1d(totals).flat[np.abs(totals - 1.0).argmax()]
        raise ValueError(f"{name} must sum to 1 along its last axis, got a sum of {worst:g}")
    return array


def distribution(name: str, value: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Take labels (one whole number a row) or distributions; give distributions."""
    array = np.asarray(value)
    if array.shape == shape and array.dtype.kind in "biuf":
        return probabilities(name, array)
    if array.shape != shape[:-1]:
        raise ValueError(
            f"{name} must hold labels of shape {shape[:-1]} or distributions of shape {shape}, "
            f"got shape {array.shape}"
        )
    labels = indices(name, array.reshape(-1), shape[-1], "classes")
    one_hot = np.zeros((labels.size, shape[-1]))
    one_hot[np.arange(labels.size), labels] = 1.0
    return one_hot.reshape(shape)


def index(name: str, value: SupportsIndex, count: int, of: str) -> int:
    """Take a whole number from 0 to count - 1; a negative one never counts from the end."""
    position = whole_number(name, value)
    if not 0 <= position < count:
        raise ValueError(f"{name} must lie from 0 to {count - 1} ({count} {of}), got {position}")
    return position


def indices(name: str, values: Indices | ArrayLike, count: int, of: str) -> IntArray:
    """Take a vector of whole numbers from 0 to count - 1; it may be empty."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be a sequence of whole numbers, got shape {array.shape}")
    if array.size == 0:
        return np.zeros(0, np.int64)
    if array.dtype.kind not in "iu":
        raise TypeError(f"{name} must hold whole numbers, got dtype {array.dtype}")
    outside = (array < 0) | (array >= count)
    if outside.any():
        place = int(outside.argmax())
        raise ValueError(
            f"{name} must lie from 0 to {count - 1} ({count} {of}), "
            f"got {array[place]} at place {place}"
        )
    return array.astype(np.int64)


def one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    """Take a string out of a short list."""
    if value not in allowed:
        choices = " or ".join(repr(choice) for choice in allowed)
        raise ValueError(f"{name} must be {choices}, got {value!r}")
    return value


def boolean(name: str, value: bool) -> bool:
    """Take True or False, and nothing that merely counts as one of them."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False, got {value!r}")
    return bool(value)


def at_least(name: str, value: SupportsIndex, least: int, of: str = "") -> int:
    """Take a whole number of `least` or more; `of` names its unit in the error."""
    number = whole_number(name, value, of)
    if number < least:
        raise ValueError(f"{name} must be {least}{of and f' {of}'} or more, got {value}")
    return number


def within(name: str, value: SupportsIndex, least: int, most: int) -> int:
    """Take a whole number from `least` to `most`."""
    number = at_least(name, value, least)
    if number > most:
        raise ValueError(f"{name} must be {most:,} or less, got {value}")
    return number


def whole_number(name: str, value: SupportsIndex, of: str = "") -> int:
    """Take an integer of Python, NumPy or the like, which True and 1.0 are not."""
    if isinstance(value, bool | np.bool_) or not hasattr(value, "__index__"):
        units = f" of {of}s" if of else ""
        raise TypeError(f"{name} must be a whole number{units}, got {value!r}")
    return operator.index(value)


def finite_number(name: str, value: SupportsFloat, least: float = -math.inf) -> float:
    """Take a finite real number of `least` or more."""
    if isinstance(value, bool | np.bool_ | str) or not hasattr(value, "__float__"):
        raise TypeError(f"{name} must be a number, got {value!r}")
    try:
        number = float(value)
    except OverflowError:  # a whole number beyond all of float's
        number = math.inf
    if not math.isfinite(number) or number < least:
        demand = "finite" if least == -math.inf else f"{least:g} or more and finite"
        raise ValueError(f"{name} must be {demand}, got {value}")
    return number


def above_zero(name: str, value: SupportsFloat) -> float:
    """Take a real number above 0, infinity included."""
    number = value if value == math.inf else finite_number(name, value)
    if not number > 0:
        raise ValueError(f"{name} must be above 0, got {value}")
    return float(number)


def between(
    name: str, value: SupportsFloat, low: float, high: float, *, low_too: bool = False
) -> float:
    """Take a real number above `low`, or equal to it if `low_too`, and below `high`."""
    number = finite_number(name, value)
    if not (low < number < high or (low_too and number == low)):
        demand = f"be {low:g} or more and below" if low_too else f"lie between {low:g} and"
        raise ValueError(f"{name} must {demand} {high:g}, got {value}")
    return number


def _of_dimension(name: str, value: ArrayLike, ndim: int) -> FloatArray:
    array = finite_array(name, value)
    if array.ndim != ndim:
        raise ValueError(f"{name} must be {KINDS[ndim]}, got shape {array.shape}")
    return array


def _reject(name: str, array: FloatArray, bad: NDArray[np.bool_], demand: str) -> None:
    if bad.any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        at = f" at {place if len(place) > 1 else place[0]}" if place else ""
        raise ValueError(f"{name} must {demand}, got {array[place]}{at}")
