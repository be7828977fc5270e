"""Parquet and JSON Lines by column: the same corpus as lines of text, and errors with a place."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.corpus import encode, read_sentences
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.table_files import ColumnOfFiles

TEXTS = ["the Gold  mine", "", "gold\tore", "\u00e9t\u00e9 \u4e2d\u6587"]
LISTS = [text.split() for text in TEXTS]
TEXT = ReadingOptions(column="text")


def write_parquet(path: Path, rows: list[Any], kind: str = "", **options: Any) -> Path:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    column = arrow.array(rows, getattr(arrow, kind)() if kind else None)
    if kind == "dictionary":
        column = arrow.array(rows).dictionary_encode()
    table = arrow.table({"id": range(len(rows)), "text": column})
    parquet.write_table(table, path, **options)
    return path


def write_json(path: Path, rows: list[Any], compress: Callable[[bytes], bytes] = bytes) -> Path:
    lines = (json.dumps({"id": i, "text": row}) for i, row in enumerate(rows))
    path.write_bytes(compress("".join(f"{line}\n" for line in lines).encode()))
    return path


def zstd(data: bytes) -> bytes:
    return pytest.importorskip("zstandard").compress(data)


KINDS: dict[str, Callable[[Path], Any]] = {
    "Parquet": lambda p: write_parquet(p / "a.parquet", TEXTS),
    "Parquet by its bytes": lambda p: write_parquet(p / "part-0", TEXTS),
    "Parquet, large strings": lambda p: write_parquet(p / "a.parquet", TEXTS, "large_string"),
    "Parquet in row groups": lambda p: write_parquet(p / "a.parquet", TEXTS, row_group_size=1),
    "Parquet of lists": lambda p: write_parquet(p / "a.parquet", LISTS),
    "JSON Lines": lambda p: write_json(p / "a.jsonl", TEXTS),
    "JSON Lines of lists": lambda p: write_json(p / "a.ndjson", LISTS),
    "by another name": lambda p: write_json(p / "c4-00000-of-01024.json.gz", TEXTS, gzip.compress),
    "gzip": lambda p: str(write_json(p / "a.jsonl.gz", TEXTS, gzip.compress)),
    "bzip2": lambda p: write_json(p / "a.jsonl.bz2", TEXTS, bz2.compress),
    "xz": lambda p: write_json(p / "a.jsonl.xz", TEXTS, lzma.compress),
    "Zstandard": lambda p: write_json(p / "a.jsonl.zst", TEXTS, zstd),
    "several": lambda p: [
        write_parquet(p / "b.parquet", TEXTS[:2]), str(write_json(p / "a.jsonl", TEXTS[2:])),
    ],
    "folder": lambda p: [
        write_json(p / "a.jsonl", TEXTS[:1]), write_parquet(p / "b.parquet", TEXTS[1:]), p,
    ][-1],
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_corpus(kind: str, tmp_path: Path) -> None:
    corpus = KINDS[kind](tmp_path)
    assert list(read_sentences(corpus, TEXT)) == LISTS
    counts = Counter(word for words in LISTS for word in words)
    with encode(corpus, min_count=1, reading=TEXT) as encoded:
        assert list(encoded) == [words for words in LISTS if words]
        assert dict(zip(encoded.vocabulary, encoded.vocabulary.counts, strict=True)) == counts


@pytest.mark.parametrize("kind", ["Parquet", "gzip", "several"])
def test_tokenizer_and_lowercase(kind: str, tmp_path: Path) -> None:
    reading = ReadingOptions(tokenizer=lambda text: re.findall(r"\w", text), lowercase=True)
    reading = ReadingOptions(reading.lowercase, reading.tokenizer, column="text")
    expected = [re.findall(r"\w", text.lower()) for text in TEXTS]
    assert list(read_sentences(KINDS[kind](tmp_path), reading)) == expected


def test_a_column_of_categories(tmp_path: Path) -> None:
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"text": arrow.array(["a b", "c", "a b"]).dictionary_encode()})
    parquet.write_table(table, tmp_path / "a.parquet")
    found = list(read_sentences(tmp_path / "a.parquet", TEXT))
    assert found == [["a", "b"], ["c"], ["a", "b"]]


@pytest.mark.parametrize("write", [write_parquet, write_json])
def test_integers_stay_integers(write: Callable[..., Path], tmp_path: Path) -> None:
    path = write(tmp_path / "walks", [[12, 3, 12], [], [-1]])
    with encode(path, min_count=1, reading=TEXT) as encoded:
        assert list(encoded) == [[12, 3, 12], [-1]]
        assert {type(word) for word in encoded.vocabulary} == {int}


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")
WORDS = st.text(CHARACTERS, max_size=4).filter(lambda word: word.split() == [word])


@given(st.lists(st.lists(WORDS, max_size=5), max_size=6))
def test_round_trip_of_any_token_lists(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[list[str]]
) -> None:
    arrow = pytest.importorskip("pyarrow")
    path = tmp_path_factory.mktemp("round") / "corpus"
    texts = [" ".join(words) for words in sentences]
    plain = ReadingOptions()

    def parquet(rows: list[Any]) -> None:
        kind = arrow.string() if rows is texts else arrow.list_(arrow.string())
        arrow.parquet.write_table(arrow.table({"text": arrow.array(rows, kind)}), path)

    for write, reading in [
        (lambda: path.write_bytes("\n".join(texts).encode()), plain),
        (lambda: write_json(path, texts), TEXT),
        (lambda: write_json(path, sentences), TEXT),
        (lambda: parquet(texts), TEXT),
        (lambda: parquet(sentences), TEXT),
    ]:
        write()
        if not any(sentences):
            with pytest.raises(ValueError, match="no words"):
                encode(path, min_count=1, reading=reading)
            continue
        with (
            encode(path, min_count=1, reading=reading) as found,
            encode(sentences, min_count=1) as expected,
        ):
            assert found.vocabulary.words == expected.vocabulary.words
            assert np.array_equal(found.vocabulary.counts, expected.vocabulary.counts)
            assert np.array_equal(found.tokens, expected.tokens)


@pytest.mark.parametrize(
    ("write", "row", "place"),
    [
        (write_parquet, None, "a, row 2"),
        (write_json, None, "a, line 2"),
        (write_json, float("nan"), "a, line 2"),
    ],
)
@pytest.mark.parametrize("rows", [TEXTS, LISTS])
def test_missing_rows_are_counted_in_a_warning(
    write: Callable[..., Path], row: Any, place: str, rows: list[Any], tmp_path: Path
) -> None:
    path = write(tmp_path / "a", [rows[0], row, rows[2], None])
    with pytest.warns(UserWarning, match=f"2 of 4 rows are left out.*{place}"):
        assert list(read_sentences(path, TEXT)) == [LISTS[0], [], LISTS[2], []]


def test_a_key_may_be_missing_but_not_from_all_first_objects(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1}\n\n{"id": 2, "text": "gold"}\n')
    with pytest.warns(UserWarning, match=r"1 of 2 rows.*a.jsonl, line 1"):
        assert list(read_sentences(path, TEXT)) == [[], ["gold"]]
    path.write_text('{"id": 1}\n' * 100 + '{"text": "gold"}\n')
    with pytest.raises(ValueError, match=r"a.jsonl has no column 'text'; its columns are 'id'"):
        list(read_sentences(path, TEXT))


@pytest.mark.parametrize("kind", ["Parquet", "Parquet by its bytes", "JSON Lines", "gzip"])
def test_without_a_column_the_columns_are_listed(kind: str, tmp_path: Path) -> None:
    corpus = KINDS[kind](tmp_path)
    message = f"{Path(corpus).name} is a table.*'id', 'text'; .*column=\"text\""
    for tokenizer in (None, str.split):
        with pytest.raises(ValueError, match=message):
            encode(corpus, reading=ReadingOptions(tokenizer=tokenizer))


@pytest.mark.parametrize("kind", ["Parquet", "JSON Lines", "folder"])
def test_no_such_column(kind: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"a\.\w+ has no column 'body'; its columns are 'id', "):
        encode(KINDS[kind](tmp_path), reading=ReadingOptions(column="body"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text": "a"}\n\n{"text": "b\n', r"a.jsonl, line 3: malformed JSON, .*column"),
        ('{"text": "a"}\n["b"]\n', r"a.jsonl, line 2: no JSON object: .*\"b\""),
        ("the gold ore\n", "line 1: no JSON: 'the gold ore'; column= reads Parquet, and JSON"),
        ('{"text": "a"}\n{"text": 3}\n', "a.jsonl, line 2 is an int, 3 where a text, or a list"),
        ('{"text": ["a", null]}\n', "a.jsonl, line 1: token 1 of sentence 0 is a NoneType"),
        ('{"text": ["a", true]}\n', "a.jsonl, line 1: token 1 of sentence 0 is a bool"),
        ('{"text": "a\\ud800"}\n', r"line 1: half of a surrogate pair, \\ud800.*replace"),
        ('{"text": ["\\ud800"]}\n', r"line 1: half of a surrogate pair, \\ud800.*replace"),
    ],
)
def test_mistakes_in_json_name_the_line(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises((ValueError, TypeError), match=message):
        encode(tmp_path / "a.jsonl", min_count=1, reading=TEXT)


def test_characters_that_json_writes_as_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "\\u00e9 \\ud83d\\ude00"}\n{"text": "a\\ud800 b"}\n')
    reading = ReadingOptions(errors="replace", column="text")
    assert list(read_sentences(path, reading)) == [["\u00e9", "\U0001f600"], ["a\ufffd", "b"]]


def test_columns_of_parquet_that_are_no_text(tmp_path: Path) -> None:
    path = write_parquet(tmp_path / "a.parquet", TEXTS)
    with pytest.raises(ValueError, match="'id' is of int64, where texts, or lists of words"):
        encode(path, reading=ReadingOptions(column="id"))
    write_parquet(path, [[0.5]])
    with pytest.raises(ValueError, match="'text' is of list<element: double>"):
        encode(path, reading=TEXT)
    write_parquet(path, [["a"], ["b", None]])
    with pytest.raises(TypeError, match=r"a.parquet, row 2: token 1 of sentence 1 is a NoneType"):
        encode(path, reading=TEXT)


def test_text_in_parquet_that_is_not_utf8(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    rows = arrow.array([b"gold", b"caf\xe9 two", None]).cast(arrow.string(), safe=False)
    write_parquet(tmp_path / "good.parquet", ["x"])
    path = tmp_path / "a.parquet"
    arrow.parquet.write_table(arrow.table({"text": rows}), path)
    with pytest.raises(ValueError, match=r"a.parquet, row 2: text that is not UTF-8"):
        list(read_sentences(path, TEXT))
    with pytest.warns(UserWarning, match="1 of 3 rows"):
        found = list(read_sentences(path, ReadingOptions(errors="replace", column="text")))
    assert found == [["gold"], ["caf\ufffd", "two"], []]


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1 no table PAR1"])
def test_damaged_parquet(data: bytes, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.parquet").write_bytes(data)
    for reading in (TEXT, ReadingOptions()):
        with pytest.raises(ValueError, match=r"a.parquet: the Parquet file is damaged"):
            encode(tmp_path / "a.parquet", reading=reading)


def test_parquet_damaged_in_the_middle(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [" ".join(map(str, rng.integers(0, 1 << 40, 20))) for _ in range(3000)]
    path = write_parquet(tmp_path / "a.parquet", rows, compression="gzip")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r"a.parquet: the Parquet file is damaged"):
        encode(path, reading=TEXT)


def test_text_that_only_begins_as_parquet_does_is_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"PAR1 is a word\n")
    assert list(read_sentences(tmp_path / "a.txt")) == [["PAR1", "is", "a", "word"]]


def test_without_pyarrow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_parquet(tmp_path / "a.parquet", TEXTS)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r'pip install "lemmavec\[parquet\]"'):
        encode(path, reading=TEXT)


def test_the_share_read_rises_to_one(tmp_path: Path) -> None:
    paths = [
        write_parquet(tmp_path / "a.parquet", ["gold ore"] * 5000),
        write_json(tmp_path / "b.jsonl", ["gold ore"] * 5000),
    ]
    rows = ColumnOfFiles(paths, "text", "strict")
    shares = [rows.fraction(number) for number, _ in enumerate(rows)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.01
    assert shares[-1] == 1.0


def test_an_empty_column_option_is_refused() -> None:
    with pytest.raises(TypeError, match="column must be the name of a column, got 0"):
        ReadingOptions(column=0)
