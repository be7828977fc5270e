"""What the commands print: results on standard output, notes and errors on standard error."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

import typer

from lemmavec.vectors.errors import UnknownWordError

Cell = str | int | float
# The exit code of a program whose reader closed the pipe: 128 + SIGPIPE.
_PIPE_CLOSED = 141
# Errors about what the person gave; any other is a bug in lemmavec.
_EXPECTED = (
    ArithmeticError,
    ImportError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)


def print_rows(
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    title: str = "",
    *,
    quoted: bool = False,
) -> None:
    """Print a table on a terminal, and tab-separated lines without headings elsewhere.

    Parameters
    ----------
    columns : sequence of str
        The heading of each column.
    rows : iterable of sequence
        A cell for each column; floats are printed with four decimals.
    title : str, optional
        Printed above the table.
    quoted : bool, default False
        Elsewhere than on a terminal, quote a cell that holds a tab, a line end or a quotation mark,
        as the module `csv` and pandas do: for cells that are texts of any kind.
    """
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(table(columns, rows, title))
        return
    with pipe_may_close():
        for row in rows:
            cells = map(_text, row)
            sys.stdout.write("\t".join(map(_quoted, cells) if quoted else cells) + "\n")


@contextmanager
def pipe_may_close() -> Iterator[None]:
    """Flush standard output at the end; exit silently if its reader went away."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes once more when it exits, which must not fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_PIPE_CLOSED) from None


def table(columns: Sequence[str], rows: Iterable[Sequence[Cell]], title: str = "") -> object:
    """Make a rich table, its numbers to the right."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    made = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for i, column in enumerate(columns):
        numbers = any(not isinstance(row[i], str) for row in rows)
        made.add_column(column, justify="right" if numbers else "left")
    for row in rows:
        # Text and not str, or a word such as "[b]" would be taken as markup.
        made.add_row(*(Text(_text(cell)) for cell in row))
    return made


def help_text(text: str) -> str:
    """Join the lines of each paragraph, as typer keeps the line breaks of the source."""
    return "\n\n".join(" ".join(part.split("\n")) for part in text.strip().split("\n\n"))


def note(message: str) -> None:
    """Print a message on standard error."""
    print(message, file=sys.stderr)


@contextmanager
def warnings_as_notes() -> Iterator[None]:
    """Show warnings in one line each, without the line of the source that gave them."""
    with warnings.catch_warnings():
        warnings.showwarning = _show_warning
        yield


def fail(message: str, code: int = 1) -> int:
    """Print an error in one line, and return the exit code."""
    note(f"lemmavec: error: {' '.join(message.split())}")
    return code


def error_line(error: Exception) -> str:
    """Return the message of an exception in one line, for a person who reads no traceback."""
    if hasattr(error, "format_message"):  # Typer's own errors about the command line.
        context = getattr(error, "ctx", None)
        hint = f" (see {context.command_path} --help)" if context is not None else ""
        return f"{error.format_message().rstrip('.')}{hint}"
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, UnknownWordError):
        return str(error)
    message = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    if isinstance(error, _EXPECTED):
        return message or type(error).__name__
    return f"unexpected {type(error).__name__}: {message} (lemmavec --debug ... shows where)"


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    note(f"lemmavec: warning: {' '.join(str(message).split())}")


def _quoted(text: str) -> str:
    """Quote what would end a field; the module `csv` leaves a carriage return as it is."""
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in '\t\n\r"') else text


def _text(cell: Cell) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)
