"""How fast full softmax is next to the same matrix products through NumPy's BLAS.

Softmax over V words costs 3 V d multiply-adds a centre: its logits, the change of h, and the
changes of U. BLAS does these three products, in float32, for 512 centres at once and without
anything in between: no exponentials, no sums, no reading of the text. Both have the same number of
threads, and take turns in one process for each setting.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings

from . import reports
from .corpus import prepare
from .counted import expected_centres, train_timed
from .options import benchmark_parser

Record = dict[str, Any]

# Read by the BLAS when NumPy is first imported.
_BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
                 "OMP_NUM_THREADS")  # fmt: skip
_PRODUCTS = ("logits", "dh", "dU")
_CENTRES = 512
_REPEATS = 5


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = benchmark_parser("benchmarks.softmax_speed", __doc__)
    add = parser.add_argument
    add("--vocabulary", type=int, default=20_000, help="the most frequent words of the text")
    add("--text", type=int, default=20_000, help="words trained on, fewer above 100 dimensions")
    add("--dimensions", type=int, nargs="+", default=[100, 300], help="dimensions")
    add("--threads", type=int, nargs="+", default=[1, 2], help="threads of both")
    add("--architectures", nargs="+", choices=["skipgram", "cbow"], default=["skipgram"])
    add("--turns", type=int, default=5, help="turns of both")
    add("--child", nargs=4, help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    if options.child:
        _measure(options)
        return 0
    summary = []
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        corpus = prepare(Path(folder), options.corpus, options.words)
        for architecture in options.architectures:
            for size in options.dimensions:
                for threads in options.threads:
                    row = _in_own_process(
                        arguments, str(corpus.in_lines), architecture, str(size), str(threads)
                    )
                    print(_line(row), flush=True)
                    summary.append(row)
    result = reports.heading("benchmarks.softmax_speed", arguments, corpus)
    result |= {"counted": __doc__, "summary": summary}
    reports.write(result, options.output, f"{Path(corpus.name).stem}-softmax_speed")
    return 0


def _in_own_process(arguments: Sequence[str], *child: str) -> Record:
    """Measure where the BLAS has the threads of the setting, the last of `child`."""
    environment = os.environ | dict.fromkeys(_BLAS_THREADS, child[-1])
    module = __spec__.name if __spec__ else __name__
    command = [sys.executable, "-m", module, *arguments, "--child", *child]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"measuring failed:\n{done.stderr}")
    row: Record = json.loads(done.stdout.splitlines()[-1])
    return row


def _measure(options: argparse.Namespace) -> None:
    in_lines, architecture, size, threads = options.child
    settings = Settings(
        architecture=architecture,
        loss="softmax",
        vector_size=int(size),
        workers=int(threads),
        epochs=1,
    )
    with encode(in_lines, reading=ReadingOptions(workers=1)) as whole:
        vocabulary = Vocabulary(
            whole.vocabulary.words[: options.vocabulary],
            whole.vocabulary.counts[: options.vocabulary],
        )
    text = _first_words(in_lines, min(options.text, options.text * 100 // int(size)))
    turns = []
    with encode_with(vocabulary, [text]) as encoded:
        for _ in range(options.turns):
            blas = _blas(len(vocabulary), settings.vector_size)
            turns.append({"blas": blas, "softmax": _softmax(settings, encoded)})
    print(json.dumps(_summarise(turns, settings, len(vocabulary), len(text))))


def _first_words(path: str, limit: int) -> list[str]:
    words: list[str] = []
    with Path(path).open(encoding="utf-8") as file:
        for line in file:
            words += line.split()
            if len(words) >= limit:
                break
    return words[:limit]


def _softmax(settings: Settings, encoded: EncodedCorpus) -> float:
    """Multiply-adds a second of an epoch: 3 V d for each centre."""
    _, seconds = train_timed(settings, encoded)
    centres = expected_centres(encoded, settings.sample)
    return 3 * len(encoded.vocabulary) * settings.vector_size * centres / seconds


def _blas(words: int, size: int) -> dict[str, float]:
    """Multiply-adds a second of each product, the median of some; `all` takes the three in turn."""
    random = np.random.default_rng(0)
    U = random.random((words, size), dtype=np.float32)
    H = random.random((size, _CENTRES), dtype=np.float32)
    G = random.random((words, _CENTRES), dtype=np.float32)
    seconds = {
        "logits": _seconds(lambda: U @ H),
        "dh": _seconds(lambda: U.T @ G),
        "dU": _seconds(lambda: G @ H.T),
    }
    one = words * size * _CENTRES
    return {name: one / taken for name, taken in seconds.items()} | {
        "all": 3 * one / sum(seconds.values())
    }


def _seconds(product: Callable[[], object]) -> float:
    product()
    taken = []
    for _ in range(_REPEATS):
        start = time.perf_counter()
        product()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _summarise(turns: Sequence[Record], settings: Settings, words: int, text: int) -> Record:
    return {
        "architecture": settings.architecture,
        "vector_size": settings.vector_size,
        "threads": settings.threads,
        "vocabulary": words,
        "text": text,
        "softmax": statistics.median(turn["softmax"] for turn in turns),
        "blas": {
            name: statistics.median(turn["blas"][name] for turn in turns)
            for name in (*_PRODUCTS, "all")
        },
        "ratio": statistics.median(turn["softmax"] / turn["blas"]["all"] for turn in turns),
        "turns": turns,
    }


def _line(row: Record) -> str:
    several = "" if row["threads"] == 1 else "s"
    products = ", ".join(f"{name} {row['blas'][name] / 1e9:.1f}" for name in _PRODUCTS)
    return (
        f"{row['architecture']}, {row['vocabulary']:,} words, {row['vector_size']} dimensions, "
        f"{row['threads']} thread{several}: {row['softmax'] / 1e9:.1f} G multiply-adds/s; "
        f"BLAS {row['blas']['all'] / 1e9:.1f} ({products}); ratio {row['ratio']:.2f}"
    )


if __name__ == "__main__":
    reports.run(main, "benchmarks.softmax_speed")
