"""`lemmavec convert`: every format, fewer bits, gensim's pickles, progress."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors as Theirs
from gensim.models import Word2Vec as TheirWord2Vec

import lemmavec
from lemmavec.cli import main
from lemmavec.vectors.formats.reported import ReportedReader, reported_writer

TEXT = [["new", "gold"], ["silver", "gold"]] * 9


@pytest.fixture
def vectors(tmp_path):
    rows = np.random.default_rng(0).normal(size=(9000, 6)).astype(np.float32)
    v = lemmavec.WordVectors([f"w{i}" for i in range(9000)], rows, range(9000, 0, -1))
    v.save(tmp_path / "v.safetensors")
    return v


@pytest.mark.parametrize("name", ["a.txt.gz", "a.bin.zst", "a.npy", "a.parquet", "a.vec.xz"])
def test_there_and_back(vectors, tmp_path, name):
    assert main(["convert", str(tmp_path / "v.safetensors"), str(tmp_path / name)]) == 0
    assert main(["convert", str(tmp_path / name), str(tmp_path / "back.safetensors")]) == 0
    back = lemmavec.load(tmp_path / "back.safetensors")
    assert back.vectors.tobytes() == vectors.vectors.tobytes()
    assert back.index_to_key == vectors.index_to_key


def test_what_fewer_bits_lose_is_printed(vectors, tmp_path, capsys):
    command = ["convert", str(tmp_path / "v.safetensors"), str(tmp_path / "i.safetensors")]
    assert main([*command, "--storage", "int8"]) == 0
    assert "int8: 1 - cosine to the originals: " in capsys.readouterr().err
    sizes = [(tmp_path / name).stat().st_size for name in ("v.safetensors", "i.safetensors")]
    # A byte for each entry instead of four, and four for the scale of each row.
    assert abs(sizes[0] - sizes[1] - 9000 * (6 * 3 - 4)) < 200
    assert main([*command[:2], str(tmp_path / "i.txt"), "--storage", "int8"]) == 1
    assert "is for .safetensors" in capsys.readouterr().err


def test_gensims_pickles_are_converted_on_demand_alone(tmp_path, capsys):
    model = TheirWord2Vec(TEXT, min_count=1, vector_size=4)
    model.save(str(tmp_path / "model"))
    model.wv.save(str(tmp_path / "vectors"))
    for name in ("model", "vectors"):
        command = ["convert", str(tmp_path / name), str(tmp_path / "out.safetensors")]
        assert main(command) == 1
        assert "lemmavec convert --from-gensim FILE OUT" in capsys.readouterr().err
        assert not (tmp_path / "out.safetensors").exists()
        assert main([*command, "--from-gensim"]) == 0
        assert "can run any code" in capsys.readouterr().err
        found = lemmavec.load(tmp_path / "out.safetensors")
        assert found.index_to_key == model.wv.index_to_key
        assert np.array_equal(found.vectors, model.wv.vectors)
        assert found.counts.tolist() == model.wv.expandos["count"].tolist()
        (tmp_path / "out.safetensors").unlink()
    (tmp_path / "text").write_text("no pickle")
    command = ["convert", "--from-gensim", str(tmp_path / "text"), str(tmp_path / "o.txt")]
    assert main(command) == 1
    assert "gensim could not convert" in capsys.readouterr().err


def test_gensim_reads_what_is_converted(vectors, tmp_path):
    assert main(["convert", str(tmp_path / "v.safetensors"), str(tmp_path / "v.bin.gz")]) == 0
    theirs = Theirs.load_word2vec_format(str(tmp_path / "v.bin.gz"), binary=True)
    assert np.array_equal(theirs.vectors, vectors.vectors)


def test_a_terminal_shows_bars_and_quiet_none(vectors, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    command = ["convert", str(tmp_path / "v.safetensors"), str(tmp_path / "v.txt")]
    for more, shown in ([], True), (["--quiet"], False):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main([*command, *more]) == 0
        assert ("writing" in terminal.getvalue()) is shown
        assert "wrote" in terminal.getvalue()


def test_fractions_rise_to_one(vectors, tmp_path):
    vectors.save(tmp_path / "v.txt")
    seen: list[float] = []
    found = lemmavec.vectors.formats.read(tmp_path / "v.txt", report=seen.append)
    assert len(found.words) == 9000
    assert seen == sorted(seen)
    assert seen[-1] == 1
    seen.clear()
    lemmavec.vectors.formats.write(tmp_path / "w.txt", found, report=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert len(seen) == 3
    with ReportedReader(open(tmp_path / "v.txt", "rb"), seen.append) as file:
        assert file.read() == Path(tmp_path / "v.txt").read_bytes()
    assert isinstance(reported_writer(io.BytesIO(), 3, None), io.BytesIO)
