"""The code of the README and of the documentation runs, on a small slice of the film reviews."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import lemmavec

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


@pytest.fixture
def reviews(tmp_path, monkeypatch) -> Path:
    """A folder with corpus.txt, which is where the code runs."""
    demo = pytest.importorskip("lemmavec.demo.words")
    lines = [" ".join(demo.split_review(review)) for review in demo.read_reviews(4000)]
    (tmp_path / "corpus.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "python")], ids=lambda page: page.name
)
def test_python_of_a_page_runs(page, reviews):
    names = {"__name__": "__main__"}  # later blocks of a page go on with the names of earlier ones
    for number, code in enumerate(blocks(page, "python"), 1):
        exec(compile(code, f"{page.name}, block {number}", "exec"), names)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if blocks(page, "sh")], ids=lambda page: page.name
)
def test_commands_of_a_page_run(page, reviews):
    for block in blocks(page, "sh"):
        for line in block.strip().splitlines():
            command = shlex.split(line, comments=True)
            if command[:1] == ["lemmavec"]:
                done = subprocess.run(
                    [sys.executable, "-m", *command], capture_output=True, text=True, timeout=120
                )
                assert done.returncode == 0, f"{line}\n{done.stderr}"


def test_the_readme_names_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for command in ("demo", "test"):
        assert f"make {command}" in text
        assert command in targets


def objects_shown(entry: str) -> list[object]:
    """What an entry of the reference shows: an object, or the public names of a module.

    A module does not show a name that one of its own files has too, as mkdocstrings finds the file.
    """
    owner, _, name = entry.rpartition(".")
    if not is_module(entry):
        return [getattr(importlib.import_module(owner), name)]
    module = importlib.import_module(entry)
    own = [name for name, it in vars(module).items() if getattr(it, "__module__", None) == entry]
    names = getattr(module, "__all__", own)
    return [getattr(module, name) for name in names if not is_module(f"{entry}.{name}")]


def is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # the part before the last dot is not a package
        return False


def test_the_reference_has_every_public_name():
    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    entries = re.findall(r"^::: (\S+)$", text, re.M)
    shown = {id(each) for entry in entries for each in objects_shown(entry)}
    names = ["lemmavec", *(f"lemmavec.{name}" for name in dir(lemmavec))]
    for name in filter(is_module, names):
        module = importlib.import_module(name)
        missing = [each for each in module.__all__ if id(getattr(module, each)) not in shown]
        assert missing == [], name
