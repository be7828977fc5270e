"""What all pictures share: matplotlib as an extra, colours, titles, saving."""

from __future__ import annotations

from os import PathLike
from textwrap import wrap
from typing import TYPE_CHECKING

from lemmavec._extras import extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, PAPER, LINE = "#22252a", "#7b828c", "#fdfdfc", "#d9dce1"
DPI = 150.0
_CHARACTERS_PER_INCH = 13.0  # of a subtitle


def require_matplotlib() -> None:
    """Raise an ImportError that names the extra, unless matplotlib can be imported."""
    extra("matplotlib", "pictures need matplotlib", "plot")


def titled_figure(size: tuple[float, float], title: str, subtitle: str) -> Figure:
    """Make a figure of this size in inches, with a title and a subtitle at its top left."""
    require_matplotlib()
    from matplotlib.figure import Figure

    width, height = size
    figure = Figure(figsize=size, facecolor=PAPER)
    left = 0.3 / width
    figure.text(left, 1 - 0.36 / height, title, fontsize=15, fontweight="bold", color=INK,
                va="center", parse_math=False)  # fmt: skip
    lines = wrap(subtitle, int((width - 0.6) * _CHARACTERS_PER_INCH))
    figure.text(left, 1 - 0.54 / height, "\n".join(lines), fontsize=10, color=GREY, va="top",
                parse_math=False)  # fmt: skip
    return figure


def hide_box(axes: Axes) -> None:
    """Hide the four lines around the axes, and the marks of the ticks."""
    axes.tick_params(which="both", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)


def saved(figure: Figure, path: str | PathLike[str] | None) -> Figure:
    """Write the figure, if there is a path; the ending says which kind of picture."""
    if path is not None:
        figure.savefig(path, dpi=DPI)
    return figure
