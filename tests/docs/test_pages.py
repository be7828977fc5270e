"""The code of the README and of the documentation runs, on a small slice of the film reviews."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

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
    for number, code in enumerate(blocks(page, "python"), 1):
        exec(compile(code, f"{page.name}, block {number}", "exec"), {"__name__": "__main__"})


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
