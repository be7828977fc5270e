"""`lemmavec sentiment fit`: train a classifier of texts, and save it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from lemmavec._writing import check_writable
from lemmavec.classify.text_settings import TextSettings
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
    counts_of,
    drawn,
    is_treebank,
    train_and_dev,
)
from lemmavec.cli.options import quiet as quiet_option
from lemmavec.cli.output import help_text, note
from lemmavec.cli.sentiment.epoch_progress import epoch_progress
from lemmavec.cli.sentiment.held_out import print_accuracy
from lemmavec.cli.sentiment.l2_table import print_l2_path
from lemmavec.cli.sentiment.softmax import Workers, l2_path, vector_progress, vectorizer_of
from lemmavec.datasets.treebank import Kind

if TYPE_CHECKING:
    from lemmavec.datasets.labelled_texts import LabelledTexts

Classifier = Literal["text", "softmax"]
_DEFAULT = TextSettings()
_HELP = f"""
Train a classifier of texts, and save it: safetensors and JSON in one file.

--classifier text trains word vectors, a hidden layer and a softmax together; each word and each
pair of neighbouring words also has weights of its own. Training begins with the word vectors of
--vectors, or with random ones. --classifier softmax averages word vectors, those of --vectors or
ones trained on the same texts, and fits a softmax regression with the λ of --l2; --sweep chooses λ
on held-out texts first, as `lemmavec sentiment sweep` does.

--dev holds out a share of the texts, such as 10%, or reads others, and prints the accuracy on them
with its standard error. The treebank brings its own.
{DATA_HELP}
Of the treebank's training trees every phrase is learnt, or with --kind roots only the sentences.

[bold]Examples[/bold]

lemmavec sentiment fit reviews.csv --text review --label stars --dev 10% -o model.safetensors

lemmavec sentiment fit reviews.csv --sweep -o model.safetensors

lemmavec sentiment fit treebank/ -o model.safetensors --vectors vectors.safetensors
"""
# Options that one of the classifiers alone has.
_OWN = {"text": ("pairs",), "softmax": ("weighting", "l2", "sweep", "workers")}


def add_to(group: typer.Typer) -> None:
    """Add the command."""
    group.command("fit", help=help_text(_HELP))(fit)


def fit(
    command: typer.Context,
    data: Data,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="MODEL", help="Where to save the classifier.")
    ],
    classifier: Annotated[
        Classifier | None,
        typer.Option(
            help="What is trained; see above.", show_default="text; softmax with --l2 or --sweep"
        ),
    ] = None,
    vectors: VectorsOption = None,
    dev: Annotated[
        str | None,
        typer.Option(
            metavar="DATA|SHARE", help="Held-out texts to measure on.", show_default="none"
        ),
    ] = None,
    epochs: Annotated[
        int | None,
        typer.Option(min=1, help="Passes over the texts.", show_default="the classifier's own"),
    ] = None,
    pairs: Annotated[
        bool, typer.Option(help="Of text: whether words and pairs have weights of their own.")
    ] = _DEFAULT.pairs,
    l2: Annotated[
        float | None, typer.Option(min=0, metavar="NUMBER", help="Of softmax: λ.")
    ] = None,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Of softmax: choose λ on held-out texts.")
    ] = False,
    weighting: WeightingOption = None,
    workers: Workers = 1,
    kind: Annotated[
        Kind | None,
        typer.Option(
            help="Of the treebank: phrases or sentences.", show_default="phrases; roots for softmax"
        ),
    ] = None,
    classes: Classes = 5,
    text: TextColumn = "text",
    label: LabelColumn = "label",
    seed: Seed = DEFAULT_SEED,
    quiet: Annotated[bool, quiet_option()] = False,
) -> None:
    """Train and save."""
    chosen = _classifier(command, classifier)
    check_writable(output)
    kind = kind or ("phrases" if chosen == "text" else "roots")
    if sweep and dev is None and not is_treebank(data):
        dev = SHARE
    parts = train_and_dev(data, Reading(text, label, classes, kind), dev, seed)
    if sweep and parts[1] is None:
        raise typer.BadParameter("--sweep chooses on held-out texts: --dev DATA names them")
    note(f"training on {counts_of(parts[0])}")
    if parts[1] is not None:
        note(f"held out: {counts_of(parts[1])}{drawn([dev], seed)}")
    train = _text if chosen == "text" else _softmax
    start = time.perf_counter()
    model, about = train(*parts, command.params)
    _save(model, output, parts[0], about, time.perf_counter() - start)
    if parts[1] is not None:
        print_accuracy(model, parts[1], "dev")
        if sweep:
            note("λ was chosen on these texts: lemmavec sentiment evaluate measures on others")


def _classifier(command: typer.Context, classifier: Classifier | None) -> Classifier:
    """Choose the classifier, and refuse what the other one has."""
    given = command.params
    if given["sweep"] and given["l2"] is not None:
        raise typer.BadParameter("--sweep chooses λ, and --l2 gives it: leave out one of them")
    by_options: Classifier = "softmax" if given["sweep"] or given["l2"] is not None else "text"
    chosen = classifier or by_options
    other: Classifier = "softmax" if chosen == "text" else "text"
    for name in _OWN[other]:
        source = command.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise typer.BadParameter(f"--{name} is an option of --classifier {other}")
    return chosen


def _text(
    train: LabelledTexts, dev: LabelledTexts | None, given: dict[str, Any]
) -> tuple[Any, str]:
    """Train a TextClassifier; return it, and what there is to say about it."""
    from lemmavec.sklearn import TextClassifier

    chosen = {} if given["epochs"] is None else {"epochs": given["epochs"]}
    model = TextClassifier(given["vectors"], pairs=given["pairs"], seed=given["seed"], **chosen)
    # How many there are may be left to the classifier; what it logs says so.
    expected = model.epochs if isinstance(model.epochs, int) else _DEFAULT.epochs
    with epoch_progress(train.texts, expected, quiet=given["quiet"]):
        model.fit(train.texts, train.labels)
    epochs = len(model.history_)
    return model, (
        f"{len(model.words_):,} words, {len(model.terms_):,} weights of words and pairs, "
        f"{epochs} epoch{'' if epochs == 1 else 's'}, loss {model.history_[-1].loss:.3f}"
    )


def _softmax(
    train: LabelledTexts, dev: LabelledTexts | None, given: dict[str, Any]
) -> tuple[Any, str]:
    """Fit softmax regression on averaged vectors, with the λ given or chosen on dev."""
    from sklearn.pipeline import make_pipeline

    from lemmavec.sklearn import SoftmaxRegression

    names = ("vectors", "weighting", "seed", "workers", "epochs")
    vectorizer = vectorizer_of(*(given[name] for name in names))
    l2 = {} if given["l2"] is None else {"l2": given["l2"]}
    if given["sweep"] and dev is not None:
        path, features = l2_path(vectorizer, [train, dev], None, quiet=given["quiet"])
        print_l2_path(path)
        l2 = {"l2": path.chosen.l2}
    else:
        with vector_progress(vectorizer, train, quiet=given["quiet"]):
            features = vectorizer.fit_transform(train.texts, train.labels)
    regression = SoftmaxRegression(**l2).fit(features, train.labels)
    words = len(vectorizer.vectors_)
    return make_pipeline(vectorizer, regression), (
        f"{words:,} words, softmax regression with λ = {regression.settings_['l2']:g}, "
        f"loss {regression.loss_:.3f}"
    )


def _save(model: Any, output: Path, train: LabelledTexts, about: str, seconds: float) -> None:
    from lemmavec.sklearn import save_estimator

    save_estimator(model, output, train.names)
    note(f"wrote {output}: {about}, {seconds:.1f} s")
