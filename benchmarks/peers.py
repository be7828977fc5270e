"""One training run in a process of its own: `python -m benchmarks.peers JSON` prints JSON.

Every library gets the same settings. The result has the time of counting and of training, and the
largest memory of the process; words/s are the raw words of the corpus, times the epochs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from .libraries import PEERS
from .memory import peak_bytes
from .runs import Result, Run

# The exit code of a run that diverged.
_DIVERGED = 3
# Settings of a run that its result repeats.
_SETTINGS = ("peer", "architecture", "loss", "vector_size", "threads", "seed", "alpha",
             "deterministic", "epochs")  # fmt: skip


def in_own_process(run: Run) -> Result:
    """Train in a fresh interpreter, so that no run inherits memory or threads of another.

    Raises
    ------
    FloatingPointError
        If the library reports that training diverged.
    RuntimeError
        If the run failed in another way; the message holds what it wrote.
    """
    command = [sys.executable, "-m", __spec__.name if __spec__ else __name__]
    command.append(json.dumps(asdict(run)))
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode == _DIVERGED:
        raise FloatingPointError(done.stderr.strip())
    if done.returncode != 0:
        raise RuntimeError(f"the run of {run.peer} failed:\n{done.stderr}")
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def _main(argument: str) -> None:
    run = Run(**json.loads(argument))
    try:
        vocabulary, counting, training, save = PEERS[run.peer].train(run)
    except FloatingPointError as error:
        print(error, file=sys.stderr)
        sys.exit(_DIVERGED)
    if training <= 0:
        raise RuntimeError("the text is too short to separate training from counting")
    peak = peak_bytes() / 1e6
    save(Path(run.vectors))
    settings = {name: getattr(run, name) for name in _SETTINGS}
    result = Result(
        **settings,
        vocabulary=vocabulary,
        vocabulary_seconds=counting,
        training_seconds=training,
        words_per_second=run.words * run.epochs / training,
        peak_mb=peak,
    )
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    _main(sys.argv[1])
