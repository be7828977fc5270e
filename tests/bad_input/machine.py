"""A disk that is full, a process that is killed, a file that changes."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from file_limit import file_limit

from bad_input.corpora import GOOD, train
from bad_input.files import SENTENCES
from bad_input.row import Row
from lemmavec import Checkpoint, Word2Vec, WordVectors, load
from lemmavec.cli import main, save_model
from lemmavec.corpus import text_files
from lemmavec.progress import Silence

WORDS = [f"word{number}" for number in range(500)]
LARGE = WordVectors(WORDS, np.ones((500, 20), np.float32))


def full_disk(folder: Path) -> None:
    with file_limit(3000):
        LARGE.save(folder / "vectors.safetensors")


def full_disk_keeps_the_old_file(folder: Path) -> bool:
    path = folder / "vectors.safetensors"
    WordVectors(["gold"], np.ones((1, 2), np.float32)).save(path)
    old = path.read_bytes()
    try:
        with file_limit(3000):
            LARGE.save(path)
    except OSError:
        return path.read_bytes() == old and list(folder.iterdir()) == [path]
    return False


def full_disk_of_a_checkpoint(folder: Path) -> None:
    """The token cache lies elsewhere, and is made before."""

    def fill(*_: object) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, before[1]))

    resource = pytest.importorskip("resource", reason="limits of POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        model = train(SENTENCES, callbacks=[fill, Checkpoint(folder / "run.lemma")], epochs=3)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(model.history) == 3


def stopped_and_resumed(folder: Path) -> bool:
    """Stop after an epoch by an exception, as Ctrl-C would; then go on."""

    class Stop(Exception):
        pass

    def stop(model: Word2Vec, _: object) -> None:
        if len(model.history) == 2:
            raise Stop

    settings: dict[str, Any] = {"epochs": 4, "seed": 3}
    try:
        train(SENTENCES, **settings, callbacks=[Checkpoint(folder / "run.lemma"), stop])
    except Stop:
        model = Word2Vec.load(folder / "run.lemma").fit(SENTENCES, resume=True)
        return np.array_equal(model.vectors.vectors, train(SENTENCES, **settings).vectors.vectors)
    return False


def resumed_on_another_corpus(_: Path) -> None:
    class Stop(Exception):
        pass

    def stop(model: Word2Vec, _: object) -> None:
        raise Stop

    model = Word2Vec(vector_size=4, min_count=1, sample=0)
    with suppress(Stop):
        model.fit(SENTENCES, callbacks=[stop])
    model.fit([*SENTENCES, SENTENCES[0]], resume=True)


def saved_within_training(folder: Path) -> None:
    class Saves(Silence):
        def training(self, *_: float) -> None:
            model.save(folder / "model.lemma")

    model = Word2Vec(vector_size=4, min_count=1, sample=0)
    model.fit(SENTENCES, progress=Saves())


def told_to_stop_twice(folder: Path) -> bool:
    """The second signal comes while the result of the first is saved."""

    def stop(*_: object) -> None:
        signal.raise_signal(signal.SIGTERM)

    def save(model: Word2Vec, output: Path) -> None:
        signal.raise_signal(signal.SIGTERM)
        write(model, output)

    corpus, output = folder / "corpus.txt", folder / "vectors.bin"
    corpus.write_bytes(GOOD)
    write = save_model._write
    training = mock.patch.object(Checkpoint, "__call__", stop)
    with training, mock.patch.object(save_model, "_write", save):
        command = ["train", str(corpus), "-o", str(output), "-q", "--min-count", "1"]
        code = main([*command, "--checkpoint", str(folder / "run.lemma")])
    return code == 128 + signal.SIGTERM and len(load(output)) > 0


def shrinks(folder: Path) -> None:
    path = folder / "corpus.txt"
    path.write_bytes(GOOD)

    def cut_and_shrink(path: Path, part_bytes: int) -> list[Any]:
        parts = list(cut(path, part_bytes))
        os.truncate(path, len(GOOD) // 2)
        return parts

    cut = text_files.cut
    with mock.patch.object(text_files, "cut", cut_and_shrink):
        train(path)


ROWS = [
    Row("A disk that is full while vectors are saved", full_disk),
    Row(
        "The same, where a file of that name stood before",
        full_disk_keeps_the_old_file,
        "The old file is whole, and no part of the new one is left.",
    ),
    Row("A disk that is full while a checkpoint is saved", full_disk_of_a_checkpoint),
    Row("A corpus that becomes shorter while it is counted", shrinks),
    Row(
        "SIGTERM while `lemmavec train` trains, and again while it saves",
        told_to_stop_twice,
        "The result is saved; the exit code is 143. SIGINT and SIGHUP do the same.",
    ),
    Row("An interrupted run that is resumed with another corpus", resumed_on_another_corpus),
    Row("A model that is saved while its kernels are at work", saved_within_training),
    Row(
        "Training that is stopped after a checkpoint",
        stopped_and_resumed,
        "`fit(corpus, resume=True)` goes on, and ends with the same bits.",
    ),
]
