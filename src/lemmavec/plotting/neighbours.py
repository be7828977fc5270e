"""The picture of a word's neighbours: a bar for each cosine."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from lemmavec._validation import at_least
from lemmavec.plotting.figure import BLUE, GREY, INK, VERMILLION, hide_box, saved, titled_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lemmavec.vectors.word_vectors import WordVectors

# Inches.
_WIDTH, _BAR, _HEAD, _NAMES = 7.5, 0.3, 0.95, 1.9
_MOST = 200  # bars


def plot_neighbours(
    vectors: WordVectors,
    word: str,
    path: str | PathLike[str] | None = None,
    *,
    neighbours: int = 10,
    title: str | None = None,
) -> Figure:
    """Draw the words most similar to a word, a bar for the cosine of each.

    Parameters
    ----------
    vectors : WordVectors
    word : str
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    neighbours : int, default 10
        How many, 1 to 200.
    title : str, optional
        Names the word by default.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    UnknownWordError
        If the word has no vector.
    ValueError
        If there would be no bar, or more than 200.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> import numpy as np
    >>> from lemmavec import WordVectors
    >>> vectors = WordVectors(["gold", "ore", "vote"], np.eye(3, dtype=np.float32) + 0.5)
    >>> figure = plot_neighbours(vectors, "gold", neighbours=2)
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['ore', 'vote']
    """
    at_least("neighbours", neighbours, 1)
    if neighbours > _MOST:
        raise ValueError(f"neighbours must be {_MOST} or less to be read as bars, got {neighbours}")
    names, cosines = zip(*vectors.most_similar(word, topn=neighbours), strict=True)
    height = _HEAD + _BAR * len(names) + 0.25
    heading = f"Nearest to “{word}”" if title is None else title
    figure = titled_figure((_WIDTH, height), heading, "Cosine similarity")
    axes = figure.add_axes((_NAMES / _WIDTH, 0.25 / height, (_WIDTH - _NAMES - 0.8) / _WIDTH,
                            _BAR * len(names) / height))  # fmt: skip
    axes.barh(range(len(names)), cosines, height=0.7,
              color=[BLUE if cosine >= 0 else VERMILLION for cosine in cosines])  # fmt: skip
    for row, cosine in enumerate(cosines):
        axes.annotate(f"{cosine:.2f}", (max(cosine, 0), row), (4, 0), textcoords="offset points",
                      va="center", color=GREY, fontsize=9)  # fmt: skip
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names, color=INK, parse_math=False)
    axes.set_xticks([])
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_facecolor("none")
    hide_box(axes)
    return saved(figure, path)
