"""`lemmavec sentiment`: classify texts on top of word vectors; one file for each command."""

from __future__ import annotations

import typer

from lemmavec.cli.output import help_text
from lemmavec.cli.sentiment import evaluate, fit, predict, sweep

_HELP = """
Classify texts on top of word vectors: train, predict, measure errors, choose λ.

[bold]Examples[/bold]

lemmavec sentiment fit rotten-tomatoes -o model.safetensors

echo "a gem, and great fun" | lemmavec sentiment predict model.safetensors --explain

lemmavec sentiment evaluate model.safetensors held-out.csv --pictures pictures

lemmavec sentiment sweep rotten-tomatoes -o accuracy.png

Needs the extra: pip install "lemmavec\\[sklearn]"; pictures need "lemmavec\\[plot]" too.
"""


def add_to(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help=help_text(_HELP), no_args_is_help=True, rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    for command in (fit, predict, evaluate, sweep):
        command.add_to(group)
    app.add_typer(group, name="sentiment")
