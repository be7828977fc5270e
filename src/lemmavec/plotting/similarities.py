"""The heat map of a list of words: the cosine of each pair."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING

import numpy as np

from lemmavec._validation import FloatArray
from lemmavec.plotting.figure import INK, PAPER, hide_box, readable_ink, saved, titled_figure
from lemmavec.plotting.unit_rows import require_vectors, unit_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from lemmavec.vectors.word_vectors import WordVectors

_CELL = 0.42  # inches
_MOST = 100  # words


def plot_similarities(
    vectors: WordVectors,
    words: Sequence[str],
    path: str | PathLike[str] | None = None,
    *,
    reorder: bool = True,
    title: str = "Cosine similarity",
) -> Figure:
    """Draw the cosine of each pair of words as a coloured cell.

    Parameters
    ----------
    vectors : WordVectors
    words : sequence of str
        2 to 100 different words.
    path : path, optional
        Where to write the picture; the ending says which kind (`.png`, `.svg`, `.pdf`).
    reorder : bool, default True
        Put similar words side by side: from the first word on, each is followed by the most similar
        of those that are left. If False, the order is that given.
    title : str, default "Cosine similarity"

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError
        If one string is given instead of a list of words.
    ValueError
        If a word has no vector or is given twice, or there are too few or too many.
    ImportError
        If matplotlib is not installed.

    Examples
    --------
    >>> from lemmavec import WordVectors
    >>> table = np.array([[1, 0], [0, 1], [1, 0.1]], np.float32)
    >>> figure = plot_similarities(WordVectors(["gold", "vote", "ore"], table),
    ...                            ["gold", "vote", "ore"])
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['gold', 'ore', 'vote']
    """
    _check(vectors, words)
    unit = unit_rows(vectors, words)
    cosines = unit @ unit.T
    order = _by_similarity(cosines) if reorder else list(range(len(words)))
    cosines = cosines[np.ix_(order, order)]
    names = [words[i] for i in order]
    side = _CELL * len(names)
    width, height = max(side + 1.9, 5.0), side + 2.2
    figure = titled_figure((width, height), title, "Blue: similar; red: opposite; white: neither")
    axes = figure.add_axes((1.5 / width, 1.2 / height, side / width, side / height))
    image = axes.imshow(cosines, cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
    inks = image.to_rgba(cosines)
    for row, column in np.ndindex(*cosines.shape):
        axes.text(column, row, f"{cosines[row, column]:z.1f}", ha="center", va="center", fontsize=8,
                  color=readable_ink(inks[row, column].tolist()))  # fmt: skip
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right", rotation_mode="anchor",
                    parse_math=False)  # fmt: skip
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.tick_params(colors=INK)
    axes.set_facecolor(PAPER)
    hide_box(axes)
    return saved(figure, path)


def _check(vectors: WordVectors, words: Sequence[str]) -> None:
    if isinstance(words, str):
        raise TypeError(f"words must be a list of words, got the string {words!r}")
    if not 2 <= len(words) <= _MOST:
        raise ValueError(f"a heat map needs 2 to {_MOST} words, got {len(words):,}")
    if len(set(words)) < len(words):
        twice = next(word for i, word in enumerate(words) if word in words[:i])
        raise ValueError(f"{twice!r} is given twice")
    require_vectors(vectors, words)


def _by_similarity(cosines: FloatArray) -> list[int]:
    """Begin with the first row; follow each row with the most similar of those left."""
    order, left = [0], set(range(1, len(cosines)))
    while left:
        order.append(max(sorted(left), key=lambda i: cosines[order[-1], i]))
        left.remove(order[-1])
    return order
