"""Words, lines and trees are bounded: what has no end is an error that names the place."""

from __future__ import annotations

import gzip
import io
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import safetensors.numpy
from readers import fasttext_model

from lemmavec import DamagedFileError, Phrases, Word2Vec, WordVectors, load
from lemmavec import gensim as drop_in
from lemmavec._limits import DEEPEST_TREE, LONGEST_LINE, LONGEST_WORD
from lemmavec.corpus import ReadingOptions, byte_blocks, encode, open_files, read_sentences
from lemmavec.corpus import lines as corpus_lines
from lemmavec.corpus.text_files import encode_files
from lemmavec.corpus.token_cache import CountedCorpus, finish
from lemmavec.datasets import parse_tree, read_fasttext, read_table, text_lines
from lemmavec.sklearn import load_estimator
from lemmavec.vectors.evaluation import questions
from lemmavec.vectors.formats import text as text_vectors

LONG = b"x" * (LONGEST_WORD + 1)
LONG_CHINESE = "中".encode() * (LONGEST_WORD // 3 + 1)
LONGEST = b"y" * LONGEST_WORD
READERS = {
    "natively": {},
    "with a tokenizer": {"tokenizer": str.split},
    "with replacement": {"errors": "replace"},
}


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


# --- words in corpora -----------------------------------------------------------------------------


@pytest.mark.parametrize("how", READERS)
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
@pytest.mark.parametrize("long", [LONG, LONG_CHINESE], ids=["x", "中"])
def test_a_word_that_is_too_long_is_named_with_its_place(
    how: str, pack: Callable[[bytes], bytes], long: bytes, tmp_path: Path
) -> None:
    reading = ReadingOptions(**READERS[how])  # type: ignore[arg-type]
    path = write(tmp_path / "a.txt", pack(b"gold ore\nand " + LONGEST + b" " + long + b" end\n"))
    place = "line 2: the word" if how == "with a tokenizer" else f"byte {14 + LONGEST_WORD:,}"
    with pytest.raises(ValueError, match=f"a.txt.*{place}.*65,536 bytes or less"):
        encode(path, reading=reading, min_count=1)
    path.write_bytes(pack(b"gold ore\nand " + LONGEST + b" end\n"))
    with encode(path, reading=reading, min_count=1) as encoded:
        assert LONGEST.decode() in encoded.vocabulary
        assert encoded.words == 5


@pytest.mark.parametrize("errors", ["strict", "replace"])
@pytest.mark.parametrize("letter", [b"x", "é".encode(), "中".encode(), "😀".encode()])
@pytest.mark.parametrize("shift", range(5))
def test_a_long_word_is_found_wherever_the_parts_of_a_file_are_cut(
    errors: Any, letter: bytes, shift: int, tmp_path: Path
) -> None:
    before = b"a " * 1000 + b"b" * shift + b" "
    word = letter * (3 * LONGEST_WORD // len(letter))
    path = write(tmp_path / "a", before + word + b" end")
    for part_bytes in (1 << 10, 1 << 16, 1 << 22):
        reading = ReadingOptions(errors=errors, workers=1)
        with pytest.raises(DamagedFileError, match=f"too long at byte {len(before):,};"):
            encode_files([path], tmp_path, reading, part_bytes=part_bytes)


def test_wide_white_space_alone_is_enough_to_cut_a_file(tmp_path: Path) -> None:
    spaces = "\u3000\u2003\u00a0\u0085\u1680\u2028\u205f"
    words = [f"w{i % 977}" for i in range(200_000)]
    text = "".join(word + spaces[i % len(spaces)] for i, word in enumerate(words))
    path = write(tmp_path / "a", text.encode())
    folder = tmp_path / "folder"
    folder.mkdir()
    reading = ReadingOptions(workers=2)
    found = encode_files([path], folder, reading, part_bytes=5000)
    assert len(found.segments) > 100
    with encode(path, min_count=1) as whole:
        choose = lambda counted: (whole.vocabulary, _ids(counted, whole.vocabulary))  # noqa: E731
        parts = finish(CountedCorpus.of(found, reading), folder, choose, reading)
        assert list(whole) == list(parts) == [words]
    packed = write(tmp_path / "a.gz", gzip.compress(text.encode()))
    with encode(packed, min_count=1) as again:
        assert list(again) == [words]
    assert list(drop_in.models.word2vec.Text8Corpus(path, len(words))) == [words]


def _ids(counted: Any, vocabulary: Any) -> Any:
    ids = np.arange(len(counted), dtype=np.int32)
    return np.array([vocabulary.id_of(word) for word in counted.words(ids)], np.int32)


def test_a_word_that_is_too_long_elsewhere(tmp_path: Path) -> None:
    long = LONG.decode()
    pq.write_table(pa.table({"text": ["gold", long]}), tmp_path / "a.parquet")
    write(tmp_path / "a.jsonl", b'{"text": "gold"}\n\n{"text": "' + LONG + b'"}\n')
    column = ReadingOptions(column="text")
    said = "the word 'xxx.* has 65,537 characters; words have 65,536 bytes or less, so split it"
    for corpus, reading, place in (
        ([["gold"], ["ore", long]], ReadingOptions(), "sentence 1"),
        (np.array(["gold", f"ore {long}"]), ReadingOptions(), "sentence 1"),
        ([{"text": "gold"}, {"text": long}], column, "row 1"),
        (tmp_path / "a.jsonl", column, "a.jsonl, line 3"),
        (tmp_path / "a.parquet", column, "a.parquet, row 2"),
        (io.BytesIO(b"gold\n" + LONG), ReadingOptions(), "<BytesIO>, line 2"),
        (io.StringIO(f"gold\n{long}"), ReadingOptions(), "<StringIO>, line 2"),
    ):
        with pytest.raises(ValueError, match=f"{place}: {said}"):
            encode(corpus, reading=reading, min_count=1)
    with pytest.raises(DamagedFileError, match="a: a word that is too long"):
        list(drop_in.models.word2vec.Text8Corpus(write(tmp_path / "a", b"gold " + LONG)))
    with pytest.raises(ValueError, match="sentence 0: Exceeds the limit"):
        encode([[10**5000]], min_count=1)


def test_a_compressed_file_of_one_word_is_read_no_further_than_its_first_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.gz", gzip.compress(b"gold " + b"x" * (64 << 20)))
    read = []
    given = byte_blocks.read_blocks
    monkeypatch.setattr(
        byte_blocks,
        "read_blocks",
        lambda path: (read.append(len(block[0])) or block for block in given(path)),
    )
    with pytest.raises(DamagedFileError, match="too long at byte 5 of the decompressed text"):
        encode(path, min_count=1)
    assert sum(read) == byte_blocks.BLOCK_BYTES


# --- lines ----------------------------------------------------------------------------------------


def test_a_line_that_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (corpus_lines, text_lines):
        monkeypatch.setattr(module, "LONGEST_LINE", 1000)
    monkeypatch.setattr(questions, "LONGEST_QUESTION", 1000)
    for module in (byte_blocks, open_files):
        monkeypatch.setattr(module, "BLOCK_BYTES", 64)
    data = b"text,label\na,b\n" + b"gold, " * 200
    path = write(tmp_path / "a.csv", data)
    v = WordVectors(["a"], np.ones((1, 1), np.float32))
    tried: list[Callable[[], object]] = [
        lambda: encode(path, reading=ReadingOptions(tokenizer=str.split)),
        lambda: list(read_sentences(path)),
        lambda: encode(
            write(tmp_path / "b", b'{"a":1}\n\n"' + b"gold, " * 200),
            reading=ReadingOptions(column="a"),
        ),
        lambda: encode(io.BytesIO(data)),
        lambda: encode(io.StringIO(data.decode())),
        lambda: read_table(path),
        lambda: v.evaluate_word_pairs(write(tmp_path / "c", b"#\n" * 4 + b"gold, " * 200)),
    ]  # fmt: skip
    for reads in tried:
        with pytest.raises(DamagedFileError, match=r"line [35]: more than 1,000 (bytes|char)"):
            reads()
    path.write_bytes(b"a,text\n" + b"x " * 500 + b"\nb" + b"\n" * 70)
    with encode(path, min_count=1, reading=ReadingOptions(tokenizer=str.split)) as encoded:
        assert encoded.words == 502


def test_lines_that_are_longer_than_many_blocks_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_blocks, "BLOCK_BYTES", 7)
    text = "".join(f"{'é' * n}{chr(10) * (n % 3)}" for n in range(60))
    path = write(tmp_path / "a", text.encode())
    offsets = [read for _, read in corpus_lines.lines(path, "strict")]
    assert [line for line, _ in corpus_lines.lines(path, "strict")] == text.split("\n")[:-1]
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text.encode())


ENDLESS = Path("/dev/zero")


@pytest.mark.skipif(not ENDLESS.exists(), reason="needs /dev/zero")
def test_what_has_no_end_is_an_error() -> None:
    v = WordVectors(["a"], np.ones((1, 1), np.float32))
    tried: list[Callable[[Path], object]] = [
        load,
        Phrases.load,
        Word2Vec.load,
        drop_in.models.Phrases.load,
        load_estimator,
        read_table,
        read_fasttext,
        v.evaluate_word_pairs,
        v.evaluate_word_analogies,
        encode,
        lambda path: list(drop_in.models.word2vec.Text8Corpus(path)),
        lambda path: encode(path, reading=ReadingOptions(tokenizer=str.split)),
        lambda path: encode(path, reading=ReadingOptions(column="text")),
    ]
    for reads in tried:
        with pytest.raises(DamagedFileError, match=r"^/dev/zero"):
            reads(ENDLESS)
    with ENDLESS.open("rb") as file, pytest.raises(DamagedFileError, match=r"^/dev/zero: a NUL"):
        encode(file)


def test_the_longest_line_holds_text8() -> None:
    assert LONGEST_LINE > 100_000_000


def test_a_line_of_vectors_that_has_no_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_vectors, "LONGEST_ROW", 1 << 17)
    for head, rows in ((b"2 2\na 1 2\nb ", 1), (b"a 1 2\nb ", 0)):
        path = write(tmp_path / "v.gz", gzip.compress(head + b"1 " * (40 << 20)))
        with pytest.raises(DamagedFileError, match=f"v.gz, after row {rows}: a line of 131,072"):
            load(path)


# --- words in files of vectors --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["v.safetensors", "v.bin", "v.txt", "v.npy", "v.parquet"])
def test_what_is_saved_can_be_loaded(name: str, tmp_path: Path) -> None:
    rows = np.ones((3, 2), np.float32)
    words = ["a", LONGEST.decode(), "é" * (LONGEST_WORD // 2)]
    WordVectors(words, rows).save(tmp_path / name)
    assert load(tmp_path / name).index_to_key == words
    for long in (LONG.decode(), "é" * (LONGEST_WORD // 2) + "x"):
        with pytest.raises(ValueError, match=r"\(row 2\) .* words of more than 65,536 bytes are"):
            WordVectors(["b", long, "c"], rows).save(tmp_path / name)
    assert load(tmp_path / name).index_to_key == words
    with pytest.raises(ValueError, match="could not be loaded"):
        WordVectors([LONG.decode()], rows[:1]).save_word2vec_format(tmp_path / "w")


def test_longer_words_in_files_of_others_are_errors(tmp_path: Path) -> None:
    numbers = struct.pack("<2f", 1, 2)
    offsets = np.array([0, LONGEST_WORD + 1, LONGEST_WORD + 2])
    tensors = {
        "words": np.frombuffer(LONG + b"a", np.uint8),
        "word_offsets": offsets,
        "vectors": np.ones((2, 2), np.float32),
    }
    for data, said in (
        (safetensors.numpy.save(tensors), "row 1: a word of more than 65,536 bytes"),
        (b"2 2\na 1 2\n" + LONG + b" 1 2\n", "row 2: a word of more than 65,536 bytes"),
        (b"a 1 2\n" + LONG + b" 1 2\n", "row 2: a word of more than 65,536 bytes"),
        (b"2 2\na " + numbers + LONG + b" " + numbers, "row 2: (a|no) word"),
        (fasttext_model().replace(b"gold", LONG), "a word of more than 65,536 bytes"),
    ):
        with pytest.raises(DamagedFileError, match=said):
            load(write(tmp_path / "w", data))


# --- trees ----------------------------------------------------------------------------------------


def test_trees_are_not_nested_without_end(tmp_path: Path) -> None:
    deep = "(1 (2 a) " * (DEEPEST_TREE - 1) + "(3 b)" + ")" * (DEEPEST_TREE - 1)
    assert len(parse_tree(deep).words) == DEEPEST_TREE
    with pytest.raises(ValueError, match="phrases within phrases, more than 100 deep"):
        parse_tree(f"(1 (2 a) {deep})")
