"""How fast vectors are loaded and asked: lemmavec and gensim in turn, on the same random vectors.

The vectors are made in a temporary folder: 400,000 words, 300 dimensions in binary files, 100 in
text. Each turn measures every task once with each library, one right after the other; the table has
the medians, and the fastest turn, which other programs on the machine disturb least. A query is
compared with reading the matrix once, the faster of `matrix @ vector` and `matrix.sum()` of the
same turn. Of a thousand questions gensim, which answers them one after the other, is asked every
tenth, and its time counts ten times. Peaks of memory are those of child processes that load and
ask once.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import lemmavec

from . import reports
from .libraries import require
from .vector_files import Files, make_files

# What each task is to reach: how many times as fast as its partner, or the most of a measure.
GOALS = {
    "load text": ("times", 10.0),
    "load binary, ask once": ("times", 10.0),
    "1,000 questions": ("times", 20.0),
    "one question": ("share", 1.2),
    "open by memory map": ("seconds", 0.050),
}
MEMORY_GOAL = 1.2
QUESTIONS = 1000
# gensim answers one question after the other: every tenth is asked, and its time counts ten times.
SHARE = 10


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.vectors",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--words", type=int, default=400_000, help="words (default 400,000)")
    parser.add_argument("--turns", type=int, default=3, help="turns of both (default 3)")
    parser.add_argument("--output", type=Path, help="JSON file for the results")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    require(("lemmavec", "gensim"))
    with tempfile.TemporaryDirectory(prefix="lemmavec-bench-") as folder:
        files = make_files(Path(folder), options.words)
        peaks = {name: _peak(name, files.binary) for name in ("lemmavec", "gensim")}
        turns: list[dict[str, dict[str, float]]] = []
        for number in range(1, options.turns + 1):
            reports.say(f"turn {number} of {options.turns}")
            turns.append({**_loading(files), **_asking(files)})
            reports.write(
                _result(options.words, arguments, turns, peaks),
                options.output,
                "vectors",
                silently=number < options.turns,
            )
    show(_result(options.words, arguments, turns, peaks))
    return 0


def _result(
    words: int, arguments: Sequence[str], turns: list[Any], peaks: dict[str, dict[str, float]]
) -> dict[str, Any]:
    result: dict[str, Any] = reports.heading("benchmarks.vectors", arguments, None)
    return result | {
        "vectors": words,
        "summary": summarise(turns),
        "peaks_mb": peaks,
        "turns": turns,
    }


def _loading(files: Files) -> dict[str, dict[str, float]]:
    """Time each way to open a file; what was loaded is given up in between."""
    from gensim.models import KeyedVectors

    word = files.words[5]
    return {
        "load text": {
            "lemmavec": _seconds(lambda: lemmavec.load(files.text)),
            "gensim": _seconds(lambda: KeyedVectors.load_word2vec_format(files.text)),
        },
        "load binary, ask once": {
            "lemmavec": _seconds(lambda: lemmavec.load(files.binary).most_similar(word)),
            "gensim": _seconds(
                lambda: KeyedVectors.load_word2vec_format(files.binary, binary=True).most_similar(
                    word
                )
            ),
        },
        "open by memory map": {
            "lemmavec": _seconds(lambda: lemmavec.load(files.mapped, mmap=True)),
        },
    }


def _asking(files: Files) -> dict[str, dict[str, float]]:
    """Time one question and a thousand, with the matrix in memory and lengths known."""
    from gensim.models import KeyedVectors

    ours = lemmavec.load(files.mapped)
    theirs = KeyedVectors(ours.vector_size)
    theirs.add_vectors(ours.index_to_key, ours.vectors)
    asked = ours.index_to_key[:: max(1, len(ours) // QUESTIONS)][:QUESTIONS]
    for vectors in (ours, theirs):
        vectors.most_similar(asked[0])
    matrix, vector = ours.vectors, np.ones(ours.vector_size, np.float32)
    return {
        "one question": {
            "lemmavec": _least(lambda: ours.most_similar(asked[1])),
            "gensim": _least(lambda: theirs.most_similar(asked[1])),
            "one read": min(_least(lambda: matrix @ vector), _least(matrix.sum)),
        },
        "1,000 questions": {
            "lemmavec": _seconds(lambda: ours.most_similar_batch(asked)),
            "gensim": SHARE
            * _seconds(lambda: [theirs.most_similar(word) for word in asked[::SHARE]]),
        },
    }


def summarise(turns: Sequence[dict[str, dict[str, float]]]) -> dict[str, dict[str, Any]]:
    """Return the median and the least of each task, its ratio of each turn, and its goal."""
    summary: dict[str, dict[str, Any]] = {}
    for task, (kind, goal) in GOALS.items():
        measured = [turn[task] for turn in turns]
        row: dict[str, Any] = {"goal": goal, "kind": kind}
        for name in measured[0]:
            seconds = [turn[name] for turn in measured]
            row[name] = {"median": statistics.median(seconds), "least": min(seconds)}
        if kind == "seconds":
            row["reached"] = row["lemmavec"]["median"]
        else:
            other = "gensim" if kind == "times" else "one read"
            ratios = [turn["lemmavec"] / turn[other] for turn in measured]
            ratios = [1 / ratio for ratio in ratios] if kind == "times" else ratios
            row["reached"] = statistics.median(ratios)
        row["met"] = row["reached"] >= goal if kind == "times" else row["reached"] <= goal
        summary[task] = row
    return summary


def show(result: dict[str, Any]) -> None:
    """Print a line for each task, and the peaks of memory."""
    machine = result["machine"]
    print(f"{result['vectors']:,} words; {machine['processor']}, {machine['cores']} cores")
    words = {"times": "x as fast as gensim", "share": "x one read", "seconds": "s"}
    for task, row in result["summary"].items():
        times = ", ".join(
            f"{name} {row[name]['median']:.3f} s (least {row[name]['least']:.3f})"
            for name in ("lemmavec", "gensim", "one read")
            if name in row
        )
        reached = f"{row['reached']:.3g} {words[row['kind']]}, goal {row['goal']:g}"
        print(f"  {task}: {times}; {reached}: {'met' if row['met'] else 'MISSED'}")
    for name, peak in result["peaks_mb"].items():
        share = peak["loaded"] / peak["matrix"]
        print(
            f"  memory, {name}: {peak['loaded']:.0f} MB above the {peak['before']:.0f} MB before "
            f"loading, {share:.2f} x the matrix of {peak['matrix']:.0f} MB"
        )
    peak = result["peaks_mb"]["lemmavec"]
    met = peak["loaded"] <= MEMORY_GOAL * peak["matrix"]
    print(f"  memory: goal {MEMORY_GOAL} x: {'met' if met else 'MISSED'}")


def _peak(name: str, path: str) -> dict[str, float]:
    command = [sys.executable, "-m", f"{__package__}.vector_peak", name, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    peak: dict[str, float] = json.loads(done.stdout)
    return peak


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _least(work: Callable[[], object], repeats: int = 15) -> float:
    return min(_seconds(work) for _ in range(repeats))


if __name__ == "__main__":
    reports.run(main, "benchmarks.vectors")
