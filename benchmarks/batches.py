"""Quality over the sizes of a synchronous batch, and of Hogwild with many threads.

`python -m benchmarks.batches` trains with `deterministic=True` on batches of 64 to 16,384 tokens,
with the bound on each row's step and without it, and with 2, 32 and 64 lock-free threads (Hogwild).
It prints a line for each run as it ends, and a table in Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from lemmavec import WordVectors
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.settings import Settings, available_cores
from lemmavec.training import loop, passes
from lemmavec.training.state import ModelState

from . import data, reports
from .corpus import prepare
from .options import add_quality_options, benchmark_parser
from .quality import Quality

Record = dict[str, Any]


@dataclass(frozen=True)
class Variant:
    """A way to train: `tokens` in a synchronous batch, or None for Hogwild."""

    tokens: int | None
    bound: float
    threads: int

    @property
    def name(self) -> str:
        """Its name in the table."""
        if self.tokens is None:
            return f"Hogwild, {self.threads} threads"
        return f"{self.tokens:,} tokens, {'bounded' if self.bound else 'unbounded'}"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = benchmark_parser("benchmarks.batches", __doc__)
    add_quality_options(parser)
    add = parser.add_argument
    add("--sizes", type=int, nargs="*", default=[64, 256, 1024, 4096, 16384], help="tokens")
    add("--hogwild", type=int, nargs="*", default=[2, 32, 64], help="numbers of Hogwild threads")
    add("--workers", type=int, default=available_cores(), help="threads of a batch")
    add("--dimensions", type=int, default=100, help="dimensions")
    add("--epochs", type=int, default=3, help="passes over the corpus")
    add("--seeds", type=int, nargs="+", default=[1, 2, 3], help="one run of each for each seed")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    quality = Quality(options.pairs, options.analogies)
    bounds = (passes.BOUND, 0.0)
    variants = [
        *(Variant(n, bound, options.workers) for n in options.sizes for bound in bounds),
        *(Variant(None, 0.0, n) for n in options.hogwild),
    ]
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        corpus = prepare(Path(folder), options.corpus, options.words)
        if not quality.measures:
            raise ValueError(data.HOW_TO_GET_QUESTIONS)
        reports.say(f"{corpus.name}, {corpus.words:,} words; {', '.join(quality.measures)}")
        result = reports.heading("benchmarks.batches", arguments, corpus)
        records: list[Record] = []
        name = f"{Path(corpus.name).stem}-batches"
        with encode(corpus.path) as encoded:
            for seed in options.seeds:
                for variant in variants:
                    records.append(_record(variant, encoded, seed, options, quality))
                    print(_line(records[-1], quality.measures), flush=True)
                    # Written after each run, as a study takes long.
                    table = markdown(records, quality.measures)
                    result |= {"measures": quality.measures, "runs": records, "table": table}
                    reports.write(result, options.output, name, silently=True)
    print("\n" + "\n".join(table))
    reports.write(result, options.output, name)
    return 0


def _record(
    variant: Variant,
    encoded: EncodedCorpus,
    seed: int,
    options: argparse.Namespace,
    quality: Quality,
) -> Record:
    """Train once; a run whose loss is not finite has the message in `diverged`, and no scores."""
    settings = Settings(
        vector_size=options.dimensions,
        epochs=options.epochs,
        workers=variant.threads,
        seed=seed,
        deterministic=variant.tokens is not None,
    )
    record: Record = asdict(variant) | {"name": variant.name, "seed": seed, "diverged": None}
    state = ModelState.start(settings, encoded.vocabulary)
    try:
        _train(variant, state, encoded)
    except FloatingPointError as error:
        return record | {"diverged": str(error)}
    vocabulary = encoded.vocabulary
    vectors = WordVectors(vocabulary.words, state.centre_vectors, vocabulary.counts)
    return record | {"loss": state.history[-1].loss, "quality": quality.score(vectors)}


def _train(variant: Variant, state: ModelState, encoded: EncodedCorpus) -> None:
    if variant.tokens is None:
        loop.train(state, encoded)
        return
    # With both set, a batch is not cut to the size of the vocabulary.
    size = {
        "BATCH_TOKENS": dict.fromkeys(passes.BATCH_TOKENS, variant.tokens),
        "MIN_BATCH_TOKENS": variant.tokens,
    }
    with patch.multiple(passes, **size, BOUND=variant.bound):
        loop.train(state, encoded)


def _line(record: Record, measures: Sequence[str]) -> str:
    start = f"seed {record['seed']}, {record['name']}: "
    if record["diverged"]:
        return start + record["diverged"]
    scores = (f"{name} {record['quality'][name]:.4f}" for name in measures)
    return start + ", ".join([*scores, f"loss {record['loss']:.4f}"])


def markdown(records: Sequence[Record], measures: Sequence[str]) -> list[str]:
    """Make the lines of a table in Markdown: mean ± sample standard deviation over the seeds."""
    lines = [f"| | {' | '.join([*measures, 'loss of the last epoch'])} |"]
    lines.append("|---" * (len(measures) + 2) + "|")
    for name in dict.fromkeys(record["name"] for record in records):
        runs = [record for record in records if record["name"] == name]
        trained = [run for run in runs if not run["diverged"]]
        cells = [_cell([run["quality"][measure] for run in trained], 3) for measure in measures]
        cells.append(_cell([run["loss"] for run in trained], 4))
        diverged = len(runs) - len(trained)
        label = f"{name} ({diverged} of {len(runs)} diverged)" if diverged else name
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return lines


def _cell(values: Sequence[float], digits: int) -> str:
    if not values:
        return "diverged"
    mean = f"{statistics.mean(values):.{digits}f}"
    return f"{mean} ± {statistics.stdev(values):.{digits}f}" if len(values) > 1 else mean


if __name__ == "__main__":
    reports.run(main, "benchmarks.batches")
