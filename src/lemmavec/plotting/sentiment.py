"""Pictures of a classifier (extra `plot`): the choice of λ, confusions, and telling words."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from textwrap import shorten, wrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lemmavec.plotting.words import require_matplotlib

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lemmavec.classify.explanation import Explanation
    from lemmavec.classify.l2_path import L2Study

Path = str | PathLike[str]

_INK, _GREY, _PAPER, _LINE = "#22252a", "#7b828c", "#fdfdfc", "#d9dce1"
_SPLITS = {"train": "#8a9099", "dev": "#2563ab", "test": "#c8452b"}
_FOR, _AGAINST = "#2a8a56", "#c8452b"
_LEAST_GAP = 0.045  # of the height, between two names at the ends of lines
_DPI = 150
_NARROWEST = 6.6
_LETTERS_AN_INCH = 13.0  # of the line under a title
_SMALL = 0.05  # a part that would be written as 0.0
# Of explanations: the most bars of a text, the fewest that a text's width has room for, inches,
# letters in a line, and the name of the last bar.
_MOST_BARS, _LEAST_BARS, _WIDE, _LETTERS, _REST = 14, 10, 11.0, 125, "(all others)"


def plot_study(
    study: L2Study, path: Path | None = None, *, title: str = "The choice of λ"
) -> Figure:
    """Draw accuracy against λ: a line for train, dev and test, and the λ that dev chooses.

    Parameters
    ----------
    study : L2Study
    path : path, optional
        Where to write the picture; the ending says which kind.
    title : str

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If no λ is above 0, where a log axis begins.
    """
    if not any(row.l2 > 0 for row in study.rows):
        raise ValueError("a picture needs a λ above 0: its axis is a log axis")
    figure = _figure((9.0, 5.6), title, "Share of texts given their right class, by the price λ "
                     "of large weights (softmax regression)")  # fmt: skip
    axes = figure.add_axes((0.08, 0.13, 0.89, 0.69))
    l2 = np.array([row.l2 for row in study.rows])
    positive = l2 > 0
    lines = {"train": [row.train for row in study.rows], "dev": [row.dev for row in study.rows]}
    if all(row.test is not None for row in study.rows):
        lines["test"] = [float(row.test or 0) for row in study.rows]
    for name, accuracy in lines.items():
        axes.plot(l2[positive], 100 * np.array(accuracy)[positive], "o-", color=_SPLITS[name],
                  linewidth=2, markersize=4, label=name)  # fmt: skip
    _plain(axes)
    axes.set_xscale("log")
    # Room on the left for the names of the lines.
    first, last = l2[positive][[0, -1]]
    if last > first:
        axes.set_xlim(first * (first / last) ** 0.1, last * (last / first) ** 0.03)
    axes.yaxis.set_major_formatter("{x:.0f}%")
    axes.set_xlabel("λ  (little restraint  →  strong restraint)", color=_GREY)
    floor = 100 * study.most_frequent
    axes.axhline(floor, color=_GREY, linewidth=1, linestyle=(0, (2, 3)))
    axes.annotate("always the most frequent class", (0, floor), xycoords=("axes fraction", "data"),
                  xytext=(4, 4), textcoords="offset points", color=_GREY, fontsize=9)  # fmt: skip
    low, high = axes.get_ylim()
    axes.set_ylim(low - 0.03 * (high - low), high + 0.12 * (high - low))
    best = study.chosen
    if best.l2 > 0:
        axes.axvline(best.l2, color=_SPLITS["dev"], linewidth=1, alpha=0.6)
        axes.annotate(f"dev is best here: λ = {best.l2:g}, {best.dev:.1%}", (best.l2, 1),
                      xycoords=("data", "axes fraction"), xytext=(5, -12),
                      textcoords="offset points", color=_SPLITS["dev"], fontsize=9.5,
                      ha="left" if _place(best.l2, l2[positive]) < 0.55 else "right")  # fmt: skip
        if _place(best.l2, l2[positive]) >= 0.55:
            axes.texts[-1].set_position((-5, -12))
    _name_lines(axes, {name: 100 * values[0] for name, values in lines.items()}, l2[positive][0])
    return _finished(figure, path)


def plot_confusion(
    counts: NDArray[np.int64],
    classes: Sequence[str],
    path: Path | None = None,
    *,
    title: str = "What was taken for what",
) -> Figure:
    """Draw a confusion matrix: each row is a true class, shared out among what was predicted.

    Parameters
    ----------
    counts : ndarray of int, shape (C, C)
    classes : sequence of str
    path : path, optional
    title : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    size = len(classes)
    right = np.trace(counts) / max(int(counts.sum()), 1)
    side = 1.1 * size
    figure = _figure((max(side + 2.6, _NARROWEST), side + 2.1), title,
                     f"{right:.1%} of {int(counts.sum()):,} texts lie on the diagonal: "
                     "they got their right class")  # fmt: skip
    width, height = figure.get_size_inches()
    axes = figure.add_axes((2.1 / width, 0.3 / height, side / width, side / height))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(size, size):
        ink = "white" if shares[row, column] > 0.5 else _INK
        axes.text(
            column,
            row - 0.08,
            f"{shares[row, column]:.0%}",
            ha="center",
            va="center",
            color=ink,
            fontsize=13,
            fontweight="bold" if row == column else "normal",
        )
        axes.text(column, row + 0.24, f"{counts[row, column]:,}", ha="center", va="center",
                  color=ink, fontsize=8.5, alpha=0.8)  # fmt: skip
    axes.set_xticks(range(size), [name.replace(" ", "\n") for name in classes])
    axes.set_yticks(range(size), [f"{name}\n({n:,})" for name, n in
                                  zip(classes, counts.sum(axis=1), strict=True)])  # fmt: skip
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel("was predicted", color=_GREY, fontsize=11)
    axes.set_ylabel("is in truth", color=_GREY, fontsize=11)
    axes.tick_params(length=0, colors=_INK, labelsize=10)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks(np.arange(size + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(size + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=_PAPER, linewidth=3)
    axes.tick_params(which="minor", length=0)
    return _finished(figure, path)


def plot_explanations(
    explanations: Sequence[Explanation],
    classes: Sequence[str],
    path: Path | None = None,
    *,
    truths: Sequence[int] | None = None,
    title: str = "Which words decided",
) -> Figure:
    """Draw a bar for each word: how far it speaks for the class that was predicted, or against.

    Parameters
    ----------
    explanations : sequence of Explanation
    classes : sequence of str
    path : path, optional
    truths : sequence of int, optional
        The right class of each text, to be named where the prediction is wrong.
    title : str

    Returns
    -------
    matplotlib.figure.Figure
    """
    row, head = 2.35, 1.0
    height = head + row * len(explanations)
    figure = _figure((_WIDE, height), title,
                     "A bar up, in green, speaks for the class that was predicted; down, in red, "
                     "against it. The bars of a text add up to the model's score for the class, "
                     "but for a constant.")  # fmt: skip
    bars = [_strongest(explanation) for explanation in explanations]
    most = max(len(names) for names, _ in bars)
    low = min(float(parts.min(initial=-0.1)) for _, parts in bars)
    high = max(float(parts.max(initial=0.1)) for _, parts in bars)
    room = 0.2 * (high - low)  # for the numbers
    for i, (explanation, (names, parts)) in enumerate(zip(explanations, bars, strict=True)):
        bottom = (height - head - row * (i + 1) + 0.85) / height
        axes = figure.add_axes((0.03, bottom, 0.95, 1.0 / height))
        truth = None if truths is None else truths[i]
        axes.set_title(_heading(explanation, classes, truth), loc="left", fontsize=10.5,
                       color=_INK, fontweight="bold", pad=20)  # fmt: skip
        said = " ".join(explanation.words[k] for k in _single(explanation))
        axes.annotate(shorten(said, _LETTERS, placeholder=" …"), (0, 1), (0, 6),
                      xycoords="axes fraction", textcoords="offset points", fontsize=9,
                      color=_GREY, style="italic", parse_math=False)  # fmt: skip
        rest = names[-1:] == [_REST]
        colours = np.where(parts >= 0, _FOR, _AGAINST).tolist()
        axes.bar(range(len(parts)), parts, width=0.7,
                 color=[*colours[:-1], _LINE] if rest else colours)  # fmt: skip
        for place, part in enumerate(parts):
            if abs(part) < _SMALL:
                continue
            axes.annotate(f"{part:+.1f}", (place, part), (0, 2 if part >= 0 else -2),
                          textcoords="offset points", ha="center", fontsize=7.5, color=_GREY,
                          va="bottom" if part >= 0 else "top")  # fmt: skip
        axes.axhline(0, color=_LINE, linewidth=1)
        axes.set_xlim(-0.6, max(most, _LEAST_BARS) - 0.4)
        axes.set_ylim(low - room, high + room)
        axes.set_xticks(range(len(parts)), names, rotation=30, ha="right",
                        rotation_mode="anchor", fontsize=9, parse_math=False)  # fmt: skip
        axes.set_yticks([])
        axes.tick_params(length=0, colors=_INK, pad=1)
        axes.set_facecolor("none")
        for spine in axes.spines.values():
            spine.set_visible(False)
    return _finished(figure, path)


def _heading(explanation: Explanation, classes: Sequence[str], truth: int | None) -> str:
    """Say what was predicted, how surely, and whether it is right."""
    said = f"“{classes[explanation.predicted]}”, {explanation.probabilities.max():.0%} sure"
    if truth is None:
        return said
    if truth == explanation.predicted:
        return f"{said}: right"
    return f"{said}: wrong, it is “{classes[truth]}”"


def _single(explanation: Explanation) -> list[int]:
    """Where single words stand in an explanation: all but the pairs."""
    return [k for k, word in enumerate(explanation.words) if " " not in word]


def _strongest(explanation: Explanation) -> tuple[list[str], NDArray[np.float64]]:
    """Choose the words to draw, in the order of the text; the sum of all others comes last."""
    parts = explanation.towards()
    # A pair too weak to see is left to the others; single words stand, so that one can read on.
    weak = np.abs(parts) < _SMALL
    weak[_single(explanation)] = False
    order = np.lexsort((-np.abs(parts), weak))
    count = min(_MOST_BARS, len(parts) - int(weak.sum()))
    kept, others = np.sort(order[:count]), order[count:]
    names, shown = [explanation.words[k] for k in kept], parts[kept]
    if not len(others):
        return names, shown
    return [*names, _REST], np.append(shown, parts[others].sum())


def _figure(size: tuple[float, float], title: str, subtitle: str) -> Figure:
    require_matplotlib()
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, facecolor=_PAPER)
    left = 0.3 / size[0]
    figure.text(
        left,
        1 - 0.36 / size[1],
        title,
        fontsize=15,
        fontweight="bold",
        color=_INK,
        va="center",
        parse_math=False,
    )
    letters = int((size[0] - 0.6) * _LETTERS_AN_INCH)
    figure.text(left, 1 - 0.54 / size[1], "\n".join(wrap(subtitle, letters)), fontsize=10,
                color=_GREY, va="top", parse_math=False)  # fmt: skip
    return figure


def _plain(axes: Axes) -> None:
    """Leave the lines that help, and no box."""
    axes.set_facecolor(_PAPER)
    axes.grid(axis="y", color=_LINE, linewidth=0.8)
    axes.tick_params(length=0, colors=_GREY)
    axes.tick_params(which="minor", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _place(value: float, along: NDArray[np.float64]) -> float:
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
                      va="center", color=_SPLITS[name], fontweight="bold",
                      annotation_clip=False)  # fmt: skip


def _finished(figure: Figure, path: Path | None) -> Figure:
    if path is not None:
        figure.savefig(path, dpi=_DPI)
    return figure
