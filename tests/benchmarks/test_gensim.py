"""gensim in the benchmarks: timed on a file, scored from an iterable, whose alpha falls rightly."""

import json
import statistics
from itertools import combinations

import pytest
from lemmavec.benchmarks import data, libraries, small
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


def test_small(text, all_pairs, tmp_path, capsys):
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--pairs", str(all_pairs), "--output", str(output)]
    assert small.main([*options, "--turns", "3", "--threads", "1", "--words", "2000"]) == 0
    out = capsys.readouterr().out
    result = json.loads(output.read_text())
    assert result["words"] == 2000
    assert list(result["summary"]) == ["lemmavec", "gensim", "gensim-iterable"]
    runs = {(run["peer"], run["seed"]): run for run in result["runs"]}
    assert [seed for _, seed in runs] == [1, 1, 1, 2, 2, 2, 3, 3, 3]
    for peer, row in result["summary"].items():
        own = [runs[peer, seed] for seed in (1, 2, 3)]
        assert row["seconds"] == statistics.median(run["seconds"] for run in own)
        ratios = [run["seconds"] / runs["lemmavec", run["seed"]]["seconds"] for run in own]
        assert row["times_lemmavec"] == pytest.approx(statistics.median(ratios))
        assert row["all"] == pytest.approx(statistics.mean(run["quality"]["all"] for run in own))
        assert f"  {peer}: {row['seconds']:.2f} s ({row['times_lemmavec']:.1f} x" in out
        for run in own:
            assert run["epochs"] == 5
            inner = run["vocabulary_seconds"] + run["training_seconds"]
            assert 0 < run["other_seconds"] == pytest.approx(run["seconds"] - inner)


def test_a_library_that_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(libraries, "find_spec", lambda name: None if name == "gensim" else True)
    libraries.require(["lemmavec", "floret"])
    message = r'^gensim is not installed: pip install "lemmavec\[bench\]"$'
    with pytest.raises(ImportError, match=message):
        libraries.require(["lemmavec", "gensim-iterable"])
    for benchmark in (main, small.main):
        with pytest.raises(ImportError, match=message):
            benchmark(["--words", "1000"])
