"""`PathLineSentences` and `Text8Corpus` beside gensim's."""

from __future__ import annotations

import bz2
import gzip
import importlib
import inspect
from itertools import chain, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import gensim as drop_in
from lemmavec.corpus import byte_blocks
from lemmavec.gensim.models import word2vec as ours

pytest.importorskip("gensim")
theirs = importlib.import_module("gensim.models.word2vec")


@pytest.fixture
def folder(tmp_path):
    """Files whose names do not come in the order of their making, one of them hidden."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "b.txt").write_text("gold ore\n\nsilver\ntin in tins\n", encoding="utf-8")
    (folder / "a.txt.gz").write_bytes(gzip.compress(b"one two three four five\nsix"))
    (folder / "c.bz2").write_bytes(bz2.compress("größe Ωμέγα\n".encode()))
    (folder / ".hidden").write_text("seen\n")
    (folder / "empty").write_text("")
    return folder


@pytest.mark.parametrize("options", [{}, {"limit": 1}, {"max_sentence_length": 2}, {"limit": 0}])
def test_a_folder_is_read_as_by_gensim(folder, options) -> None:
    expected = theirs.PathLineSentences(str(folder), **options)
    found = ours.PathLineSentences(folder, **options)
    assert list(found) == list(expected) == list(found)
    assert (found.source, found.input_files) == (expected.source, expected.input_files)
    one = folder / "b.txt"
    assert list(ours.PathLineSentences(one, **options)) == list(
        theirs.PathLineSentences(str(one), **options)
    )


def test_what_is_no_folder_of_files_is_an_error(folder) -> None:
    with pytest.raises(ValueError, match="nowhere is neither a file nor a folder"):
        ours.PathLineSentences(folder / "nowhere")
    with pytest.raises(ValueError, match="max_sentence_length"):
        ours.PathLineSentences(folder, max_sentence_length=0)
    (folder / "below").mkdir()
    with pytest.raises(ValueError, match="below is a folder"):
        ours.PathLineSentences(folder)


def test_a_folder_trains_a_model(folder) -> None:
    model = drop_in.Word2Vec(
        ours.PathLineSentences(folder), vector_size=4, min_count=1, epochs=1, sample=0
    )
    assert {"gold", "five", "größe", "seen"} <= set(model.wv.index_to_key)


@given(st.lists(st.text("aé", min_size=1, max_size=9), max_size=40), st.integers(1, 7))
def test_text8_is_cut_as_by_gensim(tmp_path_factory, words, length) -> None:
    path = tmp_path_factory.mktemp("text8") / "text8"
    path.write_text(" ".join(words), encoding="utf-8")
    found = ours.Text8Corpus(path, length)
    iterator = iter(words)
    assert list(found) == list(iter(lambda: list(islice(iterator, length)), [])) == list(found)
    # gensim's last sentence may be longer: it takes the last word without cutting again.
    expected = list(theirs.Text8Corpus(str(path), length))
    assert list(found)[: len(expected) - 1] == expected[:-1]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_text8_is_read_in_blocks(tmp_path, monkeypatch, pack) -> None:
    monkeypatch.setattr(byte_blocks, "BLOCK_BYTES", 64)
    words = [f"wörd{number}" for number in range(500)]
    path = tmp_path / "text8"
    path.write_bytes(pack(b"\xef\xbb\xbf" + "\n".join(words).encode()))
    assert [len(sentence) for sentence in ours.Text8Corpus(path, 200)] == [200, 200, 100]
    assert list(chain.from_iterable(ours.Text8Corpus(path, 200))) == words


def test_text8_says_what_it_cannot_read(tmp_path) -> None:
    path = tmp_path / "text8"
    path.write_bytes(b"gold \xff ore")
    with pytest.raises(ValueError, match="text8: not UTF-8 at byte 5"):
        list(ours.Text8Corpus(path))
    with pytest.raises(FileNotFoundError):
        list(ours.Text8Corpus(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match="max_sentence_length"):
        ours.Text8Corpus(path, 0)


def test_arguments_are_gensims() -> None:
    for name, cut in (("PathLineSentences", None), ("Text8Corpus", 10_000)):
        mine, his = (inspect.signature(getattr(module, name)) for module in (ours, theirs))
        assert list(mine.parameters) == list(his.parameters)
        assert mine.parameters["max_sentence_length"].default == cut
