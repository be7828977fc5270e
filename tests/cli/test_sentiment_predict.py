"""`lemmavec sentiment predict`: an answer for each text, in a form that other programs read."""

import csv
import gzip
import io
import re
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sklearn.pipeline import make_pipeline

from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.sklearn import SoftmaxRegression, Word2VecVectorizer, load_estimator, save_estimator


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    vectors = WordVectors(["gem", "bore"], np.eye(2, dtype=np.float32))
    fitted = make_pipeline(Word2VecVectorizer(vectors), SoftmaxRegression(l2=0.1))
    path = tmp_path_factory.mktemp("predict") / "model"
    save_estimator(fitted.fit(["gem", "bore", "bore"], [1, 0, 0]), path, {0: "bad", 1: "good"})
    return str(path)


def rows_of(output):
    """What `csv` reads."""
    return list(csv.reader(io.StringIO(output, newline=""), delimiter="\t", strict=True))


def predictions(model, texts):
    P = load_estimator(model).predict_proba(texts)
    return [
        [["bad", "good"][p.argmax()], f"{p.max():.4f}", text]
        for p, text in zip(P, texts, strict=True)
    ]


# "\r" at the end of a line is part of its end.
LINE = st.text(st.sampled_from('gem bore"\t\r\v\x85 ') | st.characters(codec="utf-8"), max_size=12)
LINES = st.lists(LINE.map(lambda line: line.replace("\n", " ").rstrip("\r").lstrip("\ufeff")),
                 min_size=1, max_size=6)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_every_line_of_a_file_has_its_row(model, tmp_path, capsys, lines):
    path = tmp_path / "texts.txt"
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    assert main(["sentiment", "predict", model, str(path)]) == 0
    assert rows_of(capsys.readouterr().out) == predictions(model, lines)


def test_standard_input_has_a_row_for_every_line(model):
    lines = ["gem", "", "  ", 'a "gem"', "a\tbore", "carriage\rreturn", "naïve gem"]
    done = subprocess.run(
        [sys.executable, "-m", "lemmavec", "sentiment", "predict", model],
        input="\n".join(lines).encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert rows_of(done.stdout.decode()) == predictions(model, lines)
    assert b"2 of 7 texts are blank: each has the class of an empty text" in done.stderr


def test_windows_line_ends_and_compressed_files(model, tmp_path, capsys):
    path = tmp_path / "texts.txt.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"gem\r\n\r\nbore\r\n")
    assert main(["sentiment", "predict", model, str(path)]) == 0
    assert rows_of(capsys.readouterr().out) == predictions(model, ["gem", "", "bore"])


def test_a_table_is_read_as_a_table_and_pandas_reads_the_answers(model, tmp_path, capsys):
    pandas = pytest.importorskip("pandas")
    texts = ["gem", "a gem,\nnot a bore", "", 'the "bore"', "tab\tgem"]
    frame = pandas.DataFrame({"year": range(5), "said": texts})
    for name, separator in (("a.csv", ","), ("b.tsv", "\t"), ("c.csv.gz", ","), ("d.data", ",")):
        path = tmp_path / name
        frame.to_csv(path, sep=separator, index=False)
        assert main(["sentiment", "predict", model, str(path), "--text", "said"]) == 0
        answers = pandas.read_csv(
            io.StringIO(capsys.readouterr().out), sep="\t", header=None, keep_default_na=False
        )
        assert list(answers[2]) == texts
        assert list(answers[0]) == [row[0] for row in predictions(model, texts)]


def test_standard_input_as_a_table(model):
    command = [sys.executable, "-m", "lemmavec", "sentiment", "predict", model, "--text", "said"]
    done = subprocess.run(command, input=b'said\n"a gem, a gem"\n', capture_output=True)
    assert rows_of(done.stdout.decode()) == predictions(model, ["a gem, a gem"])
    done = subprocess.run(command, input=b"text\nx\n", capture_output=True)
    assert b"standard input has no column 'said'; its header has text; --text" in done.stderr


def test_a_table_without_the_column_names_the_option(model, tmp_path, capsys):
    path = tmp_path / "films.csv"
    path.write_text("review,stars\ngem,1\n")
    assert main(["sentiment", "predict", model, str(path)]) == 1
    message = r"films.csv has no column 'text'; its header has review, stars; --text NAME chooses"
    assert re.search(message, capsys.readouterr().err)


def test_evaluate_quotes_the_texts_of_mistakes(model, tmp_path, capsys):
    path = tmp_path / "films.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["label", "text"], [1, 'a\t"bore"\nagain'], [0, "bore"]])
    assert main(["sentiment", "evaluate", model, str(path)]) == 0
    rows = rows_of(capsys.readouterr().out)
    assert rows[0] == ["accuracy", "0.5000", "2", f"{np.sqrt(0.25 / 2):.4f}"]
    assert rows[-1][4] == 'a\t"bore"\nagain'
