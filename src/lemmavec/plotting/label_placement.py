"""Where to write the labels of points so that none covers another: plain geometry in pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lemmavec._validation import FloatArray, IntArray
from lemmavec.plotting.leaders import boxes_hold, crossings, labels_met, leader_end, points_met

# Around a point, candidates lie on rectangles this many pixels further out each.
_RING_STEP = 5.0
_RINGS = 22
_PASSES = 8
# Pixels of extra distance that a label accepts to keep its leader off a point or a label, and off
# another leader.
_MEETING_COST, _CROSSING_COST = 60.0, 1e6
# Candidates looked at together.
_FEW = 8


class _Labels(NamedTuple):
    """Points, half the size of their labels, and the candidate centres of each, nearest first."""

    points: FloatArray
    half: FloatArray
    candidates: list[FloatArray]
    marker: float
    padding: float


def place_labels(
    points: FloatArray,
    sizes: FloatArray,
    bounds: tuple[float, float, float, float],
    marker: float = 4.0,
    padding: float = 2.0,
) -> FloatArray | None:
    """Find a place near its point for each label; no two overlap, and none hides a point.

    Labels are placed one by one, the most crowded first, each at the nearest free candidate;
    then each is moved again, given all others, as long as that brings it nearer. The leaders, from
    each point to its label, do not cross each other.

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
    half = sizes / 2
    candidates = [_candidates(i, points, half, bounds, marker) for i in range(len(points))]
    labels = _Labels(points, half, candidates, marker, padding)
    centres = np.full(points.shape, np.nan)
    order = _crowded_first(points, 4 * float(sizes.mean()))
    crossed = True
    for _ in range(_PASSES):
        before, crossed = centres.copy(), False
        for i in order:
            found = _best_place(i, labels, centres)
            if found is None:
                return None
            centres[i], cost = found
            crossed |= cost >= _CROSSING_COST
        if np.array_equal(before, centres):
            break
    return None if crossed else centres


def _crowded_first(points: FloatArray, radius: float) -> IntArray:
    near = [(np.linalg.norm(points - point, axis=1) < radius).sum() for point in points]
    return np.argsort(-np.array(near), kind="stable")


def _candidates(
    i: int,
    points: FloatArray,
    half: FloatArray,
    bounds: tuple[float, float, float, float],
    marker: float,
) -> FloatArray:
    """Find the candidate centres that are within the bounds and off every mark, nearest first."""
    left, bottom, right, top = bounds
    found = _around(points[i], half[i], marker)
    inside = np.all(found - half[i] >= (left, bottom), axis=1)
    inside &= np.all(found + half[i] <= (right, top), axis=1)
    found = found[inside]
    reach = np.abs(found - points[i]).max(initial=0.0) + float(half[i].max()) + marker
    near = points[(np.abs(points - points[i]) < reach).all(axis=1)]
    found = found[~boxes_hold(found, near, half[i] + marker).any(axis=1)]
    lengths = np.linalg.norm(leader_end(points[i], found, half[i]) - points[i], axis=1)
    return found[np.argsort(lengths, kind="stable")]


def _around(point: FloatArray, half: FloatArray, marker: float) -> FloatArray:
    """Candidate centres on growing rectangles, nearest first, the right-hand side before others."""
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1)]
    corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
    above_and_below = [(x, y) for x in (0.5, -0.5, 0.8, -0.8) for y in (1, -1)]
    beside = [(x, y) for x in (1, -1) for y in (0.5, -0.5)]
    edge = np.array([*sides, *corners, *above_and_below, *beside], dtype=np.float64)
    gaps = marker + 2.5 + _RING_STEP * np.arange(_RINGS)
    rings = point + edge * (half + gaps[:, None, None])
    return rings.reshape(-1, 2)


def _best_place(i: int, labels: _Labels, centres: FloatArray) -> tuple[FloatArray, float] | None:
    """Choose the cheapest candidate of a label that covers no other label, and tell its cost.

    A leader that meets another point or label costs extra, whichever is placed later, and one that
    crosses another leader costs more than all else.
    """
    point, half, candidates = labels.points[i], labels.half[i], labels.candidates[i]
    reach = np.abs(candidates - point).max(initial=0.0) + labels.half.max()
    near = np.flatnonzero((np.abs(labels.points - point) < 2 * reach).all(axis=1))
    near = near[near != i]
    # A leader cannot keep off a point that lies on its own.
    apart = labels.points[near]
    apart = apart[np.linalg.norm(apart - point, axis=1) > labels.marker]
    placed = near[np.isfinite(centres[near, 0])]
    points, places, sizes = labels.points[placed], centres[placed], labels.half[placed]
    padded, ends = sizes + labels.padding, leader_end(points, places, sizes)
    free = candidates[~boxes_hold(candidates, places, half + padded).any(axis=1)]
    best, best_cost = None, np.inf
    # Extra costs take time to find, and can only add to the length of a leader.
    for few in np.split(free, range(_FEW, len(free), _FEW)):
        mine = leader_end(point, few, half)
        cost = np.linalg.norm(mine - point, axis=1)
        if len(few) == 0 or cost[0] >= best_cost:
            break
        start = np.broadcast_to(point, mine.shape)
        meetings = points_met(start, mine, apart, labels.marker).sum(axis=1)
        meetings += labels_met(start, mine, places, padded).sum(axis=1)
        meetings += labels_met(points, ends, few, np.broadcast_to(half, few.shape)).sum(axis=0)
        cost += _MEETING_COST * meetings
        cost += _CROSSING_COST * crossings(start, mine, points, ends).sum(axis=1)
        if cost.min() < best_cost:
            best, best_cost = few[np.argmin(cost)], float(cost.min())
    return None if best is None else (best, best_cost)
