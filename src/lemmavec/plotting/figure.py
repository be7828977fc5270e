"""What all pictures share: matplotlib as an extra, colours, titles, saving."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from lemmavec._extras import extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, GREY, PAPER, LINE = "#22252a", "#7b828c", "#fdfdfc", "#d9dce1"
DPI = 150.0
# Colours of Okabe and Ito that readers with any kind of colour vision can tell apart.
BLUE, VERMILLION, GREEN = "#0072B2", "#D55E00", "#009E73"
LEAST_CONTRAST = 4.5  # of text with what is behind it
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


def luminance(rgb: Sequence[float]) -> float:
    """Compute the relative luminance of an sRGB colour, 0 to 1.

    Source: W3C, Web Content Accessibility Guidelines 2.1, "relative luminance".
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def readable_ink(background: Sequence[float]) -> str:
    """Choose a colour for text whose contrast with the background, in RGB, is 4.5 : 1 or more."""
    from matplotlib.colors import to_rgb

    below = luminance(background)

    def contrast(ink: str) -> float:
        low, high = sorted((below, luminance(to_rgb(ink))))
        return (high + 0.05) / (low + 0.05)

    # Black is the last resort: between them, black and white reach 4.58 on every colour.
    return next((ink for ink in (INK, "white") if contrast(ink) >= LEAST_CONTRAST), "black")


def curve_axes(
    figure: Figure,
    box: tuple[float, float, float, float],
    grid: Literal["x", "y", "both"],
    labels: tuple[str, str],
) -> Axes:
    """Add axes for curves, in a box of shares of the figure: grey labels, grid lines, no frame."""
    axes = figure.add_axes(box, facecolor=PAPER)
    axes.grid(axis=grid, color=LINE, linewidth=0.8)
    axes.tick_params(colors=GREY)
    axes.set_xlabel(labels[0], color=GREY)
    axes.set_ylabel(labels[1], color=GREY)
    hide_box(axes)
    return axes


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
