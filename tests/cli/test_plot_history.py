"""`lemmavec plot --history`: the loss of a training by epoch."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from lemmavec import Word2Vec
from lemmavec.cli import main


@pytest.fixture
def model(tmp_path):
    trained = Word2Vec(vector_size=8, min_count=1, sample=0, epochs=3)
    trained.fit([["gold", "ore"], ["gold", "mine"]] * 50, validation=[["gold", "ore"]] * 5)
    trained.save(tmp_path / "model.lemma")
    return tmp_path / "model.lemma"


def test_the_curves_of_a_model_are_drawn(model, tmp_path, capsys):
    picture = tmp_path / "curve.svg"
    assert main(["plot", "--history", str(model), "-o", str(picture), "--title", "Ores"]) == 0
    assert "3 epochs" in capsys.readouterr().err
    # Text is drawn as outlines, each named by a comment before it.
    text = picture.read_text()
    ET.fromstring(text)
    for part in ("Ores", "training", "validation", "epoch"):
        assert f"<!-- {part} -->" in text


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-o", "m.png"], 2, "give VECTORS to draw, or --history MODEL"),
        (["v.txt", "--history", "MODEL", "-o", "m.png"], 2, "takes no VECTORS or WORDs"),
        (["--history", "gone.lemma", "-o", "m.png"], 2, "gone.lemma"),
    ],
)
def test_what_cannot_be_drawn_is_said(model, arguments, code, said, capsys):
    given = [str(model) if argument == "MODEL" else argument for argument in arguments]
    assert main(["plot", *given]) == code
    assert said in capsys.readouterr().err
