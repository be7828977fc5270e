"""Arguments and options that several commands have, each declared once.

Those that are under a heading of its own in the help of one command are functions of the heading.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

CorpusPaths = Annotated[
    list[str], typer.Argument(metavar="CORPUS", help="Files, folders, or - for stdin.")
]
VectorsFile = Annotated[
    Path, typer.Argument(metavar="VECTORS", help="A file of vectors, of any known format.")
]
Pairs = Annotated[
    list[Path] | None, typer.Option("--pairs", metavar="FILE", help="Word pairs; repeatable.")
]
Analogies = Annotated[
    list[Path] | None, typer.Option("--analogies", metavar="FILE", help="Analogies; repeatable.")
]


def lowercase(panel: str | None = None) -> Any:
    """Return the flag --lowercase."""
    return typer.Option("--lowercase", help="Lower-case the text.", rich_help_panel=panel)


def errors(panel: str | None = None) -> Any:
    """Return the option --errors."""
    return typer.Option(
        help="At bytes that are not UTF-8: stop, or put U+FFFD there.", rich_help_panel=panel
    )


def column(panel: str | None = None) -> Any:
    """Return the option --column."""
    return typer.Option(
        metavar="NAME",
        help="The column of text, where CORPUS is Parquet or JSON Lines.",
        rich_help_panel=panel,
    )


def directory(panel: str | None = None) -> Any:
    """Return the option --directory, a folder that exists."""
    return typer.Option(
        metavar="FOLDER",
        exists=True,
        file_okay=False,
        help="Folder for the token cache: 4 to 8 bytes a word.",
        rich_help_panel=panel,
        show_default="the system's temporary folder",
    )


def workers(panel: str | None = None) -> Any:
    """Return the option --workers."""
    return typer.Option(help="Threads.", rich_help_panel=panel, show_default="all cores")


def quiet(panel: str | None = None) -> Any:
    """Return the flag --quiet."""
    return typer.Option("--quiet", "-q", help="No progress.", rich_help_panel=panel)
