"""`lemmavec train`: vectors from text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from lemmavec._interruption import deferred_interrupts
from lemmavec._writing import check_writable
from lemmavec.cli import train_options as option
from lemmavec.cli.cluster_options import cluster_of
from lemmavec.cli.given_settings import SUBWORDS, given_settings
from lemmavec.cli.options import CorpusPaths
from lemmavec.cli.output import help_text, note
from lemmavec.cli.save_model import save_model
from lemmavec.cli.standard_input import with_standard_input
from lemmavec.settings import Settings

if TYPE_CHECKING:
    from lemmavec import RayCluster, Word2Vec

_DEFAULT = Settings()
# Options by the names of the arguments of `fit` that they become.
_FIT = [
    "lowercase",
    "errors",
    "directory",
    "column",
    "validation",
    "early_stopping",
    "other_corpus",
]
_MINUTES = 10.0  # between checkpoints within an epoch
_MODEL_ENDING = ".lemma"
_ENDINGS = (".safetensors", ".bin", ".txt", ".vec", ".fasttext", _MODEL_ENDING)

_HELP = """
Train word vectors from text: a sentence a line, words separated by white space.

CORPUS is a file (also .gz, .bz2, .xz, .zst), a folder, or - for standard input; several are read
one after the other. Of Parquet and JSON Lines, --column names the column of text. The extension of
the output chooses the format: .safetensors (words and vectors in one file), .bin or .txt
(word2vec's), .fasttext (fastText's .bin), .lemma (the whole model, to train on later).

Ctrl-C, SIGTERM and SIGHUP end the training early and save what was learnt so far. With
--checkpoint, a run that was stopped in any way, also by a crash, goes on from that file with
--resume; its settings come from the file, and options that contradict them are an error (but for
--workers). Of a run that had come to its end, --resume writes the result.

[bold]Examples[/bold]

lemmavec train corpus.txt -o vectors.safetensors

lemmavec train articles/ --lowercase --vector-size 300 --window 10 -o news.bin

lemmavec train corpus.txt --min-n 3 --max-n 6 -o subwords.safetensors

lemmavec train reviews.parquet more.jsonl.gz --column text -o reviews.safetensors

zcat dump.gz | tr A-Z a-z | lemmavec train - --epochs 1 --sample 0 -o dump.safetensors

lemmavec train big.txt --validation held-out.txt --epochs 50 --early-stopping 2 -o big.bin

lemmavec train big.txt --checkpoint big.lemma -o big.bin

lemmavec train big.txt --checkpoint big.lemma --resume big.lemma -o big.bin

lemmavec train /shared/texts --ray auto --ray-workers 8 -o texts.safetensors
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("train", help=help_text(_HELP))(train)


def train(
    command: typer.Context,
    corpus: CorpusPaths,
    output: option.Output,
    vector_size: option.VectorSize = _DEFAULT.vector_size,
    architecture: option.Architecture = _DEFAULT.architecture,
    loss: option.Loss = _DEFAULT.loss,
    context: option.Context = _DEFAULT.context,
    cbow_gradient: option.CbowGradient = _DEFAULT.cbow_gradient,
    min_n: option.MinN = None,
    max_n: option.MaxN = None,
    buckets: option.Buckets = None,
    window: option.Window = _DEFAULT.window,
    shrink_windows: option.ShrinkWindows = _DEFAULT.shrink_windows,
    negative: option.Negative = _DEFAULT.negative,
    ns_exponent: option.NsExponent = _DEFAULT.ns_exponent,
    column: option.Column = None,
    lowercase: option.Lowercase = False,
    min_count: option.MinCount = _DEFAULT.min_count,
    max_words: option.MaxWords = _DEFAULT.max_words,
    sample: option.Sample = _DEFAULT.sample,
    errors: option.Errors = "strict",
    epochs: option.Epochs = _DEFAULT.epochs,
    alpha: option.Alpha = _DEFAULT.alpha,
    min_alpha: option.MinAlpha = _DEFAULT.min_alpha,
    validation: option.Validation = None,
    early_stopping: option.EarlyStopping = None,
    ray: option.Ray = None,
    ray_workers: option.RayWorkers = None,
    ray_rounds: option.RayRounds = None,
    checkpoint: option.Checkpoint = None,
    checkpoint_minutes: option.CheckpointMinutes = None,
    resume: option.Resume = None,
    other_corpus: option.OtherCorpus = False,
    directory: option.Directory = None,
    workers: option.Workers = _DEFAULT.workers,
    seed: option.Seed = _DEFAULT.seed,
    deterministic: option.Deterministic = _DEFAULT.deterministic,
    quiet: option.Quiet = False,
) -> None:
    """Train and save; the settings reach the model through `command.params`."""
    _check(output, checkpoint, checkpoint_minutes, resume, validation, early_stopping)
    cluster = cluster_of(command.params)
    model = _model(command, resume)
    if resume is not None and model.is_finished:
        note(f"{resume}: the training had come to its end; its result is written")
        save_model(model, output)
        return
    with with_standard_input(corpus, directory) as paths:
        _fit_and_save(model, paths, cluster, command.params)


def _check(
    output: Path,
    checkpoint: Path | None,
    checkpoint_minutes: float | None,
    resume: Path | None,
    validation: Path | None,
    early_stopping: int | None,
) -> None:
    """Refuse before the training what would fail after it."""
    _check_output(output)
    if checkpoint is not None:
        _check_output(checkpoint, (_MODEL_ENDING,))
        if resume is None and checkpoint.exists():
            raise typer.BadParameter(
                f"--checkpoint {checkpoint}: there is a checkpoint of an earlier run. Go on from "
                f"it with --resume {checkpoint}, or remove it first"
            )
    if checkpoint_minutes is not None and checkpoint is None:
        raise typer.BadParameter("--checkpoint-minutes needs --checkpoint FILE to write to")
    if early_stopping is not None and validation is None:
        raise typer.BadParameter("--early-stopping needs --validation FILE, whose loss it watches")


def _model(command: typer.Context, resume: Path | None) -> Word2Vec:
    """Make a new model, or load the one to resume, whose settings no option may contradict."""
    from lemmavec import Word2Vec

    settings = given_settings(command.params)
    if resume is None:
        return Word2Vec(**settings.by_name())
    model = Word2Vec.load(resume, workers=settings.workers)
    for name, asked in settings.by_name().items():
        flag, saved = _given_flags(command, name), getattr(model.settings, name)
        if flag and asked != saved:
            raise typer.BadParameter(
                f"{flag} {asked}: {resume} was trained with {saved}; leave out {flag}"
            )
    return model


def _given_flags(command: typer.Context, setting: str) -> str:
    """Return the flags of a setting that are given on the command line."""
    names = SUBWORDS if setting == "subwords" else [setting]
    sources = {name: command.get_parameter_source(name) for name in names}
    given = [name for name, source in sources.items() if source and source.name == "COMMANDLINE"]
    return " ".join(f"--{name.replace('_', '-')}" for name in given)


def _fit_and_save(
    model: Word2Vec, paths: list[str], cluster: RayCluster | None, given: dict[str, Any]
) -> None:
    """Train and save; Ctrl-C ends the training early, and the saving not at all."""
    from lemmavec import Checkpoint

    minutes = _MINUTES if given["checkpoint_minutes"] is None else given["checkpoint_minutes"]
    checkpoint: Path | None = given["checkpoint"]
    saved = False
    try:
        model.fit(
            paths,
            **{name: given[name] for name in _FIT},
            resume=given["resume"] is not None,
            cluster=cluster,
            callbacks=[] if checkpoint is None else [Checkpoint(checkpoint, minutes=minutes)],
            progress=not given["quiet"],
        )
        with deferred_interrupts():
            save_model(model, given["output"])
            saved = True
    except KeyboardInterrupt:  # after which `one_interrupt` lets no other through
        if not hasattr(model, "vectors"):
            note("stopped before the training began: nothing is saved")
        elif not saved:
            if checkpoint is not None:
                model.save(checkpoint)
            save_model(model, given["output"])
        raise


def _check_output(output: Path, endings: Sequence[str] = _ENDINGS) -> None:
    """Refuse a file that cannot be written, before the training and not after it."""
    if output.suffix.lower() not in endings:
        raise typer.BadParameter(f"{output}: the ending must be {' or '.join(endings)}")
    check_writable(output)
