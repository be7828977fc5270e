"""`RayCluster`: which workers train, and how often they exchange what they learnt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from lemmavec._validation import above_zero, at_least, one_of, within
from lemmavec.settings import MOST_WORKERS

Precision = Literal["float32", "float16"]
MOST_CLUSTER_WORKERS = 4096
MOST_ROUNDS = 65_536
# Chosen by the quality of vectors from 105 MB of text, on 2 to 8 workers; see docs/cluster.md.
ROUNDS_FOR_EACH_OTHER, MOST_USUAL_ROUNDS = 3, 32
MOST_TIMES_ALPHA = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RayCluster:
    """Workers of a Ray cluster that train one model together; for `fit(..., cluster=...)`.

    Each worker has a shard of the corpus and all of V and U. In a round it trains on the next part
    of its shard; then the changes of each row are combined (Adasum), and all workers go on from the
    same V and U.

    Parameters
    ----------
    workers : int
        How many shards and processes, 1 or more.
    address : str, optional
        Of the cluster: "host:port", "ray://host:port" or "auto". By default the one that
        `ray.init` connected to, or else Ray is started on this machine and stopped at the end.
    threads : int, default 1
        Threads of each worker, which reserves as many CPUs. With one thread, or with
        ``deterministic=True``, the same seed, workers and rounds give the same bits.
    rounds : int, optional
        Rounds in an epoch; by default three for each worker but one, and no more than 32.
    times_alpha : float, optional
        Factor of the model's step sizes; by default the third root of `workers`, no more than 4:
        of steps that several workers take at once, less is left than of steps one after the other.
    precision : {"float32", "float16"}, default "float32"
        In which the changes of rows travel: half the bytes of float16 pay on a slow network, where
        converting them costs less than sending them. V and U themselves are float32.
    max_counted : int, optional
        While words are counted, keep no more than so many distinct ones in a table, the most
        frequent; a warning says by how much counts can then be too small. By default counts are
        exact.
    timeout : float, default 60
        Seconds without a sign of life after which a wait ends with an error that says for whom and
        for what. Work that takes longer is waited for as long as its worker answers.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong type or out of its range.

    Notes
    -----
    Adasum: Maleki et al. 2021, "Scaling Distributed Training with Adaptive Summation"
    (arXiv:2006.02924).

    Examples
    --------
    >>> RayCluster(workers=8).rounds_of_an_epoch
    21
    """

    workers: int
    address: str | None = None
    threads: int = 1
    rounds: int | None = None
    times_alpha: float | None = None
    precision: Precision = "float32"
    max_counted: int | None = None
    timeout: float = 60.0

    def __post_init__(self) -> None:
        within("workers", self.workers, 1, MOST_CLUSTER_WORKERS)
        within("threads", self.threads, 1, MOST_WORKERS)
        if self.rounds is not None:
            within("rounds", self.rounds, 1, MOST_ROUNDS)
        if self.times_alpha is not None:
            above_zero("times_alpha", self.times_alpha)
        one_of("precision", self.precision, get_args(Precision))
        if self.max_counted is not None:
            at_least("max_counted", self.max_counted, 1)
        above_zero("timeout", self.timeout)

    @property
    def rounds_of_an_epoch(self) -> int:
        """The rounds asked for, or three for each worker but one."""
        usual = max(1, min(ROUNDS_FOR_EACH_OTHER * (self.workers - 1), MOST_USUAL_ROUNDS))
        return usual if self.rounds is None else self.rounds

    @property
    def alpha_factor(self) -> float:
        """`times_alpha`, or what the number of workers makes of it."""
        chosen = min(self.workers ** (1 / 3), MOST_TIMES_ALPHA)
        return chosen if self.times_alpha is None else self.times_alpha
