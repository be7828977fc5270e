"""Checkpoints within epochs: the same bits, the pace, the one before, and disks that are full."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import stat
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from file_limit import file_limit

from lemmavec import Checkpoint, Word2Vec
from lemmavec._new_files import NewFile
from lemmavec.training import background, checkpoint, passes
from lemmavec.training.checkpoint import previous_of

TEXT = [[f"w{i}" for i in row] for row in np.random.default_rng(0).integers(20, size=(100, 8))]
SETTINGS = {"vector_size": 8, "min_count": 1, "sample": 0, "workers": 1, "epochs": 4}
MODELS = [
    (architecture, loss)
    for architecture in ("skipgram", "cbow")
    for loss in ("negative_sampling", "softmax", "hierarchical_softmax")
]


class Copying(Checkpoint):
    """Always due; keeps a copy of each file that it writes within an epoch.

    Where a pause came before a piece was done, the next comes later.
    """

    copies: tuple[Path, ...] = ()
    place = (0, 0)
    wait = written = 0.0

    def is_due(self):
        return time.monotonic() - self.written >= self.wait

    def write(self, model):
        super().write(model)
        before, self.place = self.place, (model._state.place.epoch, model._state.place.piece)
        self.written = time.monotonic()
        if self.place == before:
            self.wait = 2 * self.wait + 0.001
        elif model._state.place.piece > 0:
            copy = self.path.with_name(f"{len(self.copies)}.lemma")
            self.copies += (Path(shutil.copy(self.path, copy)),)


class Clock:
    """Goes on when it is told to."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Slow:
    """A model that takes so many seconds of a clock to save."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self.clock, self.seconds = clock, seconds

    def save(self, path):
        self.clock.now += self.seconds
        Path(path).write_bytes(b"model")


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(checkpoint, "time", clock)
    return clock


def same(model, other):
    np.testing.assert_array_equal(model._state.V, other._state.V)
    np.testing.assert_array_equal(model._state.U, other._state.U)
    told = [
        [replace(record, words_per_second=0) for record in one.history] for one in (model, other)
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize(("architecture", "loss"), MODELS)
@pytest.mark.parametrize("deterministic", [True, False])
def test_a_run_with_pauses_and_each_run_from_one_of_them_has_the_same_bits(
    architecture, loss, deterministic, tmp_path, monkeypatch
):
    monkeypatch.setattr(background, "POLL_SECONDS", 0.0005)
    monkeypatch.setattr(passes, "SOFTMAX_PIECE_TOKENS", 128)
    monkeypatch.setattr(passes, "PIECE_TOKENS", 512)
    settings = SETTINGS | {"epochs": 2, "architecture": architecture, "loss": loss}
    settings |= {"deterministic": deterministic, "workers": 2 if deterministic else 1}
    text = TEXT * 40
    whole = Word2Vec(**settings).fit(text)
    for _ in range(100):  # on a machine that is busy an epoch may end before the first look
        saving = Copying(tmp_path / "run.lemma")
        same(Word2Vec(**settings).fit(text, callbacks=[saving]), whole)
        if len(saving.copies) >= 2:
            break
    for copy in {saving.copies[0], saving.copies[-1]}:
        begun = Word2Vec.load(copy, workers=3 if deterministic else 1)
        assert begun._state.place.piece > 0
        same(begun.fit(text, resume=True), whole)


def test_pauses_do_not_count_as_training(tmp_path, monkeypatch):
    """They would lower the words per second that the history tells."""
    monkeypatch.setattr(background, "POLL_SECONDS", 0.0005)
    clock = itertools.count()  # which goes on when it is looked at, and by a lot in each pause

    class Pausing(Copying):
        def is_due(self):
            return not self.copies

        def write(self, model):
            super().write(model)
            for _ in range(100_000):
                next(clock)

    monkeypatch.setattr("lemmavec.training.loop.time.perf_counter", lambda: next(clock))
    settings = SETTINGS | {"epochs": 1, "deterministic": True}
    for _ in range(100):
        saving = Pausing(tmp_path / "run.lemma")
        model = Word2Vec(**settings).fit(TEXT * 40, callbacks=[saving])
        if saving.copies:
            break
    assert saving.copies
    assert model.history[0].words_per_second > model.history[0].words / 50_000


@pytest.mark.parametrize(
    ("minutes", "writing", "wait"),
    [(10, 1.0, 600), (10, 30.0, 1200), (0.01, 0.001, 0.6), (0.01, 1.0, 40)],
)
def test_the_next_is_due_after_minutes_or_forty_times_what_the_last_took(
    tmp_path, clock, minutes, writing, wait
):
    saving = Checkpoint(tmp_path / "c.lemma", minutes=minutes)
    clock.now += 1e6  # counting the words takes its time
    saving.begin()
    saving.write(Slow(clock, writing))
    clock.now += wait * 0.999
    assert not saving.is_due()
    clock.now += wait * 0.002
    assert saving.is_due()
    saving.begin()
    assert not saving.is_due()


@pytest.mark.parametrize("minutes", [None, float("inf")])
def test_no_minutes_are_none_within_an_epoch(tmp_path, clock, minutes):
    saving = Checkpoint(tmp_path / "c.lemma", minutes=minutes)
    clock.now += 1e9
    assert not saving.is_due()


@pytest.mark.parametrize("writing", [0.01, 1.0, 60.0])
def test_within_epochs_less_than_three_per_cent_of_the_time_is_spent_on_writing(
    tmp_path, clock, writing
):
    saving, model, spent = Checkpoint(tmp_path / "c.lemma", minutes=0.001), Slow(clock, writing), 0
    start = clock.now
    saving.begin()
    saving.write(model)
    while spent < 50 * writing:
        clock.now += writing / 10
        if saving.is_due():
            saving.write(model)
            spent += writing
    assert 0.02 < spent / (clock.now - start) < 0.03


def epochs_in(path: Path) -> int:
    return len(Word2Vec.load(path).history)


def trained(path: Path, epochs: int = 3) -> Path:
    Word2Vec(**SETTINGS | {"epochs": epochs}).fit(TEXT, callbacks=[Checkpoint(path)])
    return path


def test_the_last_two_are_kept_with_the_rights_of_the_first(tmp_path):
    path = tmp_path / "run.lemma"
    trained(path, 1)
    path.chmod(0o600)
    trained(path)
    assert sorted(os.listdir(tmp_path)) == ["run.lemma", "run.previous.lemma"]
    assert epochs_in(path) == 3
    assert epochs_in(tmp_path / "run.previous.lemma") == 2
    for entry in tmp_path.iterdir():
        assert stat.S_IMODE(entry.stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["cut", "empty", "overwritten", "gone"])
def test_instead_of_a_damaged_one_the_one_before_is_read_with_a_warning(tmp_path, damage):
    path = trained(tmp_path / "run.lemma")
    whole = path.read_bytes()
    spoilt = {"cut": whole[: len(whole) // 2], "empty": b"", "overwritten": bytes(len(whole))}
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(spoilt[damage])
    with pytest.warns(RuntimeWarning, match=r"run.lemma.*the checkpoint before it, .*previous"):
        model = Word2Vec.load(path)
    assert len(model.history) == 2
    same(model.fit(TEXT, resume=True), Word2Vec(**SETTINGS | {"epochs": 3}).fit(TEXT))
    previous_of(path).write_bytes(b"")
    with pytest.raises((ValueError, FileNotFoundError), match=r"run\.lemma"):
        Word2Vec.load(path)


def test_without_one_before_the_error_is_that_of_the_file(tmp_path):
    path = tmp_path / "run.lemma"
    with pytest.raises(FileNotFoundError):
        Word2Vec.load(path)
    path.write_bytes(b"")
    with pytest.raises(ValueError, match=r"run\.lemma"):
        Word2Vec.load(path)


def test_stopped_at_any_step_of_the_writing_the_newest_is_whole(tmp_path, monkeypatch):
    path = trained(tmp_path / "run.lemma", 2)
    model = Word2Vec.load(path).fit(TEXT, resume=True)
    real = {name: getattr(os, name) for name in ("link", "replace", "fsync", "open")}
    for stop_at in itertools.count(1):
        calls = itertools.count(1)

        def interrupted(name, calls=calls, stop_at=stop_at):
            def call(*arguments, **more):
                if next(calls) == stop_at:
                    raise KeyboardInterrupt
                return real[name](*arguments, **more)

            return call

        for name in real:
            monkeypatch.setattr(os, name, interrupted(name))
        try:
            Checkpoint(path).write(model)
        except KeyboardInterrupt:
            stopped = True
        else:
            stopped = False
        monkeypatch.undo()
        assert epochs_in(path) in (2, 4)
        if not stopped:
            break
    assert stop_at > 6
    assert epochs_in(path) == 4
    assert sorted(os.listdir(tmp_path)) == ["run.lemma", "run.previous.lemma"]


def test_a_name_of_any_length_has_one_before_it(tmp_path):
    path = trained(tmp_path / ("r" * 249 + ".lemma"))
    assert epochs_in(path) == 3
    assert epochs_in(previous_of(path)) == 2
    assert len(previous_of(path).name) == 255


def test_behind_a_link_both_lie_where_it_leads(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "run.lemma").symlink_to(tmp_path / "disk" / "real.lemma")
    path = trained(tmp_path / "run.lemma")
    assert path.is_symlink()
    assert sorted(os.listdir(tmp_path / "disk")) == ["real.lemma", "real.previous.lemma"]
    path.write_bytes(b"")
    with pytest.warns(RuntimeWarning, match=r"real\.previous\.lemma"):
        assert epochs_in(path) == 2


def test_without_hard_links_there_is_one(tmp_path, monkeypatch):
    def refuse(source, target):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = trained(tmp_path / "run.lemma")
    assert os.listdir(tmp_path) == ["run.lemma"]
    assert epochs_in(path) == 3
    shutil.copy(path, previous_of(path))
    trained(path, 4)
    assert os.listdir(tmp_path) == ["run.lemma"]
    assert epochs_in(path) == 4


def test_a_full_disk_is_told_once_and_does_not_end_the_training(tmp_path):
    path = trained(tmp_path / "run.lemma", 1)
    before = path.read_bytes()
    model = Word2Vec(**SETTINGS | {"vector_size": 300})
    with file_limit(20_000), pytest.warns(RuntimeWarning, match="training goes on") as warned:
        model.fit(TEXT, callbacks=[Checkpoint(path)])
    assert len(warned) == 1
    message = str(warned[0].message)
    assert str(path) in message
    assert "kB are needed" in message
    assert "are free" in message
    assert len(model.history) == 4
    assert path.read_bytes() == before
    same(model, Word2Vec(**SETTINGS | {"vector_size": 300}).fit(TEXT))


def test_where_three_have_no_room_the_one_before_the_last_goes_first(tmp_path, monkeypatch):
    path, settle = tmp_path / "run.lemma", NewFile.settle

    def full(file):
        if len({os.stat(entry).st_ino for entry in tmp_path.iterdir()}) > 2:
            raise OSError(errno.ENOSPC, "No space left on device", file._path)
        settle(file)

    monkeypatch.setattr(NewFile, "settle", full)
    trained(path, 4)
    assert epochs_in(path) == 4
    assert epochs_in(previous_of(path)) == 3


def test_the_one_before_a_damaged_one_does_not_go_for_room(tmp_path, monkeypatch):
    """It is the only one that is whole."""
    path = trained(tmp_path / "run.lemma", 3)
    before = previous_of(path).read_bytes()
    os.truncate(path, path.stat().st_size // 2)
    model = Word2Vec(**SETTINGS).fit(TEXT)

    def full(file):
        raise OSError(errno.ENOSPC, "No space left on device", file._path)

    monkeypatch.setattr(NewFile, "settle", full)
    with pytest.warns(RuntimeWarning, match="training goes on"):
        Checkpoint(path).write(model)
    assert previous_of(path).read_bytes() == before
    assert epochs_in(previous_of(path)) == 2


def test_a_folder_that_is_gone_does_not_end_the_training(tmp_path):
    (tmp_path / "runs").mkdir()

    def remove(model, record):
        shutil.rmtree(tmp_path / "runs", ignore_errors=True)

    saving = Checkpoint(tmp_path / "runs" / "run.lemma")
    with pytest.warns(RuntimeWarning, match="no folder") as warned:
        model = Word2Vec(**SETTINGS).fit(TEXT, callbacks=[remove, saving])
    assert len(warned) == 1
    assert len(model.history) == 4
