"""One thread at a time trains a model or writes it, so that V, U and the place in the run agree."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Exclusive:
    """What a model is in use for, and by which thread; a copy of it is in use for nothing.

    Examples
    --------
    >>> use = Exclusive()
    >>> with use("trained"), use.of_kernels(), use("saved"):
    ...     pass
    Traceback (most recent call last):
        ...
    RuntimeError: the model cannot be saved while it is trained: ...
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._doing = ""
        self._kernels_run = False

    @contextmanager
    def __call__(self, doing: str) -> Iterator[None]:
        """Use the model within the block; `doing` is "trained", "saved" or the like.

        Raises
        ------
        RuntimeError
            If another thread uses it, if the kernels are at work on it, or to train it within its
            training.
        """
        if not self._lock.acquire(blocking=False):
            raise self._refusal(doing, "another thread")
        try:
            if self._kernels_run or (self._doing and doing == self._doing):
                raise self._refusal(doing, "this thread")
            before, self._doing = self._doing, doing
            try:
                yield
            finally:
                self._doing = before
        finally:
            self._lock.release()

    @contextmanager
    def of_kernels(self) -> Iterator[None]:
        """Refuse any other use within the block, by this thread as well."""
        self._kernels_run = True
        try:
            yield
        finally:
            self._kernels_run = False

    def _refusal(self, doing: str, user: str) -> RuntimeError:
        return RuntimeError(
            f"the model cannot be {doing} while it is {self._doing or 'in use'}: it is in use by "
            f"{user}. Callbacks, which are called between epochs, may save it, and "
            "Checkpoint(path, minutes=10) does so within epochs"
        )

    def __reduce__(self) -> tuple[type[Exclusive], tuple[()]]:
        return Exclusive, ()
