"""The options of `lemmavec train`, in the order and under the headings of its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec import settings
from lemmavec.cli import options
from lemmavec.corpus.reading import DecodingErrors

_MODEL, _WORDS, _STEPS, _RUN = "The model", "The words", "The steps", "The run"
_CLUSTER = "A cluster"

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where to save the vectors.")
]

VectorSize = Annotated[int, typer.Option(help="Dimensions of a vector.", rich_help_panel=_MODEL)]
Architecture = Annotated[
    settings.Architecture,
    typer.Option(help="Predict the window from the centre, or back.", rich_help_panel=_MODEL),
]
Loss = Annotated[
    settings.Loss, typer.Option(help="What a prediction costs.", rich_help_panel=_MODEL)
]
Context = Annotated[
    settings.Context,
    typer.Option(help="CBOW: mean or sum of the outside vectors.", rich_help_panel=_MODEL),
]
CbowGradient = Annotated[
    settings.CbowGradient,
    typer.Option(help="CBOW: the gradient of the loss, or word2vec's.", rich_help_panel=_MODEL),
]
Window = Annotated[
    int, typer.Option(help="Furthest distance between two words.", rich_help_panel=_MODEL)
]
ShrinkWindows = Annotated[
    bool,
    typer.Option(help="Each centre draws its reach from 1 to the window.", rich_help_panel=_MODEL),
]
MinN = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Subwords: characters of the shortest n-gram.",
        rich_help_panel=_MODEL,
        show_default="no subwords; 3 with one of the other two",
    ),
]
MaxN = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Subwords: characters of the longest n-gram.",
        rich_help_panel=_MODEL,
        show_default="no subwords; 6 with one of the other two",
    ),
]
Buckets = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Subwords: rows for n-grams, which are hashed to them.",
        rich_help_panel=_MODEL,
        show_default="no subwords; 2,000,000 with one of the other two",
    ),
]
Negative = Annotated[
    int, typer.Option(help="Negatives for each positive pair.", rich_help_panel=_MODEL)
]
NsExponent = Annotated[
    float,
    typer.Option(help="Negatives are drawn by count to this power.", rich_help_panel=_MODEL),
]

Lowercase = Annotated[bool, options.lowercase(_WORDS)]
MinCount = Annotated[int, typer.Option(help="Leave out rarer words.", rich_help_panel=_WORDS)]
MaxWords = Annotated[
    int | None,
    typer.Option(help="Keep no more than so many words.", rich_help_panel=_WORDS),
]
Sample = Annotated[
    float,
    typer.Option(
        help="Frequency above which occurrences are dropped at random; 0 drops none.",
        rich_help_panel=_WORDS,
    ),
]
Errors = Annotated[DecodingErrors, options.errors(_WORDS)]
Column = Annotated[str | None, options.column(_WORDS)]

Epochs = Annotated[int, typer.Option(help="Passes over the corpus.", rich_help_panel=_STEPS)]
Alpha = Annotated[
    float | None,
    typer.Option(
        help="Step size at the start.",
        rich_help_panel=_STEPS,
        show_default="0.025; 0.05 with subwords; 0.15 for CBOW with the mean and exact gradient",
    ),
]
MinAlpha = Annotated[float, typer.Option(help="Step size at the end.", rich_help_panel=_STEPS)]
Validation = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        help="Held-out text, whose loss is printed after each epoch.",
        rich_help_panel=_STEPS,
    ),
]
EarlyStopping = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Stop after N epochs without a lower loss of that text; keep the best.",
        rich_help_panel=_STEPS,
    ),
]

Checkpoint = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write the whole model here (.lemma) after each epoch, and within it.",
        rich_help_panel=_RUN,
    ),
]
CheckpointMinutes = Annotated[
    float | None,
    typer.Option(
        metavar="MINUTES",
        help="Time between checkpoints within an epoch; inf: none within it.",
        show_default="10",
        rich_help_panel=_RUN,
    ),
]
Resume = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="Go on from a checkpoint, or with a saved model.",
        rich_help_panel=_RUN,
    ),
]
OtherCorpus = Annotated[
    bool,
    typer.Option(
        "--other-corpus",
        help="Let --resume go on with another text than that of the interrupted run.",
        rich_help_panel=_RUN,
    ),
]
Directory = Annotated[Path | None, options.directory(_RUN)]
Workers = Annotated[int | None, options.workers(_RUN)]
Seed = Annotated[int, typer.Option(help="Seed of every random choice.", rich_help_panel=_RUN)]
Deterministic = Annotated[
    bool,
    typer.Option(
        "--deterministic",
        help="The same vectors for any number of threads.",
        rich_help_panel=_RUN,
    ),
]
Quiet = Annotated[bool, options.quiet(_RUN)]

Ray = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Train on the Ray cluster at host:port, auto, or local for this machine.",
        rich_help_panel=_CLUSTER,
        show_default="no cluster",
    ),
]
RayWorkers = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Workers, each with a shard of the corpus and --workers threads, 1 by default.",
        rich_help_panel=_CLUSTER,
        show_default=False,
    ),
]
RayRounds = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Rounds in an epoch, after which what was learnt is combined.",
        rich_help_panel=_CLUSTER,
        show_default="three for each worker but one",
    ),
]
