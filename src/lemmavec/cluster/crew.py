"""How the driver reaches its workers; and workers within this process, for tests and studies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from lemmavec.cluster.worker import Worker

# How often a step is tried again, each time with other workers in the place of those that are lost.
ATTEMPTS = 5


class WorkersLost(Exception):
    """A worker has died, or an answer of one is gone; what was asked can be asked again."""


class Crew(Protocol):
    """Workers with the numbers 0 to `size` - 1, which do what they are asked in that order.

    A promise stands for an answer; it can be an argument of a call to any worker, which then waits
    for it.
    """

    @property
    def size(self) -> int:
        """How many."""

    def call(self, worker: int, step: str, *arguments: Any, answers: int = 1) -> Any:
        """Ask a worker for a step; return a promise, or as many as it has answers."""

    def wait(self, promises: Sequence[Any], doing: str, show: Callable[[], None]) -> list[Any]:
        """Return the answers to promises, in order; `show` is called meanwhile.

        Raises
        ------
        WorkersLost
            If an answer will never come.
        TimeoutError
            If a worker gives no sign of life.
        KeyboardInterrupt
            On Ctrl-C.
        """

    def put(self, value: Any) -> Any:
        """Put a value into the cluster's memory; what is returned can be an argument."""

    def replace(self, worker: int) -> None:
        """Start another worker in the place of one that is lost."""

    def close(self) -> None:
        """End the workers."""


class LocalCrew:
    """Workers that do their steps at once, one after the other, in this process."""

    def __init__(self, size: int, threads: int = 1) -> None:
        self.size, self._threads = size, threads
        self.workers = [self._new(number) for number in range(size)]

    def call(self, worker: int, step: str, *arguments: Any, answers: int = 1) -> Any:
        """Do the step."""
        found = getattr(self.workers[worker], step)(*arguments)
        return found if answers == 1 else list(found)

    def wait(self, promises: Sequence[Any], doing: str, show: Callable[[], None]) -> list[Any]:
        """Return the promises, which are the answers."""
        show()
        return list(promises)

    def put(self, value: Any) -> Any:
        """Return it."""
        return value

    def replace(self, worker: int) -> None:
        """Start another."""
        self.workers[worker].close()
        self.workers[worker] = self._new(worker)

    def close(self) -> None:
        """Delete their token caches."""
        for worker in self.workers:
            worker.close()

    def _new(self, number: int) -> Worker:
        return Worker(number, self.size, self._threads, lambda block: block)


def replace_lost(crew: Crew) -> None:
    """Replace the workers that do not answer any more."""
    for worker in range(crew.size):
        try:
            crew.wait([crew.call(worker, "about")], "say what it runs on", lambda: None)
        except WorkersLost:
            crew.replace(worker)
