import io
import random

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.sklearn import TwoLayerClassifier, Word2VecVectorizer, load_estimator, save_estimator
from lemmavec.sklearn.saving import load_with_names

GOOD, BAD, OTHER = ["gem", "fun", "superb"], ["dull", "bore", "awful"], ["film", "plot", "a", "it"]


def sentences(count, seed):
    """Pairs of a text and whether it is good: two or three telling words among others."""
    chance = random.Random(seed)
    for i in range(count):
        telling = chance.choices(GOOD if i % 3 == 0 else BAD, k=chance.randint(2, 3))
        words = telling + chance.choices(OTHER, k=4)
        chance.shuffle(words)
        yield " ".join(words), "good" if i % 3 == 0 else "bad"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sentiment")
    rows = [f"{label}\t{text}" for text, label in sentences(300, 1)]
    (folder / "train.tsv").write_text("verdict\tsaid\n" + "\n".join(rows) + "\n")
    lines = [f"__label__{label} {text}" for text, label in sentences(60, 2)]
    (folder / "test.txt").write_text("\n".join(lines) + "\n")
    rows = [[0.0, 1], [0, 1], [0, 1], [1, 0], [1, 0], [1, 0], [0.1, 0.1], [0.1, 0.1]]
    vectors = WordVectors([*GOOD, *BAD, "film", "plot"], np.array(rows, np.float32))
    vectors.save(folder / "vectors.safetensors")
    columns = ["--text", "said", "--label", "verdict"]
    command = ["sentiment", "fit", folder / "train.tsv", "-o", folder / "model", "--epochs", 30]
    assert main([*map(str, command), *columns]) == 0
    return folder


def test_fit_says_what_it_did(files, tmp_path, capsys):
    columns = ["--text", "said", "--label", "verdict"]
    to = str(tmp_path / "m")
    args = ["sentiment", "fit", str(files / "train.tsv"), "-o", to, "--no-pairs", *columns]
    assert main([*args, "--vectors", str(files / "vectors.safetensors")]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert "300 texts: 200 bad, 100 good" in err
    assert "0 weights of words and pairs" in err
    assert load_estimator(to).network_.vectors.shape == (10, 2)


def test_predict_reads_lines_of_standard_input(files, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.StringIO("a superb gem\n  it is dull, dull\n"))
    assert main(["sentiment", "predict", str(files / "model"), "--explain", "--words", "2"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert [row[0] for row in rows] == ["good", "bad"]
    assert [row[2] for row in rows] == ["a superb gem", "  it is dull, dull"]
    assert all(0.5 < float(row[1]) <= 1 for row in rows)
    assert rows[0][3].count(",") == 1  # two words
    assert {word.split()[0] for word in rows[0][3].split(", ")} <= {"superb", "gem"}
    assert "dull +" in rows[1][3]


def test_predict_reads_a_file_and_an_empty_one_gives_nothing(files, tmp_path, capsys):
    path = tmp_path / "texts.txt"
    path.write_text("fun\nbore\n")
    assert main(["sentiment", "predict", str(files / "model"), str(path)]) == 0
    assert [line[:3] for line in capsys.readouterr().out.splitlines()] == ["goo", "bad"]
    path.write_text("")
    assert main(["sentiment", "predict", str(files / "model"), str(path)]) == 0
    assert capsys.readouterr().out == ""


def test_evaluate_counts_and_draws(files, tmp_path, capsys):
    flipped = tmp_path / "flipped.txt"
    lines = (files / "test.txt").read_text().splitlines()
    wrong = lines[1].replace("__label__bad", "__label__good")
    flipped.write_text("\n".join([lines[0], wrong, *lines[2:]]))
    to = tmp_path / "pictures"
    args = ["sentiment", "evaluate", str(files / "model"), str(flipped), "--pictures", str(to)]
    assert main(args) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    # √(59/60 · 1/60 / 60)
    assert rows[0] == ["accuracy", "0.9833", "60", "0.0165"]
    assert rows[1:3] == [["confusion", "bad", "39", "0"], ["confusion", "good", "1", "20"]]
    assert rows[3][:3] == ["mistake", "good", "bad"]
    assert rows[3][4] == wrong.partition(" ")[2]
    assert len(rows) == 4
    drawn = {path.name for path in to.iterdir()}
    assert drawn == {"calibration.png", "confusion.png", "mistakes.png"}


def test_evaluate_refuses_labels_that_it_does_not_know(files, tmp_path, capsys):
    (tmp_path / "odd.txt").write_text("__label__fine a gem\n")
    assert main(["sentiment", "evaluate", str(files / "model"), str(tmp_path / "odd.txt")]) == 1
    assert (
        "'fine', which was not seen in training: the classes are bad, good"
        in capsys.readouterr().err
    )


def test_sweep_chooses_on_dev_alone(files, tmp_path, capsys):
    picture = tmp_path / "accuracy.svg"
    args = ["sentiment", "sweep", str(files / "train.tsv"), "--text", "said", "--label", "verdict",
            "--vectors", str(files / "vectors.safetensors"), "-o", str(picture),
            "--l2", "1000", "--l2", "1e-4", "--l2", "0.01"]  # fmt: skip
    assert main(args) == 0
    out, err = capsys.readouterr()
    rows = [line.split("\t") for line in out.splitlines()]
    assert [row[0] for row in rows] == ["0.0001", "0.01", "1000"]
    # the larger of two as good
    assert [row[5] for row in rows] == ["", "best on dev, ± 0.0000; largest λ within ±", ""]
    assert rows[0][1:4] == ["1.0000", "1.0000", "1.0000"]
    assert rows[2][2] == "0.6667"  # λ → ∞: the prior
    assert "train: 240 texts, dev: 30 texts, test: 30 texts" in err
    assert "λ is the strength of L2 regularisation" in err
    assert "best here" in picture.read_text()


def test_sweep_takes_dev_and_test_as_given(files, capsys):
    args = ["sentiment", "sweep", str(files / "test.txt"), "--dev", str(files / "test.txt"),
            "--test", str(files / "test.txt"), "--l2", "0.1"]  # fmt: skip
    assert main([*args, "--vectors", str(files / "vectors.safetensors")]) == 0
    out, err = capsys.readouterr()
    assert "train: 60 texts, dev: 60 texts, test: 60 texts" in err
    assert len(set(out.split("\t")[1:4])) == 1


def test_a_treebank_brings_its_own_split(tmp_path, capsys):
    trees = ["(4 (2 a) (4 gem))", "(0 (2 a) (0 bore))", "(2 (2 a) (2 film))"]
    for split in ("train", "dev", "test"):
        (tmp_path / f"{split}.txt").write_text("\n".join(trees) + "\n")
    to = str(tmp_path / "model")
    assert main(["sentiment", "fit", str(tmp_path), "-o", to]) == 0
    assert "7 texts: 2 very negative, 3 neutral, 2 very positive" in capsys.readouterr().err
    assert load_with_names(to).names[4] == "very positive"
    assert main(["sentiment", "evaluate", to, str(tmp_path), "--mistakes", "0"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].split("\t")[2] == "3"
    assert [line.split("\t")[1] for line in out[1:]] == [
        "very negative",
        "neutral",
        "very positive",
    ]
    assert main(["sentiment", "fit", str(tmp_path), "-o", to, "--classes", "2"]) == 0
    assert "4 texts: 2 negative, 2 positive" in capsys.readouterr().err
    assert main(["sentiment", "fit", str(tmp_path), "-o", to, "--classes", "3"]) == 2
    assert "--classes must be 5 or 2" in capsys.readouterr().err


def test_predictions_are_not_explained_by_everything(tmp_path, capsys, monkeypatch):
    vectors = WordVectors(["gem", "bore"], np.eye(2, dtype=np.float32))
    model = make_pipeline(Word2VecVectorizer(vectors), TwoLayerClassifier(4))
    save_estimator(model.fit(["gem", "bore"], [1, 0]), tmp_path / "model")
    for more, code in (([], 0), (["--explain"], 1)):
        monkeypatch.setattr("sys.stdin", io.StringIO("a gem\n"))
        assert main(["sentiment", "predict", str(tmp_path / "model"), *more]) == code
    out, err = capsys.readouterr()
    assert out.startswith("1\t0.")
    assert "does not explain its predictions" in err


@pytest.mark.parametrize("command", ["", "fit", "predict", "evaluate", "sweep"])
def test_help_shows_examples(command, capsys):
    assert main(["sentiment", *command.split(), "--help"]) == 0
    assert "Examples" in capsys.readouterr().out


def test_what_is_no_model_is_said(tmp_path, capsys):
    (tmp_path / "no").write_text("no")
    assert main(["sentiment", "predict", str(tmp_path / "no"), str(tmp_path / "no")]) == 1
    assert "no estimator of lemmavec" in capsys.readouterr().err
