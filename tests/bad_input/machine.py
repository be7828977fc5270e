"""A disk that is full, a process that is killed, a file that changes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from file_limit import file_limit

from bad_input.corpora import GOOD, train
from bad_input.files import SENTENCES
from bad_input.row import Row
from lemmavec import Checkpoint, Word2Vec, WordVectors
from lemmavec.corpus import text_files

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
        "Training that is stopped after a checkpoint",
        stopped_and_resumed,
        "`fit(corpus, resume=True)` goes on, and ends with the same bits.",
    ),
]
