"""Where the time of an epoch goes: the text in few rows, the parts, and their table."""

from __future__ import annotations

import json

import numpy as np
import pytest
from lemmavec.benchmarks import few_rows, roofline
from lemmavec.benchmarks.counted import expected_centres
from lemmavec.benchmarks.epoch_profile import EpochProfile, Profiler, multiply_adds

from lemmavec.corpus.encoding import encode
from lemmavec.settings import Settings
from lemmavec.training.sampling import Sampling

WORDS = 3000


@pytest.fixture
def zipf(tmp_path):
    """A text of 300,000 words, in which the word of rank r has a share of 1 / r."""
    share = 1 / np.arange(1, WORDS + 1)
    drawn = np.random.default_rng(1).choice(WORDS, 300_000, p=share / share.sum())
    path = tmp_path / "zipf.txt"
    lines = (" ".join(f"w{i}" for i in line) for line in drawn.reshape(-1, 100))
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.mark.parametrize("words", [1, 2, 50, 3000, 100_000])
def test_words_in_few_rows_stand_for_words_as_frequent(words):
    stands_for = few_rows.representatives(words)
    ranks = np.arange(1, words + 1)
    assert len(stands_for) == words
    assert len(set(stands_for)) <= few_rows.RANGES
    assert (np.abs(np.log(ranks[stands_for] / ranks)) < 0.25).all()


@pytest.mark.parametrize("parts", [1, 3])
def test_a_text_in_few_rows_costs_as_much(zipf, tmp_path, parts):
    with encode(zipf) as encoded:
        corpora = few_rows.few_rows(encoded, tmp_path, parts)
        tokens = np.concatenate([corpus.tokens for corpus in corpora])
        words = encoded.tokens >= 0
        np.testing.assert_array_equal(tokens < 0, ~words)
        stands_for = few_rows.representatives(len(encoded.vocabulary))
        np.testing.assert_array_equal(tokens[words], stands_for[encoded.tokens[words]])
        assert sum(corpus.words for corpus in corpora) == encoded.words
        lengths = [len(corpus.tokens) for corpus in corpora]
        assert max(lengths) - min(lengths) <= 1
        centres = sum(expected_centres(corpus, 1e-3) for corpus in corpora)
        assert centres == pytest.approx(expected_centres(encoded, 1e-3), rel=0.02)
        tree = Sampling.of(encoded.vocabulary.counts, Settings(loss="hierarchical_softmax")).tree
        length = np.array([len(tree.path(i)[0]) for i in range(len(encoded.vocabulary))])
        expected = length[encoded.tokens[words]].mean()
        assert length[tokens[words]].mean() == pytest.approx(expected, rel=0.02)


def test_negatives_in_few_rows_are_those_that_stand_for_others():
    counts = np.arange(WORDS, 0, -1)
    settings = Settings(ns_exponent=0.75)
    few = few_rows.few_negatives(Sampling.of(counts, settings), counts, settings)
    bits = np.random.default_rng(2).integers(2**64, size=20_000, dtype=np.uint64)
    drawn = np.array([few.noise.draw(int(b)) for b in bits])
    stands_for = few_rows.representatives(WORDS)
    last = drawn == stands_for[-1]
    weights = counts**0.75
    share = weights[stands_for == stands_for[-1]].sum() / weights.sum()
    assert set(drawn) <= set(stands_for)
    assert last.mean() == pytest.approx(share, abs=5 * np.sqrt(share / 20_000))


@pytest.mark.parametrize(
    ("given", "rows"),
    [
        # A centre with the 32 negatives of its block, and each pair.
        ({}, 10 + 32 * 4),
        # Each prediction with its word, and the 8 negatives of its group.
        ({"architecture": "cbow"}, 10 * (1 + 8)),
        ({"loss": "hierarchical_softmax"}, 70),
        ({"architecture": "cbow", "loss": "hierarchical_softmax"}, 70),
    ],
)
def test_multiply_adds_are_a_logit_and_two_changes_of_each_product(given, rows):
    settings = Settings(vector_size=100, **given)
    assert multiply_adds(settings, 10, 4, nodes=70) == 3 * 100 * rows


def epoch(logits, update, multiply_adds=400.0):
    clock = {"reading": 2.0, "logits": logits, "coefficients": 1.0, "update": update}
    return EpochProfile(10.0, 9.0, clock | {"waiting": 0.5}, 100, multiply_adds)


def test_parts_add_up_and_rows_are_what_few_rows_save():
    # 400 at 200 a second are 2 seconds of two threads; in few rows half of it took 1 + 2.
    parts = roofline.parts(epoch(5.0, 7.0), epoch(1.0, 2.0, 200.0), threads=2, most=200.0)
    assert parts == {
        "products": 4.0, "kernels": 2.0, "rows": 6.0, "reading": 2.0, "sigmoids": 1.0,
        "threads": 0.5 + 20 - 15.5,
    }  # fmt: skip
    assert sum(parts.values()) == 2 * 10


@pytest.mark.parametrize(
    ("few", "kernels", "rows"), [(epoch(6.0, 7.0), 8.0, 0.0), (epoch(1.0, 1.0), 0.0, 8.0)]
)
def test_few_rows_that_chance_makes_too_slow_or_too_fast(few, kernels, rows):
    parts = roofline.parts(epoch(5.0, 7.0), few, threads=1, most=100.0)
    assert (parts["products"], parts["kernels"], parts["rows"]) == (4.0, kernels, rows)


@pytest.mark.parametrize("deterministic", [False, True])
@pytest.mark.parametrize("threads", [1, 2])
def test_few_rows_are_trained_on_as_many_products(zipf, tmp_path, deterministic, threads):
    settings = Settings(
        architecture="cbow", loss="hierarchical_softmax", vector_size=20, epochs=1,
        workers=threads, deterministic=deterministic,
    )  # fmt: skip
    with encode(zipf) as encoded, Profiler(settings, encoded, tmp_path) as profiler:
        whole, few = profiler.as_it_is(), profiler.in_few_rows()
        assert whole.words == few.words == encoded.words
        assert few.multiply_adds == pytest.approx(whole.multiply_adds, rel=0.03)
        for profile in (whole, few):
            spent = sum(profile.parts.values())
            assert 0.5 * threads < spent / profile.seconds < 1.02 * threads
            assert 0 < profile.cpu_seconds < 1.1 * threads * profile.seconds


def test_roofline(zipf, tmp_path, capsys):
    output = tmp_path / "out.json"
    options = ["--corpus", str(zipf), "--output", str(output), "--rounds", "1000000"]
    options += ["--words", "50000"]
    assert roofline.main([*options, "--dimensions", "40", "--turns", "3"]) == 0
    result = json.loads(output.read_text())
    assert len(result["runs"]) == 3 * len(result["summary"]) == 3 * 4 * 2 * 2
    assert {run["model"].split("-")[0] for run in result["runs"]} == {"skipgram", "cbow"}
    for run in result["runs"]:
        assert list(run["parts"]) == list(roofline.PARTS)
        assert run["parts"]["rows"] >= 0
        assert run["parts"]["threads"] >= 0
        assert 0 < run["fraction"] < 1
        assert 0 < run["on_cpu"] < 1.1
        done = run["multiply_adds"] / run["seconds"]
        assert run["fraction"] == pytest.approx(done / run["peak"])
        whole = run["threads"] * run["seconds"]
        assert sum(run["parts"].values()) == pytest.approx(whole)
        assert run["parts"]["products"] == pytest.approx(run["fraction"] * whole)
    for row, run in zip(result["summary"], result["runs"], strict=False):
        runs = [r for r in result["runs"] if all(r[n] == run[n] for n in roofline._SETTING)]
        assert len(runs) == 3
        for part, seconds in row["parts"].items():
            assert seconds == np.median([run["parts"][part] for run in runs])
            assert row["shares"][part] == pytest.approx(seconds / sum(row["parts"].values()))
        assert min(row["shares"].values()) >= 0
    out = capsys.readouterr().out
    assert "| cbow-hierarchical softmax, deterministic | 40 | 2 |" in out


@pytest.mark.parametrize(
    ("option", "name"),
    [("--models", "skipgram-softmax"), ("--models", "glove"), ("--modes", "fast")],
)
def test_unknown_names_are_refused(option, name, capsys):
    with pytest.raises(SystemExit):
        roofline.parse([option, name])
    assert f"argument {option}: invalid choice: '{name}'" in capsys.readouterr().err
