import json
import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from lemmavec.benchmarks import (
    batches,
    corpus,
    data,
    phrases,
    reports,
    softmax_speed,
    table,
    word_loss_cost,
)
from lemmavec.benchmarks.__main__ import _runs, main, parse
from lemmavec.benchmarks.counted import expected_centres, train_timed
from lemmavec.benchmarks.libraries import MODELS, PEERS
from lemmavec.benchmarks.peers import in_own_process
from lemmavec.benchmarks.runs import Run

from lemmavec import load
from lemmavec.corpus.encoding import encode
from lemmavec.settings import Settings
from lemmavec.training import passes

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


def record(peer, seed, speed, counting, score, alpha=0.025, **fields):
    return {
        "peer": peer, "architecture": "cbow", "loss": "negative_sampling", "vector_size": 100,
        "threads": 2, "seed": seed, "alpha": alpha, "words_per_second": speed,
        "vocabulary_seconds": counting, "training_seconds": 1.0, "peak_mb": 50.0,
        "quality": {"analogies": score}, "diverged": None,
    } | fields  # fmt: skip


def test_ratios_compare_runs_of_one_seed():
    records = [
        record("lemmavec", 1, 10e6, 0.1, 0.6), record("gensim", 1, 1e6, 1.0, 0.5),
        record("lemmavec", 2, 20e6, 0.1, 0.8), record("gensim", 2, 1e6, 2.0, 0.5),
        record("lemmavec", 3, 30e6, 0.1, 0.7), record("gensim", 3, 5e6, 3.0, 0.5),
    ]  # fmt: skip
    ours, theirs = table.summarise(records, ["analogies"])
    assert ours["words_per_second"] == 20e6
    assert ours["speed_ratio"] == pytest.approx(10)  # of 10, 20 and 6
    assert ours["vocabulary_ratio"] == pytest.approx(20)  # of 10, 20 and 30
    assert ours["analogies"] == pytest.approx(0.7)
    assert ours["analogies spread"] == pytest.approx(0.1)
    assert "speed_ratio" not in theirs


def test_each_library_is_shown_at_its_best_alpha():
    records = [
        record("lemmavec", 1, 8e6, 1, 0.1, 0.05), record("gensim", 1, 1e6, 1, 0.3, 0.05),
        record("lemmavec", 2, 8e6, 1, 0.5, 0.05), record("gensim", 2, 2e6, 1, 0.1, 0.05),
        record("lemmavec", 1, 8e6, 1, 0.4, 0.1), record("gensim", 1, 4e6, 1, 0.1, 0.1),
        record("lemmavec", 2, 8e6, 1, 0.4, 0.1), record("gensim", 2, 8e6, 1, 0.2, 0.1),
    ]  # fmt: skip
    ours, theirs = table.summarise(records, ["analogies"])
    assert (ours["alpha"], theirs["alpha"]) == (0.1, 0.05)
    assert (ours["analogies"], theirs["analogies"]) == (pytest.approx(0.4), pytest.approx(0.2))
    assert ours["by_alpha"] == {
        "0.05": {"analogies": pytest.approx(0.3)}, "0.1": {"analogies": pytest.approx(0.4)}
    }  # fmt: skip
    assert ours["speed_ratio"] == pytest.approx(3)  # of 8, 4, 2 and 1


def test_a_run_that_diverged_counts_for_nothing():
    lost = {"diverged": "training diverged", "quality": None, "words_per_second": None}
    records = [
        record("lemmavec", 1, 8e6, 1, 0.5), record("gensim", 1, 1e6, 1, 0.3),
        record("lemmavec", 1, 8e6, 1, 0.9, 0.1), record("gensim", 1, 4e6, 1, 0.4, 0.1),
        record("lemmavec", 2, 9e6, 1, 0.5), record("gensim", 2, 1e6, 1, 0.3),
        record("lemmavec", 2, 0, 1, 0, 0.1) | lost, record("gensim", 2, 4e6, 1, 0.4, 0.1),
    ]  # fmt: skip
    ours, theirs = table.summarise(records, ["analogies"])
    assert (ours["alpha"], ours["analogies"], ours["diverged"]) == (0.025, 0.5, 1)
    assert ours["by_alpha"]["0.1"] == "diverged"
    assert ours["words_per_second"] == 8e6
    assert ours["speed_ratio"] == 8  # of 8, 2 and 9
    assert theirs["diverged"] == 0
    (row,) = table.summarise([record("lemmavec", 1, 0, 1, 0) | lost], ["analogies"])
    assert row["alpha"] is None
    assert table._score(row, "analogies") == "diverged"
    assert [cell(row) for cell in table._COLUMNS.values()] == [""] * 5


def test_divergence_is_told_from_failure(text, tmp_path):
    run = Run(
        "lemmavec", "skipgram", "hierarchical_softmax", str(text), 3600, str(tmp_path / "v.bin"),
        8, 9, 1, 1, 1e4, sample=0,
    )  # fmt: skip
    with pytest.raises(FloatingPointError, match=r"^training diverged: the loss of epoch"):
        in_own_process(run)
    with pytest.raises(RuntimeError, match="vector_size must be 1 or more"):
        in_own_process(replace(run, vector_size=0))


def test_models_sizes_and_threads_are_rows_of_their_own():
    records = [
        record("gensim", 1, speed, 1, 0.5, architecture=architecture, vector_size=d, threads=n)
        for speed, (architecture, d, n) in enumerate(
            [("cbow", 100, 1), ("cbow", 100, 2), ("cbow", 300, 2), ("skipgram", 300, 2)], 1
        )
    ]
    summary = table.summarise(records, ["analogies"])
    assert [row["words_per_second"] for row in summary] == [1, 2, 3, 4]


def test_both_libraries_run_and_are_written_down(text, pairs, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--pairs", str(pairs), "--output", str(output)]
    options += ["--models", "cbow-hierarchical_softmax", "--alphas", "0.025", "0.1"]
    assert main(["--quick", *options, "--dimensions", "8"]) == 0
    result = json.loads(output.read_text())
    assert result["words"] == 3600
    assert [row["peer"] for row in result["summary"]] == ["lemmavec", "gensim"]
    assert [(run["peer"], run["alpha"]) for run in result["runs"]] == [
        ("lemmavec", 0.025), ("gensim", 0.025), ("lemmavec", 0.1), ("gensim", 0.1),
    ]  # fmt: skip
    for run in result["runs"]:
        assert (run["architecture"], run["loss"]) == ("cbow", "hierarchical_softmax")
        assert run["vocabulary"] == 7
        assert run["words_per_second"] == pytest.approx(3600 / run["training_seconds"])
        assert 20 < run["peak_mb"] < 1000
        assert -1 <= run["quality"]["pairs"] <= 1
    out = capsys.readouterr().out
    assert "cbow, hierarchical softmax" in out
    assert "each library's best by pairs" in out
    assert max(len(line) for line in out.splitlines()) <= 100


def test_without_data_a_person_learns_which_text_it_is_and_where_it_comes_from(
    text, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(data, "FIL8", tmp_path / "no" / "fil8.txt")
    monkeypatch.setattr(data, "PAIRS", {})
    monkeypatch.setattr(data, "ANALOGIES", {})
    output = tmp_path / "out.json"
    options = ["--quick", "--peers", "lemmavec", "--output", str(output)]
    assert main([*options, "--words", "9000", "--dimensions", "8"]) == 0
    assert json.loads(output.read_text())["corpus"] == "movie-reviews.txt"
    error = capsys.readouterr().err
    for part in ("text8 by Matt Mahoney", "first 74 %", "export LEMMAVEC_DATA", "--corpus FILE"):
        assert part in error
    assert "questions-words.txt of word2vec" in error
    assert main([*options, "--corpus", str(text), "--dimensions", "8"]) == 0
    assert "text8" not in capsys.readouterr().err


def test_fil8_is_made_as_it_is_said(shared_data):
    path = shared_data / "wikipedia" / "fil8.txt"
    assert path.stat().st_size == data.FIL8_BYTES
    assert f"head -c {data.FIL8_BYTES} text8" in data.HOW_TO_GET_FIL8
    with path.open("rb") as file:
        assert file.read(60) == b" anarchism originated as a term of abuse first used against "


def test_an_error_of_a_benchmark_is_one_line():
    def failing():
        raise ImportError("gensim is not installed")

    with pytest.raises(SystemExit, match=r"^python -m benchmarks: error: gensim is not installed$"):
        reports.run(failing, "benchmarks")
    with pytest.raises(SystemExit) as ended:
        reports.run(lambda: 0, "benchmarks")
    assert ended.value.code == 0


def test_what_is_run(tmp_path, capsys):
    made = corpus.Corpus("t.txt", tmp_path / "t.txt", tmp_path / "lines.txt", 9)
    options = parse(
        ["--models", "all", "skipgram-softmax", "--peers", *PEERS, "--alphas", "0.1", "0.2"]
    )
    assert options.models == [model for model in MODELS if "-softmax" not in model]
    options.models = MODELS
    runs = list(_runs(options, made, tmp_path))
    for run in runs:
        assert (run.corpus == str(made.path)) == run.peer.startswith("lemmavec")
        assert run.deterministic == (run.peer == "lemmavec-deterministic")
    planned = {(run.peer, run.architecture, run.loss) for run in runs}
    assert ("gensim", "skipgram", "softmax") not in planned
    assert ("lemmavec-word2vec", "skipgram", "negative_sampling") not in planned
    both, sampled = ("skipgram", "cbow"), ("negative_sampling", "hierarchical_softmax")
    assert {("gensim", a, loss) for a in both for loss in sampled} <= planned
    assert {("lemmavec", *model.split("-")) for model in MODELS} <= planned
    assert {run.alpha for run in runs if run.architecture == "skipgram"} == {0.1}
    assert {run.alpha for run in runs if run.architecture == "cbow"} == {0.1, 0.2}
    assert "gensim is left out of cbow-softmax" in capsys.readouterr().err


def test_a_model_without_a_peer_is_run_alone(text, pairs, tmp_path):
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--output", str(output), "--dimensions", "8"]
    options += ["--pairs", str(pairs)]
    assert main(["--quick", *options, "--models", "skipgram-softmax"]) == 0
    (row,) = json.loads(output.read_text())["summary"]
    assert row["peer"] == "lemmavec"
    assert "speed_ratio" not in row


def trained(text, tmp_path, peer, architecture, loss, threads=1, seed=1, alpha=0.05):
    if PEERS[peer].package == "floret":
        pytest.importorskip("floret", reason="floret is not installed")
    made = corpus.prepare(tmp_path, text, None)
    run = Run(
        peer, architecture, loss, str(made.in_lines), made.words, "", 8, 2, threads, seed, alpha,
        PEERS[peer].deterministic, window=2, sample=0,
    )  # fmt: skip
    words, counting, training, save = PEERS[peer].train(run)
    assert words == 7
    assert counting > 0
    # floret's is a difference of two times, too small here.
    assert training > 0 or peer == "floret"
    path = tmp_path / "vectors.bin"
    save(path)
    vectors = load(path)
    assert sorted(vectors.index_to_key) == ["and", "king", "land", "old", "queen", "rule", "the"]
    return np.array([vectors[word] for word in sorted(vectors.index_to_key)])


@pytest.mark.parametrize("peer", PEERS)
def test_every_model_of_every_library_is_another_one(text, tmp_path, peer):
    """Architecture, loss, seed and alpha reach the library: each changes what is learnt."""
    models = [model.split("-") for model in MODELS]
    made = [trained(text, tmp_path, peer, *model) for model in models if PEERS[peer].has(*model)]
    made.append(trained(text, tmp_path, peer, "cbow", "negative_sampling", seed=2))
    made.append(trained(text, tmp_path, peer, "cbow", "negative_sampling", alpha=0.1))
    for i, one in enumerate(made):
        assert np.isfinite(one).all()
        assert not any(np.allclose(one, other, atol=1e-4) for other in made[:i])
    again = trained(text, tmp_path, peer, "cbow", "negative_sampling", alpha=0.1)
    np.testing.assert_array_equal(again, made[-1])


def test_variants_of_lemmavec(text, tmp_path):
    model = ("cbow", "negative_sampling")
    one, three = (
        trained(text, tmp_path, "lemmavec-deterministic", *model, threads=n) for n in (1, 3)
    )
    np.testing.assert_array_equal(one, three)
    exact, historic = (
        trained(text, tmp_path, peer, *model) for peer in ("lemmavec", "lemmavec-word2vec")
    )
    assert not np.allclose(exact, historic, atol=1e-4)


def test_batches(text, pairs, tmp_path, capsys):
    before = passes.BATCH_TOKENS, passes.MIN_BATCH_TOKENS, passes.BOUND
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--pairs", str(pairs), "--output", str(output)]
    options += ["--sizes", "2048", "4096", "--hogwild", "1", "3", "--seeds", "1", "2"]
    assert batches.main([*options, "--epochs", "10", "--dimensions", "8", "--workers", "3"]) == 0
    assert before == (passes.BATCH_TOKENS, passes.MIN_BATCH_TOKENS, passes.BOUND)
    result = json.loads(output.read_text())
    runs = {(run["name"], run["seed"]): run for run in result["runs"]}
    assert len(runs) == 12
    settings = Settings(vector_size=8, epochs=10, workers=1, seed=2)
    with encode(text) as encoded:
        record, _ = train_timed(settings, encoded)
    assert runs["Hogwild, 1 threads", 2]["loss"] == record.loss
    losses = [run["loss"] for run in result["runs"] if run["seed"] == 1]
    assert len(set(losses[:4])) == 4  # size and bound both count, though there are but 7 words
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 12 + 1 + 2 + 6
    mean = statistics.mean(runs["2,048 tokens, bounded", seed]["loss"] for seed in (1, 2))
    row = next(line for line in lines if line.startswith("| 2,048 tokens, bounded |"))
    assert f"| {mean:.4f} ±" in row
    assert lines[13] == "| | pairs | loss of the last epoch |"


def test_batches_need_a_measure(text, monkeypatch):
    monkeypatch.setattr(data, "PAIRS", {})
    monkeypatch.setattr(data, "ANALOGIES", {})
    with pytest.raises(ValueError, match="--pairs FILE and\n--analogies FILE name others"):
        batches.main(["--corpus", str(text)])


def test_a_run_that_diverges_is_written_as_such(text, pairs, tmp_path, capsys, monkeypatch):
    def diverge(variant, state, encoded):
        if variant.bound == 0 and state.settings.seed == 2:
            raise FloatingPointError("training diverged: the loss of epoch 1 is nan")
        train(variant, state, encoded)

    train = batches._train
    monkeypatch.setattr(batches, "_train", diverge)
    options = ["--corpus", str(text), "--pairs", str(pairs), "--output", str(tmp_path / "o.json")]
    options += ["--sizes", "64", "--hogwild", "--epochs", "1", "--dimensions", "8"]
    assert batches.main([*options, "--seeds", "1", "2"]) == 0
    out = capsys.readouterr().out
    assert "seed 2, 64 tokens, unbounded: training diverged" in out
    assert "| 64 tokens, unbounded (1 of 2 diverged) |" in out
    assert batches.main([*options, "--seeds", "2"]) == 0
    row = "| 64 tokens, unbounded (1 of 1 diverged) | diverged | diverged |"
    assert row in capsys.readouterr().out.splitlines()


def test_expected_centres_are_those_that_cbow_predicts(text):
    """Without the words that CBOW has no window for; the lines here are long enough."""
    text.write_text(" ".join(["the king and the queen rule the old land"] * 900) + "\n")
    sample = 0.02
    with encode(text) as encoded:
        epoch, _ = train_timed(Settings(architecture="cbow", sample=sample, epochs=1), encoded)
        expected = expected_centres(encoded, sample)
        assert expected_centres(encoded, 0) == 9 * 900
        share = encoded.vocabulary.counts / (9 * 900)
        chance = np.minimum(1, np.sqrt(sample / share) + sample / share)
        variance = 9 * 900 * (share * chance * (1 - chance)).sum()
    assert expected == pytest.approx(9 * 900 * (share * chance).sum())
    assert abs(epoch.predictions - expected) < 5 * math.sqrt(variance)


def test_softmax_speed(text, tmp_path, capsys):
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--output", str(output), "--vocabulary", "5"]
    options += ["--text", "900", "--dimensions", "8", "200", "--threads", "1", "--turns", "3"]
    assert softmax_speed.main([*options, "--architectures", "skipgram", "cbow"]) == 0
    summary = json.loads(output.read_text())["summary"]
    assert [(row["architecture"], row["vector_size"], row["text"]) for row in summary] == [
        ("skipgram", 8, 900), ("skipgram", 200, 450), ("cbow", 8, 900), ("cbow", 200, 450)
    ]  # fmt: skip
    for row in summary:
        assert row["vocabulary"] == 5
        ratios = [turn["softmax"] / turn["blas"]["all"] for turn in row["turns"]]
        assert row["ratio"] == pytest.approx(statistics.median(ratios))
        for blas in (turn["blas"] for turn in row["turns"]):
            each = [blas[name] for name in ("logits", "dh", "dU")]
            assert blas["all"] == pytest.approx(statistics.harmonic_mean(each))
    assert "cbow, 5 words, 200 dimensions, 1 thread: " in capsys.readouterr().out


def test_phrases(text, tmp_path, capsys):
    output = tmp_path / "out.json"
    options = ["--corpus", str(text), "--output", str(output), "--turns", "3", "--words", "1000"]
    assert phrases.main(options) == 0
    result = json.loads(output.read_text())
    assert result["words"] == 1000
    assert len(result["turns"]) == 3
    for name, seconds in result["seconds"].items():
        assert seconds == statistics.median(turn[name] for turn in result["turns"])
    libraries = {name.split(",")[0] for name in result["seconds"]}
    assert libraries == {"lemmavec", "lemmavec.gensim", "gensim"}
    assert "gensim, transform: " in capsys.readouterr().out


def test_word_loss_cost(tmp_path, capsys):
    output = tmp_path / "out.json"
    assert word_loss_cost.main(["--vocabulary", "50", "500", "--output", str(output)]) == 0
    small, large = json.loads(output.read_text())["runs"]
    assert (small["words"], large["words"]) == (50, 500)
    assert large["softmax_multiply_adds"] == 10 * small["softmax_multiply_adds"]
    assert large["negatives_multiply_adds"] == small["negatives_multiply_adds"]
    assert min(run["softmax_microseconds"] for run in (small, large)) > 0
    assert f"{large['softmax_multiply_adds']:,}" in capsys.readouterr().out
