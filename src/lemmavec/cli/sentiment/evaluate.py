"""`lemmavec sentiment evaluate`: accuracy, confusion matrix and errors of a saved classifier."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from lemmavec._writing import check_writable
from lemmavec.cli.labelled_data import (
    DATA_HELP,
    DEFAULT_SEED,
    Data,
    LabelColumn,
    Model,
    Reading,
    Seed,
    TextColumn,
    class_names,
    held_out_part,
)
from lemmavec.cli.output import Cell, help_text, note, print_rows
from lemmavec.datasets.treebank import Split

if TYPE_CHECKING:
    from lemmavec.classify import MisclassifiedText

_HELP = f"""
Measure a saved classifier: accuracy, confusion matrix, and its most confident errors.

The standard error of the accuracy is √(p (1 - p) / n) for a share p of n texts: about two in three
samples of as many texts give an accuracy within it of the true one.

In a pipe, the first field says what a line is: accuracy (share, texts, standard error), confusion
(true class, how often each class was predicted, in order) or mistake (true class, prediction,
probability, text). A text that holds a tab, a line end or a quotation mark is quoted.

--dev 10% measures on the part of DATA that `lemmavec sentiment fit DATA --dev 10%` held out; with
another --seed there, it is to be given here too.
{DATA_HELP}
[bold]Examples[/bold]

lemmavec sentiment evaluate model.safetensors held-out.csv --mistakes 20

lemmavec sentiment evaluate model.safetensors reviews.csv --dev 10%

lemmavec sentiment evaluate model.safetensors treebank/ --split dev --pictures pictures
"""


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("evaluate", help=help_text(_HELP))(evaluate)


def evaluate(
    model: Model,
    data: Data,
    split: Annotated[Split, typer.Option(help="Of the treebank.")] = "test",
    mistakes: Annotated[int, typer.Option(min=0, help="How many misclassified texts to show.")] = 5,
    pictures: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Draw confusion, calibration and errors there."),
    ] = None,
    dev: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Only the texts that `fit --dev SHARE` held out."),
    ] = None,
    seed: Seed = DEFAULT_SEED,
    text: TextColumn = "text",
    label: LabelColumn = "label",
) -> None:
    """Print what the classifier gets right and wrong."""
    from lemmavec.classify import confusion_matrix, most_confident_errors
    from lemmavec.plotting import require_matplotlib
    from lemmavec.sklearn.labels import label_numbers
    from lemmavec.sklearn.saving import load_with_names

    if pictures is not None:
        require_matplotlib()
        pictures.mkdir(parents=True, exist_ok=True)
        check_writable(pictures / "confusion.png")
    loaded = load_with_names(model)
    classes = loaded.model.classes_
    reading = Reading(text, label, 2 if len(classes) == 2 else 5)
    texts = held_out_part(data, reading, split, dev, seed)
    truth = label_numbers(texts.labels, classes, data)
    P = loaded.model.predict_proba(texts.texts)
    counts = confusion_matrix(truth, P.argmax(axis=1), len(classes))
    errors = most_confident_errors(texts.texts, truth, P, mistakes)
    names = class_names(classes.tolist(), {**(texts.names or {}), **loaded.names})
    _print(counts, errors, names)
    if pictures is not None:
        _draw(loaded.model, counts, errors, names, pictures)
        _draw_calibration(truth, P, pictures / "calibration.png")


def _print(
    counts: NDArray[np.int64], errors: Sequence[MisclassifiedText], names: Sequence[str]
) -> None:
    from lemmavec.classify.confusion import standard_error

    texts = int(counts.sum())
    accuracy = float(counts.trace() / texts)
    _print_rows("accuracy", ["accuracy", "texts", "standard error"],
                [[accuracy, texts, standard_error(accuracy, texts)]])  # fmt: skip
    _print_rows("confusion", ["true class \\ predicted", *names],
                [[names[i], *row.tolist()] for i, row in enumerate(counts)])  # fmt: skip
    if errors:
        _print_rows("mistake", ["true class", "predicted", "probability", "text"],
                    [[names[error.truth], names[error.predicted], error.probability, error.text]
                     for error in errors])  # fmt: skip


def _print_rows(kind: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print a table; in a pipe, the first field of each line names its kind."""
    if sys.stdout.isatty():
        print_rows(columns, rows)
    else:
        print_rows(["", *columns], [[kind, *row] for row in rows], quoted=True)


def _draw(
    model: Any,
    counts: NDArray[np.int64],
    errors: Sequence[MisclassifiedText],
    names: Sequence[str],
    folder: Path,
) -> None:
    from lemmavec.plotting import plot_confusion, plot_explanations
    from lemmavec.sklearn import explain

    plot_confusion(counts, names, folder / "confusion.png")
    note(f"wrote {folder / 'confusion.png'}")
    if errors:
        plot_explanations(
            [explain(model, error.text) for error in errors], names, folder / "mistakes.png",
            truths=[error.truth for error in errors], title="The most confident errors",
        )  # fmt: skip
        note(f"wrote {folder / 'mistakes.png'}")


def _draw_calibration(truth: NDArray[np.int64], P: NDArray[np.float64], path: Path) -> None:
    from lemmavec.plotting import plot_calibration

    plot_calibration(truth, P, path)
    note(f"wrote {path}")
