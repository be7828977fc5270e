"""The legend of a word map: group names in their colours, broken into lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from lemmavec.plotting.figure import BLUE, GREEN, LEAST_CONTRAST, VERMILLION, luminance

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Okabe and Ito's, without yellow: apart from each other also under protanopia and deuteranopia.
_COLOURS = (BLUE, VERMILLION, GREEN, "#CC79A7", "#22252A", "#E69F00", "#56B4E9")
# Eight markers and seven colours have no common factor: 56 groups look different.
_MARKERS, _MARKER_GLYPHS = "os^DvPX*", "●■▲◆▼✚✖★"
_STYLE: dict[str, Any] = {
    "fontsize": 10.5, "fontweight": "bold", "va": "center", "parse_math": False
}  # fmt: skip
# Inches.
LINE_HEIGHT, _GAP = 0.28, 0.25


def colour(group: int) -> str:
    """Give the colour of a group's points, by its number; there are seven."""
    return _COLOURS[group % len(_COLOURS)]


def text_colour(group: int) -> tuple[float, float, float]:
    """Give the colour of a group, so dark that text in it can be read on white."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour(group))
    while 1.05 / (luminance((red, green, blue)) + 0.05) < LEAST_CONTRAST:
        red, green, blue = 0.95 * red, 0.95 * green, 0.95 * blue
    return red, green, blue


def marker(group: int) -> str:
    """Give the marker of a group's points; there are eight."""
    return _MARKERS[group % len(_MARKERS)]


class Entry(NamedTuple):
    """A group's entry in a line of the legend."""

    group: int
    text: str
    offset: float
    """From the left end of the line, in inches."""


def legend_lines(figure: Figure, groups: list[str], width: float) -> list[list[Entry]]:
    """Break the group names into lines of this width in inches."""
    lines: list[list[Entry]] = [[]]
    offset = 0.0
    for group, name in enumerate(groups):
        shown = f"{_MARKER_GLYPHS[group % len(_MARKERS)]} {name}"
        text = figure.text(0, 0, shown, **_STYLE)
        extent = text.get_window_extent().width / figure.dpi
        text.remove()
        if lines[-1] and offset + extent > width:
            lines.append([])
            offset = 0.0
        lines[-1].append(Entry(group, shown, offset))
        offset += extent + _GAP
    return lines


def draw_legend(figure: Figure, lines: list[list[Entry]], left: float, top: float) -> None:
    """Write the lines; `left` and `top` are in inches, from the figure's left and upper edge."""
    width, height = figure.get_size_inches()
    for row, line in enumerate(lines):
        y = 1 - (top + LINE_HEIGHT * row) / height
        for entry in line:
            ink = text_colour(entry.group)
            figure.text((left + entry.offset) / width, y, entry.text, color=ink, **_STYLE)
