"""Coverage-guided fuzzing of every loader: `python -m fuzz [--seconds 600] [--only NAME ...]`.

The targets are programs of `fuzz/native/`, which `make fuzz` builds with libFuzzer, and the kinds
of files that `fuzz/loaders.py` reads with Atheris. Each has an equal share of the time, and goes on
from the corpus that it found the last time, in build/fuzz/corpus. Prints a table; the exit code is
1 if an execution failed. What it was given lies in build/fuzz/found.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "fuzz"
NATIVE = sorted(path.stem for path in (HERE / "native").glob("*.cpp"))
KINDS = ("vectors", "models", "estimators", "corpora", "datasets")
COST = re.compile(r"COST slowest ([\d.]+) memory (\d+) file (\d+)")
# What ends a process that does not end by itself: its start takes a few seconds.
GRACE = 60


class Outcome(NamedTuple):
    """What became of a target; memory is the most that an execution took, for a file `of_file`."""

    name: str
    executions: int
    slowest: float
    memory: int
    of_file: int
    failure: str


def command(name: str) -> list[str]:
    """Return what starts a target."""
    if name in NATIVE:
        return [str(BUILD / name)]
    return [sys.executable, str(HERE / "loaders.py"), name]


def run(name: str, seconds: int, seed: int) -> Outcome:
    """Run one target for so long; a seed of 0 is another one each time."""
    corpus, found = BUILD / "corpus" / name, BUILD / "found"
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", "-max_len=4096", "-timeout=5", "-rss_limit_mb=4096"]
    options += [f"-seed={seed}", "-verbosity=1", f"-artifact_prefix={found}/{name}-", str(corpus)]
    try:
        done = subprocess.run(
            [*command(name), *options], capture_output=True, text=True, errors="replace",
            timeout=seconds + GRACE,
        )  # fmt: skip
        log, code = done.stderr, done.returncode
    except subprocess.TimeoutExpired as error:
        log, code = (error.stderr or b"").decode(errors="replace"), -1
    (BUILD / f"{name}.log").write_text(log)
    runs = re.findall(r"^#(\d+)\s|^Done (\d+) runs", log, re.MULTILINE)
    costs = [(float(s), int(m), int(f)) for s, m, f in COST.findall(log)] or [(0.0, 0, 0)]
    executions = max((int(a or b) for a, b in runs), default=0)
    return Outcome(name, executions, *costs[-1], _failure(log) if code else "")


def _failure(log: str) -> str:
    """Return the line of a log that says what went wrong."""
    lines = log.splitlines()
    says = (line for line in lines if re.match(r"\w*Error: |WRONG|SUMMARY|.*runtime error", line))
    return next(says, lines[-1] if lines else "no output")


def table(outcomes: list[Outcome]) -> Iterator[str]:
    """Give the lines of a table in Markdown."""
    yield "| target | executions | slowest | most memory, for a file of | |"
    yield "|---|---|---|---|---|"
    for o in outcomes:
        memory = f"{o.memory / 1e6:.1f} MB, {o.of_file:,} bytes"
        yield f"| {o.name} | {o.executions:,} | {o.slowest:.2g} s | {memory} | {o.failure} |"
    failed = sum(bool(o.failure) for o in outcomes)
    yield f"\n{sum(o.executions for o in outcomes):,} executions; {failed} targets failed"


def main() -> int:
    """Run the targets, print the table."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=600, help="for all targets together")
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    parser.add_argument("--only", nargs="+", choices=[*NATIVE, *KINDS], metavar="NAME")
    given = parser.parse_args()
    names = given.only or [*NATIVE, *KINDS]
    share = max(1, given.seconds // len(names))
    outcomes = []
    for name in names:
        print(f"{name}, {share} s", file=sys.stderr, flush=True)
        outcomes.append(run(name, share, given.seed))
    print("\n".join(table(outcomes)))
    return any(o.failure for o in outcomes)


if __name__ == "__main__":
    sys.exit(main())
