"""The machine that the numbers were measured on, and how long an import takes."""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from lemmavec.settings import available_cores


def describe() -> dict[str, str | int]:
    """Return the processor, its cores, and the versions of Python and of the libraries."""
    described: dict[str, str | int] = {
        "processor": _processor(),
        "cores": available_cores(),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    for package in ("lemmavec", "gensim", "floret", "numpy"):
        try:
            described[package] = version(package)
        except PackageNotFoundError:
            described[package] = "not installed"
    return described


def import_seconds(module: str, repeats: int = 5) -> float:
    """Median time that `import module` takes in a fresh interpreter, files already cached."""
    code = (
        "import time; start = time.perf_counter(); "
        f"import {module}; print(time.perf_counter() - start)"
    )
    times = []
    for _ in range(repeats + 1):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        times.append(float(done.stdout))
    return statistics.median(times[1:])


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
