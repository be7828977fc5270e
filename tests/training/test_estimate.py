"""What a training will take, next to what it took."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lemmavec import Subwords, Word2Vec
from lemmavec.cli import main
from lemmavec.corpus import sample
from lemmavec.training import background, estimate

RANKS = np.random.default_rng(3).zipf(1.6, 60_000) % 5000
SENTENCES = [[f"w{rank}" for rank in line] for line in RANKS.reshape(-1, 20)]


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(estimate, "MEASURED_SECONDS", 0.05)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "text.txt"
    path.write_text("".join(" ".join(line) + "\n" for line in SENTENCES))
    return path


@pytest.mark.parametrize(
    "settings",
    [{}, {"architecture": "cbow", "vector_size": 17}, {"loss": "hierarchical_softmax"},
     {"max_words": 100}, {"min_count": 1}, {"deterministic": True},
     {"subwords": Subwords(buckets=1000)}],
)  # fmt: skip
def test_of_a_small_corpus_it_is_what_training_finds(text, settings):
    model = Word2Vec(**settings, epochs=2)
    found = model.estimate(text)
    model.fit(text)
    assert found.share == 1
    assert found.words == 60_000
    assert found.distinct_words == len(set(RANKS.tolist()))
    assert found.vocabulary == len(model.vectors)
    if "max_words" not in settings:  # words beyond it are not told apart from the rare
        assert found.trained_words == model.history[0].words
    assert found.model_bytes == model._state.V.nbytes + model._state.U.nbytes
    assert found.epochs == 2
    assert found.fits
    assert found.words_per_second > 0
    assert found.training_seconds == 2 * found.trained_words / found.words_per_second


def test_of_a_large_corpus_it_is_near(text, monkeypatch):
    monkeypatch.setattr(sample, "SAMPLE_BYTES", 80_000)
    monkeypatch.setattr(sample, "PART_BYTES", 2000)
    model = Word2Vec()
    found = model.estimate(text)
    model.fit(text)
    assert found.share == pytest.approx(80_000 / text.stat().st_size, rel=0.05)
    assert found.words == pytest.approx(60_000, rel=0.05)
    assert found.vocabulary == pytest.approx(len(model.vectors), rel=0.2)
    assert found.trained_words == pytest.approx(model.history[0].words, rel=0.05)


def test_where_there_is_no_room_nothing_is_trained(text, monkeypatch, capsys):
    monkeypatch.setattr(estimate, "machine_memory", lambda: 85_000_000)
    found = Word2Vec(vector_size=5000).estimate(text)
    assert not found.fits
    assert found.words_per_second is found.training_seconds is None
    assert "no room" in str(found)
    assert main(["estimate", str(text), "--vector-size", "5000"]) == 1
    assert "there is no room for this training" in capsys.readouterr().err


def test_a_corpus_that_has_no_frequent_word_is_said(text):
    with pytest.raises(ValueError, match="no word would occur min_count=100000 times"):
        Word2Vec(min_count=100_000).estimate(text)


def test_the_command_prints_a_table_and_numbers(text, capsys):
    assert main(["estimate", str(text), "--epochs", "3"]) == 0
    rows = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert list(rows) == [
        "read", "words", "vocabulary", "model", "memory", "disk", "counting", "training",
    ]  # fmt: skip
    assert rows["read"] == "all of the corpus"
    assert rows["words"].startswith("60 k, ")
    assert "for 3 epochs at" in rows["training"]
    assert main(["estimate", str(text), "--epochs", "3", "--json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert (numbers["words"], numbers["epochs"], numbers["fits"]) == (60_000, 3, True)


def test_it_prints_as_lines(text):
    found = Word2Vec().estimate(text)
    assert str(found).splitlines()[0] == "read        all of the corpus"
    assert len(str(found).splitlines()) == len(found.rows()) == 8


def test_a_speed_is_found_however_slow_the_machine(text, monkeypatch):
    monkeypatch.setattr(estimate, "MEASURED_SECONDS", 0.0)
    monkeypatch.setattr(background, "POLL_SECONDS", 1e-5)
    assert Word2Vec(loss="softmax").estimate(text).words_per_second > 0
