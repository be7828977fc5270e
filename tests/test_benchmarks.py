import json

import pytest
from lemmavec.benchmarks import corpus, table
from lemmavec.benchmarks.__main__ import main

pytest.importorskip("gensim", reason="the extra bench is not installed")


def test_long_lines_are_cut_and_no_word_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(corpus, "_CHUNK", 37)  # Words and line ends fall on chunk borders.
    lines = [" ".join(f"w{i}" for i in range(n)) for n in (2500, 0, 3, 1000)]
    source = tmp_path / "text.txt"
    source.write_text("\n".join(lines), encoding="utf-8")
    made = corpus.prepare(tmp_path, source, None)
    cut = [line.split() for line in made.in_lines.read_text().splitlines()]
    assert [len(line) for line in cut] == [1000, 1000, 500, 3, 1000]
    assert [word for line in cut for word in line] == " ".join(lines).split()
    assert made.words == 3503
    assert made.path == source


def test_a_limited_corpus_is_the_same_file_for_all(tmp_path):
    source = tmp_path / "text.txt"
    source.write_text("a b c d e\nf g", encoding="utf-8")
    made = corpus.prepare(tmp_path, source, 6)
    assert made.path == made.in_lines
    assert made.path.read_text() == "a b c d e\nf\n"
    assert made.words == 6


def record(peer, seed, speed, counting, score):
    return {
        "peer": peer, "vector_size": 100, "seed": seed, "words_per_second": speed,
        "vocabulary_seconds": counting, "training_seconds": 1.0, "peak_mb": 50.0,
        "quality": {"WS-353": score},
    }  # fmt: skip


def test_ratios_compare_runs_of_one_seed():
    records = [
        record("lemmavec", 1, 10e6, 0.1, 0.6), record("gensim", 1, 1e6, 1.0, 0.5),
        record("lemmavec", 2, 20e6, 0.1, 0.8), record("gensim", 2, 1e6, 2.0, 0.5),
        record("lemmavec", 3, 30e6, 0.1, 0.7), record("gensim", 3, 5e6, 3.0, 0.5),
    ]  # fmt: skip
    ours, theirs = table.summarise(records, ["WS-353"])
    assert ours["words_per_second"] == 20e6
    assert ours["speed_ratio"] == pytest.approx(10)  # of 10, 20 and 6
    assert ours["vocabulary_ratio"] == pytest.approx(20)  # of 10, 20 and 30
    assert ours["WS-353"] == pytest.approx(0.7)
    assert ours["WS-353 spread"] == pytest.approx(0.1)
    assert "speed_ratio" not in theirs


def test_both_libraries_run_and_are_written_down(tmp_path, capsys):
    source, pairs, output = (tmp_path / name for name in ("t.txt", "pairs.tsv", "out.json"))
    source.write_text("the king and the queen rule the old land\n" * 400, encoding="utf-8")
    pairs.write_text("king\tqueen\t9\nking\tland\t3\nthe\told\t1\n", encoding="utf-8")
    options = ["--corpus", str(source), "--pairs", str(pairs), "--output", str(output)]
    assert main(["--quick", *options, "--dimensions", "8"]) == 0
    result = json.loads(output.read_text())
    assert result["words"] == 3600
    assert [row["peer"] for row in result["summary"]] == ["lemmavec", "gensim"]
    for run in result["runs"]:
        assert run["vocabulary"] == 7
        assert run["words_per_second"] == pytest.approx(3600 / run["training_seconds"])
        assert 20 < run["peak_mb"] < 1000
        assert -1 <= run["quality"]["pairs"] <= 1
    out = capsys.readouterr().out
    assert "times gensim's" in out
    assert "pairs" in out
