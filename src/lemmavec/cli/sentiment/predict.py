"""`lemmavec sentiment predict`: the class of each line of text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lemmavec.cli.labelled_data import Model, class_names
from lemmavec.cli.output import Cell, help_text, print_rows

if TYPE_CHECKING:
    from lemmavec.classify import Explanation

_HELP = """
Predict the class of each line of a file or of standard input.

Each line of the output holds the class, its probability, and the text; with --explain also the
words that decided, each with what it adds to the logit of the class over the mean of all classes.

[bold]Examples[/bold]

lemmavec sentiment predict model.safetensors reviews.txt

echo "a gem" | lemmavec sentiment predict model.safetensors --explain
"""


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("predict", help=help_text(_HELP))(predict)


def predict(
    model: Model,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="One text a line.", show_default="standard input"),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the words that decided.")
    ] = False,
    words: Annotated[int, typer.Option(min=1, help="How many words --explain names.")] = 5,
) -> None:
    """Print one prediction a line."""
    from lemmavec.sklearn import explain as explain_with
    from lemmavec.sklearn.saving import load_with_names

    loaded = load_with_names(model)
    content = sys.stdin.read() if file is None else file.read_text(encoding="utf-8")
    lines = [line for line in content.split("\n") if line.strip()]
    if not lines:
        return
    P = loaded.model.predict_proba(lines)
    names = class_names(loaded.model.classes_.tolist(), loaded.names)
    rows: list[list[Cell]] = []
    for line, p in zip(lines, P, strict=True):
        row: list[Cell] = [names[p.argmax()], float(p.max()), line.strip()]
        if explain:
            row.append(_strongest_words(explain_with(loaded.model, line), words))
        rows.append(row)
    print_rows(["class", "probability", "text", *(["words that decided"] if explain else [])], rows)


def _strongest_words(explanation: Explanation, most: int) -> str:
    """Name the words with the largest parts, for or against."""
    parts = explanation.towards()
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:most]
    return ", ".join(f"{explanation.words[i]} {parts[i]:+.2f}" for i in order)
