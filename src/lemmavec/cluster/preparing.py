"""Workers that start, count and encode their shards, and the vocabulary that comes of it."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import lemmavec
from lemmavec import _kernels
from lemmavec.cluster.crew import ATTEMPTS, Crew, WorkersLost, replace_lost
from lemmavec.cluster.shards import Shard
from lemmavec.cluster.worker import About, ShardSize
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.corpus.vocabulary_choice import Choice
from lemmavec.settings import Settings
from lemmavec.training.matrices import padded_bytes
from lemmavec.training.state import rows_of_V

# V and U as they are trained, as they were, what changed, and what came back.
COPIES_OF_A_MODEL = 4


class Prepared(NamedTuple):
    """What is known once all shards are encoded.

    Attributes
    ----------
    vocabulary : Vocabulary
    promised_vocabulary : promise
        The same in the cluster's memory.
    sizes : list of ShardSize
    instruction_set : str
        The widest that all workers have: sums of other widths round differently.
    """

    vocabulary: Vocabulary
    promised_vocabulary: Any
    sizes: list[ShardSize]
    instruction_set: str


def prepared(
    crew: Crew,
    shards: Sequence[Shard],
    choice: Choice,
    settings: Settings,
    reading: ReadingOptions,
    max_counted: int | None,
) -> Prepared:
    """Let the workers count and encode their shards; what was done by one that is lost, again.

    Raises
    ------
    RuntimeError
        If workers have another version of the package, or are lost again and again.
    MemoryError
        If a node has too little memory for its workers.
    """
    for _ in range(ATTEMPTS):
        try:
            return _prepared(crew, shards, choice, settings, reading, max_counted)
        except WorkersLost as lost:
            failure = lost
            replace_lost(crew)
    raise RuntimeError(
        f"workers were lost {ATTEMPTS} times before the training, at last: {failure}"
    )


def _prepared(
    crew: Crew,
    shards: Sequence[Shard],
    choice: Choice,
    settings: Settings,
    reading: ReadingOptions,
    max_counted: int | None,
) -> Prepared:
    about: list[About] = _on_all(crew, "about", doing="start")
    _require_one_version(about)
    vocabulary = _count(crew, shards, choice, reading, max_counted)
    _require_memory(about, vocabulary, settings)
    promised = crew.put(vocabulary)
    sizes: list[ShardSize] = _on_all(crew, "encode", promised, doing="encode its shard")
    sets = [found.instruction_sets for found in about]
    common = next(name for name in _kernels.instruction_sets() if all(name in s for s in sets))
    return Prepared(vocabulary, promised, sizes, common)


def _count(
    crew: Crew, shards: Sequence[Shard], choice: Choice, reading: ReadingOptions, most: int | None
) -> Vocabulary:
    """Count the shards, add the counts up along a tree, and choose the vocabulary."""
    counts = [crew.call(w, "count", shards[w], reading, most) for w in range(crew.size)]
    crew.wait(counts, "count its shard", lambda: None)
    step = 1
    while step < crew.size:
        for w in range(0, crew.size - step, 2 * step):
            counts[w] = crew.call(w, "add_counts", counts[w], counts[w + step], most)
        step *= 2
    [(vocabulary, error)] = crew.wait(
        [crew.call(0, "choose", counts[0], choice)], "choose the vocabulary", lambda: None
    )
    if error:
        warnings.warn(
            f"max_counted={most:,} left rare words out while counting: counts can be too small "
            f"by up to {error:,}",
            RuntimeWarning,
            stacklevel=5,
        )
    found: Vocabulary = vocabulary
    return found


def _on_all(crew: Crew, step: str, *arguments: Any, doing: str) -> list[Any]:
    promises = [crew.call(worker, step, *arguments) for worker in range(crew.size)]
    return crew.wait(promises, doing, lambda: None)


def _require_one_version(about: Sequence[About]) -> None:
    for worker, found in enumerate(about):
        if found.version != lemmavec.__version__:
            raise RuntimeError(
                f"worker {worker} on {found.host} has lemmavec {found.version}, and this process "
                f"{lemmavec.__version__}: install one version on all nodes"
            )


def _require_memory(about: Sequence[About], vocabulary: Vocabulary, settings: Settings) -> None:
    """Raise MemoryError if a node has too little for its workers, with the arithmetic."""
    words = len(vocabulary)
    rows = rows_of_V(words, settings) + words
    each = COPIES_OF_A_MODEL * padded_bytes(rows, settings.vector_size)
    of_host: dict[str, list[int]] = defaultdict(list)
    for worker, found in enumerate(about):
        of_host[found.host].append(worker)
    for host, workers in of_host.items():
        there = about[workers[0]].memory
        if there is not None and len(workers) * each > there:
            raise MemoryError(
                f"{len(workers)} workers on {host} need {len(workers)} × {COPIES_OF_A_MODEL} × "
                f"{rows:,} rows × {settings.vector_size:,} dimensions × 4 bytes = "
                f"{len(workers) * each / 2**30:,.1f} GiB, and it has {there / 2**30:,.1f} GiB: use "
                "fewer workers on a node, a smaller vector_size, or a larger min_count"
            )
