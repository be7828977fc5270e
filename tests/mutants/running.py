"""The tests of a fault, run in a process of their own against the package that has it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mutants.building import plant
from mutants.faults import ROOT, Fault
from mutants.switches import VARIABLE

# Tests take seconds; what takes so much longer hangs.
TIMEOUT = 120.0
NO_FAULT = 0
_PASSED, _FAILED = 0, 1  # exit codes of pytest
_FAILURE = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What the tests said.

    Parameters
    ----------
    noticed : bool
        Whether one failed, crashed or hung.
    by : str
        Which one.
    seconds : float
    error : str
        What pytest printed where it could not run the tests at all; then nothing was learnt.
    """

    noticed: bool
    by: str
    seconds: float
    error: str = ""


def look(fault: Fault, site: Path) -> Outcome:
    """Plant a fault, and run the tests that should notice it up to the first failure."""
    if fault.is_native:
        return run(fault.tests, site, fault.number)
    return run(fault.tests, plant(fault, site), NO_FAULT)


def run(tests: Sequence[str], package: Path, number: int) -> Outcome:
    """Run some tests against a package, with the native fault of a number."""
    # Not -m pytest with a path of the tree: the package must be the one that has the fault.
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = os.environ | {
        "PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1", VARIABLE: str(number),
    }  # fmt: skip
    start = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as process:  # fmt: skip
        try:
            output, _ = process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # the processes that tests start as well
            process.communicate()
            return Outcome(True, f"no end within {TIMEOUT:.0f} s", time.perf_counter() - start)
    seconds = time.perf_counter() - start
    if process.returncode < 0:
        return Outcome(True, signal.Signals(-process.returncode).name, seconds)
    if process.returncode not in (_PASSED, _FAILED):
        return Outcome(False, "", seconds, error=output)
    failure = _FAILURE.search(output)
    by = failure[1] if failure else ""
    return Outcome(process.returncode == _FAILED, by, seconds)
