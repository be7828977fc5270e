"""Tables through the commands: labels that look alike, fields of any length, what pandas writes."""

import csv
import io
import subprocess
import sys

import numpy as np
import pytest

from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.sklearn import load_estimator

TEXTS = {"01": "gem fun superb", "1": "dull bore awful", "001": "film plot it"}
ENDINGS = [(".csv", ","), (".tsv", "\t")]


def write(path, rows, delimiter=","):
    with path.open("w", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)


def run(*command, code=0):
    assert main([str(part) for part in command]) == code


def rows_of(capsys):
    output = io.StringIO(capsys.readouterr().out, newline="")
    return list(csv.reader(output, delimiter="\t"))


@pytest.mark.parametrize("classifier", ["text", "softmax"])
@pytest.mark.parametrize(("ending", "delimiter"), ENDINGS)
def test_labels_that_look_alike_stay_apart(tmp_path, capsys, ending, delimiter, classifier):
    train, model = tmp_path / f"train{ending}", tmp_path / "model"
    write(train, [("label", "text"), *list(TEXTS.items()) * 20], delimiter)
    words = " ".join(TEXTS.values()).split()
    vectors = tmp_path / "vectors.safetensors"
    WordVectors(words, np.eye(len(words), dtype=np.float32)).save(vectors)
    options = ["--dev", "10%", "--classifier", classifier, "--vectors", vectors]
    run("sentiment", "fit", train, "-o", model, *options)
    out, err = capsys.readouterr()
    assert "training on 54 texts: 18 001, 18 01, 18 1\n" in err
    assert out == "accuracy on dev\t1.0000\t6\t0.0000\n"
    assert load_estimator(model).classes_.tolist() == ["001", "01", "1"]
    (tmp_path / "texts.txt").write_text("".join(f"{text}\n" for text in TEXTS.values()))
    run("sentiment", "predict", model, tmp_path / "texts.txt")
    assert [row[0] for row in rows_of(capsys)] == ["01", "1", "001"]
    # Every label of this file is an integer, and yet the class "1" is meant, and not "01".
    test = tmp_path / f"test{ending}"
    write(test, [("label", "text"), ("1", TEXTS["1"]), ("1", TEXTS["01"])], delimiter)
    run("sentiment", "evaluate", model, test)
    assert rows_of(capsys)[:4] == [
        ["accuracy", "0.5000", "2", "0.3536"],
        ["confusion", "001", "0", "0", "0"],
        ["confusion", "01", "0", "0", "0"],
        ["confusion", "1", "0", "1", "1"],
    ]


def test_integers_are_not_the_labels_that_look_like_them(tmp_path, capsys):
    rows = [("1", TEXTS["1"]), ("2", TEXTS["01"])]
    write(tmp_path / "train.csv", [("label", "text"), *rows * 20])
    run("sentiment", "fit", tmp_path / "train.csv", "-o", tmp_path / "model", "--epochs", 5)
    write(tmp_path / "test.csv", [("label", "text"), *rows, ("01", TEXTS["1"])])
    capsys.readouterr()
    run("sentiment", "evaluate", tmp_path / "model", tmp_path / "test.csv", code=1)
    assert "test.csv has the label '01', which was not seen" in capsys.readouterr().err
    write(tmp_path / "test.csv", [("label", "text"), *rows, ("2", "fun"), ("1", "bore")])
    run("sentiment", "evaluate", tmp_path / "model", tmp_path / "test.csv")
    assert rows_of(capsys)[0][:3] == ["accuracy", "1.0000", "4"]


@pytest.mark.parametrize(("ending", "delimiter"), ENDINGS)
def test_fields_of_any_length_go_through_every_command(tmp_path, capsys, ending, delimiter):
    long = {"good": "gem fun, " * 30_000, "bad": 'dull "bore"\n' * 30_000}
    path, model = tmp_path / f"long{ending}", tmp_path / "model"
    assert min(map(len, long.values())) > 131_072
    write(path, [("label", "text"), *list(long.items()) * 2], delimiter)
    limit = csv.field_size_limit()
    run("sentiment", "fit", path, "-o", model, "--epochs", 1)
    run("sentiment", "evaluate", model, path, "--mistakes", 0)
    assert "accuracy\t1.0000\t4" in capsys.readouterr().out
    run("sentiment", "predict", model, path)
    assert csv.field_size_limit() == limit
    csv.field_size_limit(1_000_000)
    try:
        rows = rows_of(capsys)
    finally:
        csv.field_size_limit(limit)
    assert [(row[0], row[2]) for row in rows] == list(long.items()) * 2


def test_a_table_that_pandas_wrote_with_tabs(tmp_path, capsys):
    pandas = pytest.importorskip("pandas")
    texts = ['the "best" gem', "fun\tand superb", "dull\nbore", "", 'an awful 5" screen']
    frame = pandas.DataFrame({"text": texts * 4, "label": ["+", "+", "-", "-", "-"] * 4})
    frame.to_csv(tmp_path / "films.tsv", sep="\t", index=False)
    run("sentiment", "fit", tmp_path / "films.tsv", "-o", tmp_path / "model", "--epochs", 20)
    assert "training on 20 texts: 8 +, 12 -" in capsys.readouterr().err
    run("sentiment", "predict", tmp_path / "model", tmp_path / "films.tsv")
    answers = pandas.read_csv(
        io.StringIO(capsys.readouterr().out), sep="\t", header=None, keep_default_na=False
    )
    assert list(answers[2]) == texts * 4
    assert list(answers[0]) == list(frame["label"])


@pytest.mark.parametrize("command", ["fit", "sweep", "evaluate", "predict"])
def test_columns_of_one_name_are_refused(tmp_path, capsys, command):
    model, path = tmp_path / "model", tmp_path / "films.csv"
    write(path, [("label", "text"), ("+", "gem"), ("-", "bore")])
    run("sentiment", "fit", path, "-o", model, "--epochs", 1)
    write(path, [("text", "label", "text"), ("a", "+", "b")])
    given = {"fit": [path, "-o", model], "sweep": [path]}.get(command, [model, path])
    run("sentiment", command, *given, code=1)
    said = "films.csv has 2 columns 'text': rename all but one in its header"
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("command", ["fit", "sweep", "evaluate"])
@pytest.mark.parametrize("there", ["text", "label"])
def test_missing_columns_name_the_options(tmp_path, capsys, command, there):
    model, path = tmp_path / "model", tmp_path / "films.csv"
    write(path, [("label", "text"), ("+", "gem"), ("-", "bore")])
    run("sentiment", "fit", path, "-o", model, "--epochs", 1)
    write(path, [(there, "said"), ("+", "gem"), ("-", "bore")])
    given = {"fit": [path, "-o", model], "sweep": [path]}.get(command, [model, path])
    capsys.readouterr()
    run("sentiment", command, *given, code=1)
    missing = "label" if there == "text" else "text"
    said = f"films.csv has no column '{missing}'; its header has {there}, said; "
    err = capsys.readouterr().err
    assert said + "--text NAME and --label NAME choose the columns\n" in err
    assert "training on" not in err


def test_warnings_are_one_line_without_source(tmp_path):
    rows = [("+", "gem fun"), ("-", "gem fun")] * 20  # the same texts: nothing to learn
    write(tmp_path / "films.csv", [("label", "text"), *rows])
    command = [sys.executable, "-m", "lemmavec", "sentiment", "fit", "films.csv", "-o", "model"]
    done = subprocess.run(
        [*command, "--l2", "1", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    (warned,) = [line for line in done.stderr.splitlines() if "learnt nothing" in line]
    assert warned.startswith("lemmavec: warning: on its own training data ")
    assert ".py" not in done.stderr
