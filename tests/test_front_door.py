"""What a person meets first: names, signatures, progress, messages, how objects show themselves."""

from __future__ import annotations

import inspect
import logging
import re
import subprocess
import sys
from dataclasses import fields
from importlib import import_module

import pytest

import lemmavec
from lemmavec import Word2Vec
from lemmavec._former_names import FORMER
from lemmavec.progress import ProgressLines, for_terminal
from lemmavec.settings import Settings
from lemmavec.training.history import EpochRecord, History

TEXT = [["gold", "ore"], ["gold", "mine"]] * 30
SMALL = {"vector_size": 4, "min_count": 1, "sample": 0, "epochs": 2}


def test_the_constructor_spells_out_every_setting_with_its_default():
    given = list(inspect.signature(Word2Vec.__init__).parameters.values())[1:]
    assert {p.kind for p in given} == {inspect.Parameter.KEYWORD_ONLY}
    assert [(p.name, p.default, p.annotation) for p in given] == [
        (field.name, field.default, field.type) for field in fields(Settings)
    ]


@pytest.mark.parametrize("name", [field.name for field in fields(Settings)])
def test_every_setting_reaches_the_settings_and_is_documented(name):
    other = {
        "architecture": "cbow",
        "loss": "softmax",
        "context": "sum",
        "cbow_gradient": "word2vec",
        "deterministic": True,
        "shrink_windows": False,
        "max_words": 9,
        "alpha": 0.5,
        "workers": 7,
        "subwords": lemmavec.Subwords(max_n=4),
    }.get(name)
    value = getattr(Settings(), name) * 2 if other is None else other
    cbow = {"architecture": "cbow"} if name in ("context", "cbow_gradient") else {}
    assert getattr(Word2Vec(**cbow, **{name: value}).settings, name) == value
    assert re.search(rf"^    {name} : ", Word2Vec.__doc__, re.M)


def test_a_setting_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="vectorsize"):
        Word2Vec(vectorsize=3)


def test_public_modules_are_there_without_an_import_of_their_own():
    code = "import lemmavec; print(lemmavec.gensim.models.Word2Vec, lemmavec.equations.softmax)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Word2Vec" in done.stdout
    with pytest.raises(AttributeError, match="has no attribute 'gensmi'"):
        _ = lemmavec.gensmi


def test_dir_shows_what_is_public_and_nothing_else():
    names = "Checkpoint DamagedFileError Doc2Vec Phrases RayCluster Subwords Word2Vec"
    modules = "callbacks equations gensim gradient_check network sklearn"
    assert dir(lemmavec) == sorted(f"{names} WordVectors load {modules} __version__".split())
    for name in dir(lemmavec):
        if not hasattr(lemmavec, name):
            import_module(f"lemmavec.{name}")


@pytest.mark.parametrize("former", FORMER)
def test_a_module_under_its_former_name_holds_the_same_objects(former):
    then, now = import_module(former), import_module(FORMER[former])
    assert then.__name__ == former
    for name, value in vars(now).items():
        if not name.startswith("__"):
            assert getattr(then, name) is value


def test_public_functions_are_found_under_former_names():
    code = (
        "from lemmavec.treebank import read_treebank; from lemmavec.plots import plot_words;"
        "from lemmavec.readers import read_labelled; from lemmavec.l2_study import study_l2;"
        "from lemmavec.mistakes import confusion_matrix; from lemmavec.state import EpochRecord;"
        "from lemmavec.plots_sentiment import plot_study;"
        "from lemmavec.evaluation import WordPairs; from lemmavec.explanation import Explanation;"
        "from lemmavec.labelled import LabelledTexts"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    with pytest.raises(ModuleNotFoundError):
        import_module("lemmavec.no_such_module")


def test_progress_true_reports_and_false_is_silent(capsys):
    for progress in (False, None):
        Word2Vec(**SMALL).fit(TEXT, progress=progress)
        assert capsys.readouterr() == ("", "")
    Word2Vec(**SMALL).fit(TEXT, progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"^trained 240 words in \S+ s: \S+ k words/s, loss ", err, re.M)


def test_an_object_of_the_callers_hears_how_it_goes():
    class Heard(ProgressLines):
        def __init__(self):
            super().__init__()
            self.epochs = []

        def epoch_start(self, epoch, epochs):
            self.epochs.append((epoch, epochs))

        def finished(self, words, seconds, loss):
            self.words = words

    heard = Heard()
    Word2Vec(**SMALL).fit(TEXT, progress=heard)
    assert (heard.epochs, heard.words) == ([(1, 2), (2, 2)], 240)


def test_a_notebook_without_ipywidgets_gets_lines(monkeypatch):
    shell = type("ZMQInteractiveShell", (), {})()
    ipython = type(sys)("IPython")
    ipython.get_ipython = lambda: shell
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert isinstance(for_terminal(), ProgressLines)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name == "ipywidgets")
    assert type(for_terminal()).__name__ == "ProgressBar"


@pytest.mark.parametrize("call", ["fit", "loss", "update_vocabulary"])
def test_the_token_cache_lies_in_the_folder_that_is_named(call, tmp_path, monkeypatch):
    model = Word2Vec(**SMALL).fit(TEXT)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "no such folder"))
    made = []

    def sentences():
        made.extend(tmp_path.iterdir())
        yield from TEXT

    getattr(model, call)(sentences(), directory=tmp_path)
    assert [path.name.startswith("lemmavec-") for path in made] == [True]
    assert not list(tmp_path.iterdir())


def test_repr_of_a_model_says_what_it_is_and_how_far():
    assert repr(Word2Vec()) == "Word2Vec(): not trained"
    model = Word2Vec(**SMALL, architecture="cbow").fit(TEXT)
    assert re.fullmatch(
        r"Word2Vec\(vector_size=4, architecture='cbow', min_count=1, sample=0, epochs=2\): "
        r"3 words, epoch 2: loss \d\.\d{4}, 120 words, [\d.]+ [kM] words/s, alpha 0\.0001",
        repr(model),
    )


def test_a_history_shows_itself_as_a_table():
    records = [EpochRecord(1, 2.5, 9, 1000, 5e6, 0.02, 2.75), EpochRecord(2, 2.0, 9, 1000, 5e6, 0)]
    history = History(records)
    assert history == records
    assert repr(history).splitlines() == [
        "epoch    loss  validation loss  words  words/s  alpha",
        "    1  2.5000           2.7500    1 k      5 M   0.02",
        "    2  2.0000                     1 k      5 M      0",
    ]
    html = history._repr_html_()
    assert html.count("<tr>") == 3
    assert html.count("<th>") == 6
    assert "<td>2.7500</td>" in html
    assert "validation" not in repr(History(records[1:]))
    assert repr(History()) == "no epochs yet"
    assert isinstance(Word2Vec(**SMALL).fit(TEXT).history, History)


def test_messages_go_through_logging_and_are_silent_unless_configured(caplog, capsys):
    Word2Vec(**SMALL).fit(TEXT)
    assert capsys.readouterr() == ("", "")
    caplog.set_level(logging.INFO, logger="lemmavec")
    Word2Vec(**SMALL).fit(TEXT)
    messages = [record.getMessage() for record in caplog.records if record.name == "lemmavec"]
    assert messages[0] == "counted 120 words, 120 of them among the 3 of the vocabulary"
    assert [message[:8] for message in messages[1:]] == ["epoch 1:", "epoch 2:"]
