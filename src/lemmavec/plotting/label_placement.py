"""Where to write the labels of points so that none covers another: plain geometry in pixels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._validation import FloatArray

# Around a point, candidates lie on rectangles this many pixels further out each.
_RING_STEP = 5.0
_RINGS = 22
_PASSES = 6
# Places looked at along a leader, the line from a point to its label.
_PLACES = 9
# Pixels of extra distance that a label accepts to keep leaders off points and labels.
_CROSSING_COST = 60.0
# What a crossing of two leaders costs: more than any distance.
_LEADERS_CROSS = 1e6
# The most labels that are placed: all their distances are held at once.
MOST_LABELS = 3000
# The largest share of the area that labels may fill: more never finds a place for all.
_FULLEST = 0.6
# Candidates looked at together.
_FEW = 8


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

    Raises
    ------
    ValueError
        If there are more than 3,000 labels, before anything is computed.

    Examples
    --------
    >>> points = np.array([[50.0, 50.0], [52.0, 50.0]])
    >>> place_labels(points, np.full((2, 2), [30.0, 10.0]), (0, 0, 100, 100)).round()
    array([[72., 50.],
           [30., 50.]])
    """
    n = len(points)
    check_label_count(n)
    left, bottom, right, top = bounds
    if np.prod(sizes + padding, axis=1).sum() > _FULLEST * (right - left) * (top - bottom):
        return None
    half = sizes / 2
    centres = np.full((n, 2), np.nan)
    distances = np.linalg.norm(points[:, None] - points[None], axis=2)
    crowded_first = np.argsort(-(distances < 4 * sizes.mean()).sum(axis=1), kind="stable")
    candidates = [
        _free_of_points(
            _around(points[i], half[i], marker), points[i], half[i], points, bounds, marker
        )
        for i in range(n)
    ]
    # The cost of a place by itself: its distance, and the other points that its leader meets.
    own_costs = [
        _own_cost(candidates[i], half[i], points[i], np.delete(points, i, axis=0), marker)
        for i in range(n)
    ]
    for _ in range(_PASSES):
        before = centres.copy()
        for i in crowded_first:
            placed = np.isfinite(centres[:, 0])
            placed[i] = False
            ends = leader_end(points[placed], centres[placed], half[placed])
            others = _Placed(points[placed], centres[placed], half[placed] + padding, ends)
            best = _best_free(candidates[i], own_costs[i], half[i], points[i], others)
            if best is None:
                return None
            centres[i] = best
        if np.array_equal(before, centres):
            break
    return centres


def check_label_count(labels: int) -> None:
    """Raise a ValueError if there are more labels than are placed, with what they would need."""
    if labels > MOST_LABELS:
        # Two coordinates of 8 bytes for each pair of labels.
        needed, allowed = (count**2 * 2 * 8 / 2**30 for count in (labels, MOST_LABELS))
        raise ValueError(
            f"{labels:,} labels are too many for one map: the distances between all of them would "
            f"take {labels:,}² × 2 × 8 bytes = {needed:.1f} GiB; draw {MOST_LABELS:,} words "
            f"or fewer ({allowed:.1f} GiB), such as the most frequent"
        )


def cross(
    starts: FloatArray, ends: FloatArray, other_starts: FloatArray, other_ends: FloatArray
) -> NDArray[np.bool_]:
    """Say which line segments cross which others; lines that touch at an end do not.

    Parameters
    ----------
    starts, ends : ndarray of float64, shape (n, 2)
    other_starts, other_ends : ndarray of float64, shape (m, 2)

    Returns
    -------
    ndarray of bool, shape (n, m)

    Examples
    --------
    >>> here, there = np.array([[0.0, 0.0]]), np.array([[2.0, 2.0]])
    >>> cross(here, there, np.array([[0.0, 2.0], [2.0, 2.0]]), np.array([[2.0, 0.0], [2.0, 0.0]]))
    array([[ True, False]])
    """
    a, b = starts[:, None], ends[:, None]
    divided = _side(a, b, other_starts) * _side(a, b, other_ends) < 0
    divides = _side(other_starts, other_ends, a) * _side(other_starts, other_ends, b) < 0
    both: NDArray[np.bool_] = divided & divides
    return both


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    """Tell the side of a line on which a point lies, by the sign of a cross product."""
    along, towards = end - start, point - start
    product: FloatArray = along[..., 0] * towards[..., 1] - along[..., 1] * towards[..., 0]
    return product


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


class _Placed(NamedTuple):
    """Labels that have a place: their points, centres, and half their size with the padding."""

    points: FloatArray
    centres: FloatArray
    half: FloatArray
    ends: FloatArray
    """Where the leaders end, on the labels without the padding."""

    def within(self, low: FloatArray, high: FloatArray) -> _Placed:
        """Keep those of which the label or the leader may reach into a box."""
        first = np.minimum(self.points, self.centres - self.half)
        last = np.maximum(self.points, self.centres + self.half)
        near = np.all((first <= high) & (last >= low), axis=1)
        return _Placed(self.points[near], self.centres[near], self.half[near], self.ends[near])


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


def _free_of_points(
    candidates: FloatArray,
    point: FloatArray,
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
    reach = np.abs(candidates - point).max(axis=0, initial=0.0) + half + marker
    points = points[(np.abs(points - point) < reach).all(axis=1)]
    hidden = np.all(np.abs(candidates[:, None] - points) < half + marker, axis=2)
    off_marks: FloatArray = candidates[~hidden.any(axis=1)]
    return off_marks


def _leaders(points: FloatArray, ends: FloatArray) -> FloatArray:
    """Places along lines from points to ends, shape (lines, places, 2)."""
    steps = np.linspace(0, 1, _PLACES)[:, None]
    start = np.expand_dims(np.broadcast_to(points, ends.shape), 1)
    along: FloatArray = start + steps * (ends[:, None] - start)
    return along


def _own_cost(
    candidates: FloatArray,
    half: FloatArray,
    point: FloatArray,
    other_points: FloatArray,
    marker: float,
) -> FloatArray:
    """Compute each candidate's distance from its point; more if its leader meets another point."""
    ends = leader_end(point, candidates, half)
    reach = np.abs(ends - point).max(initial=0.0) + marker
    relative = other_points - point
    # A leader cannot keep off a point that lies on its own.
    relative = relative[
        (np.abs(relative) < reach).all(axis=1) & (np.linalg.norm(relative, axis=1) > marker)
    ]
    along = ends - point
    squared = (along**2).sum(axis=1)
    # The place on each leader that is nearest to each point, as a share of the leader's length.
    share = np.clip(along @ relative.T / np.maximum(squared, 1e-12)[:, None], 0, 1)
    distance2 = (relative**2).sum(axis=1) + share * (
        share * squared[:, None] - 2 * (along @ relative.T)
    )
    cost: FloatArray = np.sqrt(squared)
    cost += _CROSSING_COST * (distance2 < marker**2).sum(axis=1)
    return cost


def _best_free(
    candidates: FloatArray,
    own_cost: FloatArray,
    half: FloatArray,
    point: FloatArray,
    others: _Placed,
) -> FloatArray | None:
    """Choose the cheapest candidate that covers no other label.

    A leader across another label costs extra, whichever of the two is placed later; a leader across
    another leader costs more than any way around it.
    """
    others = others.within(candidates.min(axis=0, initial=np.inf) - half,
                           candidates.max(axis=0, initial=-np.inf) + half)  # fmt: skip
    overlaps = np.all(np.abs(candidates[:, None] - others.centres) < half + others.half, axis=2)
    free = np.flatnonzero(~overlaps.any(axis=1))
    free = free[np.argsort(own_cost[free], kind="stable")]
    their = _leaders(others.points, leader_end(others.points, others.centres, others.half))
    best: FloatArray | None = None
    best_cost = np.inf
    # Crossings are expensive to find, and can only add to a candidate's own cost.
    for few in np.split(free, range(_FEW, len(free), _FEW)):
        if len(few) == 0 or own_cost[few[0]] >= best_cost:
            break
        ends = leader_end(point, candidates[few], half)
        along = _leaders(point, ends)
        crossed = np.all(np.abs(along[:, :, None] - others.centres) < others.half, axis=3)
        covered = np.all(np.abs(their - candidates[few][:, None, None]) < half, axis=3)
        crossings = crossed.any(axis=1).sum(axis=1) + covered.any(axis=2).sum(axis=1)
        starts = np.broadcast_to(point, ends.shape)
        met = cross(starts, ends, others.points, others.ends).sum(axis=1)
        cost = own_cost[few] + _CROSSING_COST * crossings + _LEADERS_CROSS * met
        if cost.min() < best_cost:
            best, best_cost = candidates[few[np.argmin(cost)]], cost.min()
    return best
