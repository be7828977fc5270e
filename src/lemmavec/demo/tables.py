"""The tables that the demo prints to standard output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

# A pipe has no width of its own, and tables are not to be cut.
_WIDTH_IN_A_PIPE = 120


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    styles: Sequence[str] = (),
    numbers: Sequence[str] = (),
) -> None:
    """Print a table.

    Parameters
    ----------
    title : str
    columns : sequence of str
        The heading of each column.
    rows : sequence of sequence of str
        One cell for each column.
    styles : sequence of str, optional
        The style of each column, as Rich names them; none by default.
    numbers : sequence of str, optional
        The headings of the columns that are set flush right.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _WIDTH_IN_A_PIPE, highlight=False)
    # A title wraps at the width of its table.
    longest = min(len(title), console.width)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, min_width=longest)
    for column, style in zip(columns, styles or [""] * len(columns), strict=True):
        table.add_column(column, style=style, justify="right" if column in numbers else "left")
    for row in rows:
        # Text and not str, which Rich would search for markup.
        table.add_row(*map(Text, row))
    console.print(table)
