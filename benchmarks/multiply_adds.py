"""Which fraction of the machine's peak of multiply-adds skip-gram with negative sampling reaches.

Counted are the products that the equations ask for, 3 d (pairs + N centres) in an epoch: for each
pair of a centre and an outside word, and for each centre with each of the N negatives that its
block shares, one of d multiply-adds for the logit, one for the change of v and one for that of u.
Centres are the sum of the words' chances to be kept by subsampling. Not counted is what the
kernel does besides: logits in the band of outside words of a block that are no pairs, padding of d
to 16, sigmoids, transposing. The peak is a loop of independent multiply-adds in registers, on the
same number of threads, just before and just after each epoch.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lemmavec.corpus.encoding import encode
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.settings import Settings
from lemmavec.training import passes

from . import reports
from .corpus import prepare
from .counted import expected_centres, train_timed
from .options import add_corpus_options
from .peak import peak

Record = dict[str, Any]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.multiply_adds",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add_corpus_options(parser)
    add("--dimensions", type=int, nargs="+", default=[100, 300], help="dimensions")
    add("--threads", type=int, nargs="+", default=[1, 2], help="threads")
    add("--turns", type=int, default=5, help="epochs of each, in turn")
    add("--rounds", type=int, default=20_000_000, help="length of the peak loop")
    add("--deterministic", action="store_true", help="train in that mode")
    add("--output", type=Path, help="JSON file for the results")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    records: list[Record] = []
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        corpus = prepare(Path(folder), options.corpus, options.words)
        with encode(corpus.path) as encoded:
            for turn in range(1, options.turns + 1):
                for threads in options.threads:
                    for size in options.dimensions:
                        settings = Settings(
                            vector_size=size,
                            epochs=1,
                            workers=threads,
                            seed=turn,
                            deterministic=options.deterministic,
                        )
                        records.append(_record(settings, encoded, options.rounds))
                        reports.say(f"turn {turn}, {_line(records[-1])}")
    summary = summarise(records)
    print(f"{corpus.name}, {corpus.words:,} words, medians of {options.turns}")
    for row in summary:
        print(_line(row))
    result = reports.heading("benchmarks.multiply_adds", arguments, corpus)
    result |= {"counted": __doc__, "summary": summary, "runs": records}
    reports.write(result, options.output, f"{Path(corpus.name).stem}-multiply_adds")
    return 0


def products(size: int, pairs: int, centres: float) -> float:
    """Multiply-adds of an epoch: 3 d (pairs + N centres)."""
    return 3 * size * (pairs + passes.SHARED_NEGATIVES["skipgram"] * centres)


def _record(settings: Settings, encoded: EncodedCorpus, rounds: int) -> Record:
    before = peak(settings.threads, rounds)
    epoch, seconds = train_timed(settings, encoded)
    after = peak(settings.threads, rounds)
    centres = expected_centres(encoded, settings.sample)
    rate = products(settings.vector_size, epoch.predictions, centres) / seconds
    return {
        "vector_size": settings.vector_size,
        "threads": settings.threads,
        "deterministic": settings.deterministic,
        "pairs": epoch.predictions,
        "centres": centres,
        "shared_negatives": passes.SHARED_NEGATIVES["skipgram"],
        "seconds": seconds,
        "words_per_second": epoch.words_per_second,
        "multiply_adds_per_second": rate,
        "peak": (before + after) / 2,
        "fraction": 2 * rate / (before + after),
    }


def summarise(records: Sequence[Record]) -> list[Record]:
    """Take the medians of each setting; the fraction is the median of the runs' fractions."""
    summary = []
    settings = dict.fromkeys((record["threads"], record["vector_size"]) for record in records)
    for setting in settings:
        runs = [r for r in records if (r["threads"], r["vector_size"]) == setting]
        row: Record = {"threads": setting[0], "vector_size": setting[1]}
        for name in ("words_per_second", "multiply_adds_per_second", "peak", "fraction"):
            row[name] = statistics.median(run[name] for run in runs)
        summary.append(row)
    return summary


def _line(row: Record) -> str:
    several = "" if row["threads"] == 1 else "s"
    rate, most = row["multiply_adds_per_second"] / 1e9, row["peak"] / 1e9
    return (
        f"{row['vector_size']} dimensions, {row['threads']} thread{several}: "
        f"{row['words_per_second'] / 1e6:.2f} M words/s, "
        f"{rate:.1f} of {most:.1f} G multiply-adds/s, "
        f"{row['fraction']:.0%}"
    )


if __name__ == "__main__":
    sys.exit(main())
