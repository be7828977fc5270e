"""Arguments and options that several commands have, each with its type and its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LOWERCASE_HELP = "Lower-case the text."
ERRORS_HELP = "At bytes that are not UTF-8: stop, or put U+FFFD there."
WORKERS_HELP = "Threads."
QUIET_HELP = "No progress."
DIRECTORY_HELP = "Folder for the token cache: 4 to 8 bytes a word."
# What the help shows where the default is None.
ALL_CORES = "all cores"
SYSTEM_FOLDER = "the system's temporary folder"

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
