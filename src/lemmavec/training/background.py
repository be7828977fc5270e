"""Native work in a background thread, so that the main thread can handle Ctrl-C."""

from __future__ import annotations

import threading
from collections.abc import Callable

from lemmavec._interruption import deferred_interrupts

POLL_SECONDS = 0.1


def run_in_background(
    work: Callable[[], None],
    stop: Callable[[], None],
    show: Callable[[], None],
    finish: Callable[[], None] = lambda: None,
) -> None:
    """Run `work`, calling `show` every 0.1 s; on an exception, `stop` it and wait for its end.

    `finish` is called after the end, in either case, before an interruption is raised.
    """
    with deferred_interrupts() as interrupted:
        _run(work, stop, show, finish, interrupted)


def _run(
    work: Callable[[], None],
    stop: Callable[[], None],
    show: Callable[[], None],
    finish: Callable[[], None],
    interrupted: Callable[[], bool],
) -> None:
    failure: list[BaseException] = []
    # Not thread.join(timeout): after an interrupt, Python 3.11 considers a running thread finished.
    ended = threading.Event()

    def guarded() -> None:
        try:
            work()
        except BaseException as error:
            failure.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=guarded, name="lemmavec-training")
    thread.start()
    try:
        while not ended.wait(POLL_SECONDS) and not interrupted():
            show()
        show()
    finally:
        stop()
        ended.wait()
        thread.join()
        finish()
    if failure:
        raise failure[0]
