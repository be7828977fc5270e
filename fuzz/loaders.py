"""The readers of files under Atheris: `python fuzz/loaders.py KIND [OPTIONS OF LIBFUZZER]`.

The first byte of an input chooses one of the readers of a kind, and the others are the file. Each
execution must read it, or raise the error that names the file, in less than 5 s, and with less
memory than 10 times the file beyond 64 MB.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import warnings
from pathlib import Path

import atheris

SECONDS, CONSTANT, FACTOR = 5, 64 << 20, 10
TESTS = str(Path(__file__).parents[1] / "tests")


class Cost:
    """The slowest execution, and the one that took the most memory; printed when it is beaten."""

    def __init__(self) -> None:
        self.slowest = 0.0
        self.memory, self.of_file = 0, 0

    def measure(self, seconds: float, memory: int, size: int) -> None:
        """Note an execution, and fail if it took too much."""
        slower, larger = seconds > 1.2 * self.slowest, memory > self.memory
        self.slowest = max(self.slowest, seconds)
        if larger:
            self.memory, self.of_file = memory, size
        if slower or larger:
            line = f"COST slowest {self.slowest:.6f} memory {self.memory} file {self.of_file}"
            print(line, file=sys.stderr, flush=True)
        if seconds > SECONDS:
            raise AssertionError(f"an execution took {seconds:.1f} s")
        if memory > FACTOR * size + CONSTANT:
            raise AssertionError(f"{memory:,} bytes of memory were taken for {size:,} of a file")


def peak_memory() -> int:
    """Return the most bytes that the process has had in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def main(kind: str, options: list[str]) -> None:
    """Read what libFuzzer makes of sound files, until its options say that it is enough."""
    sys.path.insert(0, TESTS)
    with atheris.instrument_imports(include=["lemmavec"]):
        from readers import KINDS, Reader, outcome, require_named

        found: list[Reader] = list(KINDS[kind]().values())
        root = Path(tempfile.mkdtemp(prefix="lemmavec-fuzz-", dir=_fast_folder()))
        folder, seeds = root / "folder", root / "seeds"
        seeds.mkdir()
        for number, reader in enumerate(found):
            (seeds / str(number)).write_bytes(bytes([number]) + reader.data)
            outcome(reader, reader.data, folder)  # imports what is imported when it is needed
    warnings.simplefilter("ignore")
    cost = Cost()

    def execute(data: bytes) -> None:
        if not data:
            return
        reader, content = found[data[0] % len(found)], data[1:]
        start, before = time.process_time(), peak_memory()
        error = outcome(reader, content, folder)
        cost.measure(time.process_time() - start, peak_memory() - before, len(content))
        require_named(error, folder)

    atheris.Setup([sys.argv[0], *options, str(seeds)], execute)
    atheris.Fuzz()


def _fast_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
