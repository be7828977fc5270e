"""`lemmavec estimate`: what a training will take, before it begins."""

from __future__ import annotations

from typing import Annotated

import typer

from lemmavec.cli import train_options as option
from lemmavec.cli.given_settings import given_settings
from lemmavec.cli.options import CorpusPaths
from lemmavec.cli.output import help_text, note, print_json, print_rows
from lemmavec.settings import Settings

_HELP = """
Read a sample of a corpus, train on it for two seconds, and print what the whole training will take:
words that are kept and dropped, memory, disk, and time on this machine.

The options are those of train. The sample is 64 MB, spread evenly over files of plain text; of
compressed files and tables it is the first two million words. The exit code is 1 where memory or
disk has no room.

[bold]Examples[/bold]

lemmavec estimate corpus.txt

lemmavec estimate texts/ --vector-size 300 --min-count 10 --json
"""
_DEFAULT = Settings()


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("estimate", help=help_text(_HELP))(estimate)


def estimate(
    command: typer.Context,
    corpus: CorpusPaths,
    vector_size: option.VectorSize = _DEFAULT.vector_size,
    architecture: option.Architecture = _DEFAULT.architecture,
    loss: option.Loss = _DEFAULT.loss,
    min_n: option.MinN = None,
    max_n: option.MaxN = None,
    buckets: option.Buckets = None,
    window: option.Window = _DEFAULT.window,
    negative: option.Negative = _DEFAULT.negative,
    column: option.Column = None,
    lowercase: option.Lowercase = False,
    min_count: option.MinCount = _DEFAULT.min_count,
    max_words: option.MaxWords = _DEFAULT.max_words,
    sample: option.Sample = _DEFAULT.sample,
    errors: option.Errors = "strict",
    epochs: option.Epochs = _DEFAULT.epochs,
    directory: option.Directory = None,
    workers: option.Workers = _DEFAULT.workers,
    deterministic: option.Deterministic = _DEFAULT.deterministic,
    json: Annotated[bool, typer.Option("--json", help="Print numbers as JSON.")] = False,
) -> None:
    """Estimate; the settings reach the model through `command.params`."""
    from lemmavec import Word2Vec

    model = Word2Vec(**given_settings(command.params).by_name())
    found = model.estimate(
        list(corpus), lowercase=lowercase, errors=errors, directory=directory, column=column
    )
    if json:
        print_json(found.numbers())
    else:
        print_rows(["what", "how much"], found.rows())
    if not found.fits:
        note("there is no room for this training: memory or disk is too small")
        raise typer.Exit(1)
