"""The picture of explanations: a bar for each word of a text."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from textwrap import shorten
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lemmavec._validation import FloatArray, index
from lemmavec.plotting.figure import (
    BLUE,
    GREY,
    INK,
    LINE,
    VERMILLION,
    hide_box,
    saved,
    titled_figure,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lemmavec.classify.explanation import Explanation

_SUBTITLE = (
    "Blue, upwards: positive contribution to {to}; orange, downwards: negative. The bars of a text "
    "add up to the logit of that class less the mean of all logits; pale bars are the constant, "
    "which is that of an empty text, and the sum of weaker words."
)
# The most bars of a text, the fewest that a text's width has room for, the names of the bars
# that are no words.
_MOST_BARS, _LEAST_BARS, _REST, _CONSTANT = 14, 10, "(all others)", "(constant)"
_CHARACTERS = 125  # of a text's line
_SMALL = 0.05  # a part that would be written as 0.0
# Inches.
_WIDTH, _ROW, _HEAD = 11.0, 2.35, 1.1


class _Bars(NamedTuple):
    """The bars of a text: the constant, the strongest words, the sum of the others."""

    names: list[str]
    heights: FloatArray


def plot_explanations(
    explanations: Sequence[Explanation],
    classes: Sequence[str],
    path: str | PathLike[str] | None = None,
    *,
    truths: Sequence[int] | None = None,
    label: int | None = None,
    title: str = "Which words decided",
) -> Figure:
    """Draw a bar for the constant and for each word: what it adds to the logit of a class.

    Blue bars are positive contributions, orange bars negative ones.

    Parameters
    ----------
    explanations : sequence of Explanation
    classes : sequence of str
        The names of the classes.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    truths : sequence of int, optional
        The true class of each text, which is named where the prediction is wrong.
    label : int, optional
        The class that the bars add to, from 0 to C - 1. By default the second of two classes; of
        more, the class predicted for each text, which its heading names.
    title : str, default "Which words decided"
        The class is added to it.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError
        If the label is outside the classes.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from lemmavec.classify import explain_linear
    >>> explained = explain_linear(["gem"], np.array([[1.0]]), np.array([[-1.0, 1.0]]), np.zeros(2))
    >>> figure = plot_explanations([explained], ["negative", "positive"])
    >>> [float(bar.get_height()) for bar in figure.axes[0].patches]
    [0.0, 1.0]
    """
    if label is None and len(classes) == 2:
        label = 1
    if label is not None:
        label = index("label", label, len(classes), "classes")
    to = "the predicted class" if label is None else f"“{classes[label]}”"
    height = _HEAD + _ROW * len(explanations)
    figure = titled_figure(
        (_WIDTH, height), f"{title}: contributions to {to}", _SUBTITLE.format(to=to)
    )
    bars = [_strongest(explanation, label) for explanation in explanations]
    most = max(len(each.names) for each in bars)
    low = min(float(each.heights.min(initial=-0.1)) for each in bars)
    high = max(float(each.heights.max(initial=0.1)) for each in bars)
    room = 0.2 * (high - low)  # for the numbers
    for i, (explanation, each) in enumerate(zip(explanations, bars, strict=True)):
        bottom = (height - _HEAD - _ROW * (i + 1) + 0.85) / height
        axes = figure.add_axes((0.03, bottom, 0.95, 1.0 / height))
        axes.set_xlim(-0.6, max(most, _LEAST_BARS) - 0.4)
        axes.set_ylim(low - room, high + room)
        _draw_heading(axes, explanation, classes, None if truths is None else truths[i])
        _draw_bars(axes, each)
    return saved(figure, path)


def _draw_heading(
    axes: Axes, explanation: Explanation, classes: Sequence[str], truth: int | None
) -> None:
    """Write the prediction above the bars, and below it the text."""
    axes.set_title(_heading(explanation, classes, truth), loc="left", fontsize=10.5, color=INK,
                   fontweight="bold", pad=20)  # fmt: skip
    text = " ".join(explanation.words[k] for k in _single(explanation))
    axes.annotate(shorten(text, _CHARACTERS, placeholder=" …"), (0, 1), (0, 6),
                  xycoords="axes fraction", textcoords="offset points", fontsize=9, color=GREY,
                  style="italic", parse_math=False)  # fmt: skip


def _draw_bars(axes: Axes, bars: _Bars) -> None:
    drawn = axes.bar(range(len(bars.heights)), bars.heights, width=0.7,
                     color=np.where(bars.heights >= 0, BLUE, VERMILLION).tolist())  # fmt: skip
    for name, bar in zip(bars.names, drawn, strict=True):
        if name in (_CONSTANT, _REST):
            bar.set_alpha(0.45)
    for place, height in enumerate(bars.heights):
        if abs(height) >= _SMALL:
            axes.annotate(f"{height:+.1f}", (place, height), (0, 2 if height >= 0 else -2),
                          textcoords="offset points", ha="center", fontsize=7.5, color=GREY,
                          va="bottom" if height >= 0 else "top")  # fmt: skip
    axes.axhline(0, color=LINE, linewidth=1)
    axes.set_xticks(range(len(bars.names)), bars.names, rotation=30, ha="right",
                    rotation_mode="anchor", fontsize=9, parse_math=False)  # fmt: skip
    axes.set_yticks([])
    axes.tick_params(colors=INK, pad=1)
    axes.set_facecolor("none")
    hide_box(axes)


def _heading(explanation: Explanation, classes: Sequence[str], truth: int | None) -> str:
    """Name the predicted class and its probability, and say whether it is right."""
    predicted = (
        f"Predicted “{classes[explanation.predicted]}”, {explanation.probabilities.max():.0%} sure"
    )
    if truth is None:
        return predicted
    if truth == explanation.predicted:
        return f"{predicted}: right"
    return f"{predicted}: wrong, it is “{classes[truth]}”"


def _single(explanation: Explanation) -> list[int]:
    """Where single words stand in an explanation: all but the pairs."""
    return [k for k, word in enumerate(explanation.words) if " " not in word]


def _strongest(explanation: Explanation, label: int | None) -> _Bars:
    """Choose the words to draw, in the order of the text; the sum of all others comes last."""
    parts = explanation.towards(label)
    base = explanation.base[explanation.predicted if label is None else label]
    # Pairs whose bars would be too small to see join the others; single words stay, so that the
    # text can be read along the axis.
    weak = np.abs(parts) < _SMALL
    weak[_single(explanation)] = False
    order = np.lexsort((-np.abs(parts), weak))
    count = min(_MOST_BARS, len(parts) - int(weak.sum()))
    kept, others = np.sort(order[:count]), order[count:]
    names = [_CONSTANT, *(explanation.words[k] for k in kept)]
    heights = np.concatenate([[base - explanation.base.mean()], parts[kept]])
    if not len(others):
        return _Bars(names, heights)
    return _Bars([*names, _REST], np.append(heights, parts[others].sum()))
