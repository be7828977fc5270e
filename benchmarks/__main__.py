"""Train with lemmavec and gensim in turn on one corpus, and compare."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from . import machine, table
from .corpus import Corpus, prepare
from .peers import PEERS, Run, in_own_process
from .quality import Quality

RESULTS = Path("benchmarks") / "results"
_SCALING_REPEATS = 3


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="1 epoch, 1 seed, 100 dimensions, one thread count")
    add("--corpus", type=Path, help="a text file; else fil8, else the reviews of the demo")
    add("--words", type=int, help="train only on so many words")
    add("--dimensions", type=int, nargs="+", help="dimensions (100 300)")
    add("--threads", type=int, default=2, help="threads of each library")
    add("--epochs", type=int, help="passes over the corpus (5)")
    add("--seeds", type=int, nargs="+", help="one run of each library for each seed (1 2 3)")
    add("--peers", nargs="+", choices=list(PEERS), default=list(PEERS), help="what to run")
    add("--pairs", type=Path, action="append", default=[], help="word pairs; repeatable")
    add("--analogies", type=Path, action="append", default=[], help="analogies; repeatable")
    add("--output", type=Path, help="JSON file for the results")
    options = parser.parse_args(arguments)
    for name, quick, full in (
        ("dimensions", [100], [100, 300]), ("epochs", 1, 5), ("seeds", [1], [1, 2, 3])
    ):  # fmt: skip
        if getattr(options, name) is None:
            setattr(options, name, quick if options.quick else full)
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    missing = [peer for peer in options.peers if find_spec(peer) is None]
    if missing:
        raise ImportError(f'{missing[0]} is not installed: pip install "lemmavec[bench]"')
    quality = Quality(options.pairs, options.analogies)
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as temporary:
        folder = Path(temporary)
        corpus = prepare(folder, options.corpus, options.words)
        records = _compare(options, corpus, quality, folder)
        scaling = None if options.quick else _thread_scaling(options, corpus, folder)
    settings = {name: getattr(options, name) for name in ("epochs", "threads", "seeds")}
    result = {
        "date": date.today().isoformat(),
        "command": " ".join(["python -m benchmarks", *arguments]),
        "machine": machine.describe(),
        "corpus": corpus.name,
        "words": corpus.words,
        "settings": settings | {"window": 5, "negative": 5, "sample": 1e-3, "min_count": 5},
        "import_seconds": machine.import_seconds("lemmavec"),
        "thread_scaling": scaling,
        "summary": table.summarise(records, quality.measures),
        "runs": records,
    }
    table.show(result, quality.measures)
    _write(result, options)
    return 0


def _compare(
    options: argparse.Namespace, corpus: Corpus, quality: Quality, folder: Path
) -> list[dict[str, Any]]:
    """Run each library in turn, for each dimension and seed, so that both see the same machine."""
    records = []
    for size in options.dimensions:
        for seed in options.seeds:
            for peer in options.peers:
                vectors = folder / "vectors.bin"
                run = _run(peer, corpus, vectors, size, options.epochs, options.threads, seed)
                result = in_own_process(run)
                _say(
                    f"{size} dimensions, seed {seed}, {peer}: "
                    f"{result.words_per_second / 1e6:.2f} M words/s"
                )
                records.append(asdict(result) | {"quality": quality.of(vectors)})
    return records


def _thread_scaling(options: argparse.Namespace, corpus: Corpus, folder: Path) -> float | None:
    """How many times faster lemmavec is with all its threads than with one: median of pairs."""
    if options.threads == 1 or "lemmavec" not in options.peers:
        return None
    ratios = []
    for seed in range(1, _SCALING_REPEATS + 1):
        one, many = (
            in_own_process(
                _run("lemmavec", corpus, folder / "vectors.bin", options.dimensions[0], 1, n, seed)
            ).words_per_second
            for n in (1, options.threads)
        )
        ratios.append(many / one)
        _say(f"1 and {options.threads} threads: {one / 1e6:.2f} and {many / 1e6:.2f} M words/s")
    return statistics.median(ratios)


def _run(
    peer: str, corpus: Corpus, vectors: Path, size: int, epochs: int, threads: int, seed: int
) -> Run:
    path = corpus.in_lines if peer == "gensim" else corpus.path
    return Run(peer, str(path), corpus.words, str(vectors), size, epochs, threads, seed)


def _write(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Keep the results, if they were asked for or a full run is made in the repository."""
    path = options.output
    if path is None and not options.quick and RESULTS.parent.is_dir():
        path = RESULTS / f"{Path(result['corpus']).stem}.json"
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        _say(f"wrote {path}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
