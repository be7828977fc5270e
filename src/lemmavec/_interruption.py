"""Ctrl-C takes effect between steps that belong together, so that every stop can be resumed.

Python turns SIGINT into `KeyboardInterrupt`. The command line lets SIGTERM and SIGHUP, which
schedulers and closed terminals send, do the same.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

# Windows has no SIGHUP.
SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_held: list[BaseException] = []
_received: list[int] = []


@contextmanager
def deferred_interrupts() -> Iterator[Callable[[], bool]]:
    """Raise `KeyboardInterrupt` only at the end of the block; yield whether one is waiting.

    Python raises `KeyboardInterrupt` between any two instructions, also between the end of a pass
    over the corpus and the note of how far it came. A handler of the program's own runs at once,
    and what it raises waits as well. Blocks may be nested: the outermost raises. Nothing changes
    outside the main thread, which alone is interrupted.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: bool(_held)
        return
    holding: dict[int, _Holding] = {}
    for number in SIGNALS:
        handler = signal.getsignal(number)
        if callable(handler) and not isinstance(handler, _Holding):
            holding[number] = _Holding(handler)
            signal.signal(number, holding[number])
    try:
        yield lambda: bool(_held)
    finally:
        for number, held in holding.items():
            if _is_set(number, held):
                signal.signal(number, held.handler)
        if holding and _held:
            first = _held[0]
            _held.clear()
            raise first


def _is_set(number: int, handler: object) -> bool:
    return signal.getsignal(number) is handler


class _Holding:
    """A handler whose exceptions wait for the end of the block."""

    def __init__(self, handler: Callable[[int, FrameType | None], object]) -> None:
        self.handler = handler

    def __call__(self, number: int, frame: FrameType | None) -> None:
        try:
            self.handler(number, frame)
        except BaseException as error:
            _held.append(error)


@contextmanager
def one_interrupt(*, at_exit: bool = False) -> Iterator[Callable[[], int | None]]:
    """Raise `KeyboardInterrupt` at the first SIGINT, SIGTERM or SIGHUP, and at none that follow.

    What the first one begins, such as the saving of what was trained, is not interrupted by the
    next. Signals that are ignored, or that the program handles itself, stay as they are. Yields
    what returns the signal, or None. With `at_exit`, the program ends after the block, and signals
    after the first are ignored until it has.
    """
    _received.clear()
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    plain = (signal.default_int_handler, signal.SIG_DFL)
    before = {number: signal.getsignal(number) for number in SIGNALS}
    changed = {number: handler for number, handler in before.items() if handler in plain}
    for number in changed:
        signal.signal(number, _interrupt)
    try:
        yield lambda: _received[0] if _received else None
    finally:
        for number, handler in changed.items():
            signal.signal(number, signal.SIG_IGN if at_exit and _received else handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _received.append(number)
    if len(_received) == 1:
        raise KeyboardInterrupt
    # Not print: the program may be in the middle of one.
    os.write(2, b"\nalready stopping; SIGKILL ends it at once, and loses what is not saved yet\n")
