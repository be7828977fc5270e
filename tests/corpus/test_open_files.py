"""Open files as a corpus: the lines from where they stand, and errors with the file's name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from lemmavec import Phrases, Word2Vec
from lemmavec.corpus import encode, read_sentences
from lemmavec.corpus.open_files import BLOCK_BYTES
from lemmavec.corpus.reading import ReadingOptions

TEXT = "skipped\nthe gold mine\n\ngold  ore\r\n\u00e9t\u00e9 \u4e2d\u6587"
REST = [line.split() for line in TEXT.split("\n")[1:]]


def file_of(data: bytes, path: Path) -> Path:
    path.write_bytes(data)
    return path


def pipe(data: bytes) -> IO[bytes]:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return os.fdopen(reading, "rb")


def temporary(data: bytes) -> IO[bytes]:
    file = tempfile.NamedTemporaryFile()
    file.write(data)
    file.seek(0)
    return file


# ruff: noqa: SIM115 -- the tests close these files
KINDS: dict[str, Callable[[Path], Any]] = {
    "text": lambda p: open(file_of(TEXT.encode(), p), encoding="utf-8"),
    "text as it is": lambda p: open(file_of(TEXT.encode(), p), encoding="utf-8", newline=""),
    "latin": lambda p: open(
        file_of(TEXT.replace("\u4e2d\u6587", "").encode("latin-1"), p), encoding="latin-1"
    ),
    "bytes": lambda p: open(file_of(TEXT.encode(), p), "rb"),
    "raw": lambda p: open(file_of(TEXT.encode(), p), "rb", buffering=0),
    "StringIO": lambda p: io.StringIO(TEXT),
    "BytesIO": lambda p: io.BytesIO(TEXT.encode()),
    "gzip": lambda p: gzip.open(file_of(gzip.compress(TEXT.encode()), p)),
    "gzip, text": lambda p: gzip.open(
        file_of(gzip.compress(TEXT.encode()), p), "rt", encoding="utf-8"
    ),
    "bzip2": lambda p: bz2.open(file_of(bz2.compress(TEXT.encode()), p)),
    "xz": lambda p: lzma.open(file_of(lzma.compress(TEXT.encode()), p)),
    "pipe": lambda p: pipe(TEXT.encode()),
    "temporary": lambda p: temporary(TEXT.encode()),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tokenizer", [None, lambda line: line.split()])
def test_every_kind_gives_the_lines_from_where_it_stands(
    kind: str, tokenizer: Any, tmp_path: Path
) -> None:
    with KINDS[kind](tmp_path / "a") as file:
        file.readline()
        reading = ReadingOptions(tokenizer=tokenizer)
        expected = [*REST[:-1], REST[-1][:1]] if kind == "latin" else REST
        with encode(file, min_count=1, reading=reading) as encoded:
            assert list(encoded) == [words for words in expected if words]


def test_a_file_that_was_iterated_over_goes_on(tmp_path: Path) -> None:
    with open(file_of(TEXT.encode(), tmp_path / "a"), encoding="utf-8") as file:
        assert next(file) == "skipped\n"
        assert list(read_sentences(file)) == REST


def test_lines_across_blocks() -> None:
    words = ["a" * (BLOCK_BYTES - 3), "\u4e2d" * BLOCK_BYTES, "b"]
    for text in (" ".join(words), "\n".join(words), "\n".join([*words, ""])):
        expected = [line.split() for line in text.split("\n") if line]
        assert list(read_sentences(io.StringIO(text))) == expected
        assert list(read_sentences(io.BytesIO(text.encode()))) == expected


def test_a_byte_order_mark_is_no_word() -> None:
    assert list(read_sentences(io.StringIO("\ufeffgold"))) == [["gold"]]
    assert list(read_sentences(io.BytesIO("\ufeffgold".encode()))) == [["gold"]]


def test_json_lines_by_column(tmp_path: Path) -> None:
    text = '{"text": "gold ore"}\n{"text": "tin"}\n{"text": 3}\n'
    with gzip.open(file_of(gzip.compress(text.encode()), tmp_path / "a.gz")) as file:
        sentences = read_sentences(file, ReadingOptions(column="text"))
        assert [next(sentences), next(sentences)] == [["gold", "ore"], ["tin"]]
        with pytest.raises(TypeError, match=r"a.gz, line 3 is an int, 3 where a text"):
            next(sentences)


def test_models_and_phrases_take_open_files() -> None:
    text = "gold ore\nsilver ore\n" * 20
    settings = {"vector_size": 4, "min_count": 1, "sample": 0, "epochs": 1, "workers": 1}
    from_file = Word2Vec(**settings).fit(io.StringIO(text))
    from_lists = Word2Vec(**settings).fit([line.split() for line in text.splitlines()])
    assert (from_file.vectors.vectors == from_lists.vectors.vectors).all()
    assert from_file.loss(io.BytesIO(text.encode())) == from_lists.loss(
        [{"text": line} for line in text.splitlines()], column="text"
    )
    from_file.update_vocabulary([{"text": "tin tin"}], column="text")
    assert "tin" in from_file.vectors
    rows = [{"text": line} for line in text.splitlines()]
    phrases = Phrases(min_count=1, threshold=0).fit(rows, column="text")
    assert dict(phrases.pairs) == dict(
        Phrases(min_count=1, threshold=0).fit(io.StringIO(text)).pairs
    )
    joined = list(phrases.transform(rows, column="text"))
    assert joined[:2] == [["gold_ore"], ["silver_ore"]]


def at_end() -> io.StringIO:
    file = io.StringIO("gold")
    file.read()
    return file


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (at_end(), r"<StringIO> gives nothing to read: .*file.seek\(0\)"),
        (io.BytesIO(b"gold\ncaf\xe9"), "<BytesIO>: not UTF-8 at byte 8.*replace"),
        (io.BytesIO(b"gold\n\x00"), "<BytesIO>: a NUL byte at byte 5"),
        (io.BytesIO(gzip.compress(b"gold")), r"compressed, by gzip; .*gzip.open"),
        (io.BytesIO(b"PAR1\0\0"), "is Parquet; pass its path and column="),
        (io.TextIOWrapper(io.BytesIO(b"caf\xe9"), "utf-8"), "can't decode.*encoding="),
    ],
)
def test_mistakes_say_what_to_do(file: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode(file, min_count=1)


def test_bytes_are_counted_from_the_beginning_of_the_file() -> None:
    file = io.BytesIO(b"skip\ngold\n\xff")
    file.readline()
    with pytest.raises(ValueError, match="not UTF-8 at byte 10"):
        list(read_sentences(file))
    file.seek(5)
    assert list(read_sentences(file, ReadingOptions(errors="replace"))) == [["gold"], ["\ufffd"]]


def test_a_list_of_open_files_and_a_dash() -> None:
    with pytest.raises(TypeError, match="list of open files"):
        encode([io.StringIO("a b")])
    with pytest.raises(FileNotFoundError, match=r"pass sys\.stdin"):
        encode("-")
