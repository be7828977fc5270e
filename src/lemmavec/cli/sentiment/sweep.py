"""`lemmavec sentiment sweep`: accuracy against the strength of L2 regularisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lemmavec.classify.document_vectors import Weighting
from lemmavec.cli.labelled_data import (
    DATA_HELP,
    Classes,
    Data,
    LabelColumn,
    Reading,
    Seed,
    TextColumn,
    VectorsOption,
    three_parts,
)
from lemmavec.cli.output import Cell, help_text, note, print_rows
from lemmavec.settings import Settings

if TYPE_CHECKING:
    from lemmavec.classify import L2Path

_DEFAULT = Settings()
_HELP = f"""
Choose λ, the strength of L2 regularisation: softmax regression on averaged vectors, over a grid.

Prints λ, the accuracy on train, dev and test, and the norm of the weights; marks the λ that is best
on dev, which alone chooses; and explains what the figures show. The treebank brings its dev and
test texts; of other data a tenth each is held out, unless --dev or --test name some.
{DATA_HELP}
[bold]Examples[/bold]

lemmavec sentiment sweep treebank/ --vectors vectors.safetensors -o accuracy.png

lemmavec sentiment sweep reviews.tsv --l2 1e-5 --l2 1e-3 --l2 0.1
"""


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("sweep", help=help_text(_HELP))(sweep)


def sweep(
    data: Data,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A picture: .png, .svg or .pdf."),
    ] = None,
    vectors: VectorsOption = None,
    weighting: Annotated[
        Weighting, typer.Option(help="How the words of a text are weighted.")
    ] = "mean",
    l2: Annotated[
        list[float] | None,
        typer.Option(min=0, metavar="NUMBER", help="A λ; repeatable.", show_default="1e-5 to 100"),
    ] = None,
    dev: Annotated[str | None, typer.Option(metavar="DATA", help="Choose λ on these.")] = None,
    test: Annotated[str | None, typer.Option(metavar="DATA", help="Measure on these.")] = None,
    classes: Classes = 5,
    text: TextColumn = "text",
    label: LabelColumn = "label",
    seed: Seed = _DEFAULT.seed,
) -> None:
    """Print the table, and draw it."""
    from lemmavec.classify.l2_path import DEFAULT_GRID
    from lemmavec.sklearn.l2_path import fit_l2_path_of_texts

    parts = three_parts(data, Reading(text, label, classes), dev, test, seed)
    sizes = zip(("train", "dev", "test"), parts, strict=True)
    note(", ".join(f"{name}: {len(part):,} texts" for name, part in sizes))
    path = fit_l2_path_of_texts(
        *parts, vectors=vectors, weighting=weighting, grid=l2 or DEFAULT_GRID, seed=seed
    )
    _print(path)
    if output is not None:
        from lemmavec.plotting import plot_l2_path

        plot_l2_path(path, output)
        note(f"\nwrote {output}")


def _print(path: L2Path) -> None:
    """Print the table, and what it shows."""
    from lemmavec.classify.l2_path import WHY

    rows: list[list[Cell]] = [
        [f"{row.l2:g}", row.train, row.dev, float(row.test or 0), f"{row.weight_norm:.3g}",
         "chosen on dev" if row is path.chosen else ""]
        for row in path.rows
    ]  # fmt: skip
    print_rows(["λ", "train", "dev", "test", "‖W‖", ""], rows, title="Accuracy by λ")
    note(f"{path.reading()}\n\n{WHY}")
