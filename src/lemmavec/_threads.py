"""Threads that have ended when the block that started them ends, also after two Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

from lemmavec._interruption import deferred_interrupts

Item = TypeVar("Item")
Result = TypeVar("Result")


class Each(Protocol):
    """As `map`, on threads."""

    def __call__(
        self, function: Callable[[Item], Result], items: Iterable[Item], /
    ) -> Iterator[Result]:
        """Give the results in the order of the items."""


@contextmanager
def threads(workers: int) -> Iterator[Each]:
    """Yield what calls a function for each item, on so many threads.

    Ctrl-C takes effect after the items at hand, and raises `KeyboardInterrupt`.
    """
    with deferred_interrupts() as interrupted:
        pool = ThreadPoolExecutor(workers)

        def each(function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
            for result in pool.map(function, items):
                if interrupted():
                    raise KeyboardInterrupt
                yield result

        try:
            yield each
        finally:
            pool.shutdown(cancel_futures=True)
