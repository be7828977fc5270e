"""What the sentiment benchmark measured: one record a run, the results file, and the table."""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from . import machine

GOALS = {"sst5": 47.7, "sst2": 85.5, "polarity": 79.5}
# Texts that the accuracy on test is a share of.
TESTED = {"sst5": 2210, "sst2": 1821, "polarity": 10_662}
TASKS = {"sst5": "SST-5", "sst2": "SST-2", "polarity": "polarity, 10-fold"}


@dataclass(frozen=True)
class Measured:
    """One method on one task with one seed; accuracies in %, seconds of training.

    `cpu_seconds` sums over all cores: on a machine with other work, the figure to compare.
    """

    task: str
    method: str
    seed: int
    dev: float | None
    test: float
    seconds: float
    cpu_seconds: float
    trained_on: int


def read_results(path: Path) -> list[Measured]:
    if not path.exists():
        return []
    return [Measured(**each) for each in json.loads(path.read_text("utf-8"))["measured"]]


def write_results(path: Path, done: list[Measured], settings: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"machine": machine.describe(), "settings": settings, "goals": GOALS}
    measured = [asdict(each) for each in done]
    path.write_text(json.dumps({**about, "measured": measured}, indent=1) + "\n", encoding="utf-8")


def table(done: list[Measured], names: dict[str, str]) -> str:
    """Mean ± standard deviation over the seeds, of each method on each task.

    The sampling error is that of the share of right answers on so many texts, √(p (1 − p) / n).
    """
    lines = [
        "| | dev | test | sampling error | seconds to train | of all cores | seeds |",
        "|---|---|---|---|---|---|---|",
    ]
    for task, title in TASKS.items():
        lines.append(f"| **{title}** (goal {GOALS[task]}) | | | | | | |")
        for method, name in names.items():
            rows = [each for each in done if (each.task, each.method) == (task, method)]
            if rows:
                dev = spread([each.dev for each in rows if each.dev is not None])
                test = spread([each.test for each in rows])
                sampling = sampling_error(statistics.mean(each.test for each in rows), TESTED[task])
                seconds = statistics.mean(each.seconds for each in rows)
                cores = statistics.mean(each.cpu_seconds for each in rows)
                lines.append(
                    f"| {name} | {dev} | {test} | ± {sampling:.2f} | {seconds:.1f} | {cores:.1f} "
                    f"| {len(rows)} |"
                )
    return "\n".join(lines)


def sampling_error(percent: float, texts: int) -> float:
    return math.sqrt(percent * (100 - percent) / texts)


def spread(values: list[float]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return f"{values[0]:.1f}"
    return f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}"
