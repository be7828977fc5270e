"""HTML for notebooks: tables with every cell escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table in HTML, each cell as text whatever characters it holds.

    Parameters
    ----------
    headings : sequence of str
        One for each column.
    rows : iterable of sequences of str
        The cells.
    caption : str, optional
        What the table shows.

    Examples
    --------
    >>> table(["word"], [["<b>"]])
    '<table><thead><tr><th>word</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    title = f"<caption>{_escaped(caption)}</caption>" if caption else ""
    body = "".join(_row("td", row) for row in rows)
    return f"<table>{title}<thead>{_row('th', headings)}</thead><tbody>{body}</tbody></table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    inside = "".join(f"<{tag}>{_escaped(cell)}</{tag}>" for cell in cells)
    return f"<tr>{inside}</tr>"


def _escaped(text: str) -> str:
    from html import escape  # only notebooks need it

    # A lone surrogate, which stands for a byte that is not UTF-8, cannot be sent to a browser.
    return escape(text.encode("utf-8", "replace").decode())
