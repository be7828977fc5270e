"""A map of words in two dimensions (extra `plot`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from lemmavec._validation import FloatArray
from lemmavec.plotting.figure import DPI, GREY, INK, LINE, PAPER, require_matplotlib
from lemmavec.plotting.label_placement import place_labels
from lemmavec.plotting.leaders import leader_end
from lemmavec.plotting.legend import LINE_HEIGHT, colour, draw_legend, legend_lines, marker
from lemmavec.plotting.projection import principal_components
from lemmavec.plotting.unit_rows import Vectors, require_vectors, unit_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

_LABEL_POINTS = 9.5
# Inches.
_MARGIN, _HEAD, _NARROWEST = 0.3, 0.85, 6.0
# The picture grows by this factor until every label has room.
_GROWTH = 1.2
_LARGEST_INCHES = 60.0
# The share of a map that labels may cover; of fuller ones none was seen to have room for all.
_FULLEST = 0.12
# More labels take minutes to place, and are too many to read.
_MOST_WORDS = 2000


def plot_words(
    vectors: Vectors,
    words_or_groups: Sequence[str] | Mapping[str, Sequence[str]],
    path: str | PathLike[str] | None = None,
    *,
    title: str = "Word map",
    size: tuple[float, float] = (11.0, 8.0),
    dpi: float = DPI,
) -> Figure:
    """Draw words as a map: their unit vectors projected to two dimensions by PCA.

    Each group has its colour, and no label covers another; where there are too many words for
    the size asked for, the picture grows.

    Parameters
    ----------
    vectors : WordVectors
        The words' vectors.
    words_or_groups : sequence of str, or mapping of str to sequence of str
        The words to draw; or the words of each group, by its name.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    title : str, default "Word map"
        Stands above the map.
    size : tuple of float, default (11, 8)
        Width and height in inches; the side that the words do not need is made shorter.
    dpi : float, default 150
        Pixels per inch.

    Returns
    -------
    matplotlib.figure.Figure
        The picture, to change or to save elsewhere. It belongs to no window.

    Raises
    ------
    TypeError
        If one string is given instead of a list of words.
    ValueError
        If a word has no vector, is given twice, or there are fewer than two or more than 2,000.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> words = ["gold", "ore", "vote"]
    >>> vectors = dict(zip(words, np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]])))
    >>> figure = plot_words(vectors, {"metals": ["gold", "ore"], "politics": ["vote"]})
    >>> sorted(text.get_text() for text in figure.axes[0].texts)
    ['gold', 'ore', 'vote']
    """
    groups = _checked_groups(vectors, words_or_groups)
    require_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    words = [word for group in groups.values() for word in group]
    points, share = principal_components(unit_rows(vectors, words))
    subtitle = f"{len(words)} words on their first two principal components: "
    subtitle += f"{share.sum():.0%} of the variance"

    width, height = size
    while _label_area(words) > _FULLEST * width * height:
        width, height = width * _GROWTH, height * _GROWTH
    while True:
        figure = Figure(figsize=(width, height), dpi=dpi, facecolor=PAPER)
        FigureCanvasAgg(figure)
        axes = _frame(figure, points, title, subtitle, list(groups))
        if _draw_words(axes, points, groups):
            break
        width, height = width * _GROWTH, height * _GROWTH
        if max(width, height) > _LARGEST_INCHES:
            raise ValueError(
                f"{len(words)} labels do not fit on one map: draw fewer words, or a larger size"
            )
    if path is not None:
        figure.savefig(path, facecolor=PAPER)
    return figure


def _label_area(words: Sequence[str]) -> float:
    """Estimate the area that the labels cover, in square inches."""
    line = _LABEL_POINTS / 72
    return sum(0.55 * line * len(word) * 1.2 * line for word in words)


def _checked_groups(
    vectors: Vectors, words_or_groups: Sequence[str] | Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    if isinstance(words_or_groups, str):
        raise TypeError("words_or_groups must be a list of words or a dict of lists, got a string")
    if not isinstance(words_or_groups, Mapping):
        words_or_groups = {"": words_or_groups}
    groups: dict[str, list[str]] = {}
    seen: dict[str, str] = {}
    for name, words in words_or_groups.items():
        if isinstance(words, str):
            raise TypeError(f"group {name!r} must be a list of words, got the string {words!r}")
        for word in words:
            if word in seen:
                raise ValueError(f"{word!r} is given twice ({seen[word]!r} and {name!r})")
            seen[word] = name
        groups[name] = list(words)
    require_vectors(vectors, list(seen))
    if len(seen) > _MOST_WORDS:
        raise ValueError(
            f"a map has room for {_MOST_WORDS:,} labels, and {len(seen):,} words were asked for: "
            "draw the most frequent of them, or fewer neighbours"
        )
    if len(seen) < 2:
        raise ValueError(f"a map needs two words or more, got {len(seen)}")
    return groups


def _frame(
    figure: Figure, points: FloatArray, title: str, subtitle: str, groups: list[str]
) -> Axes:
    """Write title, subtitle and legend above an empty map that has the shape of the points."""
    width, height = figure.get_size_inches()
    lines = legend_lines(figure, groups, width - 2 * _MARGIN) if any(groups) else []
    head = _HEAD + LINE_HEIGHT * len(lines)
    # One scale for both axes: shrink the side that the points do not need.
    room_x, room_y = width - 2 * _MARGIN, height - head - _MARGIN
    shape = np.clip(_shape(points), 0.5, 1.5)
    room_x, room_y = min(room_x, max(room_y / shape, _NARROWEST)), min(room_y, room_x * shape)
    if lines:
        lines = legend_lines(figure, groups, room_x)
        head = _HEAD + LINE_HEIGHT * len(lines)
    width, height = room_x + 2 * _MARGIN, room_y + head + _MARGIN
    figure.set_size_inches(width, height)

    left = _MARGIN / width
    figure.text(left, 1 - 0.38 / height, title, color=INK, fontsize=16, fontweight="bold",
                va="center", parse_math=False)  # fmt: skip
    figure.text(left, 1 - 0.66 / height, subtitle, color=GREY, fontsize=10, va="center")
    draw_legend(figure, lines, _MARGIN, 0.95)
    axes = figure.add_axes(
        (left, _MARGIN / height, room_x / width, room_y / height), facecolor="white"
    )
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color(LINE)
    return axes


def _shape(points: FloatArray) -> float:
    """Height over width of what the points take up."""
    across, up = np.ptp(points, axis=0)
    return float(up / across) if across > 0 else 1.0


def _draw_words(axes: Axes, points: FloatArray, groups: Mapping[str, Sequence[str]]) -> bool:
    """Mark and label every word; say whether there was room for all labels."""
    start = 0
    texts: list[Text] = []
    for i, words in enumerate(groups.values()):
        members = points[start : start + len(words)]
        axes.scatter(members[:, 0], members[:, 1], s=26, marker=marker(i), color=colour(i),
                     edgecolors="white", linewidths=0.6, zorder=3)  # fmt: skip
        for word, (x, y) in zip(words, members, strict=True):
            texts.append(
                axes.text(x, y, word, color=colour(i), fontsize=_LABEL_POINTS, ha="center",
                          va="center", zorder=4, parse_math=False)
            )  # fmt: skip
        start += len(words)
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(x=0.09, y=0.06)
    # The limits are final only after a layout pass, and pixels are taken from them.
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    return _move_labels(axes, texts, points)


def _move_labels(axes: Axes, texts: list[Text], points: FloatArray) -> bool:
    """Move labels off each other, with a line to each that ends far from its point."""
    extents = [text.get_window_extent() for text in texts]
    half = np.array([[box.width, box.height] for box in extents]) / 2
    pixels = axes.transData.transform(points)
    frame = axes.get_window_extent()
    bounds = (frame.x0 + 4, frame.y0 + 4, frame.x1 - 4, frame.y1 - 4)
    pixel = axes.get_figure(root=True).dpi / 100  # type: ignore[union-attr]
    centres = place_labels(pixels, 2 * half, bounds, marker=3.5 * pixel, padding=1.0 * pixel)
    if centres is None:
        return False
    to_data = axes.transData.inverted()
    ends = leader_end(pixels, centres, half)
    for text, centre, point, end in zip(texts, centres, pixels, ends, strict=True):
        text.set_position(tuple(to_data.transform(centre)))
        if np.linalg.norm(end - point) > 9 * pixel:
            (x0, y0), (x1, y1) = to_data.transform(np.stack([point, end]))
            axes.plot([x0, x1], [y0, y1], color=text.get_color(), linewidth=0.6, alpha=0.55,
                      zorder=2, scalex=False, scaley=False)  # fmt: skip
    return True
