"""The native encoder against `str.split`, `bytes.decode` and `collections.Counter`."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lemmavec._kernels import Encoder, WordTable, compact, measure
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.text_files import encode_files
from lemmavec.corpus.token_cache import CountedCorpus, finish
from lemmavec.corpus.vocabulary import Vocabulary

WHITE_SPACE = [chr(c) for c in range(0x110000) if chr(c).isspace()]
# Letters of one to four bytes, controls that do not split, and everything that does.
characters = st.sampled_from([*"abcdefgh\x01\x7f\u00e9\u4e2d\u200b\ufeff\U0001f600", *WHITE_SPACE])
texts = st.lists(
    st.one_of(characters, st.sampled_from(["gold ", "12345678 ", "a" * 7, "b" * 8, "c" * 17]))
).map("".join)
# What a decoder stumbles over: truncated, overlong, surrogate and out-of-range sequences.
ASCII = [b"a", b"ab ", b"\n"]
CONTINUATIONS = [b"\x80", b"\xa0", b"\xbf"]
NEVER_VALID = [b"\xc0", b"\xc1", b"\xf5", b"\xff", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]
TRUNCATED = [b"\xc3", b"\xe0", b"\xe2\x82", b"\xed", b"\xf0", b"\xf0\x90", b"\xf4\x8f"]
WHOLE = [text.encode() for text in ("\u00e9", "\u2028", "\ud7ff", "\U0001f600", "\ufffd")]
fragments = st.sampled_from([*ASCII, *CONTINUATIONS, *NEVER_VALID, *TRUNCATED, *WHOLE])
broken = st.lists(fragments).map(b"".join)


def as_bytes(text: bytes) -> np.ndarray:
    return np.frombuffer(text, np.uint8) if text else np.empty(0, np.uint8)


def first_bad_byte(data: bytes) -> int | None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def words_of(encoder: Encoder, ids: np.ndarray) -> list[str]:
    return encoder.table.words(ids[ids >= 0])


def test_white_space_is_that_of_str_split() -> None:
    encoder = Encoder()
    for code in (c for c in range(1, 0x110000) if not 0xD800 <= c < 0xE000):
        split = len(encoder.encode(as_bytes(f"a{chr(code)}b".encode()))) - (code == 0x0A)
        assert split == len(f"a{chr(code)}b".split()), hex(code)


@given(texts)
def test_words_are_those_of_str_split(text: str) -> None:
    encoder = Encoder()
    ids = encoder.encode(as_bytes(text.encode()))
    assert words_of(encoder, ids) == text.split()
    assert encoder.words == len(text.split())
    counted = dict(
        zip(
            encoder.table.words(np.arange(len(encoder.table), dtype=np.int32)),
            encoder.table.counts.tolist(),
            strict=True,
        )
    )
    assert counted == Counter(text.split())


@given(texts)
def test_ids_are_given_in_order_of_appearance(text: str) -> None:
    encoder = Encoder()
    ids = encoder.encode(as_bytes(text.encode()))
    assert encoder.table.words(np.arange(len(encoder.table), dtype=np.int32)) == list(
        dict.fromkeys(text.split())
    )
    assert set(ids[ids >= 0].tolist()) == set(range(len(encoder.table)))


@given(broken)
def test_first_bad_byte_is_where_python_finds_it(data: bytes) -> None:
    encoder = Encoder()
    bad = first_bad_byte(data)
    if bad is None:
        assert words_of(encoder, encoder.encode(as_bytes(data))) == data.decode().split()
    else:
        with pytest.raises(ValueError, match=r"^not UTF-8$"):
            encoder.encode(as_bytes(data))
        assert encoder.fault == bad


@given(broken)
def test_replacement_is_that_of_bytes_decode(data: bytes) -> None:
    encoder = Encoder(replace=True)
    expected = data.decode(errors="replace").split()
    assert words_of(encoder, encoder.encode(as_bytes(data))) == expected


def test_every_pair_and_triple_of_bytes_is_replaced_as_python_does() -> None:
    encoder = Encoder(replace=True)
    edges = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xF5]
    for first in range(0x80, 0x100):
        for second in range(0x80, 0x100):
            for third in edges:
                data = bytes((first, second, third, third))
                expected = data.decode(errors="replace").split()
                assert words_of(encoder, encoder.encode(as_bytes(data))) == expected, data.hex()


@pytest.mark.parametrize("replace", [False, True])
def test_nul_is_an_error_at_its_byte(replace: bool) -> None:
    encoder = Encoder(replace)
    with pytest.raises(ValueError, match="NUL"):
        encoder.encode(as_bytes(b"word\nano\0ther"))
    assert encoder.fault == 8


@given(texts, st.integers(8, 20))
def test_the_first_word_that_is_too_long_is_an_error_at_its_byte(text: str, most: int) -> None:
    encoder = Encoder(longest_word=most)
    long = [word for word in text.split() if len(word.encode()) > most]
    if not long:
        assert words_of(encoder, encoder.encode(as_bytes(text.encode()))) == text.split()
        return
    with pytest.raises(ValueError, match=r"^a word that is too long$"):
        encoder.encode(as_bytes(text.encode()))
    # A longer word may begin as this one does; it would come before.
    words = re.split(r"(\s+|[\x1c-\x1f]+)", text)
    before = "".join(words[: next(i for i, w in enumerate(words) if w == long[0])])
    assert encoder.fault == len(before.encode())


@given(broken.map(lambda data: data * 9), st.integers(8, 20))
def test_a_mended_word_is_measured_as_it_is_mended(data: bytes, most: int) -> None:
    encoder = Encoder(replace=True, longest_word=most)
    words = data.decode(errors="replace").split()
    if all(len(word.encode()) <= most for word in words):
        assert words_of(encoder, encoder.encode(as_bytes(data))) == words
    else:
        with pytest.raises(ValueError, match=r"^a word that is too long$"):
            encoder.encode(as_bytes(data))


def test_encoder_goes_on_after_an_error() -> None:
    encoder = Encoder()
    with pytest.raises(ValueError, match="UTF-8"):
        encoder.encode(as_bytes(b"one two \xff"))
    assert words_of(encoder, encoder.encode(as_bytes(b"three one"))) == ["three", "one"]


def test_table_tells_apart_words_that_share_beginnings_ends_and_lengths() -> None:
    words = ["", "\0", "a", "a\0", "a\0\0", *("x" * n for n in range(1, 40))]
    words += [f"{'x' * n}y{'x' * (30 - n)}" for n in range(31)]
    words += [f"prefix{i:07}suffix" for i in range(50_000)]
    table = WordTable()
    ids = table.add(words, np.ones(len(words), np.int64))
    assert ids.tolist() == list(range(len(words)))
    assert table.add(words[::-1], np.ones(len(words), np.int64)).tolist() == ids[::-1].tolist()
    assert table.words(ids) == words
    assert (table.counts == 2).all()


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 5)))
def test_ranking_is_by_falling_count_then_code_points(counts: dict[str, int]) -> None:
    table = WordTable()
    table.add(list(counts), np.array(list(counts.values()), np.int64))
    expected = sorted((w for w in counts if counts[w] >= 2), key=lambda w: (-counts[w], w))
    assert table.words(table.ranked(2)) == expected


@given(st.lists(texts), st.lists(texts))
def test_absorbing_a_table_adds_its_counts(here: list[str], there: list[str]) -> None:
    ours, theirs = Encoder(), Encoder()
    ours.encode(as_bytes(" ".join(here).encode()))
    theirs.encode(as_bytes(" ".join(there).encode()))
    names = theirs.table.words(np.arange(len(theirs.table), dtype=np.int32))
    ids = ours.table.absorb(theirs.table)
    assert ours.table.words(ids) == names
    both = Counter([w for text in [*here, *there] for w in text.split()])
    total = ours.table.words(np.arange(len(ours.table), dtype=np.int32))
    assert dict(zip(total, ours.table.counts.tolist(), strict=True)) == both


@given(st.lists(st.integers(-1, 4)), st.lists(st.integers(0, 40), max_size=3), st.data())
def test_compact_in_segments_is_compact_in_one(
    ids: list[int], cuts: list[int], data: st.DataObject
) -> None:
    final = np.array(data.draw(st.permutations([0, 1, 2, -1, -1])), np.int32)
    sentences: list[list[int]] = [[]]
    for i in ids:
        if i == -1:
            sentences.append([])
        elif final[i] >= 0:
            sentences[-1].append(int(final[i]))
    last = sentences.pop()
    expected = [i for s in sentences if s for i in [*s, -1]] + last
    found: list[int] = []
    is_open = False
    for part in np.split(np.array(ids, np.int32), sorted(cuts)):
        words, ends, leading_end, stays_open = measure(part, final)
        piece = compact(part, final, is_open)
        assert (piece >= 0).sum() == words
        assert (piece < 0).sum() == ends - (leading_end and not is_open)
        is_open = stays_open and (is_open or words > 0)
        found += piece.tolist()
    assert found == expected


@settings(max_examples=60)
@given(
    st.lists(texts, min_size=1, max_size=3),
    st.integers(1, 30),
    st.sampled_from([1, 2, 3, 5, 8]),
    st.sampled_from([1, 2, 3]),
)
def test_any_cut_and_any_number_of_threads_give_the_same_corpus(
    files: list[str], part_bytes: int, workers: int, min_count: int
) -> None:
    files = [text.removeprefix("\ufeff") for text in files]
    counts = Counter(word for text in files for word in text.split())
    kept = sorted((w for w in counts if counts[w] >= min_count), key=lambda w: (-counts[w], w))
    lines = [line.split() for text in files for line in text.split("\n")]
    sentences = [[word for word in line if counts[word] >= min_count] for line in lines]
    assume(kept)
    with tempfile.TemporaryDirectory() as name:
        paths = [Path(name, f"{i}.txt") for i in range(len(files))]
        for path, text in zip(paths, files, strict=True):
            path.write_bytes(text.encode())
        folder = Path(name, "cache")
        folder.mkdir()

        def choose(table: WordTable) -> tuple[Vocabulary, np.ndarray]:
            ranked = table.ranked(min_count)
            final = np.full(len(table), -1, np.int32)
            final[ranked] = np.arange(len(ranked))
            return Vocabulary(table.words(ranked), table.counts[ranked]), final

        reading = ReadingOptions(workers=workers)
        raw = encode_files(paths, folder, reading, part_bytes=part_bytes)
        counted = CountedCorpus.of(raw, reading)
        with finish(counted, folder, choose, reading) as corpus:
            assert corpus.vocabulary.words == kept
            assert list(corpus) == [sentence for sentence in sentences if sentence]
            assert corpus.raw_words == counts.total()
            assert len(corpus.tokens) == corpus.words + corpus.sentences


@pytest.mark.parametrize("language", ["zh", "ru", "ar"])
def test_three_scripts(shared_data: Path, language: str) -> None:
    path = shared_data / "multilingual" / f"{language}.txt"
    lines = [w for line in path.read_bytes().decode().split("\n") if (w := line.split())]
    counts = Counter(word for line in lines for word in line)
    with encode(path, min_count=1, reading=ReadingOptions(workers=2)) as corpus:
        expected = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        assert list(zip(corpus.vocabulary, corpus.vocabulary.counts.tolist(), strict=True)) == (
            expected
        )
        assert list(corpus) == lines


def test_declarations_with_bad_bytes(shared_data: Path, tmp_path: Path) -> None:
    broken = 0
    with zipfile.ZipFile(shared_data / "multilingual" / "udhr_bad_bytes.zip") as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if b"\0" in data or not data:
                continue
            bad = first_bad_byte(data)
            if bad is not None:
                encoder = Encoder()
                with pytest.raises(ValueError, match="UTF-8"):
                    encoder.encode(as_bytes(data))
                assert encoder.fault == bad, name
                broken += 1
            encoder = Encoder(replace=True)
            expected = data.decode(errors="replace").split()
            assert words_of(encoder, encoder.encode(as_bytes(data))) == expected, name
    assert broken > 100
