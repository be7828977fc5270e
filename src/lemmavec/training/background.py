"""Native work in a thread of its own, so that Ctrl-C is heard while it runs."""

from __future__ import annotations

import threading
from collections.abc import Callable

POLL_SECONDS = 0.1


def run_in_background(
    work: Callable[[], None], stop: Callable[[], None], show: Callable[[], None]
) -> None:
    """Run `work`, calling `show` now and then; on any exception `stop` it and wait for its end."""
    failure: list[BaseException] = []
    # Not thread.join(timeout): interrupted, Python 3.11 takes a thread that runs on for ended.
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
        while not ended.wait(POLL_SECONDS):
            show()
        show()
    finally:
        stop()
        ended.wait()
        thread.join()
    if failure:
        raise failure[0]
