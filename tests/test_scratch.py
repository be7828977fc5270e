"""Token caches and copies: those of dead processes go, those of living ones stay."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lemmavec import _scratch
from lemmavec._locks import MACHINE
from lemmavec._scratch import LOCK, make_folder, remove_folder, scratch_folder
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="locks of POSIX")

COUNTING = """
import sys
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions

def sentences():
    yield ["gold", "ore"] * 600_000
    print("counted", flush=True)
    sys.stdin.read()
    yield ["silver", "ore"]

with encode(sentences(), min_count=1, reading=ReadingOptions(directory=sys.argv[1])) as corpus:
    print(corpus.tokens.size, corpus.vocabulary.words, flush=True)
"""
COPYING = [sys.executable, "-m", "lemmavec", "train", "-", "-o", "v.txt", "--min-count", "1"]


@contextmanager
def counting(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process in the middle of its counting, which goes on when its input is closed."""
    command = [sys.executable, "-c", COUNTING, str(folder)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "counted\n"
        try:
            yield process
        finally:
            process.kill()


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*"))


def encode_in(folder: Path) -> list[str]:
    with encode([["a", "b"]], min_count=1, reading=ReadingOptions(directory=folder)) as encoded:
        assert encoded.words == 2
        return os.listdir(folder)


def test_the_cache_of_a_killed_process_is_removed_by_the_next(tmp_path):
    with counting(tmp_path) as process:
        process.kill()
        process.wait()
    (left,) = os.listdir(tmp_path)
    assert bytes_in(tmp_path) > 1_000_000
    assert left not in encode_in(tmp_path)
    assert os.listdir(tmp_path) == []


def test_the_cache_of_a_living_process_stays(tmp_path):
    with counting(tmp_path) as process:
        (there,) = os.listdir(tmp_path)
        for _ in range(2):
            assert there in encode_in(tmp_path)
        printed, _ = process.communicate()
        assert printed == "1200004 ['ore', 'gold', 'silver']\n"
    assert os.listdir(tmp_path) == []


def test_a_copy_of_standard_input_goes_too(tmp_path):
    command = [*COPYING, "--directory", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"gold ore\n" * 200_000)
        process.stdin.flush()
        while not bytes_in(tmp_path):
            assert process.poll() is None
        process.kill()
        process.wait()
    assert len(os.listdir(tmp_path)) == 1
    encode_in(tmp_path)
    assert os.listdir(tmp_path) == []


def test_threads_of_one_process_leave_each_other_s_folders_alone(tmp_path):
    failures = []

    def work() -> None:
        for _ in range(50):
            with scratch_folder(tmp_path, "") as folder:
                (folder / "mine").write_bytes(b"1")
                os.listdir(tmp_path)
                if (folder / "mine").read_bytes() != b"1":
                    failures.append(folder)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert os.listdir(tmp_path) == []
    assert not any(path.is_relative_to(tmp_path) for path in _scratch._locks)


def test_only_dead_folders_of_this_kind_are_removed(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    for name in ("lemmavec-of-an-older-version", f"{MACHINE}without-lock"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tokens.i32").write_bytes(b"1234")
    for name in ("mine", f"{MACHINE}dead"):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / LOCK).touch()
        (tmp_path / name / "tokens.i32").write_bytes(b"1234")
    (tmp_path / f"{MACHINE}link").symlink_to(mine)
    (tmp_path / f"{MACHINE}empty").mkdir()
    before = set(os.listdir(tmp_path))
    remove_folder(make_folder(tmp_path))
    assert before - set(os.listdir(tmp_path)) == {f"{MACHINE}dead", f"{MACHINE}empty"}
    assert len(os.listdir(mine)) == 2


@pytest.mark.parametrize("moment", ["before its lock", "before it is locked"])
def test_a_folder_taken_before_it_was_locked_is_made_again(tmp_path, monkeypatch, moment):
    taken = []
    mkdtemp, lock_new = _scratch.tempfile.mkdtemp, _scratch.lock_new

    def make(**arguments):
        folder = Path(mkdtemp(**arguments))
        if not taken and moment == "before its lock":
            taken.append(folder)
            _scratch._remove_if_dead(folder)
        return str(folder)

    def lock(path, descriptor):
        if not taken:
            taken.append(path.parent)
            _scratch._remove_if_dead(path.parent)
        return lock_new(path, descriptor)

    monkeypatch.setattr(_scratch.tempfile, "mkdtemp", make)
    monkeypatch.setattr(_scratch, "lock_new", lock)
    folder = make_folder(tmp_path)
    assert [path.exists() for path in taken] == [False]
    assert (folder / LOCK).exists()
    remove_folder(folder)
    assert os.listdir(tmp_path) == []
