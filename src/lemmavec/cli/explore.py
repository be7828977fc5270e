"""`lemmavec explore`: the vectors in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli.options import VectorsFile
from lemmavec.cli.output import help_text, note

_HELP = """
Explore vectors in the browser: a map of all words, neighbours, analogies, axes, the training.

A small server on this machine answers the page, and nothing comes from elsewhere; Ctrl-C stops it.
With two files, the second is aligned with the first, and the words that moved are listed.

[bold]Examples[/bold]

lemmavec explore vectors.safetensors

lemmavec explore model.lemma     (with what words predict, and the loss by epoch)

lemmavec explore before.safetensors after.safetensors
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explore", help=help_text(_HELP))(explore)


def explore(
    vectors: VectorsFile,
    other: Annotated[
        Path | None, typer.Argument(metavar="OTHER", help="Vectors to compare with.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 0,
    browser: Annotated[bool, typer.Option(help="Open a browser.")] = True,
) -> None:
    """Serve the page until Ctrl-C."""
    from lemmavec.explore import explore as serve

    def say(address: str) -> None:
        note(address)
        note("Ctrl-C stops it")

    serve(vectors, other, port=port, open_browser=browser, say=say)
