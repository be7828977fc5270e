"""What one word's loss with its gradients costs: counted in multiply-adds, and measured."""

from __future__ import annotations

import argparse
import sys
import timeit
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from lemmavec.equations import (
    logistic_loss_and_gradient,
    naive_softmax_loss_and_gradient,
    naive_softmax_multiply_adds,
    negative_sampling_multiply_adds,
)

from . import reports

SIZE, NEGATIVES = 100, 5


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.word_loss_cost",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--vocabulary", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="words"
    )
    parser.add_argument("--output", type=Path, help="JSON file for the results")
    options = parser.parse_args(arguments)
    rows = [_row(words) for words in options.vocabulary]
    Console().print(_table(rows))
    result = reports.heading("benchmarks.word_loss_cost", arguments, None)
    result |= {"vector_size": SIZE, "negatives": NEGATIVES, "runs": rows}
    reports.write(result, options.output, "word_loss_cost")
    return 0


def _row(words: int) -> dict[str, Any]:
    random = np.random.default_rng(0)
    signs, weights = np.array([1.0] + [-1.0] * NEGATIVES), np.ones(NEGATIVES + 1)
    U = random.normal(size=(words, SIZE))
    v = random.normal(size=SIZE) / SIZE
    drawn = random.integers(words, size=NEGATIVES + 1)
    return {
        "words": words,
        "softmax_multiply_adds": naive_softmax_multiply_adds(words, SIZE),
        "negatives_multiply_adds": negative_sampling_multiply_adds(SIZE, NEGATIVES),
        "softmax_microseconds": _microseconds(naive_softmax_loss_and_gradient, v, 0, U),
        # The drawn rows alone: the reference's zeros for all other words are not in the method.
        "negatives_microseconds": _microseconds(
            logistic_loss_and_gradient, v, U[drawn], signs, weights
        ),
    }


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(title=f"one word's loss with its gradients, d = {SIZE}, K = {NEGATIVES}")
    for heading in ("V", "multiply-adds: softmax", "negatives", "µs: softmax", "negatives"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*(f"{value:,.0f}" for value in row.values()))
    return table


def _microseconds(function: Callable[..., object], *arguments: object) -> float:
    """Time one call: the best of five means, each over at least a tenth of a second."""
    timer = timeit.Timer(lambda: function(*arguments))
    number = max(1, timer.autorange()[0] // 2)
    return min(timer.repeat(5, number)) / number * 1e6


if __name__ == "__main__":
    reports.run(main, "benchmarks.word_loss_cost")
