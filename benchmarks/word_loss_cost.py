"""What one word's loss with its gradients costs: counted in multiply-adds, and measured.

python benchmarks/word_loss_cost.py
"""

from __future__ import annotations

import timeit

import numpy as np
from rich.console import Console
from rich.table import Table

from lemmavec.equations import (
    logistic_loss_and_gradient,
    naive_softmax_loss_and_gradient,
    naive_softmax_multiply_adds,
    negative_sampling_multiply_adds,
)

SIZE, NEGATIVES = 100, 5


def microseconds(function, *arguments):
    """Time one call: the best of five means, each over at least a tenth of a second."""
    timer = timeit.Timer(lambda: function(*arguments))
    number = max(1, timer.autorange()[0] // 2)
    return min(timer.repeat(5, number)) / number * 1e6


def main():
    random = np.random.default_rng(0)
    table = Table(title=f"one word loss with its gradients, d = {SIZE}, K = {NEGATIVES}")
    for heading in ("V", "multiply-adds: softmax", "negatives", "µs: softmax", "negatives"):
        table.add_column(heading, justify="right")
    signs, weights = np.array([1.0] + [-1.0] * NEGATIVES), np.ones(NEGATIVES + 1)
    for words in (1_000, 10_000, 100_000):
        U = random.normal(size=(words, SIZE))
        v = random.normal(size=SIZE) / SIZE
        drawn = random.integers(words, size=NEGATIVES + 1)
        softmax = microseconds(naive_softmax_loss_and_gradient, v, 0, U)
        # The rows alone: the reference's zeros for all other words are no part of the method.
        noise = microseconds(logistic_loss_and_gradient, v, U[drawn], signs, weights)
        table.add_row(
            f"{words:,}",
            f"{naive_softmax_multiply_adds(words, SIZE):,}",
            f"{negative_sampling_multiply_adds(SIZE, NEGATIVES):,}",
            f"{softmax:,.0f}",
            f"{noise:,.0f}",
        )
    Console().print(table)


if __name__ == "__main__":
    main()
