"""Outputs that cannot be written are said before the work."""

import os
from pathlib import Path

import pytest

from lemmavec._writing import check_writable
from lemmavec.cli import main


@pytest.mark.parametrize("command", [["train"], ["phrases"], ["sentiment", "fit"]], ids=str)
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("missing/a.safetensors", "there is no folder"),
        ("folder.safetensors", "it is a folder"),
        ("/proc/a.safetensors", ""),
    ],
)
def test_commands_say_it_before_they_read(tmp_path, monkeypatch, capsys, command, place, message):
    if place.startswith("/proc") and not os.path.isdir("/proc/self"):
        pytest.skip("no file system that refuses files whatever the permissions")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.safetensors").mkdir()
    # A missing input would be said too, but later.
    assert main([*command, "no such corpus", "-o", place]) == 1
    assert f"cannot write {place}: {message}" in capsys.readouterr().err


def test_nothing_is_left_behind_or_lost(tmp_path):
    (tmp_path / "old").write_text("kept")
    check_writable(tmp_path / "old")
    check_writable(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["old"]
    assert (tmp_path / "old").read_text() == "kept"
    check_writable(Path(os.devnull))
