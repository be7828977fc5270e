"""Workers as actors of Ray."""

from __future__ import annotations

import logging
import os
import platform
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from lemmavec._extras import extra
from lemmavec._interruption import deferred_interrupts
from lemmavec.cluster.crew import WorkersLost
from lemmavec.cluster.options import RayCluster
from lemmavec.cluster.worker import Worker
from lemmavec.settings import available_cores

POLL_SECONDS = 0.1
CLOSING_SECONDS = 5.0


class RayCrew:
    """Actors, each of which does one step after the other; see `lemmavec.cluster.crew.Crew`.

    Raises
    ------
    ImportError
        If Ray is not installed; the message names the extra.
    ConnectionError
        If no cluster answers at the address.
    """

    def __init__(self, cluster: RayCluster) -> None:
        self.size, self._cluster = cluster.workers, cluster
        self._ray = import_ray()
        self._is_ours = _connect(self._ray, cluster)
        self._actors = [self._new(number, cluster.threads) for number in range(self.size)]

    def call(self, worker: int, step: str, *arguments: Any, answers: int = 1) -> Any:
        """Ask an actor."""
        task = self._actors[worker].do.options(num_returns=answers)
        return task.remote(step, *arguments)

    def wait(self, promises: Sequence[Any], doing: str, show: Callable[[], None]) -> list[Any]:
        """Collect the answers as they come, and look whether the workers are alive meanwhile."""
        pending, answers = list(promises), {}
        signs = _SignsOfLife(self._ray, self._actors, self._cluster.timeout, doing)
        with deferred_interrupts() as interrupted:
            while pending:
                ready, pending = self._ray.wait(
                    pending, num_returns=len(pending), timeout=POLL_SECONDS, fetch_local=False
                )
                for promise in ready:
                    answers[promise] = self._answer(promise)
                if interrupted():
                    raise KeyboardInterrupt
                show()
                if pending:
                    signs.require()
        return [answers[promise] for promise in promises]

    def put(self, value: Any) -> Any:
        """Put a value into Ray's object store."""
        return self._ray.put(value)

    def replace(self, worker: int) -> None:
        """Start an actor that reserves nothing: it may have to share what nodes are left."""
        with suppress(Exception):
            self._ray.kill(self._actors[worker])
        self._actors[worker] = self._new(worker, 0)

    def close(self) -> None:
        """Let the actors delete their token caches, and end them, and Ray if it began here."""
        if not self._ray.is_initialized():
            return
        with deferred_interrupts():
            closing = [actor.do.remote("close") for actor in self._actors]
            self._ray.wait(closing, num_returns=len(closing), timeout=CLOSING_SECONDS)
            for actor in self._actors:
                self._ray.kill(actor)
            if self._is_ours:
                self._ray.shutdown()

    def _new(self, number: int, cpus: int) -> Any:
        actor = _actor(self._ray).options(num_cpus=cpus, scheduling_strategy="SPREAD")
        return actor.remote(number, self.size, self._cluster.threads, self._ray.get)

    def _answer(self, promise: Any) -> Any:
        errors = self._ray.exceptions
        try:
            return self._ray.get(promise)
        except errors.GetTimeoutError:
            raise
        except errors.RayError as error:
            cause: BaseException = error
            while isinstance(cause, errors.RayTaskError):
                cause = cause.cause
            if isinstance(cause, errors.RayError):
                raise WorkersLost(_first_line(cause)) from None
            raise cause from None


class _SignsOfLife:
    """Asks workers whether they live, and for how long they have not said so."""

    def __init__(self, ray: Any, actors: Sequence[Any], timeout: float, doing: str) -> None:
        self._ray, self._actors, self._timeout, self._doing = ray, actors, timeout, doing
        now = time.monotonic()
        self._last = dict.fromkeys(range(len(actors)), now)
        self._asked: dict[int, Any] = {}
        self._next = now + timeout / 4

    def require(self) -> None:
        """Raise TimeoutError if a worker has been silent for too long."""
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._timeout / 4
        for worker, actor in enumerate(self._actors):
            asked = self._asked.get(worker)
            if asked is not None and self._ray.wait([asked], timeout=0)[0]:
                self._last[worker], asked = now, None
            if asked is None:
                self._asked[worker] = actor.lives.remote()
        silent = [w for w, last in self._last.items() if now - last > self._timeout]
        if silent:
            cpus = self._ray.cluster_resources().get("CPU", 0)
            raise TimeoutError(
                f"worker {silent[0]} (of {len(self._actors)}) has given no sign of life for "
                f"{self._timeout:g} s, while it had to {self._doing}. Is its node reachable, and "
                f"are there CPUs for all workers? The cluster has {cpus:g}"
            )


def import_ray() -> Any:
    """Import Ray."""
    need = "training on a cluster needs the package ray"
    extra("ray", need, "ray")
    return extra("ray", need, "ray")


@lru_cache(maxsize=1)
def _actor(ray: Any) -> Any:
    """Return the class of actors. Within a function, as nothing else here may need Ray."""

    class RayWorker(Worker):
        def do(self, step: str, *arguments: Any) -> Any:
            try:
                return getattr(self, step)(*arguments)
            except Exception as error:
                raise _named(self._number, error) from error

        @ray.method(concurrency_group="health")  # type: ignore[untyped-decorator]
        def lives(self) -> None:
            pass

    return ray.remote(
        max_restarts=0, max_task_retries=0, concurrency_groups={"health": 1}
    )(RayWorker)  # fmt: skip


def _named(worker: int, error: Exception) -> Exception:
    """Return the error with the worker's name; of the same kind if it is one of Python's own."""
    message = f"worker {worker} on {platform.node()}: {error}"
    for kind in (OSError, ValueError, TypeError, MemoryError, FloatingPointError):
        if isinstance(error, kind):
            return kind(message)
    return RuntimeError(f"{message} ({type(error).__name__})")


def _connect(ray: Any, cluster: RayCluster) -> bool:
    """Connect to a cluster, or start Ray on this machine; return whether it was started here."""
    if ray.is_initialized():
        return False
    # An answer that is lost with its worker is asked for again, and not one for people to see.
    os.environ.setdefault("RAY_IGNORE_UNHANDLED_ERRORS", "1")
    quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
    with warnings.catch_warnings(), _own_signals():
        warnings.simplefilter("ignore", FutureWarning)  # about settings of Ray's own
        if cluster.address is None:
            cpus = max(available_cores(), cluster.workers * cluster.threads)
            ray.init(address="local", num_cpus=cpus, include_dashboard=False, **quiet)
            return True
        _require_reachable(cluster.address, cluster.timeout)
        ray.init(address=cluster.address, **quiet)
    return False


@contextmanager
def _own_signals() -> Iterator[None]:
    """Put the handler of SIGTERM back, which Ray replaces by one that ends the process at once."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if before is not None and threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _require_reachable(address: str, timeout: float) -> None:
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not port.isdecimal():  # "auto", which Ray looks up itself
        return
    try:
        socket.create_connection((host, int(port)), timeout).close()
    except OSError as error:
        raise ConnectionError(
            f"no Ray cluster at {address} within {timeout:g} s ({error}); start one with "
            "`ray start --head --port=6379`, or leave the address out to use this machine"
        ) from None


def _first_line(error: BaseException) -> str:
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0].strip() if lines else type(error).__name__
