"""How fast phrases are found: lemmavec and gensim in turn, on the same lines.

Each turn times counting (`fit`), with one thread and with all cores, and joining (`transform`), and
the same of gensim, and of its drop-in `lemmavec.gensim`, which have one thread. The summary has the
medians.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from lemmavec import Phrases
from lemmavec.gensim import LineSentence as OurLines
from lemmavec.gensim.models import Phrases as DropInPhrases
from lemmavec.settings import available_cores

from . import reports
from .corpus import prepare
from .options import benchmark_parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = benchmark_parser("benchmarks.phrases", __doc__)
    parser.set_defaults(words=4_000_000)
    parser.add_argument("--turns", type=int, default=3, help="turns of both")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        corpus = prepare(Path(folder), options.corpus, options.words)
        turns = []
        for number in range(1, options.turns + 1):
            reports.say(f"turn {number} of {options.turns}")
            turns.append(_turn(corpus.in_lines))
    summary = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    print(f"{corpus.name}, {corpus.words:,} words, medians of {options.turns}")
    for name, seconds in summary.items():
        print(f"  {name}: {seconds:.2f} s, {corpus.words / seconds / 1e6:.2f} M words/s")
    result: dict[str, Any] = reports.heading("benchmarks.phrases", arguments, corpus)
    result |= {"seconds": summary, "turns": turns}
    reports.write(result, options.output, f"{Path(corpus.name).stem}-phrases")
    return 0


def _turn(path: Path) -> dict[str, float]:
    """Return the seconds of each library for each task."""
    from gensim.models.phrases import Phrases as GensimPhrases
    from gensim.models.word2vec import LineSentence

    ours = Phrases()
    theirs = GensimPhrases(threshold=ours.threshold)
    drop_in = DropInPhrases(threshold=ours.threshold)
    return {
        "lemmavec, fit, 1 thread": _seconds(lambda: ours.fit(path, workers=1)),
        f"lemmavec, fit, {available_cores()} threads": _seconds(lambda: ours.fit(path)),
        "lemmavec, transform": _seconds(lambda: _exhaust(ours.transform(path))),
        "gensim, fit": _seconds(lambda: theirs.add_vocab(LineSentence(path))),
        "gensim, transform": _seconds(lambda: _exhaust(theirs[LineSentence(path)])),
        "gensim, freeze": _seconds(theirs.freeze),
        "lemmavec.gensim, fit": _seconds(lambda: drop_in.add_vocab(OurLines(path))),
        "lemmavec.gensim, transform": _seconds(lambda: _exhaust(drop_in[OurLines(path)])),
        "lemmavec.gensim, freeze": _seconds(drop_in.freeze),
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _exhaust(sentences: Iterable[object]) -> None:
    for _ in sentences:
        pass


if __name__ == "__main__":
    reports.run(main, "benchmarks.phrases")
