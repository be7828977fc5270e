"""How many multiply-adds the CPU can do: a native loop in registers, of independent operations."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import as_file, files

from lemmavec import _kernels
from lemmavec.settings import available_cores


@cache
def _native_loop() -> Callable[[bytes, int], int]:
    # Through ctypes, which releases the global interpreter lock.
    with as_file(files("lemmavec.benchmarks") / "native" / "peak_loop.so") as path:
        loop = ctypes.CDLL(str(path)).multiply_adds
    loop.argtypes = [ctypes.c_char_p, ctypes.c_int64]
    loop.restype = ctypes.c_int64
    native: Callable[[bytes, int], int] = loop
    return native


def multiply_adds(rounds: int, instruction_set: str) -> int:
    """Run the loop, and return how many float32 multiply-adds it did.

    Raises
    ------
    ValueError
        If this machine lacks the instruction set.
    """
    done = _native_loop()(instruction_set.encode(), rounds)
    if done == 0:
        raise ValueError(f"this machine has no instruction set {instruction_set}")
    return done


def peak(threads: int, rounds: int) -> float:
    """Multiply-adds a second of so many threads, or of one on each core, while they run.

    Time in which another process has the core does not count: of threads that take milliseconds,
    one that waits for its core would halve the sum.
    """

    def rate(_: int) -> float:
        start = time.thread_time()
        done = multiply_adds(rounds, _kernels.instruction_sets()[0])
        return done / (time.thread_time() - start)

    threads = min(threads, available_cores())
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(rate, range(threads)))
