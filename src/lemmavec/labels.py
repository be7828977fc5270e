"""Where to write the labels of points so that none covers another: plain geometry in pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# Around a point, candidates lie on rectangles this many pixels further out each.
_RING_STEP = 5.0
_RINGS = 22
_PASSES = 4
# Pixels of further distance that a label accepts to keep its leader off another label.
_CROSSING_COST = 60.0


def place_labels(
    points: FloatArray,
    sizes: FloatArray,
    bounds: tuple[float, float, float, float],
    marker: float = 4.0,
    padding: float = 2.0,
) -> FloatArray | None:
    """Find a place near its point for each label; no two overlap, and none hides a point.

    Labels are placed one by one, the most crowded first, each at the nearest free candidate;
    then each is moved again, given all others, as long as that brings it nearer.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Where the marked points are.
    sizes : ndarray of float64, shape (n, 2)
        Width and height of each label.
    bounds : tuple of float
        Left, bottom, right and top of the area that labels stay within.
    marker : float, default 4
        Radius of the marks at the points.
    padding : float, default 2
        Least distance between two labels, and between a label and a mark.

    Returns
    -------
    ndarray of float64, shape (n, 2), or None
        The centre of each label; None where there is not room for all.

    Examples
    --------
    >>> points = np.array([[50.0, 50.0], [52.0, 50.0]])
    >>> place_labels(points, np.full((2, 2), [30.0, 10.0]), (0, 0, 100, 100)).round()
    array([[72., 50.],
           [30., 50.]])
    """
    n = len(points)
    half = sizes / 2
    centres = np.full((n, 2), np.nan)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    crowded_first = np.argsort(-(distances < 4 * sizes.mean()).sum(axis=1), kind="stable")
    candidates = [
        _free_of_points(_around(points[i], half[i], marker), half[i], points, bounds, marker)
        for i in range(n)
    ]
    for _ in range(_PASSES):
        before = centres.copy()
        for i in crowded_first:
            placed = np.isfinite(centres[:, 0])
            placed[i] = False
            best = _nearest_free(
                candidates[i], half[i], points[i], centres[placed], half[placed] + padding
            )
            if best is None:
                return None
            centres[i] = best
        if np.array_equal(before, centres):
            break
    return centres


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


def _around(point: FloatArray, half: FloatArray, marker: float) -> FloatArray:
    """Candidate centres on growing rectangles, nearest first, the right-hand side before others."""
    # Twelve places along a rectangle's edge, in the order in which they are wished for.
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    between = [(0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1)]
    edge = np.array([*sides, *corners, *between], dtype=np.float64)
    gaps = marker + 2.5 + _RING_STEP * np.arange(_RINGS)
    rings = point + edge * (half + gaps[:, None, None])
    return rings.reshape(-1, 2)


def _free_of_points(
    candidates: FloatArray,
    half: FloatArray,
    points: FloatArray,
    bounds: tuple[float, float, float, float],
    marker: float,
) -> FloatArray:
    """Candidates that stay within the bounds and off every mark."""
    left, bottom, right, top = bounds
    inside = np.all(candidates - half >= (left, bottom), axis=1)
    inside &= np.all(candidates + half <= (right, top), axis=1)
    candidates = candidates[inside]
    hidden = np.all(np.abs(candidates[:, None] - points) < half + marker, axis=2)
    off_marks: FloatArray = candidates[~hidden.any(axis=1)]
    return off_marks


def _nearest_free(
    candidates: FloatArray,
    half: FloatArray,
    point: FloatArray,
    others: FloatArray,
    others_half: FloatArray,
) -> FloatArray | None:
    """Choose the candidate nearest to the point that covers no other label."""
    overlaps = np.all(np.abs(candidates[:, None] - others) < half + others_half, axis=2)
    free = candidates[~overlaps.any(axis=1)]
    if len(free) == 0:
        return None
    ends = leader_end(point, free, half)
    cost = np.linalg.norm(ends - point, axis=1)
    # Points along each leader, (free, samples, 2), that lie inside another label's box.
    along: FloatArray = point + np.linspace(0, 1, 9)[:, None] * (ends - point)[:, None]
    inside = np.all(np.abs(along[:, :, None] - others) < others_half, axis=3)
    cost += _CROSSING_COST * inside.any(axis=1).sum(axis=1)
    best: FloatArray = free[np.argmin(cost)]
    return best
