"""The scripts of docs/gensim-scripts.md run with lemmavec, and with gensim itself."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "gensim-scripts.md"
TITLED = re.compile(r"^\*\*(.*?)\*\*\n\n```python\n(.*?)^```", re.M | re.S)
SCRIPTS = dict(TITLED.findall(PAGE.read_text("utf-8")))


def with_gensim(script: str) -> str:
    """The script with gensim's imports."""
    both = "import gensim.models, gensim.utils\nimport gensim"
    script = script.replace("import lemmavec.gensim as gensim", both)
    return script.replace("from lemmavec.gensim.", "from gensim.")


def run(script: str, folder: Path) -> str:
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shape_of(printed: str) -> list[str]:
    """The words and brackets of an output, without numbers and what depends on them."""
    return re.sub(r"np\.\w+\(|[-+.\d]+(e-?\d+)?", "", printed).split("\n")


@pytest.fixture
def corpus(tmp_path):
    demo = pytest.importorskip("lemmavec.demo.words")
    lines = [" ".join(demo.split_review(review)) for review in demo.read_reviews(2000)]
    (tmp_path / "corpus.txt").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_there_are_ten() -> None:
    assert len(SCRIPTS) == 10


@pytest.mark.parametrize("title", SCRIPTS)
def test_a_script_runs_with_both(title, corpus) -> None:
    ours, theirs = run(SCRIPTS[title], corpus), run(with_gensim(SCRIPTS[title]), corpus)
    assert "lemmavec" not in with_gensim(SCRIPTS[title])
    assert ours.count("\n") == theirs.count("\n")
    if title in ("More text later", "Vectors made by hand"):
        assert shape_of(ours) == shape_of(theirs)
