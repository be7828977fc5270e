"""`lemmavec convert`: vectors from one file format into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli.options import VectorsFile
from lemmavec.cli.output import help_text, note

_HELP = """
Read vectors in any known format, and write them in the format of OUT's extension.

.safetensors is lemmavec's own: words and vectors in one file, read without copying. .bin is
word2vec's binary format, .txt and .vec its text format. The format of VECTORS is recognised by its
content.

[bold]Examples[/bold]

lemmavec convert GoogleNews-vectors.bin.gz news.safetensors

lemmavec convert vectors.safetensors vectors.bin
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert", help=help_text(_HELP))(convert)


def convert(
    source: VectorsFile,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
) -> None:
    """Convert one file."""
    from lemmavec import load

    vectors = load(source)
    vectors.save(target)
    words, size = vectors.vectors.shape
    note(f"wrote {target}: {words:,} words, {size} dimensions")
