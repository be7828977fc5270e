"""A cost model of training on a cluster: seconds of an epoch, and how much of them is training.

`python -m benchmarks.scale` prints the tables of docs/scale.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from lemmavec import RayCluster

FLOAT_BYTES = 4
# Seconds that finding, combining and applying changes take a worker, for each GB of V and U; and
# what Ray's object store takes for each GB that passes through it. Measured, see docs/scale.md.
LOCAL_SECONDS_A_GB = 2.0
STORE_SECONDS_A_GB = 1.5
# The share of the rows that one worker changes in a round; together they change nearly all.
CHANGED = 0.8


@dataclass(frozen=True)
class Plan:
    """A training, on a cluster.

    Parameters
    ----------
    corpus_words : float
        Words of the corpus.
    vocabulary, size : int
        V and U have so many rows and columns.
    workers, rounds : int
    words_per_second : float
        Of one worker.
    network : float
        Bytes a second, in and out of a worker.
    """

    corpus_words: float
    vocabulary: int
    size: int
    workers: int
    rounds: int
    words_per_second: float
    network: float

    @property
    def model_bytes(self) -> float:
        """V and U."""
        return 2.0 * self.vocabulary * self.size * FLOAT_BYTES

    @property
    def sent_bytes(self) -> float:
        """What a worker sends in a round: changes to the owners, and its own rows to all others.

        The rows that it owns are combined once and fetched by each other worker.
        """
        others = (self.workers - 1) / self.workers
        return self.model_bytes * others * (CHANGED + 1)

    @property
    def training_seconds(self) -> float:
        return self.corpus_words / (self.workers * self.words_per_second)

    @property
    def exchange_seconds(self) -> float:
        """Of all rounds of an epoch."""
        gigabytes = self.model_bytes / 1e9, self.sent_bytes / 1e9
        local = LOCAL_SECONDS_A_GB * gigabytes[0] + STORE_SECONDS_A_GB * gigabytes[1]
        return self.rounds * (local + self.sent_bytes / self.network)

    @property
    def epoch_seconds(self) -> float:
        return self.training_seconds + self.exchange_seconds

    @property
    def efficiency(self) -> float:
        return self.training_seconds / self.epoch_seconds


HEADINGS = ("workers", "rounds", "sent in a round", "training", "exchange", "epoch", "efficiency")
NODES, RATE, NETWORK = (8, 64, 512), 21e6, 1.25e9


def row(plan: Plan) -> str:
    """A row of a table of Markdown."""
    cells = [
        f"{plan.workers}",
        f"{plan.rounds}",
        f"{plan.sent_bytes / 1e9:.1f} GB",
        f"{plan.training_seconds:,.0f} s",
        f"{plan.exchange_seconds:,.0f} s",
        f"{plan.epoch_seconds:,.0f} s",
        f"{100 * plan.efficiency:.0f} %",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> int:
    for words in (1e11, 1e12):
        print(f"{words / 1e9:,.0f} G words, V and U of 1 M × 300")
        print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
        for workers in NODES:
            for rounds in (16, RayCluster(workers=workers).rounds_of_an_epoch):
                print(row(Plan(words, 1_000_000, 300, workers, rounds, RATE, NETWORK)))
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
