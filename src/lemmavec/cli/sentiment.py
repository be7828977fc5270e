"""`lemmavec sentiment`: classify texts on top of word vectors."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from lemmavec.cli.labelled_data import (
    DATA_HELP,
    Classes,
    Data,
    LabelColumn,
    Reading,
    Seed,
    TextColumn,
    three_parts,
)
from lemmavec.cli.output import Cell, help_text, note, print_rows

if TYPE_CHECKING:
    from lemmavec.classify.explanation import Explanation
    from lemmavec.datasets.labelled_texts import LabelledTexts

_HELP = """
Classify texts on top of word vectors: train, predict, look at errors, choose λ.

[bold]Examples[/bold]

lemmavec sentiment fit rotten-tomatoes -o model.safetensors

echo "a gem, and great fun" | lemmavec sentiment predict model.safetensors --explain

lemmavec sentiment evaluate model.safetensors held-out.csv --pictures pictures

lemmavec sentiment sweep rotten-tomatoes -o accuracy.png

Needs the extra: pip install "lemmavec\\[sklearn]"; pictures need "lemmavec\\[plot]" too.
"""
_FIT = f"""
Train a classifier of texts, and save it: safetensors and JSON in one file.

Word vectors, a hidden layer and a softmax are trained together, and each word and each pair of
neighbouring words has a weight of its own. Word vectors given by --vectors are where it begins.
{DATA_HELP}
Of the treebank's training trees every phrase is learnt, unless --kind roots says otherwise.

[bold]Examples[/bold]

lemmavec sentiment fit reviews.csv --text review --label stars -o model.safetensors

lemmavec sentiment fit treebank/ -o model.safetensors --vectors vectors.safetensors
"""
_PREDICT = """
Predict the class of each line of a file or of standard input.

A line of the output is: the class, its probability, the text; with --explain also the words that
decided, each with what it adds to the logit of the class over the mean of all classes.

[bold]Examples[/bold]

lemmavec sentiment predict model.safetensors reviews.txt

echo "a gem" | lemmavec sentiment predict model.safetensors --explain
"""
_EVALUATE = f"""
Measure a saved classifier: accuracy, confusion matrix, and its most confident mistakes.

In a pipe, the first field says what a line is: accuracy (share, texts), confusion (true class, how
often each class was predicted, in order) or mistake (true class, prediction, probability, text).
{DATA_HELP}
[bold]Examples[/bold]

lemmavec sentiment evaluate model.safetensors held-out.csv --mistakes 20

lemmavec sentiment evaluate model.safetensors treebank/ --split dev --pictures pictures
"""
_SWEEP = f"""
Study λ, the price of large weights: softmax regression on averaged vectors, for a grid of λ.

Prints λ, the accuracy on train, dev and test, and the length of the weights; marks the λ that is
best on dev, which alone chooses; says what is to be seen. The treebank brings its dev and test
texts; of other data a tenth each is put aside, unless --dev or --test name some.
{DATA_HELP}
[bold]Examples[/bold]

lemmavec sentiment sweep treebank/ --vectors vectors.safetensors -o accuracy.png

lemmavec sentiment sweep reviews.tsv --l2 1e-5 --l2 1e-3 --l2 0.1
"""

VectorsOption = Annotated[
    Path | None, typer.Option("--vectors", metavar="FILE", help="Word vectors to use.")
]
Model = Annotated[Path, typer.Argument(metavar="MODEL", help="A file that `fit` saved.")]


def add_to(app: typer.Typer) -> None:
    """Add the group of commands."""
    group = typer.Typer(
        help=help_text(_HELP), no_args_is_help=True, rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    group.command("fit", help=help_text(_FIT))(fit)
    group.command("predict", help=help_text(_PREDICT))(predict)
    group.command("evaluate", help=help_text(_EVALUATE))(evaluate)
    group.command("sweep", help=help_text(_SWEEP))(sweep)
    app.add_typer(group, name="sentiment")


def fit(
    data: Data,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="MODEL", help="Where to.")],
    vectors: VectorsOption = None,
    pairs: Annotated[bool, typer.Option(help="Whether pairs of words have weights.")] = True,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the texts.")] = 5,
    kind: Annotated[
        Literal["phrases", "roots"], typer.Option(help="Of the treebank: phrases or sentences.")
    ] = "phrases",
    classes: Classes = 5,
    text: TextColumn = "text",
    label: LabelColumn = "label",
    seed: Seed = 1,
) -> None:
    """Train and save."""
    from lemmavec.sklearn import TextClassifier, save_estimator

    texts = Reading(text, label, classes, kind).read(data, "train")
    note(f"training on {len(texts):,} texts: {_counted(texts)}")
    began = time.perf_counter()
    model = TextClassifier(vectors, pairs=pairs, epochs=epochs, seed=seed)
    model.fit(texts.texts, texts.labels)
    save_estimator(model, output, texts.names)
    took = time.perf_counter() - began
    note(f"wrote {output}: {len(model.words_):,} words, {len(model.terms_):,} weights of words and "
         f"pairs, loss {model.history_[-1].loss:.3f}, {took:.1f} s")  # fmt: skip


def predict(
    model: Model,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="A text a line.", show_default="standard input"),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the words that decided.")
    ] = False,
    words: Annotated[int, typer.Option(min=1, help="How many words --explain names.")] = 5,
) -> None:
    """Print a prediction a line."""
    from lemmavec.sklearn import explain as explain_with
    from lemmavec.sklearn.saving import load_with_names

    loaded = load_with_names(model)
    content = sys.stdin.read() if file is None else file.read_text(encoding="utf-8")
    lines = [line for line in content.split("\n") if line.strip()]
    if not lines:
        return
    P = loaded.model.predict_proba(lines)
    named = _named(loaded.model.classes_, loaded.names)
    rows: list[list[Cell]] = []
    for line, p in zip(lines, P, strict=True):
        row: list[Cell] = [named[p.argmax()], float(p.max()), line.strip()]
        if explain:
            row.append(_said(explain_with(loaded.model, line), words))
        rows.append(row)
    print_rows(["class", "probability", "text", *(["words that decided"] if explain else [])], rows)


def evaluate(
    model: Model,
    data: Data,
    split: Annotated[
        Literal["train", "dev", "test"], typer.Option(help="Of the treebank.")
    ] = "test",
    mistakes: Annotated[int, typer.Option(min=0, help="How many mistakes to show.")] = 5,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Draw confusions and mistakes there.")
    ] = None,
    text: TextColumn = "text",
    label: LabelColumn = "label",
) -> None:
    """Print what the classifier gets right and wrong."""
    from lemmavec.classify.confusion import confident_mistakes, confusion_matrix
    from lemmavec.sklearn import explain
    from lemmavec.sklearn.saving import load_with_names

    loaded = load_with_names(model)
    known = loaded.model.classes_.tolist()
    texts = Reading(text, label, 2 if len(known) == 2 else 5).read(data, split)
    if unknown := sorted(set(texts.labels) - set(known), key=str):
        raise ValueError(
            f"{data} has the label {unknown[0]!r}, which the model never saw: it knows "
            f"{', '.join(map(str, known))}"
        )
    truth = [known.index(label) for label in texts.labels]
    P = loaded.model.predict_proba(texts.texts)
    counts = confusion_matrix(truth, P.argmax(axis=1), len(known))
    named = _named(loaded.model.classes_, {**(texts.names or {}), **loaded.names})
    wrong = confident_mistakes(texts.texts, truth, P, mistakes)
    right = float(counts.trace() / len(texts))
    _print_kind("accuracy", ["right", "texts"], [[right, len(texts)]])
    _print_kind("confusion", ["truth \\ predicted", *named],
                [[named[i], *row.tolist()] for i, row in enumerate(counts)])  # fmt: skip
    shown: list[list[Cell]] = [
        [named[m.truth], named[m.predicted], m.probability, m.text] for m in wrong
    ]
    if shown:
        _print_kind("mistake", ["truth", "predicted", "probability", "text"], shown)
    if pictures is not None:
        from lemmavec.plotting.sentiment import plot_confusion, plot_explanations

        pictures.mkdir(parents=True, exist_ok=True)
        plot_confusion(counts, named, pictures / "confusion.png")
        note(f"wrote {pictures / 'confusion.png'}")
        if wrong:
            plot_explanations(
                [explain(loaded.model, m.text) for m in wrong], named, pictures / "mistakes.png",
                truths=[m.truth for m in wrong], title="The most confident mistakes",
            )  # fmt: skip
            note(f"wrote {pictures / 'mistakes.png'}")


def sweep(
    data: Data,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="A picture: .png, .svg or .pdf."),
    ] = None,
    vectors: VectorsOption = None,
    weighting: Annotated[
        Literal["mean", "idf", "sif"], typer.Option(help="How the words of a text count.")
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
    seed: Seed = 1,
) -> None:
    """Print the table, and draw it."""
    from lemmavec.classify.l2_path import DEFAULT_GRID, WHY
    from lemmavec.sklearn.study import study_texts

    parts = three_parts(data, Reading(text, label, classes), dev, test, seed)
    sizes = zip(("train", "dev", "test"), parts, strict=True)
    note(", ".join(f"{name}: {len(part):,} texts" for name, part in sizes))
    study = study_texts(
        *parts, vectors=vectors, weighting=weighting, grid=l2 or DEFAULT_GRID, seed=seed
    )
    print_rows(
        ["λ", "train", "dev", "test", "‖W‖", ""],
        [
            [f"{row.l2:g}", row.train, row.dev, float(row.test or 0), f"{row.weight_norm:.3g}",
             "chosen on dev" if row is study.chosen else ""]
            for row in study.rows
        ],
        title="Accuracy by λ",
    )  # fmt: skip
    note(f"{study.reading()}\n\n{WHY}")
    if output is not None:
        from lemmavec.plotting.sentiment import plot_study

        plot_study(study, output)
        note(f"\nwrote {output}")


def _print_kind(kind: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    """Print a table; where it is read by a program, each line says first what it is."""
    if sys.stdout.isatty():
        print_rows(columns, rows)
    else:
        print_rows(["", *columns], [[kind, *row] for row in rows])


def _named(classes: Iterable[Any], names: dict[Any, str]) -> list[str]:
    return [names.get(label, str(label)) for label in getattr(classes, "tolist", list)()]


def _counted(texts: LabelledTexts) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in texts.counts().items())


def _said(explanation: Explanation, most: int) -> str:
    """Name the words that mattered most, for or against."""
    parts = explanation.towards()
    order = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:most]
    return ", ".join(f"{explanation.words[i]} {parts[i]:+.2f}" for i in order)
