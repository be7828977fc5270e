"""The picture of an L2 regularisation path: accuracy against λ."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from lemmavec._validation import FloatArray
from lemmavec.plotting.figure import BLUE, GREY, PAPER, VERMILLION, curve_axes, saved, titled_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lemmavec.classify.l2_path import L2Path, L2PathRow

_COLOURS = {"train": "#8a9099", "dev": BLUE, "test": VERMILLION}
_LEAST_GAP = 0.045  # of the height, between two names at the ends of lines


def plot_l2_path(
    l2_path: L2Path, path: str | PathLike[str] | None = None, *, title: str | None = None
) -> Figure:
    """Draw accuracy against λ: a line for train, dev and test, and the λ that dev chooses.

    The bar at the chosen λ is its standard error on dev; the largest λ within it is marked too.

    Parameters
    ----------
    l2_path : L2Path
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    title : str, optional
        The finding by default: which λ is best on dev, and up to which λ that is not certain.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If no λ is above 0: a log axis has no place for 0.
    ImportError
        If matplotlib is not installed.
    """
    # A log axis has no place for λ = 0.
    rows = [row for row in l2_path.rows if row.l2 > 0]
    if not rows:
        raise ValueError("a picture needs a λ above 0: its axis is a log axis")
    subtitle = "Accuracy of softmax regression by λ, the strength of L2 regularisation"
    figure = titled_figure((9.0, 5.6), _finding(l2_path) if title is None else title, subtitle)
    label = "λ  (weaker  →  stronger regularisation)"
    axes = curve_axes(figure, (0.08, 0.13, 0.89, 0.69), "y", (label, ""))
    l2 = np.array([row.l2 for row in rows])
    lines = _accuracies(rows)
    for name, accuracy in lines.items():
        axes.plot(l2, accuracy, "o-", color=_COLOURS[name], linewidth=2, markersize=4, label=name)
    _scale_axes(axes, l2)
    _draw_floor(axes, 100 * l2_path.most_frequent)
    low, high = axes.get_ylim()
    axes.set_ylim(low - 0.03 * (high - low), high + 0.12 * (high - low))
    if l2_path.chosen.l2 > 0:
        _draw_chosen(axes, l2_path.chosen, l2)
        _draw_uncertainty(axes, l2_path)
    _name_lines(axes, {name: float(accuracy[0]) for name, accuracy in lines.items()}, l2[0])
    return saved(figure, path)


def _finding(l2_path: L2Path) -> str:
    """Say which λ is best on dev, and up to which λ the accuracy is within its standard error."""
    best, simplest = l2_path.chosen, l2_path.one_standard_error
    found = f"Dev is best at λ = {best.l2:g}"
    if not l2_path.dev_texts:
        return found
    if simplest.l2 > best.l2:
        return f"{found}, within one standard error up to λ = {simplest.l2:g}"
    if best.l2 == l2_path.rows[-1].l2:
        return f"{found}, the largest that was tried"
    return f"{found}; no larger λ is within one standard error"


def _accuracies(rows: list[L2PathRow]) -> dict[str, FloatArray]:
    """Give the accuracies of each part in percent; without test if a row has none."""
    parts = {"train": [row.train for row in rows], "dev": [row.dev for row in rows]}
    tested = [row.test for row in rows if row.test is not None]
    if len(tested) == len(rows):
        parts["test"] = tested
    return {name: 100 * np.array(accuracy) for name, accuracy in parts.items()}


def _scale_axes(axes: Axes, l2: FloatArray) -> None:
    axes.set_xscale("log")
    # Room on the left for the names of the lines.
    first, last = l2[[0, -1]]
    if last > first:
        axes.set_xlim(first * (first / last) ** 0.1, last * (last / first) ** 0.03)
    axes.yaxis.set_major_formatter("{x:.0f}%")


def _draw_floor(axes: Axes, accuracy: float) -> None:
    axes.axhline(accuracy, color=GREY, linewidth=1, linestyle=(0, (2, 3)))
    axes.annotate("always predicting the most frequent class", (0, accuracy),
                  xycoords=("axes fraction", "data"), xytext=(4, 4), textcoords="offset points",
                  color=GREY, fontsize=9)  # fmt: skip


def _draw_chosen(axes: Axes, chosen: L2PathRow, l2: FloatArray) -> None:
    """Mark the chosen λ, with its name on the side that has room."""
    axes.axvline(chosen.l2, color=_COLOURS["dev"], linewidth=1, alpha=0.6)
    on_the_right = _position(chosen.l2, l2) < 0.55
    axes.annotate(f"dev is best here: λ = {chosen.l2:g}, {chosen.dev:.1%}", (chosen.l2, 1),
                  xycoords=("data", "axes fraction"), xytext=(5 if on_the_right else -5, -12),
                  textcoords="offset points", color=_COLOURS["dev"], fontsize=9.5,
                  ha="left" if on_the_right else "right",
                  bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1})  # fmt: skip


def _draw_uncertainty(axes: Axes, l2_path: L2Path) -> None:
    """Draw the standard error of the best on dev, and ring the largest λ within it."""
    best, simplest = l2_path.chosen, l2_path.one_standard_error
    if not l2_path.dev_texts:
        return
    axes.errorbar([best.l2], [100 * best.dev], yerr=[100 * l2_path.standard_error], capsize=4,
                  color=_COLOURS["dev"], linewidth=1.4, label="standard error")  # fmt: skip
    if simplest.l2 > best.l2:
        axes.plot([simplest.l2], [100 * simplest.dev], "o", markersize=11, markerfacecolor="none",
                  markeredgecolor=_COLOURS["dev"], markeredgewidth=1.6,
                  label="within one standard error")  # fmt: skip


def _position(value: float, along: FloatArray) -> float:
    """How far along a log axis a value lies, from 0 to 1."""
    first, last = np.log(along[0]), np.log(along[-1])
    return float((np.log(value) - first) / (last - first)) if last > first else 0.5


def _name_lines(axes: Axes, ends: dict[str, float], x: float) -> None:
    """Write each line's name at its left end, the names apart from each other."""
    low, high = axes.get_ylim()
    gap = _LEAST_GAP * (high - low)
    y = -np.inf
    for name, value in sorted(ends.items(), key=lambda item: item[1]):
        y = max(value, y + gap)
        axes.annotate(name, (x, y), xytext=(-8, 0), textcoords="offset points", ha="right",
                      va="center", color=_COLOURS[name], fontweight="bold",
                      annotation_clip=False)  # fmt: skip
