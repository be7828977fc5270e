"""`lemmavec train`: vectors from text."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from lemmavec.cli.output import help_text, note
from lemmavec.settings import Architecture, CbowGradient, Context, Loss, Settings

if TYPE_CHECKING:
    from lemmavec import Word2Vec

_DEFAULT = Settings()
_MODEL_ENDING = ".lemma"
_ENDINGS = (".safetensors", ".bin", ".txt", ".vec", _MODEL_ENDING)

_HELP = """
Train word vectors from text: a sentence a line, words between white space.

CORPUS is a file (also .gz, .bz2, .xz), a folder, or - for standard input; several are read one
after the other. The ending of the output says the format: .safetensors (words and vectors in one
file), .bin or .txt (word2vec's), .lemma (the whole model, to train on later).

Ctrl-C ends the training early and saves what was learnt so far. With --checkpoint, a run that was
stopped in any way, also by a crash, goes on from that file with --resume; its settings come from
the file, and options that contradict them are an error (but for --workers).

[bold]Examples[/bold]

lemmavec train corpus.txt -o vectors.safetensors

lemmavec train articles/ --lowercase --vector-size 300 --window 10 -o news.bin

zcat dump.gz | tr A-Z a-z | lemmavec train - --epochs 1 --sample 0 -o dump.safetensors

lemmavec train big.txt --validation held-out.txt --epochs 50 --early-stopping 2 -o big.bin

lemmavec train big.txt --checkpoint big.lemma -o big.bin

lemmavec train big.txt --checkpoint big.lemma --resume big.lemma -o big.bin
"""
_MODEL, _WORDS, _STEPS, _RUN = "The model", "The words", "The steps", "The run"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train", help=help_text(_HELP))(train)


def train(
    context_: typer.Context,
    corpus: Annotated[
        list[str], typer.Argument(metavar="CORPUS", help="Files, folders, or - for stdin.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="Where to save the vectors.")
    ],
    vector_size: Annotated[
        int, typer.Option(help="Dimensions of a vector.", rich_help_panel=_MODEL)
    ] = _DEFAULT.vector_size,
    architecture: Annotated[
        Architecture,
        typer.Option(help="Predict the window from the centre, or back.", rich_help_panel=_MODEL),
    ] = _DEFAULT.architecture,
    loss: Annotated[
        Loss, typer.Option(help="What a prediction costs.", rich_help_panel=_MODEL)
    ] = _DEFAULT.loss,
    context: Annotated[
        Context,
        typer.Option(help="CBOW: mean or sum of the outside vectors.", rich_help_panel=_MODEL),
    ] = _DEFAULT.context,
    cbow_gradient: Annotated[
        CbowGradient,
        typer.Option(help="CBOW: the gradient of the loss, or word2vec's.", rich_help_panel=_MODEL),
    ] = _DEFAULT.cbow_gradient,
    window: Annotated[
        int, typer.Option(help="Furthest distance between two words.", rich_help_panel=_MODEL)
    ] = _DEFAULT.window,
    negative: Annotated[
        int, typer.Option(help="Negatives for each positive pair.", rich_help_panel=_MODEL)
    ] = _DEFAULT.negative,
    ns_exponent: Annotated[
        float,
        typer.Option(help="Negatives are drawn by count to this power.", rich_help_panel=_MODEL),
    ] = _DEFAULT.ns_exponent,
    lowercase: Annotated[
        bool, typer.Option("--lowercase", help="Lower-case the text.", rich_help_panel=_WORDS)
    ] = False,
    min_count: Annotated[
        int, typer.Option(help="Leave out rarer words.", rich_help_panel=_WORDS)
    ] = _DEFAULT.min_count,
    sample: Annotated[
        float,
        typer.Option(
            help="Frequency above which occurrences are dropped at random; 0 drops none.",
            rich_help_panel=_WORDS,
        ),
    ] = _DEFAULT.sample,
    errors: Annotated[
        Literal["strict", "replace"],
        typer.Option(
            help="At bytes that are not UTF-8: stop, or put U+FFFD there.", rich_help_panel=_WORDS
        ),
    ] = "strict",
    epochs: Annotated[
        int, typer.Option(help="Passes over the corpus.", rich_help_panel=_STEPS)
    ] = _DEFAULT.epochs,
    alpha: Annotated[
        float | None,
        typer.Option(
            help="Step size at the start.",
            rich_help_panel=_STEPS,
            show_default="0.025; 0.15 for CBOW with the mean and its exact gradient",
        ),
    ] = _DEFAULT.alpha,
    min_alpha: Annotated[
        float, typer.Option(help="Step size at the end.", rich_help_panel=_STEPS)
    ] = _DEFAULT.min_alpha,
    validation: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            help="Held-out text, whose loss is told after each epoch.",
            rich_help_panel=_STEPS,
        ),
    ] = None,
    early_stopping: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Stop after N epochs without a lower loss of that text; keep the best.",
            rich_help_panel=_STEPS,
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the whole model here (.lemma) after each epoch.",
            rich_help_panel=_RUN,
        ),
    ] = None,
    resume: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Go on from a checkpoint, or with a saved model.",
            rich_help_panel=_RUN,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(help="Threads.", rich_help_panel=_RUN, show_default="all cores"),
    ] = _DEFAULT.workers,
    seed: Annotated[
        int, typer.Option(help="Seed of every random choice.", rich_help_panel=_RUN)
    ] = _DEFAULT.seed,
    deterministic: Annotated[
        bool,
        typer.Option(
            "--deterministic",
            help="The same vectors for any number of threads.",
            rich_help_panel=_RUN,
        ),
    ] = _DEFAULT.deterministic,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress.", rich_help_panel=_RUN)
    ] = False,
) -> None:
    """Train and save."""
    _check_output(output)
    if checkpoint is not None:
        _check_output(checkpoint, (_MODEL_ENDING,))
    if early_stopping is not None and validation is None:
        raise typer.BadParameter("--early-stopping needs --validation FILE, whose loss it watches")
    settings = Settings(
        vector_size=vector_size,
        window=window,
        architecture=architecture,
        loss=loss,
        context=context,
        cbow_gradient=cbow_gradient,
        negative=negative,
        ns_exponent=ns_exponent,
        min_count=min_count,
        sample=sample,
        alpha=alpha,
        min_alpha=min_alpha,
        epochs=epochs,
        workers=workers,
        seed=seed,
        deterministic=deterministic,
    )
    model = _model(settings, resume, context_)
    fit = partial(
        model.fit,
        lowercase=lowercase,
        errors=errors,
        resume=resume is not None,
        validation=validation,
        early_stopping=early_stopping,
    )
    with with_standard_input(corpus) as paths:
        _fit(model, partial(fit, paths), output, checkpoint, quiet=quiet)
    _save(model, output)


def _fit(
    model: Word2Vec,
    fit: Callable[..., object],
    output: Path,
    checkpoint: Path | None,
    *,
    quiet: bool,
) -> None:
    """Train; after Ctrl-C, save what there is and let the interruption go on."""
    from lemmavec import Checkpoint

    callbacks = [] if checkpoint is None else [Checkpoint(checkpoint)]
    try:
        fit(callbacks=callbacks, progress=not quiet)
    except KeyboardInterrupt:
        if not hasattr(model, "vectors"):
            note("stopped before the training began: nothing is saved")
            raise
        if checkpoint is not None:
            model.save(checkpoint)
        _save(model, output)
        raise


def _model(settings: Settings, resume: Path | None, context: typer.Context) -> Word2Vec:
    """Make a new model, or read the one to go on with, whose settings must not be contradicted."""
    from lemmavec import Word2Vec

    if resume is None:
        return Word2Vec(**asdict(settings))
    model = Word2Vec.load(resume, workers=settings.workers)
    for name, asked in asdict(settings).items():
        source, saved = context.get_parameter_source(name), getattr(model.settings, name)
        if source is not None and source.name == "COMMANDLINE" and asked != saved:
            option = f"--{name.replace('_', '-')}"
            raise typer.BadParameter(
                f"{option} {asked}: {resume} was trained with {saved}; leave out {option}"
            )
    if model.is_finished:
        note(
            f"{resume} is a run that had come to its end: going on for another "
            f"{model.settings.epochs} epochs (lemmavec convert saves its vectors alone)"
        )
    return model


def _save(model: Word2Vec, output: Path) -> None:
    if output.suffix.lower() == _MODEL_ENDING:
        model.save(output)
    else:
        model.vectors.save(output)
    words, size = model.vectors.vectors.shape
    note(f"wrote {output}: {words:,} words, {size} dimensions")


def _check_output(output: Path, endings: Sequence[str] = _ENDINGS) -> None:
    """Refuse a place that cannot be written before the training, not after it."""
    if output.suffix.lower() not in endings:
        raise typer.BadParameter(f"{output}: the ending must be {' or '.join(endings)}")
    if not output.parent.is_dir():
        raise FileNotFoundError(f"{output}: there is no folder {output.parent}")
    if output.is_dir():
        raise IsADirectoryError(f"{output} is a folder")


@contextlib.contextmanager
def with_standard_input(corpus: Sequence[str]) -> Iterator[list[str]]:
    """Put a temporary file in the place of `-`, since training reads its corpus several times."""
    if "-" not in corpus:
        yield list(corpus)
        return
    with tempfile.NamedTemporaryFile(prefix="lemmavec-", suffix=".txt") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        yield [file.name if path == "-" else path for path in corpus]
