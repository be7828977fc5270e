"""How long a small text takes from start to end: lemmavec and gensim in turn, with quality.

The time is that of a whole process: it starts Python, imports the library, counts the words, trains
and saves the vectors. Every library gets the settings that are lemmavec's defaults: skip-gram, 100
dimensions, 5 epochs, a thread for each core. In each turn, which has a seed of its own, gensim
trains once from its `corpus_file` and once from an iterable.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lemmavec.settings import available_cores

from . import reports
from .corpus import prepare
from .libraries import require
from .options import add_quality_options, benchmark_parser
from .peers import in_own_process
from .quality import Quality
from .runs import Corpus, Run

_PEERS = ("lemmavec", "gensim", "gensim-iterable")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = benchmark_parser("benchmarks.small", __doc__)
    parser.set_defaults(words=1_000_000)
    add_quality_options(parser)
    parser.add_argument("--threads", type=int, default=available_cores(), help="threads of each")
    parser.add_argument("--turns", type=int, default=5, help="turns of all")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    require(_PEERS)
    quality = Quality(options.pairs, options.analogies)
    runs = []
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as temporary:
        folder = Path(temporary)
        corpus = prepare(folder, options.corpus, options.words)
        for turn in range(1, options.turns + 1):
            reports.say(f"turn {turn} of {options.turns}")
            for peer in _PEERS:
                runs.append(_timed(_run(peer, corpus, folder, options.threads, turn), quality))
    summary = {peer: _summary(peer, runs, quality.measures) for peer in _PEERS}
    print(f"{corpus.name}, {corpus.words:,} words, medians of {options.turns}, mean scores")
    for peer, row in summary.items():
        scores = "".join(f", {name} {row[name]:.3f}" for name in quality.measures)
        print(
            f"  {peer}: {row['seconds']:.2f} s ({row['times_lemmavec']:.1f} x lemmavec's), "
            f"{row['other_seconds']:.2f} s of it neither counting nor training{scores}"
        )
    result = reports.heading("benchmarks.small", arguments, corpus)
    result |= {"threads": options.threads, "summary": summary, "runs": runs}
    reports.write(result, options.output, f"{Path(corpus.name).stem}-small")
    return 0


def _run(peer: str, corpus: Corpus, folder: Path, threads: int, seed: int) -> Run:
    return Run(
        peer, "skipgram", "negative_sampling", str(corpus.in_lines), corpus.words,
        str(folder / "vectors.bin"), 100, 5, threads, seed, 0.025,
    )  # fmt: skip


def _timed(run: Run, quality: Quality) -> dict[str, Any]:
    """Time the process of a run, and score what it saved."""
    start = time.perf_counter()
    result = in_own_process(run)
    seconds = time.perf_counter() - start
    other = seconds - result.vocabulary_seconds - result.training_seconds
    times = {"seconds": seconds, "other_seconds": other}
    return asdict(result) | times | {"quality": quality.of(Path(run.vectors))}


def _summary(peer: str, runs: Sequence[dict[str, Any]], measures: Sequence[str]) -> dict[str, Any]:
    """Return medians of the times and of the ratio to lemmavec's of the same turn, mean scores."""
    ours = {run["seed"]: run["seconds"] for run in runs if run["peer"] == "lemmavec"}
    own = [run for run in runs if run["peer"] == peer]
    return {
        "seconds": statistics.median(run["seconds"] for run in own),
        "times_lemmavec": statistics.median(run["seconds"] / ours[run["seed"]] for run in own),
        "other_seconds": statistics.median(run["other_seconds"] for run in own),
    } | {name: statistics.mean(run["quality"][name] for run in own) for name in measures}


if __name__ == "__main__":
    reports.run(main, "benchmarks.small")
