"""Every kind of corpus gives the same vocabulary and tokens, and every mistake its message."""

from __future__ import annotations

import bz2
import gc
import gzip
import lzma
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import DamagedFileError
from lemmavec._limits import LONGEST_WORD
from lemmavec.corpus import byte_blocks
from lemmavec.corpus.byte_blocks import stream_blocks
from lemmavec.corpus.encoding import encode, encode_with
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.vocabulary import Vocabulary

LINES = ["the Gold mine the ore", "", "gold ore rare", "the  the\tmine \u00e9t\u00e9 \u4e2d\u6587"]
LISTS = [line.split() for line in LINES if line]
TEXT = "\n".join(LINES)


class Again:
    """An iterable that can be read again, and has no length."""

    def __iter__(self) -> Iterator[list[str]]:
        return iter(LISTS)


def pandas() -> Any:
    return pytest.importorskip("pandas")


def pyarrow() -> Any:
    return pytest.importorskip("pyarrow")


def write(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def as_folder(path: Path) -> Path:
    write(path / "b" / "second.txt", "\n".join(LINES[2:]))
    write(path / "a.txt", "\n".join(LINES[:2]))
    write(path / ".hidden", "no")
    write(path / ".git" / "config", "no")
    return path


KINDS: dict[str, Callable[[Path], object]] = {
    "path": lambda p: write(p / "a.txt"),
    "str": lambda p: str(write(p / "a.txt")),
    "crlf": lambda p: write(p / "a.txt", TEXT.replace("\n", "\r\n")),
    "final newline": lambda p: write(p / "a.txt", TEXT + "\n"),
    "byte order mark": lambda p: write(p / "a.txt", "\ufeff" + TEXT),
    "gzip": lambda p: write(p / "a", gzip.compress(TEXT.encode())),
    "gzip with a mark": lambda p: write(p / "a", gzip.compress(b"\xef\xbb\xbf" + TEXT.encode())),
    "two gzip members": lambda p: write(
        p / "a", gzip.compress(TEXT[:9].encode()) + gzip.compress(TEXT[9:].encode())
    ),
    "bzip2": lambda p: write(p / "a", bz2.compress(TEXT.encode())),
    "xz": lambda p: write(p / "a", lzma.compress(TEXT.encode())),
    "several": lambda p: [
        write(p / "a.txt", "\n".join(LINES[:2])),
        str(write(p / "b.txt", gzip.compress("\n".join(LINES[2:]).encode()))),
    ],
    "folder": as_folder,
    "iterator of paths": lambda p: sorted(
        [write(p / "a.txt", LINES[0]), write(p / "b.txt", "\n".join(LINES[1:]))]
    ).__iter__(),
    "lists": lambda p: LISTS,
    "tuple of tuples": lambda p: tuple(map(tuple, LISTS)),
    "with an empty list": lambda p: [[], *LISTS, []],
    "generator": lambda p: (sentence for sentence in LISTS),
    "generators": lambda p: (iter(sentence) for sentence in LISTS),
    "re-iterable": lambda p: Again(),
    "string arrays": lambda p: [np.array(sentence) for sentence in LISTS],
    "NumPy column": lambda p: np.array(LINES),
    "NumPy object column": lambda p: np.array(LINES, object),
    "pandas column": lambda p: pandas().Series(LINES, index=range(5, 9)),
    "pandas lists": lambda p: pandas().Series(LISTS),
    "Arrow column": lambda p: pyarrow().array(LINES),
    "Arrow chunks": lambda p: pyarrow().chunked_array([LINES[:1], LINES[1:]]),
    "Arrow lists": lambda p: pyarrow().array(LISTS),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_corpus(kind: str, tmp_path: Path) -> None:
    counts = Counter(word for sentence in LISTS for word in sentence)
    with encode(KINDS[kind](tmp_path / "corpus"), min_count=2) as corpus:
        assert corpus.vocabulary.words == ["the", "mine", "ore"]
        assert corpus.vocabulary.counts.tolist() == [4, 2, 2]
        assert corpus.tokens.tolist() == [0, 1, 0, 2, -1, 2, -1, 0, 0, 1, -1]
        assert (corpus.words, corpus.raw_words, corpus.sentences) == (8, counts.total(), 3)
        assert list(corpus) == [["the", "mine", "the", "ore"], ["ore"], ["the", "the", "mine"]]


WALKS = [[12, 3, 12], [3, 7], [7, 7, -1]]


@pytest.mark.parametrize(
    "walks",
    [
        WALKS,
        [np.array(walk, np.int32) for walk in WALKS],
        [np.array(walk, np.uint8 if min(walk) > 0 else np.int64) for walk in WALKS],
        [[np.int16(item) for item in walk] for walk in WALKS],
        iter(WALKS),
    ],
    ids=["lists", "int32", "mixed", "scalars", "iterator"],
)
def test_integers_stay_integers(walks: object) -> None:
    with encode(walks, min_count=1) as corpus:
        assert list(corpus) == WALKS
        assert corpus.vocabulary.words == [7, 12, 3, -1]
        assert {type(word) for word in corpus.vocabulary.words} == {int}


def test_digits_that_are_text_stay_text() -> None:
    with encode([[str(item) for item in walk] for walk in WALKS], min_count=1) as corpus:
        assert corpus.vocabulary.words == ["7", "12", "3", "-1"]


def test_integer_matrix_has_a_sentence_a_row() -> None:
    with encode(np.array([[1, 2], [2, 3]]), min_count=1) as corpus:
        assert list(corpus) == [[1, 2], [2, 3]]


def test_large_integers_stay_exact() -> None:
    with encode([[2**70, 2**63], np.array([2**63], np.uint64)], min_count=1) as corpus:
        assert corpus.vocabulary.words == [2**63, 2**70]


@pytest.mark.parametrize("lowercase", [False, True])
def test_a_mixed_corpus_keeps_the_type_of_each_word(lowercase: bool) -> None:
    mixed = [["a", 7, "8"], [7, "7", 8], ["7"], [np.int8(9), "a"], ["9"]]
    reading = ReadingOptions(lowercase=lowercase)
    with encode(mixed, min_count=1, reading=reading) as corpus:
        # 7 and 9 came as integers first, 8 as text: each is one word.
        assert list(corpus) == [["a", 7, "8"], [7, 7, "8"], [7], [9, "a"], [9]]
        assert corpus.vocabulary.words == [7, "8", 9, "a"]
        assert corpus.vocabulary.counts.tolist() == [4, 2, 2, 2]


def test_capitals_become_small_beside_integers() -> None:
    with encode([["A", 5], ["a"]], min_count=1, reading=ReadingOptions(lowercase=True)) as corpus:
        assert list(corpus) == [["a", 5], ["a"]]


def test_a_vocabulary_finds_words_in_either_form(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "1 2 9\n3")
    known = Vocabulary([1, "2", "3", 3], np.array([5, 4, 3, 2]))
    for corpus, third in ((path, "3"), ([[1, 2, 9], [3]], 3), ([["1", "2"], ["3"]], "3")):
        with encode_with(known, corpus) as encoded:
            assert list(encoded) == [[1, "2"], [third]]
    with encode([[2, 6], ["1", "8"]], min_count=1, known=known) as more:
        assert more.vocabulary.words == [1, "2", "3", 3, 6, "8"]
        assert more.vocabulary.counts.tolist() == [6, 5, 3, 2, 1, 1]
    assert 2 in known
    assert "1" in known
    assert True not in known


@pytest.mark.parametrize("kind", ["path", "lists", "NumPy column"])
def test_lowercase_merges_counts_as_str_lower_does(kind: str, tmp_path: Path) -> None:
    text = "Gold GOLD gold \u0130stanbul \u1e9e \u03a3\u0391\u03a3 \u03c3\u03b1\u03c2"
    corpora = {
        "path": write(tmp_path / "a.txt", text),
        "lists": [text.split()],
        "NumPy column": np.array([text]),
    }
    with encode(corpora[kind], min_count=1, reading=ReadingOptions(lowercase=True)) as corpus:
        assert list(corpus) == [text.lower().split()]
        assert corpus.vocabulary.counts.tolist() == [3, 2, 1, 1]


@pytest.mark.parametrize("kind", ["path", "gzip", "several", "NumPy column", "Arrow column"])
def test_tokenizer_takes_lines_and_rows(kind: str, tmp_path: Path) -> None:
    def tokenizer(text: str) -> list[str]:
        return re.findall(r"\w", text)

    with encode(
        KINDS[kind](tmp_path), min_count=1, reading=ReadingOptions(tokenizer=tokenizer)
    ) as corpus:
        assert list(corpus) == [tokenizer(line) for line in LINES if line]


def test_tokenizer_takes_a_list_of_texts() -> None:
    with encode(
        ["one two", "two"], min_count=1, reading=ReadingOptions(tokenizer=str.split)
    ) as corpus:
        assert list(corpus) == [["one", "two"], ["two"]]


@pytest.mark.parametrize("text", ["gold ore", "see example.com", "and/or", "a.txt"])
def test_a_list_of_texts_is_split_here_or_before(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one of the texts ends as the name of a file does."""
    monkeypatch.chdir(tmp_path)
    texts = ["gold ore", text, "tin"]
    with encode(texts, min_count=1, reading=ReadingOptions(tokenizer=str.split)) as corpus:
        assert list(corpus) == [line.split() for line in texts]
    ways_out = rf"tokenizer=str.split, or split them first: .*{TOKEN_LISTS}"
    for mistake in (texts, (line for line in texts), [["a"], *texts]):
        with pytest.raises(TypeError, match=ways_out):
            encode(mistake, min_count=1)


def test_one_long_line_is_not_cut(tmp_path: Path) -> None:
    words = [f"w{i % 1000}" for i in range(1_200_000)]
    path = write(tmp_path / "a.txt", " ".join(words))
    with encode(path, reading=ReadingOptions(workers=3)) as corpus, encode([words]) as listed:
        assert corpus.sentences == 1
        assert corpus.words == len(words)
        assert corpus.vocabulary.words == listed.vocabulary.words
        assert np.array_equal(corpus.tokens, listed.tokens)


def test_long_words_and_lines_across_blocks_of_a_stream(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_blocks, "BLOCK_BYTES", 10_000)
    longest = "a" * LONGEST_WORD
    words = [longest, "\u4e2d" * (LONGEST_WORD // 3), "b", longest]
    path = write(tmp_path / "a.gz", gzip.compress(" ".join(words).encode(), 1))
    with encode(path, min_count=1) as corpus:
        assert list(corpus) == [words]


@given(st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=4))))
def test_lists_against_a_counter(sentences: list[list[str]]) -> None:
    counts = Counter(word for sentence in sentences for word in sentence)
    kept = [(w, n) for w, n in counts.items() if n >= 2]
    if not kept:
        with pytest.raises(ValueError, match=r"empty|no words|fewer than min_count=2"):
            encode(sentences, min_count=2)
        return
    with encode(sentences, min_count=2) as corpus:
        expected = sorted(kept, key=lambda item: (-item[1], item[0]))
        found = zip(corpus.vocabulary, corpus.vocabulary.counts.tolist(), strict=True)
        assert list(found) == expected
        shorter = ([w for w in s if counts[w] >= 2] for s in sentences)
        assert list(corpus) == [s for s in shorter if s]


@pytest.mark.parametrize("kind", ["path", "lists", "gzip"])
def test_encode_with_a_vocabulary_that_stands(kind: str, tmp_path: Path) -> None:
    vocabulary = Vocabulary.from_counts({"mine": 9, "elsewhere": 8, "the": 7})
    with encode_with(vocabulary, KINDS[kind](tmp_path)) as corpus:
        assert corpus.vocabulary is vocabulary
        assert corpus.tokens.tolist() == [2, 0, 2, -1, 2, 2, 0, -1]
        assert (corpus.words, corpus.raw_words, corpus.sentences) == (6, 13, 2)


def test_encode_with_no_word_in_common() -> None:
    vocabulary = Vocabulary.from_counts({"gold": 2})
    with pytest.raises(ValueError, match=r"none of the corpus's 1 distinct words.*'gold'.*'Gold'"):
        encode_with(vocabulary, [["Gold"]])


def test_file_lives_as_long_as_the_corpus(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    corpus = encode(LISTS, min_count=1, reading=ReadingOptions(directory=cache))
    assert [file.name for file in cache.rglob("*.i32")] == ["tokens.i32"]
    corpus.close()
    corpus.close()
    assert not list(cache.iterdir())
    assert len(corpus.tokens) == 0
    corpus = encode(LISTS, min_count=1, reading=ReadingOptions(directory=cache))
    assert len(list(cache.iterdir())) == 1
    del corpus
    gc.collect()
    assert not list(cache.iterdir())


def test_nothing_is_left_behind_by_an_error(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    for bad in (write(tmp_path / "bad.txt", b"ok \xff"), [["a"], None], [["rare"]]):
        with pytest.raises((TypeError, ValueError)):
            encode(bad, reading=ReadingOptions(directory=cache))
        assert not list(cache.iterdir())


def test_interrupt_from_progress_stops_and_cleans_up(tmp_path: Path) -> None:
    def interrupt(fraction: float, words: int) -> None:
        raise KeyboardInterrupt

    cache = tmp_path / "cache"
    cache.mkdir()
    with pytest.raises(KeyboardInterrupt):
        encode(
            write(tmp_path / "a.txt"),
            min_count=1,
            progress=interrupt,
            reading=ReadingOptions(directory=cache),
        )
    assert not list(cache.iterdir())


def test_tokens_are_little_endian_int32(tmp_path: Path) -> None:
    with encode(
        [["b", "a", "b"]], min_count=1, reading=ReadingOptions(directory=tmp_path)
    ) as corpus:
        (file,) = tmp_path.rglob("*.i32")
        assert file.read_bytes() == bytes.fromhex("00000000 01000000 00000000 ffffffff")
        assert corpus.tokens.dtype == np.dtype("<i4")


@pytest.mark.parametrize("kind", ["path", "gzip", "lists", "generator"])
def test_progress_ends_at_one_with_every_word(kind: str, tmp_path: Path) -> None:
    told: list[tuple[float, int]] = []
    encode(
        KINDS[kind](tmp_path), min_count=1, progress=lambda done, words: told.append((done, words))
    ).close()
    assert told[-1] == (1.0, 13)
    assert all(math.isnan(done) or 0 <= done <= 1 for done, _ in told)


TOKEN_LISTS = "line.split\\(\\) for line in lines"


@pytest.mark.parametrize(
    ("corpus", "error", "message"),
    [
        ("the cat sat on the mat", TypeError, f"looks like text.*{TOKEN_LISTS}"),
        ("missing.txt", FileNotFoundError, "missing.txt"),
        ("no/such/folder", FileNotFoundError, "no/such/folder"),
        (Path("missing"), FileNotFoundError, "missing"),
        (["missing.txt", "b.txt"], FileNotFoundError, "missing.txt"),
        (["missing.parquet"], FileNotFoundError, "missing.parquet"),
        ([".", "missing"], FileNotFoundError, "the folder has no files"),
        (["the cat sat", "the dog"], TypeError, f"'the cat sat'.*{TOKEN_LISTS}"),
        (["the", "cat"], TypeError, "list of lists of words"),
        (b"the cat", TypeError, "bytes"),
        (17, TypeError, "int"),
        ({"a": ["b"]}, TypeError, "dict"),
        ([["a"], "the cat"], TypeError, f"sentence 1 is the text 'the cat'.*{TOKEN_LISTS}"),
        ((line for line in ["the cat"]), TypeError, "sentence 0 is the text 'the cat'"),
        (iter([]), ValueError, "spent"),
        ([], ValueError, "empty"),
        ([[], []], ValueError, "no words"),
        ([["a", None]], TypeError, "token 1 of sentence 0 is a NoneType.*missing"),
        ([["a"], ["b", 2.5]], TypeError, "token 1 of sentence 1 is a float, 2.5"),
        ([[float("nan"), "a"]], TypeError, "token 0 of sentence 0 is a float, nan"),
        ([[1, 2, True]], TypeError, "token 2 of sentence 0 is a bool"),
        ([[1, "a", None]], TypeError, "token 2 of sentence 0 is a NoneType"),
        ([["a", 1, 2.5]], TypeError, "token 2 of sentence 0 is a float, 2.5"),
        ([["a", True]], TypeError, "token 1 of sentence 0 is a bool"),
        ([[b"a"]], TypeError, "decode"),
        ([["a", ["b"]]], TypeError, "token 1 of sentence 0 is a list"),
        ([None], TypeError, "sentence 0 is a NoneType"),
        ([1, 2, 3], TypeError, "sentence 0 is an int, 1"),
        ([{"a", "b"}], TypeError, "sentence 0 is a set"),
        (np.array([1, 2]), TypeError, r"pass \[array\]"),
        (np.array([[0.5]]), TypeError, "float64"),
        ([np.array([[1]])], TypeError, "2 dimensions"),
        ([np.array([0.5])], TypeError, "float"),
        (np.array(["a b", 2.5], object), TypeError, "row 1 is a float, 2.5 where a text"),
        ([["\ud800"]], ValueError, "surrogate"),
    ],
)
def test_mistakes_say_what_to_do(
    corpus: object,
    error: type[Exception],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        encode(corpus, min_count=1)


def test_mistakes_with_columns() -> None:
    with pytest.raises(TypeError, match="choose its column"):
        encode(pandas().DataFrame({"text": ["a b"]}))


def test_every_word_below_min_count_says_the_counts() -> None:
    message = r"min_count=5 times, of 4 words, 2 distinct.*'ore' \(3\), 'gold' \(1\)"
    with pytest.raises(ValueError, match=message):
        encode([["gold", "ore"], ["ore", "ore"]])


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_files_without_words(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no words"):
        encode(write(tmp_path / "a.txt", content))


def test_folder_without_files(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="the folder has no files"):
        encode(tmp_path)


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("tokenizer", [None, str.split])
def test_bad_bytes_name_file_and_offset(
    compress: Callable[[bytes], bytes], tokenizer: Callable[[str], list[str]] | None, tmp_path: Path
) -> None:
    data = b"\xef\xbb\xbfcaf\xc3\xa9 one\n" * 1000 + b"caf\xe9 two \xff"
    with pytest.raises(UnicodeDecodeError) as python:
        data.decode()
    path = write(tmp_path / "latin.txt", compress(data))
    with pytest.raises(
        ValueError, match=f'latin.txt: not UTF-8 at byte {python.value.start:,}.*"r'
    ):
        encode(path, reading=ReadingOptions(tokenizer=tokenizer, workers=4))
    with encode(
        path, min_count=1, reading=ReadingOptions(errors="replace", tokenizer=tokenizer)
    ) as corpus:
        assert list(corpus)[-1] == ["caf\ufffd", "two", "\ufffd"]


@pytest.mark.parametrize("tokenizer", [None, str.split])
def test_offset_counts_all_blocks_of_a_stream(
    tokenizer: Callable[[str], list[str]] | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.gz", gzip.compress(b"0123456 789\n" * 1_000_000 + b"0\xff", 1))
    assert len(list(stream_blocks(path))) > 2
    with pytest.raises(ValueError, match="byte 12,000,001 of the decompressed text"):
        encode(path, reading=ReadingOptions(tokenizer=tokenizer))


@pytest.mark.parametrize("tokenizer", [None, str.split])
def test_binary_file(tokenizer: Callable[[str], list[str]] | None, tmp_path: Path) -> None:
    path = write(tmp_path / "picture", b"abc def\n\x01\x00rest")
    for errors in ("strict", "replace"):
        with pytest.raises(ValueError, match="picture: a NUL byte at byte 9; this is a binary"):
            encode(path, reading=ReadingOptions(errors=errors, tokenizer=tokenizer))


def test_the_first_bad_file_is_named_for_any_number_of_threads(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{i}.txt", b"fine " * 50_000 * (4 - i)) for i in range(4)]
    for bad in paths[1:]:
        bad.write_bytes(bad.read_bytes() + b"\xff")
    for workers in (1, 2, 4):
        with pytest.raises(ValueError, match=r"1\.txt: not UTF-8 at byte 750,000"):
            encode(paths, reading=ReadingOptions(workers=workers))


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_damaged_archive(compress: Callable[[bytes], bytes], tmp_path: Path) -> None:
    data = compress(np.random.default_rng(1).integers(97, 123, 5000, np.uint8).tobytes())
    with pytest.raises(DamagedFileError, match="damaged or cut short"):
        encode(write(tmp_path / "a", data[: len(data) // 2]))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"workers": 0}, "workers must be 1 or more, got 0"),
        ({"errors": "ignore"}, "errors must be 'strict' or 'replace', got 'ignore'"),
    ],
)
def test_settings_out_of_range(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ReadingOptions(**settings)


def test_a_min_count_out_of_range() -> None:
    with pytest.raises(ValueError, match="min_count must be 1 or more, got 0"):
        encode(LISTS, min_count=0)


def test_tokenizer_on_token_lists_and_a_tokenizer_that_gives_text() -> None:
    with pytest.raises(TypeError, match="tokenizer takes texts"):
        encode(LISTS, reading=ReadingOptions(tokenizer=str.split))
    with pytest.raises(TypeError, match="must give a list of str"):
        encode(np.array(LINES), reading=ReadingOptions(tokenizer=str.lower))


def test_new_words_come_after_those_that_are_known() -> None:
    known = Vocabulary.from_counts({"gold": 9, "ore": 4})
    sentences = [["tin", "gold"], ["lead", "tin", "ore"]]
    with encode(sentences, min_count=1, known=known) as corpus:
        assert corpus.vocabulary.words == ["gold", "ore", "tin", "lead"]
        assert corpus.vocabulary.counts.tolist() == [10, 5, 2, 1]
        assert corpus.tokens.tolist() == [2, 0, -1, 3, 2, 1, -1]
