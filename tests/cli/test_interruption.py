"""Signals to the command line: what was learnt is saved, whatever is sent, and how often."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from file_limit import file_limit

import lemmavec
from lemmavec.cli import main, save_model

LEMMAVEC = [sys.executable, "-m", "lemmavec"]
EPOCHS = 40


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "text.txt"
    words = np.random.default_rng(1).integers(0, 500, 100_000)
    path.write_text(" ".join(f"w{n}" for n in words), encoding="utf-8")
    return path


def run(text, path, *options):
    """Start a training, with no signal ignored, whatever this process does."""
    command = [*LEMMAVEC, "train", str(text), "-o", str(path), "--epochs", str(EPOCHS), *options]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=plain_signals)


def plain_signals():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_training_that_is_told_to_stop_is_saved(text, tmp_path, number):
    path = tmp_path / "v.safetensors"
    with run(text, path, "--epochs", "100000") as process:
        for line in process.stderr:
            if "training" in line:
                break
        process.send_signal(number)
        rest = process.stderr.read()
    assert process.returncode == 128 + number
    assert f"interrupted by {number.name}" in rest
    assert len(lemmavec.load(path)) == 500


def test_a_signal_that_is_ignored_stays_ignored(text, tmp_path):
    """As `nohup` sets it."""
    path = tmp_path / "v.safetensors"
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        command = [*LEMMAVEC, "train", str(text), "-o", str(path), "--epochs", "20"]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            for line in process.stderr:
                if "training" in line:
                    break
            process.send_signal(signal.SIGHUP)
            process.stderr.read()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert process.returncode == 0


@pytest.mark.parametrize("delay", [0, 0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8])
def test_three_signals_lose_no_more_than_one(text, tmp_path, delay):
    """Told to stop again while it stops: while counting, training, or saving."""
    path, checkpoint = tmp_path / "v.bin", tmp_path / "c.lemma"
    with run(text, path, "--checkpoint", str(checkpoint)) as process:
        process.stderr.readline()  # the interpreter has started, and the command
        time.sleep(delay)
        for pause in (0.002, 0.01, 0):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            time.sleep(pause)
        error = process.stderr.read()
    assert "Traceback" not in error
    assert process.returncode in (0, 130)  # 0: had come to its end
    if path.exists():
        model = lemmavec.Word2Vec.load(checkpoint)
        np.testing.assert_array_equal(lemmavec.load(path).vectors, model.vectors.vectors)
    else:
        assert "nothing is saved" in error
        assert process.returncode == 130


def test_a_second_signal_does_not_interrupt_the_saving(monkeypatch, text, tmp_path, capfd):
    path = tmp_path / "v.bin"
    write = save_model._write

    def interrupted(model, output):
        signal.raise_signal(signal.SIGINT)
        write(model, output)

    def told_to_stop(model, record):
        signal.raise_signal(signal.SIGTERM)

    fit = lemmavec.Word2Vec.fit
    monkeypatch.setattr(save_model, "_write", interrupted)
    monkeypatch.setattr(
        lemmavec.Word2Vec,
        "fit",
        lambda *a, **options: fit(*a, **options | {"callbacks": [told_to_stop]}),
    )
    assert main(["train", str(text), "-o", str(path), "-q"]) == 128 + signal.SIGTERM
    assert len(lemmavec.load(path)) == 500
    error = capfd.readouterr().err
    assert "already stopping" in error
    assert "interrupted by SIGTERM" in error
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_an_interrupted_saving_is_finished_first(monkeypatch, text, tmp_path):
    path = tmp_path / "v.bin"
    write = save_model._write

    def interrupted(model, output):
        signal.raise_signal(signal.SIGINT)
        write(model, output)

    monkeypatch.setattr(save_model, "_write", interrupted)
    assert main(["train", str(text), "-o", str(path), "-q", "--epochs", "1"]) == 130
    assert len(lemmavec.load(path)) == 500


def test_a_result_that_finds_no_room_is_saved_elsewhere(monkeypatch, text, tmp_path, capsys):
    disk, elsewhere = tmp_path / "disk", tmp_path / "elsewhere"
    disk.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (elsewhere / "v.bin").write_text("something else")
    write = save_model._write

    def full_disk(model, output):
        if output.parent != disk:
            return write(model, output)
        with file_limit(5_000):
            return write(model, output)

    monkeypatch.setattr(save_model, "_write", full_disk)
    assert main(["train", str(text), "-o", str(disk / "v.bin"), "-q", "--epochs", "1"]) == 1
    error = capsys.readouterr().err
    assert f"cannot write {disk / 'v.bin'}: larger than a file may be here" in error
    assert f"it is in {elsewhere / 'v-1.bin'}" in error
    assert len(lemmavec.load(elsewhere / "v-1.bin")) == 500
    assert (elsewhere / "v.bin").read_text() == "something else"
    assert os.listdir(disk) == []
    move = re.search(r"mv (\S+) (\S+)$", error.strip())
    assert move.groups() == (str(elsewhere / "v-1.bin"), str(disk / "v.bin"))


def test_where_no_disk_has_room_the_error_says_so(monkeypatch, text, tmp_path, capsys):
    def full_disk(model, output):
        raise OSError(28, "No space left on device", str(output))

    monkeypatch.setattr(save_model, "_write", full_disk)
    path = tmp_path / "v.bin"
    assert main(["train", str(text), "-o", str(path), "-q", "--epochs", "1"]) == 1
    error = capsys.readouterr().err
    assert "no other folder has room for it either" in error
    assert f"{path}: No space left on device" in error
