"""gensim in the benchmarks: timed on a file, scored from an iterable, whose alpha falls rightly."""

import json
from itertools import combinations

import pytest
from lemmavec.benchmarks import data
from lemmavec.benchmarks.__main__ import main

pytest.importorskip("gensim", reason="the extra bench is not installed")


@pytest.fixture
def all_pairs(tmp_path):
    """So many pairs that other vectors have another score."""
    words = ["the", "king", "and", "queen", "rule", "old", "land"]
    path = tmp_path / "all.tsv"
    lines = [f"{a}\t{b}\t{n * 7 % 11}\n" for n, (a, b) in enumerate(combinations(words, 2))]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def measured(text, tmp_path, *options):
    """Run the quick benchmark, in one thread so that a library's runs are alike, and return it."""
    output = tmp_path / "out.json"
    common = ["--quick", "--corpus", str(text), "--output", str(output), "--dimensions", "8"]
    assert main([*common, "--threads", "1", *options]) == 0
    return json.loads(output.read_text())


def test_gensim_is_timed_on_a_file_and_scored_from_an_iterable(text, all_pairs, tmp_path, capsys):
    peers = ["--peers", "lemmavec", "gensim", "gensim-iterable"]
    result = measured(text, tmp_path, *peers, "--pairs", str(all_pairs))
    ours, timed, scored = result["runs"]
    assert ours["quality_run"] is None
    assert scored["quality_run"] is None
    again = timed["quality_run"]
    assert (timed["peer"], again["peer"]) == ("gensim", "gensim-iterable")
    assert again["training_seconds"] != timed["training_seconds"]
    for name in ("architecture", "loss", "vector_size", "threads", "seed", "alpha", "epochs"):
        assert again[name] == timed[name]
    assert timed["quality"] == scored["quality"]
    row = result["summary"][1]
    assert row["words_per_second"] == timed["words_per_second"]
    assert row["all"] == scored["quality"]["all"]
    assert "scores of gensim: those of its runs as gensim-iterable" in capsys.readouterr().out


def test_without_scores_gensim_trains_once(text, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(data, "PAIRS", {})
    monkeypatch.setattr(data, "ANALOGIES", {})
    (run,) = measured(text, tmp_path, "--peers", "gensim")["runs"]
    assert run["quality_run"] is None
    assert "gensim-iterable" not in capsys.readouterr().out
