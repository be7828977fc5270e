"""Ctrl-C takes effect between steps that belong together, so that every stop can be resumed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_pending: list[int] = []


@contextmanager
def deferred_interrupts() -> Iterator[Callable[[], bool]]:
    """Raise `KeyboardInterrupt` only at the end of the block; yield whether one is waiting.

    Python raises `KeyboardInterrupt` between any two instructions, also between the end of a pass
    over the corpus and the note of how far it came. Blocks may be nested: the outermost raises.
    Nothing changes outside the main thread, which alone is interrupted, or where the program
    handles SIGINT itself.
    """
    if (
        threading.current_thread() is not threading.main_thread()
        or signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    ):
        yield lambda: bool(_pending)
        return
    signal.signal(signal.SIGINT, _wait)
    try:
        yield lambda: bool(_pending)
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if _pending:
            _pending.clear()
            raise KeyboardInterrupt


def _wait(number: int, frame: FrameType | None) -> None:
    _pending.append(number)
