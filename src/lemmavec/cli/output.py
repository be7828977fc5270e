"""What the commands print: results on standard output, notes and errors on standard error."""

from __future__ import annotations

import json
import math
import os
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

import typer

from lemmavec.cli.control_characters import field, in_json, quoted_field, visible
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
        as the module `csv` and pandas do: for cells that are texts of any kind. Otherwise control
        characters are escaped, as they are on a terminal.
    """
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(table(columns, rows, title))
        return
    with pipe_may_close():
        for row in rows:
            cells = map(quoted_field if quoted else field, map(_text, row))
            sys.stdout.write("\t".join(cells) + "\n")


def print_json(value: object) -> None:
    """Print a value as JSON, NaN as null."""
    with pipe_may_close():
        document = json.dumps(_finite(value), indent=1, ensure_ascii=False, allow_nan=False)
        sys.stdout.write(in_json(document) + "\n")


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
        # Text and not str, or a word such as "[b]" would be taken as markup.
        made.add_column(Text(visible(column)), justify="right" if numbers else "left")
    for row in rows:
        made.add_row(*(Text(visible(_text(cell))) for cell in row))
    return made


def help_text(text: str) -> str:
    """Join the lines of each paragraph, as typer keeps the line breaks of the source."""
    return "\n\n".join(" ".join(part.split("\n")) for part in text.strip().split("\n\n"))


def note(*lines: str) -> None:
    """Print lines on standard error; a line end within one of them is escaped."""
    for line in lines:
        print(visible(line), file=sys.stderr)


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
        return f"{visible(str(error.filename))}: {error.strerror}"
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


def _finite(value: Any) -> Any:
    """Return a value of dicts, lists and numbers with None where a number is none."""
    if isinstance(value, dict):
        return {name: _finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _text(cell: Cell) -> str:
    return f"{cell:.4f}" if isinstance(cell, float) else str(cell)
