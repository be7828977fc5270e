"""Mistakes that people make, and that the message names the mistake and not another thing."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lemmavec import Phrases, Word2Vec, WordVectors, load
from lemmavec.cli import main
from lemmavec.settings import Settings


@pytest.fixture
def v() -> WordVectors:
    return WordVectors(["the", "king"], np.array([[0.5, 1], [1, 0]], np.float32))


@pytest.mark.parametrize(
    ("setting", "value", "most"),
    [
        ("seed", 10**23, "18,446,744,073,709,551,615"),
        ("window", 10**20, "1,000,000"),
        ("vector_size", 10**12, "1,000,000"),
        ("negative", 10**8, "10,000"),
        ("workers", 10**11, "65,536"),
        ("epochs", 10**20, "1,000,000,000"),
        ("min_count", 10**20, "9,223,372,036,854,775,807"),
    ],
)
def test_a_setting_too_large_names_its_range(
    setting: str, value: int, most: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match=f"{setting} must be {most} or less, got {value}"):
        Word2Vec(**{setting: value})
    (tmp_path / "c.txt").write_text("the king\n" * 9)
    option = f"--{setting.replace('_', '-')}"
    files = [str(tmp_path / "c.txt"), "-o", str(tmp_path / "v.bin")]
    assert main(["train", *files, option, str(value)]) == 1
    assert f"{setting} must be {most} or less" in capsys.readouterr().err


def test_the_largest_settings_are_taken() -> None:
    most = {"seed": 2**64 - 1, "window": 1_000_000, "min_count": 1, "vector_size": 4, "sample": 0}
    model = Word2Vec(**most, workers=1, epochs=1).fit([["a", "b"]] * 9)
    assert model.history[0].predictions == 18
    large = {"vector_size": 1_000_000, "negative": 10_000, "epochs": 10**9, "workers": 65_536}
    assert {name: getattr(Settings(**large), name) for name in large} == large


def test_threads_of_phrases_have_the_same_range() -> None:
    with pytest.raises(ValueError, match="workers must be 65,536 or less"):
        Phrases().fit([["a"]], workers=10**11)


def test_many_negatives_are_named_beside_alpha() -> None:
    model = Word2Vec(min_count=1, negative=10_000, sample=0, alpha=9.0)
    with pytest.raises(FloatingPointError, match=r"alpha=9\.0 times negative=10000 is too large"):
        model.fit([["a", "b", "c", "d"]] * 3000)


FOREIGN = {
    "PNG picture": b"\x89PNG\r\n\x1a\n\x00\x01",
    "JPEG picture": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "text in UTF-16: convert it to UTF-8": "the king".encode("utf-16"),
    "text in UTF-32": "the king".encode("utf-32"),
    "PDF document": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("what", FOREIGN)
def test_a_file_that_is_no_text_is_named(what: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.txt"
    path.write_bytes(FOREIGN[what])
    tried: list[Callable[[], object]] = [
        lambda: Word2Vec().fit(path),
        lambda: Word2Vec().fit([path], errors="replace"),
        lambda: Word2Vec().fit(tmp_path, tokenizer=str.split),
        lambda: load(path),
    ]
    for fails in tried:
        with pytest.raises(ValueError, match=f"corpus.txt: this is .*{what}") as error:
            fails()
        assert "replace" not in str(error.value)


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda v: v[0:1], "`vectors.vectors` has the rows to slice"),
        (
            lambda v: v.similarity("the", v["king"]),
            r"array of shape \(2,\); most_similar and simil",
        ),
        (lambda v: v.n_similarity("the", "king"), "two lists of words, got 'the' and 'king'"),
        (lambda v: v.n_similarity(["the"], "king"), "two lists of words"),
        (lambda v: v[1.5], r"a word is a str or an int, got 1\.5"),
    ],
)
def test_what_is_no_word_is_a_type_error(
    v: WordVectors, ask: Callable[[WordVectors], object], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        ask(v)


@pytest.mark.parametrize("header", ["2 2\n", ""], ids=["word2vec", "GloVe"])
def test_a_byte_order_mark_is_read_past(header: str, tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(f"\ufeff{header}the 0.5 1\nking 1 0\n".encode())
    read = load(path)
    assert read.index_to_key == ["the", "king"]
    assert read["the"].tolist() == [0.5, 1]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("2 2\nthe 0,5 1\nking 1 0\n", 2),
        ("2 2\nthe 0.5 1\nking 1,5e-3 0\n", 3),
        ("the 0,5 1,0\nking 1,0 0,1\n", 1),
    ],
)
def test_decimal_commas_are_named(text: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text(text)
    with pytest.raises(ValueError, match=f"line {line}: '[0-9,e-]+' has a decimal comma"):
        load(tmp_path / "v.txt")


def test_the_command_suggests_words_as_python_does(
    v: WordVectors, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    v.save(tmp_path / "v.safetensors")
    assert main(["similar", str(tmp_path / "v.safetensors"), "kinng", "the"]) == 1
    out, err = capsys.readouterr()
    assert "'kinng' is not among the 2 words; did you mean 'king'?" in err
    assert out.startswith("the\tking")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Word2Vec([["a"]]), r"pass the corpus to fit: Word2Vec\(...\).fit\(corpus\)"),
        (lambda: Word2Vec(sentences=[["a"]]), "sentences: pass the corpus to fit"),
        (lambda: Word2Vec(sg=1), 'sg: use architecture="skipgram"'),
        (lambda: Word2Vec(sg=0, hs=1), 'architecture="cbow"; hs: use loss="hierarchical_softmax"'),
        (lambda: Word2Vec(cbow_mean=0), 'use context="sum"'),
        (lambda: Word2Vec(size=50, iter=3), "size: use vector_size=50; iter: use epochs=3"),
        (lambda: Word2Vec(vectorsize=3), "unexpected keyword argument 'vectorsize'"),
    ],
)
def test_arguments_of_gensim_are_translated(make: Callable[[], object], message: str) -> None:
    with pytest.raises(TypeError, match=message if "\\" in message else re.escape(message)):
        make()


def test_the_signature_is_still_spelled_out() -> None:
    assert list(inspect.signature(Word2Vec).parameters)[:2] == ["vector_size", "window"]


@pytest.mark.parametrize("name", ["v.bin", "v.txt", "v.parquet"])
def test_vectors_are_no_model(v: WordVectors, tmp_path: Path, name: str) -> None:
    v.save(tmp_path / name)
    with pytest.raises(ValueError, match="file, which holds vectors without a model to train on"):
        Word2Vec.load(tmp_path / name)
