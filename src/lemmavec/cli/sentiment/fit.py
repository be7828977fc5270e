"""`lemmavec sentiment fit`: train a classifier of texts, and save it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from lemmavec.classify.text_settings import TextSettings
from lemmavec.cli.labelled_data import (
    DATA_HELP,
    Classes,
    Data,
    LabelColumn,
    Reading,
    Seed,
    TextColumn,
    VectorsOption,
)
from lemmavec.cli.output import help_text, note
from lemmavec.datasets.treebank import Kind

_DEFAULT = TextSettings()
_HELP = f"""
Train a classifier of texts, and save it: safetensors and JSON in one file.

Word vectors, a hidden layer and a softmax are trained together; each word and each pair of
neighbouring words also has weights of its own. Training begins with the word vectors of --vectors,
or with random ones.
{DATA_HELP}
Of the treebank's training trees every phrase is learnt, or with --kind roots only the sentences.

[bold]Examples[/bold]

lemmavec sentiment fit reviews.csv --text review --label stars -o model.safetensors

lemmavec sentiment fit treebank/ -o model.safetensors --vectors vectors.safetensors
"""


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("fit", help=help_text(_HELP))(fit)


def fit(
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="MODEL", help="Where to save the classifier.")
    ],
    vectors: VectorsOption = None,
    pairs: Annotated[
        bool, typer.Option(help="Whether words and pairs of words have weights of their own.")
    ] = _DEFAULT.pairs,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the texts.")] = _DEFAULT.epochs,
    kind: Annotated[Kind, typer.Option(help="Of the treebank: phrases or sentences.")] = "phrases",
    classes: Classes = 5,
    text: TextColumn = "text",
    label: LabelColumn = "label",
    seed: Seed = _DEFAULT.seed,
) -> None:
    """Train and save."""
    from lemmavec.sklearn import TextClassifier, save_estimator

    texts = Reading(text, label, classes, kind).read(data, "train")
    counts = ", ".join(f"{count:,} {name}" for name, count in texts.counts().items())
    note(f"training on {len(texts):,} texts: {counts}")
    start = time.perf_counter()
    model = TextClassifier(vectors, pairs=pairs, epochs=epochs, seed=seed)
    model.fit(texts.texts, texts.labels)
    save_estimator(model, output, texts.names)
    seconds = time.perf_counter() - start
    note(f"wrote {output}: {len(model.words_):,} words, {len(model.terms_):,} weights of words and "
         f"pairs, loss {model.history_[-1].loss:.3f}, {seconds:.1f} s")  # fmt: skip
