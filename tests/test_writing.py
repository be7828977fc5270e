"""Files replaced whole: with whose rights, under which names, and what is left by whom."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lemmavec import _new_files
from lemmavec._writing import replacing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and locks of POSIX")

WRITER = """
import sys
from lemmavec._writing import replacing
with replacing(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    sys.stdin.read()
    file.write(b" and half")
"""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def temporary_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix == ".tmp"]


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@contextmanager
def writer(target: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has written half of a file, and goes on when its input is closed."""
    command = [sys.executable, "-c", WRITER, str(target)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o444])
def test_the_new_file_is_never_open_to_more_people_than_the_old_one(tmp_path, mode):
    target = tmp_path / "v"
    target.write_bytes(b"old")
    target.chmod(mode)
    with umask(0o022), replacing(target) as file:
        (temporary,) = temporary_in(tmp_path)
        assert mode_of(temporary) == mode
        file.write(b"new")
    assert mode_of(target) == mode
    assert target.read_bytes() == b"new"


@pytest.mark.parametrize("mask", [0o022, 0o077])
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path, mask):
    with umask(mask), replacing(tmp_path / "v") as file:
        assert mode_of(temporary_in(tmp_path)[0]) == 0o666 & ~mask
        file.write(b"new")
    assert mode_of(tmp_path / "v") == 0o666 & ~mask


def test_a_group_that_cannot_be_given_counts_as_others(tmp_path, monkeypatch):
    """0640 of another group must not become readable to the group of this process."""

    def refuse(descriptor, owner, group):
        raise PermissionError

    target = tmp_path / "v"
    target.write_bytes(b"old")
    target.chmod(0o664)
    if os.geteuid() != 0:
        pytest.skip("only root can make a file of a group that it is not in")
    os.chown(target, -1, 12345)
    with replacing(target) as file:
        file.write(b"new")
    assert target.stat().st_gid == 12345
    assert mode_of(target) == 0o664
    monkeypatch.setattr(os, "fchown", refuse)
    with replacing(target) as file:
        file.write(b"newer")
    assert target.stat().st_gid != 12345
    assert mode_of(target) == 0o644


def test_a_link_planted_beside_the_target_is_not_followed(tmp_path, monkeypatch):
    monkeypatch.setattr(_new_files.secrets, "token_hex", lambda size: "guessed")
    with replacing(tmp_path / "v") as file:
        (guessed,) = temporary_in(tmp_path)
        file.write(b"old")
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    guessed.symlink_to(victim)
    with pytest.raises(FileExistsError), replacing(tmp_path / "v") as file:
        file.write(b"new")
    assert victim.read_bytes() == b"precious"
    assert (tmp_path / "v").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["v" * 255, "é" * 127, "v" * 242 + ".lemma"])
def test_names_as_long_as_the_system_takes_them(tmp_path, name):
    for content in (b"old", b"new"):
        with replacing(tmp_path / name) as file:
            file.write(content)
        assert (tmp_path / name).read_bytes() == content
    assert os.listdir(tmp_path) == [name]


def test_a_name_that_is_too_long_is_said_before_anything_is_written(tmp_path):
    written = []
    with pytest.raises(OSError, match="too long"), replacing(tmp_path / ("v" * 256)):
        written.append(1)
    assert written == []


def test_the_folder_reaches_the_disk_after_the_file_and_its_name(tmp_path, monkeypatch):
    synced = []
    monkeypatch.setattr(
        os,
        "fsync",
        lambda descriptor: synced.append(
            (stat.S_ISDIR(os.fstat(descriptor).st_mode), (tmp_path / "v").exists())
        ),
    )
    with replacing(tmp_path / "v") as file:
        file.write(b"new")
    assert synced == [(False, False), (True, True)]


def test_what_a_killed_process_left_is_removed_by_the_next_that_writes_there(tmp_path):
    with writer(tmp_path / "other") as process:
        process.kill()
        process.wait()
    (left,) = temporary_in(tmp_path)
    assert left.read_bytes() == b"half"
    with replacing(tmp_path / "v") as file:
        file.write(b"new")
    assert os.listdir(tmp_path) == ["v"]


def test_what_a_living_process_writes_is_left_alone(tmp_path):
    with writer(tmp_path / "other") as process:
        for _ in range(2):
            with replacing(tmp_path / "v") as file:
                file.write(b"new")
        assert len(temporary_in(tmp_path)) == 1
        process.communicate()
        assert process.returncode == 0
    assert (tmp_path / "other").read_bytes() == b"half and half"
    assert sorted(os.listdir(tmp_path)) == ["other", "v"]


def test_a_file_taken_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    made = []

    def lock(path, descriptor):
        made.append(path)
        if len(made) == 1:
            path.unlink()
        return lock_new(path, descriptor)

    lock_new = _new_files.lock_new
    monkeypatch.setattr(_new_files, "lock_new", lock)
    with replacing(tmp_path / "v") as file:
        file.write(b"new")
    assert len(set(made)) == 2
    assert (tmp_path / "v").read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["v"]


def test_only_dead_files_of_this_kind_are_removed(tmp_path):
    """A stranger's file, a link and a folder under such a name stay."""
    prefix = _new_files._PREFIX
    (tmp_path / "notes.tmp").write_bytes(b"mine")
    (tmp_path / f".lemmavec-other-machine-{1:016x}.tmp").write_bytes(b"another machine's")
    (tmp_path / f"{prefix}folder.tmp").mkdir()
    (tmp_path / f"{prefix}link.tmp").symlink_to(tmp_path / "notes.tmp")
    (tmp_path / f"{prefix}dead.tmp").write_bytes(b"dead")
    before = set(os.listdir(tmp_path))
    _new_files.remove_dead(tmp_path)
    assert before - set(os.listdir(tmp_path)) == {f"{prefix}dead.tmp"}
    assert (tmp_path / "notes.tmp").read_bytes() == b"mine"
