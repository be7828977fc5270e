"""One training run in a process of its own: `python -m benchmarks.peers JSON` prints JSON.

Every peer gets the same settings, and says how long counting and training took and how much
memory the process held at most. words/s counts the raw words of the corpus, epochs times over.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from .libraries import PEERS

# What a process says when its training has diverged.
_DIVERGED = 3


@dataclass(frozen=True)
class Run:
    """What to train."""

    peer: str
    architecture: str
    loss: str
    corpus: str
    words: int
    vectors: str
    vector_size: int
    epochs: int
    threads: int
    seed: int
    alpha: float
    deterministic: bool = False
    window: int = 5
    negative: int = 5
    sample: float = 1e-3
    min_count: int = 5


@dataclass(frozen=True)
class Result:
    """What came out; `peak_mb` is the largest resident size in 10^6 bytes."""

    peer: str
    architecture: str
    loss: str
    vector_size: int
    threads: int
    seed: int
    alpha: float
    deterministic: bool
    epochs: int
    vocabulary: int
    vocabulary_seconds: float
    training_seconds: float
    words_per_second: float
    peak_mb: float


def in_own_process(run: Run) -> Result:
    """Train in a fresh interpreter, so that no run inherits memory or threads of another.

    Raises
    ------
    FloatingPointError
        If the library says that training diverged.
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


def _peak_bytes() -> int:
    """Largest resident size of this process.

    On Linux a process inherits `ru_maxrss` from the one that started it; VmHWM is its own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _main(argument: str) -> None:
    run = Run(**json.loads(argument))
    try:
        vocabulary, counting, training, save = PEERS[run.peer].train(run)
    except FloatingPointError as error:
        print(error, file=sys.stderr)
        sys.exit(_DIVERGED)
    if training <= 0:
        raise RuntimeError("the text is too short to tell training from counting")
    peak = _peak_bytes() / 1e6
    save(Path(run.vectors))
    result = Result(
        run.peer,
        run.architecture,
        run.loss,
        run.vector_size,
        run.threads,
        run.seed,
        run.alpha,
        run.deterministic,
        run.epochs,
        vocabulary,
        counting,
        training,
        run.words * run.epochs / training,
        peak,
    )
    print(json.dumps(asdict(result)))


if __name__ == "__main__":
    _main(sys.argv[1])
