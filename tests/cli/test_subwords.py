"""Subwords on the command line: trained, saved, converted, asked for words that were not seen."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from lemmavec import Subwords, Word2Vec, load
from lemmavec.cli import app

TEXT = "the golden king mines gold\nthe silvery queen mines silver\n" * 40


def run(*arguments, code=0):
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def trained(tmp_path):
    (tmp_path / "text.txt").write_text(TEXT)
    options = ["--vector-size", 8, "--min-count", 1, "--sample", 0, "--epochs", 2, "-q"]

    def train(name, *more, code=0):
        given = ["-o", tmp_path / name, *options, *more]
        return run("train", tmp_path / "text.txt", *given, code=code)

    return train


@pytest.mark.parametrize(
    ("options", "subwords"),
    [
        (["--min-n", 2, "--max-n", 4, "--buckets", 90], Subwords(min_n=2, max_n=4, buckets=90)),
        (["--buckets", 90], Subwords(buckets=90)),
        ([], None),
    ],
)
def test_one_option_is_enough_for_subwords(trained, tmp_path, options, subwords):
    trained("v.lemma", *options)
    assert Word2Vec.load(tmp_path / "v.lemma").settings.subwords == subwords


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--min-n", 4, "--max-n", 3], "min_n must be max_n (3) or less, got 4"),
        (["--buckets", 0], "buckets must be 1 or more, got 0"),
        (["--max-n", 4, "--loss", "softmax"], "subwords=Subwords(max_n=4) is for"),
    ],
)
def test_contradictions_are_said_before_the_training(trained, tmp_path, options, message):
    assert message in str(trained("v.safetensors", *options, code=1).exception)
    assert not (tmp_path / "v.safetensors").exists()


def test_a_resumed_run_refuses_other_subwords(trained, tmp_path):
    trained("v.lemma", "--buckets", 90)
    resume = ["--resume", tmp_path / "v.lemma"]
    done = trained("w.lemma", *resume, "--buckets", 80, "--max-n", 5, code=2)
    assert "--max-n --buckets Subwords(max_n=5, buckets=80)" in " ".join(done.stderr.split())
    trained("w.lemma", *resume, "--buckets", 90)
    trained("w.lemma", *resume)


def test_words_that_were_not_seen_are_answered(trained, tmp_path):
    trained("v.safetensors", "--buckets", 90)
    done = run("similar", tmp_path / "v.safetensors", "goldsmith", "gold", "-n", 2)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == [
        "goldsmith", "goldsmith", "gold", "gold",
    ]  # fmt: skip
    run("analogy", tmp_path / "v.safetensors", "kings", "kingly", "queens")
    short = tmp_path / "short.safetensors"
    trained("short.safetensors", "--buckets", 90, "--min-n", 5)
    done = run("similar", short, "xy", "gold", "-n", 1, code=1)
    assert "'xy' is not in the vocabulary, and too short" in " ".join(done.stderr.split())
    assert done.stdout.startswith("gold\t")


@pytest.mark.parametrize(
    ("ending", "held"), [(".fasttext", True), (".safetensors", True), (".bin", False)]
)
def test_who_writes_a_format_without_ngrams_is_told(trained, tmp_path, ending, held):
    said = " ".join(trained(f"v{ending}", "--buckets", 90).stderr.split())
    assert ("the n-grams are not in it" in said) is not held
    trained("v.safetensors", "--buckets", 90)
    done = run("convert", tmp_path / "v.safetensors", tmp_path / f"w{ending}", "-q")
    assert ("the n-grams are not in it" in " ".join(done.stderr.split())) is not held
    assert (load(tmp_path / f"w{ending}").ngrams is not None) is held


def test_fasttexts_format_has_the_output_matrix_too(trained, tmp_path):
    trained("v.fasttext", "--buckets", 90)
    assert Word2Vec.load(tmp_path / "v.fasttext")._state.U.any()
