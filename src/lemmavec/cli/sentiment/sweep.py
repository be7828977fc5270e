"""`lemmavec sentiment sweep`: accuracy against the strength of L2 regularisation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli.labelled_data import (
    DATA_HELP,
    DEFAULT_SEED,
    SHARE,
    Classes,
    Data,
    LabelColumn,
    Reading,
    Seed,
    TextColumn,
    VectorsOption,
    WeightingOption,
    drawn,
    is_treebank,
    three_parts,
)
from lemmavec.cli.options import quiet as quiet_option
from lemmavec.cli.output import help_text, note
from lemmavec.cli.output_file import check_picture
from lemmavec.cli.sentiment.l2_table import fit_command, print_l2_path
from lemmavec.cli.sentiment.softmax import L2_GRID_HELP, Workers, l2_path, vectorizer_of

_HELP = f"""
Choose λ, the strength of L2 regularisation: softmax regression on averaged vectors, over a grid.

Prints λ, the accuracy on train, dev and test, and the norm of the weights. Marks the λ that is best
on dev, which alone chooses, with the standard error of its accuracy, and the largest λ within one
standard error of it. Explains what the figures show, and ends with the command that fits with the
chosen λ. The treebank brings its dev and test texts; of other data a tenth each is held out, unless
--dev or --test name some, or another share.
{DATA_HELP}
[bold]Examples[/bold]

lemmavec sentiment sweep treebank/ --vectors vectors.safetensors -o accuracy.png

lemmavec sentiment sweep reviews.tsv --l2 1e-5 --l2 1e-3 --l2 0.1 --test 20%
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
    weighting: WeightingOption = None,
    workers: Workers = 1,
    l2: Annotated[
        list[float] | None,
        typer.Option(min=0, metavar="NUMBER", help="A λ; repeatable.", show_default=L2_GRID_HELP),
    ] = None,
    dev: Annotated[
        str | None,
        typer.Option(metavar="DATA|SHARE", help="Choose λ on these.", show_default="10%"),
    ] = None,
    test: Annotated[
        str | None, typer.Option(metavar="DATA|SHARE", help="Measure on these.", show_default="10%")
    ] = None,
    classes: Classes = 5,
    text: TextColumn = "text",
    label: LabelColumn = "label",
    seed: Seed = DEFAULT_SEED,
    quiet: Annotated[bool, quiet_option()] = False,
) -> None:
    """Print the table, draw it, and print the command that fits."""
    if output is not None:
        check_picture(output)
    parts = three_parts(data, Reading(text, label, classes), dev, test, seed)
    sizes = zip(("train", "dev", "test"), parts, strict=True)
    said = ", ".join(f"{name}: {len(part):,} texts" for name, part in sizes)
    note(said + drawn([] if is_treebank(data) else [dev or SHARE, test or SHARE], seed))
    vectorizer = vectorizer_of(vectors, weighting, seed, workers)
    path, _ = l2_path(vectorizer, parts, l2, quiet=quiet)
    print_l2_path(path)
    if output is not None:
        from lemmavec.plotting import plot_l2_path

        plot_l2_path(path, output)
        note("", f"wrote {output}")
    given = [("--vectors", vectors, None), ("--weighting", weighting, None),
             ("--workers", workers, 1),
             ("--classes", classes, 5), ("--text", text, "text"), ("--label", label, "label"),
             ("--seed", seed, DEFAULT_SEED)]  # fmt: skip
    on = "" if is_treebank(data) else f" on all of {data}"
    command = fit_command(data, path.chosen.l2, given)
    note("", f"This command fits{on} with the chosen λ:", command)
