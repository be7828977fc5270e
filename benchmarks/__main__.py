"""Train the same models with lemmavec and its peers in turn on one corpus, and compare."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path
from typing import Any

from . import data, machine, reports, table, unseen
from .corpus import prepare
from .libraries import MODELS, PEERS, require
from .options import add_quality_options, benchmark_parser
from .peers import in_own_process
from .quality import Quality
from .runs import Corpus, Run

_SCALING_REPEATS = 3
_DEFAULT_MODELS = ["skipgram-negative_sampling"]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    options = _parser().parse_args(arguments)
    for name, quick, full in (
        ("dimensions", [100], [100, 300]), ("epochs", 1, 5), ("seeds", [1], [1, 2, 3])
    ):  # fmt: skip
        if getattr(options, name) is None:
            setattr(options, name, quick if options.quick else full)
    options.subwords |= options.unseen > 0
    if "all" in options.models:
        # Full softmax takes hours on a vocabulary of this size, and no peer is run with it.
        options.models = [model for model in MODELS if not model.endswith("-softmax")]
    return options


def _parser() -> argparse.ArgumentParser:
    parser = benchmark_parser("benchmarks", __doc__)
    add_quality_options(parser)
    add = parser.add_argument
    add("--quick", action="store_true", help="1 epoch, 1 seed, 100 dimensions, one thread count")
    add(
        "--models",
        nargs="+",
        choices=[*MODELS, "all"],
        default=_DEFAULT_MODELS,
        metavar="MODEL",
        help=f"what is trained: {', '.join(MODELS)}; or all, which is all that two libraries have",
    )
    add("--peers", nargs="+", choices=list(PEERS), default=["lemmavec", "gensim"], help="libraries")
    add("--dimensions", type=int, nargs="+", help="dimensions (100 300)")
    add("--threads", type=int, nargs="+", default=[2], help="threads of each library")
    add(
        "--alphas",
        type=float,
        nargs="+",
        default=[0.025],
        help="step sizes at the start: each of them for CBOW, the first for skip-gram",
    )
    add("--epochs", type=int, help="passes over the corpus (5)")
    add("--subwords", action="store_true", help="fastText's model, with n-grams of 3 to 6 letters")
    add(
        "--unseen",
        type=int,
        default=0,
        metavar="N",
        help="leave the N rarest words of the pairs out of the text, and score their n-grams",
    )
    add("--seeds", type=int, nargs="+", help="one run of each library for each seed (1 2 3)")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    require(options.peers)
    quality = Quality(options.pairs, options.analogies)
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as temporary:
        folder = Path(temporary)
        corpus = prepare(folder, options.corpus, options.words)
        words = unseen.rarest(corpus, quality.pairs.values(), options.unseen)
        if words:
            corpus = unseen.without(corpus, words)
            quality.pairs["unseen"] = unseen.pairs_with(words, quality.pairs.values(), folder)
        measured = ", ".join(quality.measures) or "quality is not measured"
        reports.say(f"{corpus.name}, {corpus.words:,} words; {measured}")
        if not quality.measures:
            reports.say(data.HOW_TO_GET_QUESTIONS)
        runs = [
            replace(run, subwords=options.subwords, unseen=words)
            for run in _runs(options, corpus, folder)
        ]
        records = [_record(run, f"{n}/{len(runs)}", quality) for n, run in enumerate(runs, 1)]
        alone = options.quick or options.subwords
        scaling = None if alone else _thread_scaling(options, corpus, folder)
    settings = {name: getattr(options, name) for name in ("epochs", "threads", "seeds", "alphas")}
    result = reports.heading("benchmarks", arguments, corpus) | {
        "settings": settings
        | {"window": 5, "negative": 5, "sample": 1e-3, "min_count": 5}
        | {"subwords": options.subwords, "unseen": options.unseen},
        "import_seconds": machine.import_seconds("lemmavec"),
        "thread_scaling": scaling,
        "summary": table.summarise(records, quality.measures),
        "runs": records,
    }
    table.show(result, quality.measures)
    if options.output is not None or not options.quick:
        reports.write(result, options.output, _name(options, corpus))
    return 0


def _runs(options: argparse.Namespace, corpus: Corpus, folder: Path) -> Iterator[Run]:
    """Give the libraries in turn for each seed, as the machine's speed drifts."""
    for model in options.models:
        architecture, loss = model.split("-")
        peers = [peer for peer in options.peers if PEERS[peer].has(architecture, loss)]
        for peer in set(options.peers) - set(peers):
            reports.say(f"{peer} is left out of {model}, which it does not have")
        alphas = options.alphas if architecture == "cbow" else options.alphas[:1]
        for size, threads, alpha, seed, peer in product(
            options.dimensions, options.threads, alphas, options.seeds, peers
        ):
            yield _run(peer, model, corpus, folder, size, options.epochs, threads, seed, alpha)


def _run(
    peer: str,
    model: str,
    corpus: Corpus,
    folder: Path,
    size: int,
    epochs: int,
    threads: int,
    seed: int,
    alpha: float,
) -> Run:
    ours = PEERS[peer].package == "lemmavec"
    path = corpus.path if ours else corpus.in_lines
    return Run(
        peer, *model.split("-"), str(path), corpus.words, str(folder / "vectors.bin"), size, epochs,
        threads, seed, alpha, PEERS[peer].deterministic,
    )  # fmt: skip


def _record(run: Run, number: str, quality: Quality) -> dict[str, Any]:
    """Run, score the vectors, and report; a run that diverges has no speed or scores.

    A peer that is scored as another one is run again as that: `quality_run` has what came out.
    """
    scored_as = PEERS[run.peer].scored_as if quality.measures else None
    start = (
        f"{number} {run.architecture} {run.loss}, {run.vector_size} dimensions, threads "
        f"{run.threads}, alpha {run.alpha:g}, seed {run.seed}, {run.peer}: "
    )
    try:
        result = in_own_process(run)
        again = in_own_process(replace(run, peer=scored_as)) if scored_as else None
    except FloatingPointError as error:
        reports.say(f"{start}{error}")
        settings = {name: getattr(run, name) for name in table.NAMES}
        return settings | {"diverged": str(error)}
    note = f"; for its scores once more, as {scored_as}" if scored_as else ""
    reports.say(f"{start}{result.words_per_second / 1e6:.2f} M words/s{note}")
    return asdict(result) | {
        "quality": quality.of(Path(run.vectors)),
        "quality_run": asdict(again) if again else None,
        "diverged": None,
    }


def _thread_scaling(options: argparse.Namespace, corpus: Corpus, folder: Path) -> float | None:
    """How many times faster lemmavec is with all its threads than with one: median of pairs."""
    threads = max(options.threads)
    if threads == 1 or "lemmavec" not in options.peers:
        return None
    ratios = []
    model, size, alpha = options.models[0], options.dimensions[0], options.alphas[0]
    for seed in range(1, _SCALING_REPEATS + 1):
        one, many = (
            in_own_process(
                _run("lemmavec", model, corpus, folder, size, 1, n, seed, alpha)
            ).words_per_second
            for n in (1, threads)
        )
        ratios.append(many / one)
        reports.say(f"1 and {threads} threads: {one / 1e6:.2f} and {many / 1e6:.2f} M words/s")
    return statistics.median(ratios)


def _name(options: argparse.Namespace, corpus: Corpus) -> str:
    """Name the results by the text, and by the models unless they are the default."""
    chosen = [] if options.models == _DEFAULT_MODELS else list(options.models)
    if options.subwords:
        chosen.append(f"subwords-{options.unseen}-unseen" if options.unseen else "subwords")
    return "-".join([Path(corpus.name).stem, *chosen])


if __name__ == "__main__":
    reports.run(main, "benchmarks")
