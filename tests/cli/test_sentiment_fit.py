"""`lemmavec sentiment fit` and `sweep`: one λ, held-out texts, and checks before the training."""

import io
import logging
import math
import os
import random
import re
import shlex
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from lemmavec import WordVectors
from lemmavec._logging import log
from lemmavec.classify import ClassifierEpoch
from lemmavec.cli import main
from lemmavec.cli.sentiment import epoch_progress
from lemmavec.cli.sentiment import fit as fit_module
from lemmavec.datasets.readers import read_labelled
from lemmavec.sklearn import load_estimator

WORDS = ["gem", "fun", "superb", "dull", "bore", "awful", "film", "plot", "a", "it"]
FOUND = {"--text": "said", "--label": "verdict"}
COLUMNS = [part for pair in FOUND.items() for part in pair]


def write(path, count, seed):
    """Labels that the words tell only in part, so that λ matters."""
    chance = random.Random(seed)
    lines = ["verdict\tsaid"]
    for _ in range(count):
        words = chance.choices(WORDS, k=5)
        score = sum((w in WORDS[:3]) - (w in WORDS[3:6]) for w in words) + chance.gauss(0, 1)
        lines.append(f"{'good' if score > 0 else 'bad'}\t{' '.join(words)}")
    path.write_text("\n".join(lines) + "\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("films of 'tomorrow'")
    for name, count, seed in (("train.tsv", 200, 1), ("dev.tsv", 100, 2), ("test.tsv", 100, 3)):
        write(made / name, count, seed)
    rows = np.random.default_rng(1).normal(size=(len(WORDS), 8)).astype(np.float32)
    WordVectors(WORDS, rows).save(made / "vectors.safetensors")
    return made


def run(*command, code=0):
    assert main([str(part) for part in command]) == code


def accuracy(model, path):
    data = read_labelled(path, "said", "verdict")
    return load_estimator(model).score(data.texts, data.labels)


def test_the_last_line_of_a_sweep_fits_with_its_choice(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    given = ["--vectors", folder / "vectors.safetensors", "--weighting", "idf", *COLUMNS]
    run("sentiment", "sweep", folder / "train.tsv", "--dev", folder / "dev.tsv",
        "--test", folder / "test.tsv", *given)  # fmt: skip
    out, err = capsys.readouterr()
    rows = [line.split("\t") for line in out.splitlines()]
    (best,) = [row for row in rows if row[5].startswith("best on dev")]
    assert float(best[2]) == max(float(row[2]) for row in rows)
    error = math.sqrt(float(best[2]) * (1 - float(best[2])) / 100)
    assert best[5].split(";")[0] == f"best on dev, ± {error:.4f}"
    program, *arguments = shlex.split(err.splitlines()[-1])
    assert program == "lemmavec"
    assert main(arguments) == 0
    model = load_estimator("model.safetensors")
    assert f"{model[-1].l2:g}" == best[0]
    for column, name in ((2, "dev"), (3, "test")):  # "train" counts no text in its own ratios
        assert f"{accuracy('model.safetensors', folder / f'{name}.tsv'):.4f}" == best[column]


def test_sweep_marks_the_largest_penalty_within_one_standard_error(folder, capsys):
    run("sentiment", "sweep", folder / "train.tsv", "--dev", folder / "dev.tsv",
        "--vectors", folder / "vectors.safetensors", *COLUMNS)  # fmt: skip
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    dev = {float(row[0]): float(row[2]) for row in rows}
    best = max(dev.values())
    error = math.sqrt(best * (1 - best) / 100)
    (marked,) = [row for row in rows if row[5].endswith("largest λ within ±")]
    assert float(marked[0]) == max(l2 for l2, share in dev.items() if share >= best - error)


def test_trained_vectors_give_the_same_figures_again(folder, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["sentiment", "sweep", folder / "train.tsv", *COLUMNS, "--l2", 0.01, "--l2", 1]
    run(*command, "--dev", folder / "dev.tsv", "--test", folder / "test.tsv", "--seed", 5)
    out, err = capsys.readouterr()
    assert "fitting a regression for each of 2 λ" in err
    (best,) = [line.split("\t") for line in out.splitlines() if "best on dev" in line]
    _, *arguments = shlex.split(err.splitlines()[-1])
    run(*arguments)
    for column, name in ((2, "dev"), (3, "test")):
        assert f"{accuracy('model.safetensors', folder / f'{name}.tsv'):.4f}" == best[column]
    capsys.readouterr()
    run(*command, "--workers", 2, "--quiet")
    err = capsys.readouterr().err
    assert "--workers 2" in err.splitlines()[-1]
    assert "epoch" not in err
    assert "fitting a regression" not in err


def test_fit_with_a_sweep_is_the_sweep_and_the_fit(folder, tmp_path, capsys):
    by_sweep, by_l2 = tmp_path / "by sweep", tmp_path / "by l2"
    given = ["--vectors", folder / "vectors.safetensors", "--dev", folder / "dev.tsv", *COLUMNS]
    run("sentiment", "fit", folder / "train.tsv", "--sweep", "-o", by_sweep, *given)
    *rows, last = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    (best,) = [row for row in rows if row[4].startswith("best on dev")]
    share = accuracy(by_sweep, folder / "dev.tsv")
    error = math.sqrt(share * (1 - share) / 100)
    assert last == ["accuracy on dev", f"{share:.4f}", "100", f"{error:.4f}"]
    assert last[1] == best[2]
    run("sentiment", "fit", folder / "train.tsv", "--l2", best[0], "-o", by_l2, *given)
    texts = read_labelled(folder / "test.tsv", *FOUND.values()).texts
    np.testing.assert_allclose(
        load_estimator(by_sweep).predict_proba(texts), load_estimator(by_l2).predict_proba(texts)
    )


@pytest.mark.parametrize("classifier", ["text", "softmax"])
def test_a_share_is_held_out_and_measured(folder, tmp_path, capsys, classifier):
    model = tmp_path / "model"
    given = ["--classifier", classifier, "--vectors", folder / "vectors.safetensors", *COLUMNS]
    run("sentiment", "fit", folder / "train.tsv", "-o", model, "--dev", "25%", "--seed", 7, *given)
    out, err = capsys.readouterr()
    rest, held_out = read_labelled(folder / "train.tsv", "said", "verdict").split(0.25, seed=7)
    score = load_estimator(model).score(held_out.texts, held_out.labels)
    row = out.rstrip("\n").split("\t")
    assert row[:3] == ["accuracy on dev", f"{score:.4f}", str(len(held_out))]
    assert f"training on {len(rest)} texts: " in err
    of_each = ", ".join(f"{count} {name}" for name, count in held_out.counts().items())
    drawn = "(25% of each class, drawn at random with --seed 7)"
    assert f"held out: {len(held_out)} texts: {of_each} {drawn}\n" in err
    again = ["sentiment", "evaluate", model, folder / "train.tsv", *COLUMNS, "--seed", 7]
    run(*again, "--dev", "25%")
    assert capsys.readouterr().out.splitlines()[0].split("\t")[1:] == row[1:]
    run(*again, "--dev", folder / "dev.tsv", code=2)
    assert "--dev takes a share such as 10%, got " in capsys.readouterr().err


def test_texts_that_are_given_are_not_drawn(folder, tmp_path, capsys):
    command = ["sentiment", "fit", folder / "train.tsv", *COLUMNS, "-o", tmp_path / "m",
               "--l2", 1, "--vectors", folder / "vectors.safetensors"]  # fmt: skip
    run(*command, "--dev", folder / "dev.tsv")
    err = capsys.readouterr().err
    assert "held out: 100 texts: " in err
    assert "drawn" not in err


def test_the_treebank_brings_its_dev_part(tmp_path, capsys):
    trees = ["(4 (2 a) (4 gem))", "(0 (2 a) (0 bore))"] * 4
    for split in ("train", "dev"):
        (tmp_path / f"{split}.txt").write_text("\n".join(trees) + "\n")
    given = ["--classes", 2, "--vectors", tmp_path / "v.safetensors"]
    WordVectors(["gem", "bore"], np.eye(2, dtype=np.float32)).save(given[-1])
    run("sentiment", "fit", tmp_path, "-o", tmp_path / "m", *given, "--sweep")
    out, err = capsys.readouterr()
    assert out.splitlines()[-1].startswith("accuracy on dev\t1.0000\t8\t")
    assert "training on 8 texts: 4 negative, 4 positive" in err  # sentences, as in the sweep
    run("sentiment", "fit", tmp_path, "-o", tmp_path / "m", "--dev", "10%", code=2)
    assert "the treebank has parts of its own" in capsys.readouterr().err
    (tmp_path / "dev.txt").unlink()
    run("sentiment", "fit", tmp_path, "-o", tmp_path / "m", "--sweep", code=2)
    assert "--dev DATA names them" in capsys.readouterr().err
    run("sentiment", "fit", tmp_path, "-o", tmp_path / "m")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--sweep", "--l2", "1"], "--sweep chooses λ, and --l2 gives it"),
        (["--classifier", "text", "--l2", "1"], "--l2 is an option of --classifier softmax"),
        (["--classifier", "text", "--sweep"], "--sweep is an option of --classifier softmax"),
        (["--weighting", "idf"], "--weighting is an option of --classifier softmax"),
        (["--l2", "1", "--no-pairs"], "--pairs is an option of --classifier text"),
        (["--dev", "0%"], "--dev takes a share between 0% and 100%, got 0%"),
        (["--dev", "100 %"], "--dev takes a share between 0% and 100%, got 100 %"),
    ],
)
def test_options_that_do_not_go_together(folder, tmp_path, capsys, options, message):
    run("sentiment", "fit", folder / "train.tsv", "-o", tmp_path / "m", *COLUMNS, *options, code=2)
    assert message in capsys.readouterr().err


def test_shares_of_a_sweep(folder, capsys):
    command = ["sentiment", "sweep", folder / "train.tsv", *COLUMNS, "--l2", 1,
               "--vectors", folder / "vectors.safetensors"]  # fmt: skip
    run(*command, "--dev", "20%", "--test", "30%", "--seed", 4)
    parts = "train: 100 texts, dev: 40 texts, test: 60 texts"
    drawn = "(20% and 30% of each class, drawn at random with --seed 4)"
    assert f"{parts} {drawn}\n" in capsys.readouterr().err
    run(*command, "--dev", "60%", "--test", "50%", code=2)
    assert "leave nothing to train on" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["no such folder/model", "folder", "/proc/model"])
def test_an_output_that_cannot_be_written_is_said_before_the_training(
    folder, tmp_path, monkeypatch, capsys, place
):
    if place == "/proc/model" and not os.path.isdir("/proc/self"):
        pytest.skip("no file system that refuses files whatever the permissions")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fit_module, "train_and_dev", lambda *_: pytest.fail("texts were read"))
    run("sentiment", "fit", folder / "train.tsv", "-o", place, *COLUMNS, code=1)
    assert f"cannot write {place}: " in capsys.readouterr().err


def test_a_picture_that_cannot_be_written_is_said_before_the_sweep(folder, tmp_path, capsys):
    for name in ("no such folder/a.png", "picture.pnk"):
        path = tmp_path / name
        run("sentiment", "sweep", folder / "train.tsv", *COLUMNS, "-o", path, code=1)
        out, err = capsys.readouterr()
        assert out == ""
        assert "train:" not in err
        assert str(path) in err


def test_missing_columns_name_the_options(folder, tmp_path, capsys):
    for command in ("fit", "sweep"):
        options = ["-o", tmp_path / "m.png"]
        run("sentiment", command, folder / "train.tsv", *options, code=1)
        err = capsys.readouterr().err
        assert "no column 'text'; its header has verdict, said" in err
        assert "--text NAME and --label NAME choose the columns" in err


@pytest.mark.parametrize("classifier", ["text", "softmax"])
def test_fit_shows_progress(folder, tmp_path, monkeypatch, capsys, classifier):
    command = ["sentiment", "fit", folder / "train.tsv", "-o", tmp_path / "m", "--epochs", 3,
               "--classifier", classifier, *COLUMNS]  # fmt: skip
    run(*command)
    err = capsys.readouterr().err
    assert "training: 33%, epoch 1/3, " in err
    assert re.search(r"epoch 1/3, .* s left\n", err)
    assert "trained 3 k words in " in err  # 200 texts of 5 words, 3 times
    run(*command, "--quiet")
    err = capsys.readouterr().err
    assert "epoch 1" not in err
    assert "words in" not in err
    assert logging.getLogger("lemmavec").level == logging.NOTSET

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    run(*command)
    assert "epoch 3/3" in sys.stderr.getvalue()
    assert "100%" in sys.stderr.getvalue()


class Calls:
    """Keeps what it is told, in the place of a bar."""

    def __init__(self):
        self.said = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return None

    def __getattr__(self, name):
        return lambda *given: self.said.append((name, *given))


def test_nothing_is_shown_of_vectors_that_are_given(folder, tmp_path, monkeypatch):
    calls = Calls()
    monkeypatch.setattr(epoch_progress, "for_terminal", lambda: calls)
    run("sentiment", "fit", folder / "train.tsv", "-o", tmp_path / "m", "--l2", 1, *COLUMNS,
        "--vectors", folder / "vectors.safetensors")  # fmt: skip
    assert calls.said == []


def test_progress_follows_the_number_of_epochs_that_is_logged(monkeypatch):
    calls = Calls()
    monkeypatch.setattr(epoch_progress, "for_terminal", lambda: calls)
    clock = SimpleNamespace(perf_counter=iter(range(9)).__next__)
    monkeypatch.setattr(epoch_progress, "time", clock)
    with epoch_progress.epoch_progress(["a film", "a gem it is"], 20, quiet=False):
        for epoch, epochs in ((1, 20), (2, 20), (1, 3), (2, 3), (3, 3)):
            record = ClassifierEpoch(epoch, 1 / epoch, 0.5 if epochs == 20 else None)
            log.info("%s", record, extra={"epochs": epochs})
        log.info("of no epoch")
    starts = [given for name, *given in calls.said if name == "epoch_start"]
    assert starts == [[1, 20], [1, 20], [2, 20], [1, 3], [2, 3], [3, 3]]
    fractions = [given[0] for name, *given in calls.said if name == "training"]
    assert fractions == pytest.approx([1 / 20, 2 / 20, 1 / 3, 2 / 3, 1])
    assert ("epoch_end", 2, 20, 0.5, 0.5) in calls.said
    # From the start to the last epoch: the clock is not asked again.
    assert calls.said[-1] == ("finished", 5 * 6, 5, 1 / 3)
