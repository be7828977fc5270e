"""Pictures of word vectors (extra `plot`): a map of words in two dimensions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lemmavec.plotting.label_placement import leader_end, place_labels

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from lemmavec.vectors.word_vectors import WordVectors

FloatArray = NDArray[np.float64]

_COLOURS = (
    "#2563ab", "#c8452b", "#2a8a56", "#8a4baf", "#b07d05",
    "#0f8599", "#c43c7d", "#6d5a4a", "#5f7a1c", "#55606e",
)  # fmt: skip
_MARKERS, _MARKER_GLYPHS = "osD^v", "●■◆▲▼"
_INK, _GREY, _PAPER = "#22252a", "#7b828c", "#fdfdfc"
_LABEL_POINTS = 9.5
_LEGEND_STYLE: dict[str, Any] = {
    "fontsize": 10.5, "fontweight": "bold", "va": "center", "parse_math": False
}  # fmt: skip
# Inches.
_MARGIN, _LEGEND_LINE, _NARROWEST = 0.3, 0.28, 6.0
# The picture grows by this factor until every label has room.
_GROWTH = 1.2
_LARGEST_INCHES = 60.0


class _Vectors(Protocol):
    def __getitem__(self, word: str, /) -> NDArray[np.float32]: ...
    def __contains__(self, word: object, /) -> bool: ...


def require_matplotlib() -> None:
    """Raise an ImportError that names the extra, unless matplotlib can be imported."""
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise ImportError('pictures need matplotlib: pip install "lemmavec[plot]"') from error


def principal_components(
    matrix: NDArray[np.floating], components: int = 2
) -> tuple[FloatArray, FloatArray]:
    """Project rows onto the directions in which they vary most (PCA).

    With the rows' mean taken off, X = A Σ Bᵀ (singular values); the projection is X B.

    Parameters
    ----------
    matrix : ndarray, shape (rows, dimensions)
        A vector a row.
    components : int, default 2
        How many directions to keep.

    Returns
    -------
    projection : ndarray of float64, shape (rows, components)
        Each column's largest entry is positive, so that the same data give the same picture.
    share : ndarray of float64, shape (components,)
        The share of the variance that each direction holds.

    Examples
    --------
    >>> projection, share = principal_components(np.array([[0., 0.], [2., 2.], [7., 7.]]))
    >>> share.round(3)
    array([1., 0.])
    >>> projection[:, 0].round(3)
    array([-4.243, -1.414,  5.657])
    """
    centred = matrix.astype(np.float64) - matrix.mean(axis=0, dtype=np.float64)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    projection = np.zeros((len(matrix), components))
    share = np.zeros(components)
    kept = min(components, len(singular))
    projection[:, :kept] = left[:, :kept] * singular[:kept]
    variance = singular**2
    if variance.sum() > 0:
        share[:kept] = variance[:kept] / variance.sum()
    largest = np.argmax(np.abs(projection), axis=0)
    signs = np.sign(projection[largest, np.arange(components)])
    return projection * np.where(signs == 0, 1.0, signs), share


def plot_words(
    vectors: _Vectors,
    words_or_groups: Sequence[str] | Mapping[str, Sequence[str]],
    path: str | PathLike[str] | None = None,
    *,
    title: str = "Word map",
    size: tuple[float, float] = (11.0, 8.0),
    dpi: float = 150.0,
) -> Figure:
    """Draw words as a map: their unit vectors projected to two dimensions by PCA.

    Each group has its colour, and no label covers another; where there are too many words for
    the size asked for, the picture grows.

    Parameters
    ----------
    vectors : WordVectors
        Where the words' vectors are.
    words_or_groups : sequence of str, or mapping of str to sequence of str
        The words to draw; or a name for each group, and its words.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    title : str, default "Word map"
        Stands above the map.
    size : tuple of float, default (11, 8)
        Width and height in inches; the side that the words do not need is made shorter.
    dpi : float, default 150
        Pixels an inch.

    Returns
    -------
    matplotlib.figure.Figure
        The picture, to change or to save elsewhere. It belongs to no window.

    Raises
    ------
    TypeError
        If one string is given where several words belong.
    ValueError
        If a word has no vector, stands in two places, or there are fewer than two.
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
    matrix = np.stack([np.asarray(vectors[word], dtype=np.float64) for word in words])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    points, share = principal_components(matrix / np.where(lengths == 0, 1.0, lengths))
    subtitle = f"{len(words)} words on their first two principal components: "
    subtitle += f"{share.sum():.0%} of the variance"

    width, height = size
    while True:
        figure = Figure(figsize=(width, height), dpi=dpi, facecolor=_PAPER)
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
        figure.savefig(path, facecolor=_PAPER)
    return figure


def _checked_groups(
    vectors: _Vectors, words_or_groups: Sequence[str] | Mapping[str, Sequence[str]]
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
    unknown = [word for word in seen if word not in vectors]
    if unknown:
        raise ValueError(f"no vector for {', '.join(map(repr, unknown))}: leave them out")
    if len(seen) < 2:
        raise ValueError(f"a map needs two words or more, got {len(seen)}")
    return groups


def _frame(
    figure: Figure, points: FloatArray, title: str, subtitle: str, groups: list[str]
) -> Axes:
    """Title, subtitle and legend above an empty map that has the shape of the points."""
    width, height = figure.get_size_inches()
    lines = _lines_of_legend(figure, groups, width - 2 * _MARGIN) if any(groups) else []
    head = 0.85 + _LEGEND_LINE * len(lines)
    # One scale for both axes: shrink the side that the points do not need.
    room_x, room_y = width - 2 * _MARGIN, height - head - _MARGIN
    shape = np.clip(_shape(points), 0.5, 1.5)
    room_x, room_y = min(room_x, max(room_y / shape, _NARROWEST)), min(room_y, room_x * shape)
    width, height = room_x + 2 * _MARGIN, room_y + head + _MARGIN
    if lines:
        lines = _lines_of_legend(figure, groups, room_x)
        height += _LEGEND_LINE * len(lines) - (head - 0.85)
    figure.set_size_inches(width, height)

    left = _MARGIN / width
    figure.text(left, 1 - 0.38 / height, title, color=_INK, fontsize=16, fontweight="bold",
                va="center", parse_math=False)  # fmt: skip
    figure.text(left, 1 - 0.66 / height, subtitle, color=_GREY, fontsize=10, va="center")
    for row, line in enumerate(lines):
        y = 1 - (0.95 + _LEGEND_LINE * row) / height
        for group, offset in line:
            figure.text((_MARGIN + offset) / width, y, _legend_text(groups, group),
                        color=_colour(group), **_LEGEND_STYLE)  # fmt: skip
    axes = figure.add_axes(
        (left, _MARGIN / height, room_x / width, room_y / height), facecolor="white"
    )
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("#d9dce1")
    return axes


def _shape(points: FloatArray) -> float:
    """Height over width of what the points take up."""
    across, up = np.ptp(points, axis=0)
    return float(up / across) if across > 0 else 1.0


def _lines_of_legend(
    figure: Figure, groups: list[str], width: float
) -> list[list[tuple[int, float]]]:
    """Break the group names into lines; each entry is a group and its place in inches."""
    lines: list[list[tuple[int, float]]] = [[]]
    offset = 0.0
    for group in range(len(groups)):
        text = figure.text(0, 0, _legend_text(groups, group), **_LEGEND_STYLE)
        extent = text.get_window_extent().width / figure.dpi
        text.remove()
        if lines[-1] and offset + extent > width:
            lines.append([])
            offset = 0.0
        lines[-1].append((group, offset))
        offset += extent + 0.25
    return lines


def _legend_text(groups: list[str], group: int) -> str:
    return f"{_MARKER_GLYPHS[group // len(_COLOURS) % len(_MARKERS)]} {groups[group]}"


def _draw_words(axes: Axes, points: FloatArray, groups: Mapping[str, Sequence[str]]) -> bool:
    """Mark and label every word; say whether there was room for all labels."""
    start = 0
    texts: list[Text] = []
    colours: list[str] = []
    for i, words in enumerate(groups.values()):
        members = points[start : start + len(words)]
        axes.scatter(members[:, 0], members[:, 1], s=26, marker=_marker(i), color=_colour(i),
                     edgecolors="white", linewidths=0.6, zorder=3)  # fmt: skip
        for word, (x, y) in zip(words, members, strict=True):
            texts.append(
                axes.text(x, y, word, color=_colour(i), fontsize=_LABEL_POINTS, ha="center",
                          va="center", zorder=4, parse_math=False)
            )  # fmt: skip
            colours.append(_colour(i))
        start += len(words)
    axes.set_aspect("equal", adjustable="datalim")
    axes.margins(x=0.09, y=0.06)
    # The limits are final only after a layout pass, and pixels are taken from them.
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]

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
    for text, colour, centre, point, end in zip(texts, colours, centres, pixels, ends, strict=True):
        text.set_position(tuple(to_data.transform(centre)))
        if np.linalg.norm(end - point) > 9 * pixel:
            (x0, y0), (x1, y1) = to_data.transform(np.stack([point, end]))
            axes.plot([x0, x1], [y0, y1], color=colour, linewidth=0.6, alpha=0.55, zorder=2,
                      scalex=False, scaley=False)  # fmt: skip
    return True


def _colour(group: int) -> str:
    return _COLOURS[group % len(_COLOURS)]


def _marker(group: int) -> str:
    return _MARKERS[group // len(_COLOURS) % len(_MARKERS)]


def frequent_clusters(
    vectors: WordVectors, clusters: int = 8, words: int = 10, *, among: int = 2000, seed: int = 1
) -> dict[str, list[str]]:
    """Find groups of frequent words that lie together: k-means on the sphere.

    Parameters
    ----------
    vectors : WordVectors
        Words by falling frequency.
    clusters, words : int, default 8 and 10
        How many groups, and how many words of each: those nearest to its centre.
    among : int, default 2000
        How many words to look at. The most frequent twentieth is passed over: mostly words of
        grammar.
    seed : int, default 1
        Chooses where the search begins.

    Returns
    -------
    dict of str to list of str
        Each group under the name of its most frequent word.
    """
    skipped = min(among, len(vectors)) // 20
    candidates = vectors.index_to_key[skipped:among]
    unit = np.stack([np.asarray(vectors[word], dtype=np.float64) for word in candidates])
    unit /= np.maximum(np.linalg.norm(unit, axis=1, keepdims=True), 1e-12)
    rng = np.random.default_rng(seed)
    clusters = min(clusters, len(unit))
    centres = unit[rng.choice(len(unit), clusters, replace=False)]
    for _ in range(30):
        nearest = np.argmax(unit @ centres.T, axis=1)
        sums = np.stack([unit[nearest == k].sum(axis=0) for k in range(clusters)])
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centres)
    nearest = np.argmax(unit @ centres.T, axis=1)
    groups = {}
    for k in range(clusters):
        members = np.flatnonzero(nearest == k)
        best = np.sort(members[np.argsort(-(unit[members] @ centres[k]))[:words]])
        if len(best):
            groups[candidates[best[0]]] = [candidates[i] for i in best]
    return groups
