"""`lemmavec sentiment predict`: the class of each text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lemmavec._io import compression_of
from lemmavec.cli.labelled_data import Model, class_names
from lemmavec.cli.output import Cell, help_text, note, print_rows
from lemmavec.cli.standard_input import text_of_standard_input, with_standard_input

if TYPE_CHECKING:
    from lemmavec.classify import Explanation

_HELP = """
Predict the class of each line of a file or of standard input.

A file that ends in .csv or .tsv is a table with a header, whose column of texts --text names; it
may be compressed. With --text, standard input and other files are tables too.

Each text has a line of output, also where it is blank: the class, its probability, and the text;
with --explain also the words that decided, each with what it adds to the logit of the class over
the mean of all classes. In a pipe, the fields are separated by tabs; a text that holds a tab, a
line end or a quotation mark is quoted, as pandas and spreadsheets do.

[bold]Examples[/bold]

lemmavec sentiment predict model.safetensors reviews.txt

lemmavec sentiment predict model.safetensors reviews.csv --text review > classes.tsv

echo "a gem" | lemmavec sentiment predict model.safetensors --explain
"""
_TABLES = (".csv", ".tsv")


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("predict", help=help_text(_HELP))(predict)


def predict(
    model: Model,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="One text a line, or a table.", show_default="standard input"
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(
            "--text", metavar="NAME", help="The column of the texts.", show_default="text"
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the words that decided.")
    ] = False,
    words: Annotated[int, typer.Option(min=1, help="How many words --explain names.")] = 5,
) -> None:
    """Print one prediction for each text."""
    from lemmavec.sklearn import explain as explain_with
    from lemmavec.sklearn.saving import load_with_names

    loaded = load_with_names(model)
    texts = _texts(file, text)
    if not texts:
        return
    if blank := sum(not each.strip() for each in texts):
        note(f"{blank:,} of {len(texts):,} texts are blank: each has the class of an empty text")
    P = loaded.model.predict_proba(texts)
    names = class_names(loaded.model.classes_.tolist(), loaded.names)
    rows: list[list[Cell]] = []
    for each, p in zip(texts, P, strict=True):
        row: list[Cell] = [names[p.argmax()], float(p.max()), each]
        if explain:
            row.append(_strongest_words(explain_with(loaded.model, each), words))
        rows.append(row)
    columns = ["class", "probability", "text", *(["words that decided"] if explain else [])]
    print_rows(columns, rows, quoted=True)


def _texts(file: Path | None, column: str | None) -> list[str]:
    """Read the texts of a table, or the lines of anything else."""
    from lemmavec.datasets.columns import MissingColumnError, read_texts
    from lemmavec.datasets.text_lines import text_lines

    if column is None and (file is None or not _is_table(file)):
        return _lines(text_of_standard_input() if file is None else "".join(text_lines(file)))
    with with_standard_input(["-" if file is None else str(file)], None) as (path,):
        try:
            return read_texts(path, "text" if column is None else column)
        except ValueError as error:
            hint = "; --text NAME chooses it" if isinstance(error, MissingColumnError) else ""
            message = str(error) if file is not None else str(error).replace(path, "standard input")
            raise ValueError(message + hint) from None


def _is_table(file: Path) -> bool:
    name = file if compression_of(file) is None else file.with_suffix("")
    return name.suffix.lower() in _TABLES


def _lines(content: str) -> list[str]:
    """Split at line ends alone, which `str.splitlines` does not."""
    lines = content.split("\n")
    if not lines[-1]:
        del lines[-1]
    return [line.removesuffix("\r") for line in lines]


def _strongest_words(explanation: Explanation, most: int) -> str:
    """Name the words with the largest parts, for or against."""
    parts = explanation.towards()
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:most]
    return ", ".join(f"{explanation.words[i]} {parts[i]:+.2f}" for i in order)
