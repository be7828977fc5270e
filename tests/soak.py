"""Training that is killed again and again: `python tests/soak.py [SECONDS]`, or `make soak`.

A child process trains with checkpoints after and within epochs. SIGKILL ends it at random times,
also while it writes; some children have no room on the disk, as far as a limit of the size of
files stands for that; and some find the last checkpoint cut short. The next child goes on, for as
many whole runs as fit into the time. Each run must end with the bits and the losses of one to which
nothing happened, and leave nothing behind; exit code 1 tells of a difference, or of a checkpoint
that cannot be read.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lemmavec import Checkpoint, Word2Vec
from lemmavec.training.checkpoint import previous_of
from lemmavec.training.model_file import read_model

MODELS = [
    {"architecture": architecture, "loss": loss}
    for architecture in ("skipgram", "cbow")
    for loss in ("negative_sampling", "softmax", "hierarchical_softmax")
]
SETTINGS = {"vector_size": 64, "min_count": 1, "epochs": 12, "deterministic": True}
# The held-out text is another language, which is soon foretold worse and worse.
TEXT_STEP, HELD_OUT_STEP, PATIENCE = 4, 400, 6
NO_ROOM = 3  # the exit code of a child that could not write


def write_text(path: Path, seed: int, words: int, step: int) -> None:
    """A walk over a ring of 2,000 words."""
    walk = np.random.default_rng(seed).integers(-step, step + 1, words).cumsum() % 2000
    lines = (" ".join(f"w{i}" for i in line) for line in walk.reshape(-1, 50))
    path.write_text("\n".join(lines), encoding="utf-8")


def train(folder: Path, number: int, checkpoint: Path | None) -> Word2Vec:
    """Begin a run, or go on with it, and bring it to its end."""
    resume = checkpoint is not None and checkpoint.exists()
    workers = random.randint(1, 3)  # the bits must not depend on it
    if resume:
        model = Word2Vec.load(checkpoint, workers=workers)
        if model.is_finished:
            return model
    else:
        model = Word2Vec(**MODELS[number % len(MODELS)], **SETTINGS, seed=number, workers=workers)
    return model.fit(
        folder / "text.txt",
        resume=resume,
        validation=folder / "held-out.txt",
        # Every second run may stop early, whose best epoch the checkpoint has to hold.
        early_stopping=PATIENCE if (number + number // len(MODELS)) % 2 else None,
        callbacks=[] if checkpoint is None else [Checkpoint(checkpoint, minutes=0.002)],
    )


@dataclass
class Tally:
    """What was done."""

    runs: int = 0
    kills: int = 0
    kills_while_writing: int = 0
    full_disks: int = 0
    damaged: int = 0

    def __str__(self) -> str:
        return (
            f"{self.runs} runs, {self.kills} kills, {self.kills_while_writing} of them while a "
            f"checkpoint was written, {self.full_disks} full disks, {self.damaged} checkpoints cut "
            "short"
        )


def killed_run(folder: Path, number: int, tally: Tally) -> None:
    """Train one run to its end, through as many children as it takes."""
    checkpoint = folder / "checkpoint.lemma"
    command = [sys.executable, __file__, "--child", str(folder), str(number)]
    # What a killed child leaves of its token cache lies in the folder too, which is deleted.
    environment = os.environ | {"TMPDIR": str(folder)}
    patience = 1.0
    while True:
        room = random.randrange(10_000, 4_000_000) if random.random() < 0.2 else None
        limit = [] if room is None else ["--room", str(room)]
        before = set(half_written_in(folder))
        with subprocess.Popen([*command, *limit], env=environment, stderr=subprocess.PIPE) as child:
            wait(child, random.uniform(0.2, patience), folder)
            child.kill()  # nothing happens to one that has ended
            _, error = child.communicate()
        if child.returncode == 0:
            break
        if room is not None and child.returncode == NO_ROOM:
            tally.full_disks += 1
        elif child.returncode == -signal.SIGKILL:
            tally.kills += 1
            tally.kills_while_writing += bool(set(half_written_in(folder)) - before)
        else:
            raise SystemExit(f"run {number}: the child failed\n{error.decode()}")
        patience *= 1.1  # so that each run ends, however slow the machine is
        if checkpoint.exists():
            Word2Vec.load(checkpoint)  # an unreadable one is a ValueError here
            tally.damaged += random.random() < 0.2 and cut_short(checkpoint)
    # The next process removes what a killed one left, when it writes into the same folder.
    Word2Vec.load(folder / "final.lemma").save(folder / "final.lemma")
    if left := half_written_in(folder):
        raise SystemExit(f"run {number}: left behind: {', '.join(map(str, left))}")


def cut_short(checkpoint: Path) -> bool:
    """Cut the last checkpoint short, if there is a sound one before it, in a file of its own."""
    previous = previous_of(checkpoint)
    try:
        read_model(previous)
    except (OSError, ValueError):
        return False
    if previous.samefile(checkpoint):  # killed before the new one was begun
        return False
    os.truncate(checkpoint, random.randrange(checkpoint.stat().st_size))
    return True


def half_written_in(folder: Path) -> list[Path]:
    """The files that are to become another file once they are whole."""
    return list(folder.glob(".lemmavec-*.tmp"))


def wait(child: subprocess.Popen[bytes], seconds: float, folder: Path) -> None:
    """Wait so long, or for the child's end; one time in two, then for the next checkpoint too."""
    end, to_the_writing = time.monotonic() + seconds, random.random() < 0.5
    while child.poll() is None:
        if time.monotonic() > end and (not to_the_writing or half_written_in(folder)):
            return
        time.sleep(0.001)


def differences(expected: Word2Vec, got: Word2Vec) -> list[str]:
    """Name what is not the same."""
    parts = {
        "V": (expected._state.V, got._state.V),
        "U": (expected._state.U, got._state.U),
        "losses": tuple(
            [(record.epoch, record.loss, record.validation_loss) for record in model.history]
            for model in (expected, got)
        ),
    }
    return [name for name, (one, other) in parts.items() if not np.array_equal(one, other)]


def soak(seconds: float) -> int:
    """Kill and compare until the time is over; return the exit code."""
    end, tally = time.monotonic() + seconds, Tally()
    while tally.runs == 0 or time.monotonic() < end:
        with tempfile.TemporaryDirectory(prefix="lemmavec-soak-") as name:
            folder, number = Path(name), tally.runs
            write_text(folder / "text.txt", 2 * number, 40_000, TEXT_STEP)
            write_text(folder / "held-out.txt", 2 * number + 1, 4_000, HELD_OUT_STEP)
            before = tally.kills
            killed_run(folder, number, tally)
            got = Word2Vec.load(folder / "final.lemma")
            different = differences(train(folder, number, None), got)
        tally.runs += 1
        kind = " ".join(MODELS[number % len(MODELS)].values())
        print(
            f"run {number}: {kind}, {len(got.history)} epochs, {tally.kills - before} kills: "
            f"{'DIFFERENT ' + ', '.join(different) if different else 'the same bits'}",
            flush=True,
        )
        if different:
            return 1
    print(tally)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=float, default=60.0)
    parser.add_argument("--child", nargs=2, metavar=("FOLDER", "RUN"), help=argparse.SUPPRESS)
    parser.add_argument("--room", type=int, metavar="BYTES", help=argparse.SUPPRESS)
    options = parser.parse_args()
    warnings.simplefilter("ignore", RuntimeWarning)  # of checkpoints, which are compared below
    if options.child is None:
        return soak(options.seconds)
    if options.room is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.room, options.room))
    folder, number = Path(options.child[0]), int(options.child[1])
    try:
        train(folder, number, folder / "checkpoint.lemma").save(folder / "final.lemma")
    except OSError as error:
        print(error, file=sys.stderr)
        return NO_ROOM if str(folder) in str(error) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
