import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import fields

import numpy as np
import pytest

import lemmavec
from lemmavec import WordVectors
from lemmavec.cli import main
from lemmavec.settings import Settings

LEMMAVEC = [sys.executable, "-m", "lemmavec"]
COMMANDS = [
    "train",
    "estimate",
    "phrases",
    "similar",
    "analogy",
    "evaluate",
    "convert",
    "plot",
    "explore",
    "sentiment",
    "gradcheck",
    "demo",
    "bench",
]
# a - b + c = d holds exactly for the squares of this grid.
GRID = {
    "man": (1.0, 0.0, 0.0),
    "woman": (1.0, 0.0, 1.0),
    "king": (1.0, 3.0, 0.0),
    "queen": (1.0, 3.0, 1.0),
    "far": (-5.0, 0.0, 0.0),
}


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    path = tmp_path_factory.mktemp("grid") / "grid.safetensors"
    WordVectors(list(GRID), np.array(list(GRID.values()), np.float32)).save(path)
    return str(path)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    rng = np.random.default_rng(1)
    lines = (" ".join(f"w{n}" for n in rng.integers(0, 50, 40)) for _ in range(200))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_without_arguments_the_help_is_shown(capsys):
    assert main([]) == 0
    out = capsys.readouterr().out
    assert all(command in out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(capsys, command):
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    assert f"lemmavec {command}" in out
    assert command in ("demo", "gradcheck") or "Examples" in out


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"lemmavec {lemmavec.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["train", "nowhere.txt", "-o", "v.bin"], 1, "nowhere.txt"),
        (["train", "nowhere.txt", "-o", "v.docx"], 2, ".safetensors"),
        (["train", "nowhere.txt", "-o", "no/such/folder/v.bin"], 1, "no folder"),
        (["train", "nowhere.txt"], 2, "--output"),
        (["train", "x.txt", "-o", "v.bin", "--window", "0"], 1, "window must be 1 or more"),
        (["train", "x.txt", "-o", "v.bin", "--loss", "hinge"], 2, "hinge"),
        (["train", "x.txt", "-o", "v.bin", "--checkpoint", "c.bin"], 2, "must be .lemma"),
        (["train", "x.txt", "-o", "v.bin", "--checkpoint", "no/c.lemma"], 1, "no folder"),
        (["train", "x.txt", "-o", "v.bin", "--checkpoint-minutes", "5"], 2, "needs --checkpoint"),
        (["train", "x.txt", "-o", "v.bin", "--early-stopping", "2"], 2, "--validation"),
        (["train", "x.txt", "-o", "v.bin", "--validation", "no.txt"], 2, "no.txt"),
        (["train", "x.txt", "-o", "v.bin", "--resume", "no.lemma"], 2, "no.lemma"),
        (["train", "x.txt", "-o", "v.bin", "--directory", "nowhere"], 2, "nowhere"),
        (["phrases", "x.txt", "--directory", "nowhere"], 2, "nowhere"),
        (["train", "x.txt", "-o", "v.bin", "--resume", "GRID"], 1, "without a model"),
        (["similar", "nowhere.bin", "gold"], 1, "nowhere.bin: No such file"),
        (["similar", "GRID", "gold"], 1, "'gold' is not among the 5 words"),
        (["analogy", "GRID", "man", "king"], 2, "three words"),
        (["evaluate", "GRID"], 2, "--pairs"),
        (["plot", "GRID", "-o", "m.png", "--group", "man woman"], 2, "NAME=WORD"),
        (["plot", "GRID", "-o", "m.png", "--near", "gold"], 1, "'gold' is not among the 5 words"),
        (["convert", "GRID", "out.docx"], 1, "out.docx"),
        (["--frobnicate"], 2, "--frobnicate"),
        (["trian"], 2, "trian"),
    ],
)
def test_an_error_is_one_line_and_a_code(capsys, tmp_path, monkeypatch, grid, arguments, code,
                                         message):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main([grid if a == "GRID" else a for a in arguments]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("lemmavec: error: ")
    assert message in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_the_traceback():
    with pytest.raises(FileNotFoundError):
        main(["--debug", "similar", "nowhere.bin", "gold"])


def test_train_gives_every_setting_to_the_model(monkeypatch, text, tmp_path):
    given = {}
    original = lemmavec.Word2Vec.__init__

    def spy(self, **settings):
        given.update(settings)
        original(self, **settings)

    monkeypatch.setattr(lemmavec.Word2Vec, "__init__", spy)
    asked = {
        "vector_size": 7, "window": 3, "negative": 4, "ns_exponent": 0.5, "min_count": 2,
        "sample": 0.0, "alpha": 0.05, "min_alpha": 0.001, "epochs": 2, "workers": 1, "seed": 9,
    }  # fmt: skip
    options = [part for k, v in asked.items() for part in (f"--{k.replace('_', '-')}", str(v))]
    assert main(["train", str(text), "-o", str(tmp_path / "v.safetensors"), "-q", *options]) == 0
    assert given.keys() == {field.name for field in fields(Settings)}
    assert given == given | asked


def test_train_saves_what_fit_would(text, tmp_path, capsys):
    path = tmp_path / "v.safetensors"
    settings = {"vector_size": 12, "epochs": 2, "workers": 1}
    options = ["--vector-size", "12", "--epochs", "2", "--workers", "1"]
    assert main(["train", str(text), "-o", str(path), *options]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert f"wrote {path}: 50 words, 12 dimensions" in err
    expected = lemmavec.Word2Vec(**settings).fit(text).vectors
    got = lemmavec.load(path)
    assert list(got.index_to_key) == list(expected.index_to_key)
    np.testing.assert_array_equal(got.vectors, expected.vectors)


def test_train_reads_standard_input_and_lower_cases(text, tmp_path):
    path = tmp_path / "v.txt"
    command = [*LEMMAVEC, "train", "-", "-o", str(path), "--lowercase", "-q", "--epochs", "1"]
    upper = text.read_text().upper().encode()
    done = subprocess.run(command, input=upper, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert sorted(lemmavec.load(path).index_to_key) == sorted(f"w{n}" for n in range(50))


@pytest.fixture
def table(text, tmp_path):
    """The lines of `text` as JSON Lines, compressed."""
    path = tmp_path / "table.jsonl.gz"
    rows = (json.dumps({"id": 7, "body": line}) for line in text.read_text().splitlines())
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    return path


@pytest.mark.parametrize("corpus", ["a path", "-"])
def test_a_column_gives_what_its_lines_give(corpus, text, table, tmp_path, monkeypatch):
    options = ["-q", "--epochs", "1", "--workers", "1", "-o"]
    assert main(["train", str(text), *options, str(tmp_path / "lines.bin")]) == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(table.read_bytes())))
    path = "-" if corpus == "-" else str(table)
    command = ["train", path, "--column", "body", "--validation", str(table), *options]
    assert main([*command, str(tmp_path / "column.bin")]) == 0
    assert (tmp_path / "column.bin").read_bytes() == (tmp_path / "lines.bin").read_bytes()


def test_phrases_of_a_column(text, table, tmp_path):
    options = ["--passes", "2", "--threshold", "1", "-q", "-o"]
    assert main(["phrases", str(text), *options, str(tmp_path / "lines.txt")]) == 0
    column = ["phrases", str(table), "--column", "body"]
    assert main([*column, *options, str(tmp_path / "column.txt")]) == 0
    assert (tmp_path / "column.txt").read_bytes() == (tmp_path / "lines.txt").read_bytes()
    assert b"_" in (tmp_path / "column.txt").read_bytes()


def test_a_table_without_its_column_is_an_error_that_lists_them(table, tmp_path, capsys):
    for column, message in ((None, "'id', 'body'; choose"), ("text", "no column 'text'; its")):
        option = [] if column is None else ["--column", column]
        assert main(["train", str(table), "-q", "-o", str(tmp_path / "v.bin"), *option]) == 1
        assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("command", [["train", "-q", "--epochs", "1", "-o"], ["phrases", "-o"]])
def test_temporary_files_go_into_the_directory(command, text, tmp_path, monkeypatch):
    """The token cache, and what comes from standard input: no other folder is there."""
    folder, output = tmp_path / "cache", str(tmp_path / "out.txt")
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))
    for corpus in (str(text), "-"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.read_bytes())))
        assert main([*command, output, corpus]) == 1
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.read_bytes())))
        assert main([*command, output, corpus, "--directory", str(folder)]) == 0
    assert list(folder.iterdir()) == []


def test_train_saves_a_model_to_go_on_with(text, tmp_path):
    path = tmp_path / "model.lemma"
    assert main(["train", str(text), "-o", str(path), "-q", "--epochs", "1"]) == 0
    assert len(lemmavec.Word2Vec.load(path).vectors) == 50


def test_an_interrupted_training_is_saved(tmp_path):
    text, path = tmp_path / "text.txt", tmp_path / "v.safetensors"
    words = np.random.default_rng(1).integers(0, 500, 50_000)
    text.write_text(" ".join(f"w{n}" for n in words), encoding="utf-8")
    command = [*LEMMAVEC, "train", str(text), "-o", str(path), "--epochs", "100000"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "training" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        code = process.wait(timeout=30)
    assert code == 130
    assert "interrupted by SIGINT" in rest
    assert "Traceback" not in rest
    vectors = lemmavec.load(path)
    assert len(vectors) == 500
    assert np.isfinite(vectors.vectors).all()


@pytest.mark.parametrize("signal_", [signal.SIGINT, signal.SIGKILL])
def test_a_stopped_training_goes_on_from_its_checkpoint(text, tmp_path, signal_):
    checkpoint, path = tmp_path / "c.lemma", tmp_path / "v.safetensors"
    settings = {"vector_size": 12, "epochs": 40, "workers": 1, "deterministic": True}
    command = [*LEMMAVEC, "train", str(text), "-o", str(path), "--checkpoint", str(checkpoint)]
    options = ["--vector-size", "12", "--epochs", "40", "--workers", "1", "--deterministic"]
    with subprocess.Popen([*command, *options, "-q"], stderr=subprocess.DEVNULL) as process:
        while not checkpoint.exists():
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal_)
    assert path.exists() == (signal_ == signal.SIGINT)
    done = len(lemmavec.Word2Vec.load(checkpoint).history)
    assert 1 <= done < 40
    # The same command line once more, with --resume: its settings are those of the file.
    resumed = [*command[3:], *options, "-q", "--resume", str(checkpoint)]
    assert main(resumed) == 0
    expected = lemmavec.Word2Vec(**settings).fit(text).vectors
    np.testing.assert_array_equal(lemmavec.load(path).vectors, expected.vectors)
    assert len(lemmavec.Word2Vec.load(checkpoint).history) == 40


@pytest.mark.parametrize(
    ("option", "minutes"), [([], 10), (["0.5"], 0.5), (["inf"], float("inf"))], ids=str
)
def test_a_checkpoint_is_written_every_so_many_minutes(
    monkeypatch, text, tmp_path, option, minutes
):
    made = []

    class Noted(lemmavec.Checkpoint):
        def __init__(self, path, **options):
            super().__init__(path, **options)
            made.append(self.minutes)

    monkeypatch.setattr(lemmavec, "Checkpoint", Noted)
    command = ["train", str(text), "-o", str(tmp_path / "v.bin"), "-q", "--epochs", "1"]
    command += ["--checkpoint", str(tmp_path / "c.lemma")]
    command += ["--checkpoint-minutes", *option] if option else []
    assert main(command) == 0
    assert made == [minutes]


def test_ctrl_c_saves_the_checkpoint_as_well(monkeypatch, text, tmp_path):
    fit = lemmavec.Word2Vec.fit

    def interrupted(self, corpus, *, callbacks, **options):
        fit(self, corpus, callbacks=[lambda model, record: record.epoch == 2], **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(lemmavec.Word2Vec, "fit", interrupted)
    checkpoint, path = tmp_path / "c.lemma", tmp_path / "v.safetensors"
    command = ["train", str(text), "-o", str(path), "-q", "--checkpoint", str(checkpoint)]
    assert main(command) == 130
    model = lemmavec.Word2Vec.load(checkpoint)
    assert len(model.history) == 2
    np.testing.assert_array_equal(lemmavec.load(path).vectors, model.vectors.vectors)


def test_resume_takes_the_settings_of_the_file_and_refuses_others(text, tmp_path, capsys):
    model, path = tmp_path / "m.lemma", tmp_path / "v.bin"
    lemmavec.Word2Vec(vector_size=12, epochs=2, workers=1).fit(text).save(model)
    command = ["train", str(text), "-o", str(path), "-q", "--resume", str(model)]
    assert main([*command, "--epochs", "5"]) == 2  # the default, but said
    error = capsys.readouterr().err
    assert f"--epochs 5: {model} was trained with 2; leave out --epochs" in error
    assert not path.exists()
    before = model.read_bytes()
    assert main([*command, "--workers", "2"]) == 0
    assert "come to its end" in capsys.readouterr().err
    # Killed between its last checkpoint and its output: the result is written, and no more trained.
    expected = lemmavec.Word2Vec.load(model).vectors
    np.testing.assert_array_equal(lemmavec.load(path).vectors, expected.vectors)
    assert model.read_bytes() == before


def test_a_checkpoint_of_an_earlier_run_is_not_replaced_unasked(text, tmp_path, capsys):
    checkpoint = tmp_path / "c.lemma"
    command = ["train", str(text), "-o", str(tmp_path / "v.bin"), "-q", "--epochs", "1"]
    command += ["--checkpoint", str(checkpoint)]
    assert main(command) == 0
    before = checkpoint.read_bytes()
    assert main(command) == 2
    error = capsys.readouterr().err
    assert f"Go on from it with --resume {checkpoint}, or remove it first" in error
    assert checkpoint.read_bytes() == before


def test_training_stops_early_and_tells_the_losses_of_the_held_out_text(text, tmp_path, capsys):
    held_out, path = tmp_path / "held-out.txt", tmp_path / "m.lemma"
    held_out.write_text(" ".join(f"W{n}" for n in np.random.default_rng(2).integers(0, 50, 900)))
    options = ["--epochs", "40", "--alpha", "0.1", "--sample", "0", "--workers", "1"]
    options += ["--validation", str(held_out), "--early-stopping", "1", "--lowercase"]
    assert main(["train", str(text), "-o", str(path), *options]) == 0
    history = lemmavec.Word2Vec.load(path).history
    losses = [record.validation_loss for record in history]
    assert len(losses) < 40
    assert losses[-1] >= min(losses)
    error = capsys.readouterr().err
    for record in history:
        losses = f"loss {record.loss:.4f}, validation loss {record.validation_loss:.4f}"
        assert f"epoch {record.epoch}/40: {losses}\n" in error


def test_interrupted_before_the_training_nothing_is_saved(monkeypatch, text, tmp_path, capsys):
    def interrupted(self, *arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(lemmavec.Word2Vec, "fit", interrupted)
    assert main(["train", str(text), "-o", str(tmp_path / "v.bin"), "-q"]) == 130
    assert "nothing is saved" in capsys.readouterr().err
    assert not (tmp_path / "v.bin").exists()


def test_similar_prints_tab_separated_lines(grid, capsys):
    assert main(["similar", grid, "king", "man", "-n", "1"]) == 0
    vectors = lemmavec.load(grid)
    expected = [(w, *vectors.most_similar(w, topn=1)[0]) for w in ("king", "man")]
    lines = [f"{a}\t{b}\t{cosine:.4f}\n" for a, b, cosine in expected]
    assert capsys.readouterr().out == "".join(lines)
    assert expected[0][1] == "queen"


def test_similar_goes_on_after_a_word_it_does_not_know(grid, capsys):
    assert main(["similar", grid, "gold", "king", "-n", "1"]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("king\tqueen\t")
    assert err == "lemmavec: error: 'gold' is not among the 5 words\n"


def test_similar_together_and_without(grid, capsys):
    options = ["king", "woman", "--together", "--without", "man", "-n", "1"]
    assert main(["similar", grid, *options]) == 0
    assert capsys.readouterr().out.startswith("king woman\tqueen\t")


def test_analogy_from_arguments_and_from_a_pipe(grid):
    by_arguments = subprocess.run(
        [*LEMMAVEC, "analogy", grid, "man", "king", "woman", "-n", "1"], capture_output=True
    )
    by_pipe = subprocess.run(
        [*LEMMAVEC, "analogy", grid, "-", "-n", "1"],
        input=b"man king woman\n\n", capture_output=True,
    )  # fmt: skip
    assert by_pipe.stdout == by_arguments.stdout
    assert by_pipe.stdout.startswith(b"man : king = woman : ?\tqueen\t")


def test_a_reader_that_goes_away_is_no_error(grid):
    command = f"yes king | head -n 20000 | {sys.executable} -m lemmavec similar {grid} - | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.startswith("king\tqueen\t")
    assert done.stderr == ""
    assert done.returncode == 141


def test_on_a_terminal_there_is_a_table(grid):
    pty = pytest.importorskip("pty", reason="pseudo-terminals are a matter of Unix")
    main_end, other_end = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    with subprocess.Popen(
        [*LEMMAVEC, "similar", grid, "king", "-n", "1"], stdout=other_end, env=environment
    ):
        os.close(other_end)
        shown = b""
        try:
            while part := os.read(main_end, 4096):
                shown += part
        except OSError:  # Linux says so at the end of a pseudo-terminal.
            pass
    os.close(main_end)
    assert b"cosine" in shown
    assert "─".encode() in shown
    assert b"\t" not in shown


def test_evaluate_prints_score_found_and_left_out(grid, tmp_path, capsys):
    pairs, analogies = tmp_path / "pairs.tsv", tmp_path / "analogies.txt"
    pairs.write_text("king\tqueen\t9\nking\tman\t5\nking\tfar\t1\nking\tgold\t5\n")
    analogies.write_text(": royal\nman king woman queen\n: odd\nman king woman far\na b c d\n")
    options = ["--pairs", str(pairs), "--analogies", str(analogies), "--sections"]
    assert main(["evaluate", grid, *options]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "pairs.tsv\tSpearman\t1.0000\t3\t1\tnan\tnan",
        "analogies.txt\troyal\t1.0000\t1\t0\t0.2065\t1.0000",
        "analogies.txt\todd\t0.0000\t1\t1\t0.0000\t0.7935",
        "analogies.txt\taccuracy\t0.5000\t2\t1\t0.0945\t0.9055",
    ]
    assert err == "words known to these questions: the first 5 of 5\n"
    assert main(["evaluate", grid, *options, "--restrict-vocab", "4"]) == 0
    assert "the first 4 of 5" in capsys.readouterr().err


@pytest.mark.parametrize("method", ["3cosadd", "3cosmul"])
def test_evaluate_prints_json(grid, tmp_path, capsys, method):
    pairs, analogies = tmp_path / "pairs.tsv", tmp_path / "analogies.txt"
    pairs.write_text("king\tqueen\t9\nking\tman\t5\n")
    analogies.write_text(": royal\nman king woman queen\n")
    options = ["--pairs", str(pairs), "--analogies", str(analogies), "--json", "--method", method]
    assert main(["evaluate", grid, *options, "--restrict-vocab", "4"]) == 0
    printed = json.loads(capsys.readouterr().out)
    expected = lemmavec.load(grid).evaluate_word_analogies(
        analogies, restrict_vocab=4, method=method
    )
    assert printed.pop("scores") == [
        {"file": "pairs.tsv", "measure": "Spearman", "score": 1.0, "found": 2, "left_out": 0,
         "interval": [None, None]},
        {"file": "analogies.txt", "measure": "accuracy", "score": expected.score, "found": 1,
         "left_out": 0, "interval": list(expected.interval)},
    ]  # fmt: skip
    assert printed == {
        "vectors": grid,
        "words": 5,
        "words_known": 4,
        "restrict_vocab": 4,
        "case_insensitive": True,
        "method": method,
    }


@pytest.mark.parametrize("name", ["v.bin", "v.txt", "v.vec"])
def test_convert_there_and_back(grid, tmp_path, name):
    there, back = str(tmp_path / name), str(tmp_path / "back.safetensors")
    assert main(["convert", grid, there]) == 0
    assert main(["convert", there, back]) == 0
    original, returned = lemmavec.load(grid), lemmavec.load(back)
    assert list(returned.index_to_key) == list(original.index_to_key)
    np.testing.assert_array_equal(returned.vectors, original.vectors)


def test_plot_draws_groups_and_says_what_it_leaves_out(grid, tmp_path, capsys):
    path = tmp_path / "map.svg"
    options = ["--group", "royal=king queen gold", "--group", "people=man woman king"]
    assert main(["plot", grid, "-o", str(path), *options, "--title", "Ranks"]) == 0
    assert path.read_text().startswith("<?xml")
    err = capsys.readouterr().err
    assert "left out, as they have no vector: gold" in err
    assert "in two groups, and drawn in the first of them: king (royal, people)\n" in err
    assert "4 words" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--group", "royal=king", "--group", " royal =queen"], 'two --group are named "royal"'),
        (["--group", "king=man", "--near", "king"], '"king" is named by --group and by --near'),
        (["--group", "words=king", "queen"], 'WORDs are the group "words"'),
    ],
)
def test_plot_refuses_two_groups_of_one_name(grid, tmp_path, capsys, options, message):
    path = tmp_path / "map.svg"
    assert main(["plot", grid, "-o", str(path), *options]) == 2
    assert message in capsys.readouterr().err
    assert not path.exists()


def test_plot_without_words_draws_clusters(grid, tmp_path):
    assert main(["plot", grid, "-o", str(tmp_path / "map.png")]) == 0
    assert (tmp_path / "map.png").stat().st_size > 5000
