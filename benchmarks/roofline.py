"""Where the time of an epoch goes, and which fraction of the machine's multiply-adds it reaches.

A row is a model, a way to train it and a number of threads. These parts are shares of the time of
all its threads:

- products: the multiply-adds that the equations ask for, at the machine's peak: the least that the
  products can take. So it is also the fraction of the peak that the epoch reaches, `of peak`.
- kernels: what the product kernels take besides, with their rows in the cache: loads and stores,
  transposing, the window sums of CBOW, logits that no window asks for, padding of d to 16. In
  deterministic training they also issue the prefetches of rows.
- rows: how much longer the product kernels take on the text as it is than on the same text with so
  few words that their rows stay in the caches of their core.
- reading: tokens, windows, negatives and tree paths, and finding their rows. In Hogwild this part
  issues the prefetches, so a wait because too many are under way is here.
- sigmoids: the coefficients and the loss; in deterministic training, also adding up logits.
- threads: barriers, starting, and waiting for the last thread to end.

The peak is a loop of independent multiply-adds in registers, on as many threads, before and after
each epoch; unlike the parts, it leaves out the time that other processes had the cores. The clock
takes a hundredth of the time or two, spread over the parts.

The share of the rows is an estimate. It assumes that words that stand for others of nearly their
rank cost what those do, but for the caches; the time is scaled to the same multiply-adds. Hogwild
threads each have a model of their own then, so fetching rows that another core has changed counts
as waiting, too. A difference below zero counts as zero, one that leaves less than the products as
all but those: both are chance.

`on CPU` is the share of the threads' time in which they had a core. Where it is well below 100%
other processes had it, or threads slept at barriers, which Hogwild hardly has.

Times on shared machines are noisy: the settings run in turn, and medians are taken. Instruction
counts are repeatable: put `valgrind --tool=callgrind` before `python -m benchmarks.roofline
--threads 1 --turns 1 --rounds 1000 --words 20000`. Valgrind runs the AVX2 kernels, not AVX-512.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any

from lemmavec.corpus.encoding import encode
from lemmavec.settings import Settings

from . import reports
from .corpus import prepare
from .epoch_profile import EpochProfile, Profiler
from .libraries import MODELS
from .options import benchmark_parser
from .peak import peak

Record = dict[str, Any]

PARTS = ("products", "kernels", "rows", "reading", "sigmoids", "threads")
_MODELS = [model for model in MODELS if not model.endswith("-softmax")]
_MODES = ("hogwild", "deterministic")
_SETTING = ("model", "mode", "vector_size", "threads")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = benchmark_parser("benchmarks.roofline", __doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--models", nargs="+", choices=_MODELS, default=_MODELS, metavar="MODEL",
        help=f"what is trained: {', '.join(_MODELS)}")  # fmt: skip
    add("--modes", nargs="+", choices=_MODES, default=_MODES, help="ways to train")
    add("--dimensions", type=int, nargs="+", default=[100], help="dimensions (100)")
    add("--threads", type=int, nargs="+", default=[1, 2], help="threads (1 2)")
    add("--turns", type=int, default=5, help="turns of all (5)")
    add("--rounds", type=int, default=20_000_000, help="length of the peak loop (20000000)")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        corpus = prepare(Path(folder), options.corpus, options.words)
        records = _measure(corpus.path, Path(folder), options)
    summary = summarise(records)
    print(f"{corpus.name}, {corpus.words:,} words, medians of {options.turns}")
    print("\n".join(markdown(summary)))
    result = reports.heading("benchmarks.roofline", arguments, corpus)
    result |= {"counted": __doc__, "summary": summary, "runs": records}
    reports.write(result, options.output, f"{Path(corpus.name).stem}-roofline")
    return 0


def _measure(text: Path, folder: Path, options: argparse.Namespace) -> list[Record]:
    records = []
    names = list(product(options.models, options.modes, options.dimensions, options.threads))
    with encode(text) as encoded, ExitStack() as stack:
        profilers = []
        for number, name in enumerate(names):
            own = folder / str(number)
            own.mkdir()
            profilers.append(stack.enter_context(Profiler(_settings(*name), encoded, own)))
        for turn in range(1, options.turns + 1):
            for name, profiler in zip(names, profilers, strict=True):
                setting: Record = dict(zip(_SETTING, name, strict=True))
                records.append({"turn": turn} | setting | _record(profiler, name[-1], options))
                reports.say(f"turn {turn}: {_line(records[-1])}")
    return records


def _settings(model: str, mode: str, vector_size: int, threads: int) -> Settings:
    architecture, loss = model.split("-")
    return Settings(
        architecture=architecture,  # type: ignore[arg-type]
        loss=loss,  # type: ignore[arg-type]
        vector_size=vector_size,
        workers=threads,
        deterministic=mode == "deterministic",
        epochs=1,
    )


def _record(profiler: Profiler, threads: int, options: argparse.Namespace) -> Record:
    few_rows = profiler.in_few_rows()
    before = peak(threads, options.rounds)
    epoch = profiler.as_it_is()
    most = (before + peak(threads, options.rounds)) / 2
    return {
        "words_per_second": epoch.words / epoch.seconds,
        "seconds": epoch.seconds,
        "on_cpu": epoch.cpu_seconds / (threads * epoch.seconds),
        "multiply_adds": epoch.multiply_adds,
        "peak": most,
        "fraction": epoch.multiply_adds / epoch.seconds / most,
        "parts": parts(epoch, few_rows, threads, most),
        "clock": epoch.parts,
        "clock_in_few_rows": few_rows.parts,
        "multiply_adds_in_few_rows": few_rows.multiply_adds,
    }


def parts(epoch: EpochProfile, few_rows: EpochProfile, threads: int, most: float) -> Record:
    """Return the seconds of all threads by the parts of the table; they add up to the epoch's."""
    clock = epoch.parts
    kernels = clock["logits"] + clock["update"]
    in_cache = few_rows.parts["logits"] + few_rows.parts["update"]
    in_cache *= epoch.multiply_adds / few_rows.multiply_adds
    products = threads * epoch.multiply_adds / most
    rows = max(0.0, kernels - max(in_cache, products))
    outside = threads * epoch.seconds - sum(clock.values())
    return {
        "products": products,
        "kernels": kernels - rows - products,
        "rows": rows,
        "reading": clock["reading"],
        "sigmoids": clock["coefficients"],
        "threads": clock["waiting"] + outside,
    }


def summarise(records: Sequence[Record]) -> list[Record]:
    """Take the medians of each setting; shares are of the sum of the parts' medians."""
    summary = []
    for setting in dict.fromkeys(tuple(record[name] for name in _SETTING) for record in records):
        runs = [r for r in records if tuple(r[name] for name in _SETTING) == setting]
        row: Record = dict(zip(_SETTING, setting, strict=True))
        for name in ("words_per_second", "seconds", "on_cpu", "peak", "fraction"):
            row[name] = statistics.median(run[name] for run in runs)
        row["parts"] = {
            part: statistics.median(run["parts"][part] for run in runs) for part in PARTS
        }
        row["shares"] = _shares(row)
        summary.append(row)
    return summary


def _shares(run: Record) -> dict[str, float]:
    whole = sum(run["parts"].values())
    return {part: seconds / whole for part, seconds in run["parts"].items()}


def markdown(summary: Sequence[Record]) -> list[str]:
    """Make the lines of a table in Markdown."""
    titles = ["", "d", "threads", "M words/s", "on CPU", "of peak", *PARTS]
    lines = [f"| {' | '.join(titles)} |", "|---" * len(titles) + "|"]
    for row in summary:
        cells = [f"{row['model'].replace('_', ' ')}, {row['mode']}"]
        cells += [str(row["vector_size"]), str(row["threads"])]
        cells += [f"{row['words_per_second'] / 1e6:.2f}"]
        cells += [f"{row['on_cpu']:.0%}", f"{row['fraction']:.0%}"]
        cells += [f"{row['shares'][part]:.0%}" for part in PARTS]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _line(record: Record) -> str:
    shares = ", ".join(f"{part} {share:.0%}" for part, share in _shares(record).items())
    several = "" if record["threads"] == 1 else "s"
    return (
        f"{record['model']}, {record['mode']}, {record['vector_size']} dimensions, "
        f"{record['threads']} thread{several}: {record['words_per_second'] / 1e6:.2f} M words/s, "
        f"{shares}"
    )


if __name__ == "__main__":
    reports.run(main, "benchmarks.roofline")
