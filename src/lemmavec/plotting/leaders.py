"""Leaders, the lines from points to their labels: where they end, and what they cross."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray

# Places looked at along a leader for the labels that it runs across.
_PLACES = 9


def leader_end(point: FloatArray, centre: FloatArray, half: FloatArray) -> FloatArray:
    """Find the place on a label's box that is nearest to its point.

    Parameters
    ----------
    point, centre, half : ndarray of float64, shape (2,) or (n, 2)
        The point, the centre of the label, and half its width and height.

    Returns
    -------
    ndarray of float64, of the same shape
    """
    return np.clip(point, centre - half, centre + half)


def crossings(
    starts: FloatArray, ends: FloatArray, other_starts: FloatArray, other_ends: FloatArray
) -> NDArray[np.bool_]:
    """Tell which lines cross which others; lines that only touch do not.

    Parameters
    ----------
    starts, ends : ndarray of float64, shape (n, 2)
    other_starts, other_ends : ndarray of float64, shape (m, 2)

    Returns
    -------
    ndarray of bool, shape (n, m)

    Examples
    --------
    >>> corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    >>> crossings(*corners[:2, None], *corners[2:, None])
    array([[ True]])
    """
    a, b = starts[:, None], ends[:, None]
    c, d = other_starts[None], other_ends[None]
    apart = _turn(a, b, c) * _turn(a, b, d) < 0
    across: NDArray[np.bool_] = apart & (_turn(c, d, a) * _turn(c, d, b) < 0)
    return across


def points_met(
    starts: FloatArray, ends: FloatArray, points: FloatArray, radius: float
) -> NDArray[np.bool_]:
    """Tell which lines come nearer than `radius` to which points, shape (lines, points)."""
    along_x, along_y = (ends - starts).T[..., None]
    x = points[:, 0] - starts[:, :1]
    y = points[:, 1] - starts[:, 1:]
    squared = np.maximum(along_x**2 + along_y**2, 1e-12)
    share = np.clip((x * along_x + y * along_y) / squared, 0, 1)
    return np.asarray(np.hypot(x - share * along_x, y - share * along_y) < radius)


def labels_met(
    starts: FloatArray, ends: FloatArray, centres: FloatArray, half: FloatArray
) -> NDArray[np.bool_]:
    """Tell which lines run across which labels, shape (lines, labels)."""
    along = starts + np.linspace(0, 1, _PLACES)[:, None, None] * (ends - starts)
    inside = boxes_hold(along.reshape(-1, 2), centres, half)
    return np.asarray(inside.reshape(_PLACES, len(starts), len(centres)).any(axis=0))


def boxes_hold(points: FloatArray, centres: FloatArray, half: FloatArray) -> NDArray[np.bool_]:
    """Tell which points lie in which boxes, shape (points, boxes); `half` is half their size."""
    across = np.abs(points[:, None, 0] - centres[:, 0]) < half[..., 0]
    up = np.abs(points[:, None, 1] - centres[:, 1]) < half[..., 1]
    return np.asarray(across & up)


def _turn(a: FloatArray, b: FloatArray, c: FloatArray) -> FloatArray:
    """Above 0 where a, b, c turn to the left, below 0 to the right."""
    turn: FloatArray = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (
        b[..., 1] - a[..., 1]
    ) * (c[..., 0] - a[..., 0])
    return turn
