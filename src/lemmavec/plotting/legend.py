"""The legend of a word map: group names in their colours, broken into lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Apart from each other for all kinds of colour vision, and dark enough for text on white.
_COLOURS = ("#2166ac", "#cf5a0e", "#38103a", "#22a07a", "#6a2fe0", "#7a1f1f", "#3f6f6f")
_MARKERS, _MARKER_GLYPHS = "os^DvPX*", "●■▲◆▼✚✖★"
_STYLE: dict[str, Any] = {
    "fontsize": 10.5, "fontweight": "bold", "va": "center", "parse_math": False
}  # fmt: skip
# Inches.
LINE_HEIGHT, _GAP = 0.28, 0.25


def colour(group: int) -> str:
    """Give the colour of a group, by its number; there are seven."""
    return _COLOURS[group % len(_COLOURS)]


def marker(group: int) -> str:
    """Give the marker of a group's points, by its number; there are eight."""
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
            figure.text((left + entry.offset) / width, y, entry.text, color=colour(entry.group),
                        **_STYLE)  # fmt: skip
