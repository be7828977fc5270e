"""The benchmark of loading and asking, on few words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from lemmavec.benchmarks import vector_files, vectors

from lemmavec import load

pytest.importorskip("gensim", reason="the extra bench is not installed")


def test_the_files_hold_the_same_words(tmp_path: Path) -> None:
    files = vector_files.make_files(tmp_path, 300)
    binary, text, mapped = load(files.binary), load(files.text), load(files.mapped, mmap=True)
    assert binary.index_to_key == text.index_to_key == mapped.index_to_key == files.words
    assert binary.vectors.shape == (300, 300)
    np.testing.assert_array_equal(binary.vectors, mapped.vectors)
    np.testing.assert_allclose(text.vectors, binary.vectors[:, :100], rtol=0, atol=1e-6)


def test_every_task_is_timed_and_held_to_its_goal(tmp_path: Path, capsys) -> None:
    output = tmp_path / "vectors.json"
    arguments = ["--words", "1500", "--turns", "2", "--output", str(output)]
    assert vectors.main(arguments) == 0
    result = json.loads(output.read_text())
    assert list(result["summary"]) == list(vectors.GOALS)
    assert len(result["turns"]) == 2
    assert result["peaks_mb"]["lemmavec"]["matrix"] == pytest.approx(1.8)
    printed = capsys.readouterr().out
    for task in vectors.GOALS:
        assert f"  {task}: lemmavec" in printed
    assert printed.count("goal") == len(vectors.GOALS) + 1


def test_ratios_are_of_one_turn_and_goals_have_a_direction() -> None:
    def turn(ours: float, theirs: float) -> dict[str, dict[str, float]]:
        return {
            task: {"lemmavec": ours, "gensim": theirs, "one read": theirs} for task in vectors.GOALS
        }

    summary = vectors.summarise([turn(1, 12), turn(2, 22), turn(4, 80)])
    assert summary["load text"]["reached"] == 12
    assert summary["load text"]["met"]
    assert not summary["1,000 questions"]["met"]
    assert summary["one question"]["reached"] == pytest.approx(1 / 12)
    assert summary["one question"]["met"]
    assert summary["open by memory map"]["reached"] == 2
    assert not summary["open by memory map"]["met"]
    assert summary["load text"]["gensim"] == {"median": 22, "least": 12}
