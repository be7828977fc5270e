"""fastText's .bin and floret's tables, there and back, held to those libraries."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmavec import DamagedFileError, Subwords, WordVectors, load
from lemmavec.subwords import composed
from lemmavec.vectors.ngram_rows import NgramRows

fasttext = pytest.importorskip("fasttext", reason="fasttext is not installed")
floret = pytest.importorskip("floret", reason="floret is not installed")
keyed = pytest.importorskip("gensim.models.fasttext", reason="gensim is not installed")

WORDS = ["gold", "straße", "金", "of", "a"]
UNSEEN = ["golden", "Straße", "金金", "ß", "offal" * 30]
TEXT = "straße gold ä 金 silver gold straße 金 silvery golden\n" * 30


def vectors(subwords: Subwords, counts: list[int] | None = None) -> WordVectors:
    shape = (subwords.row_count(len(WORDS)), 7)
    matrix = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    first = len(matrix) - subwords.buckets
    ngrams = NgramRows(subwords, matrix[first:], matrix[:first] if first else None)
    rows = composed(matrix, subwords.row_lists(WORDS), subwords.combine)
    return WordVectors(WORDS, rows, counts, ngrams=ngrams)


def trained(tmp_path: Path, **options):
    (tmp_path / "text").write_text(TEXT, encoding="utf-8")
    given = {"dim": 5, "minCount": 1, "bucket": 90, "epoch": 1, "thread": 1, "verbose": 0} | options
    model = floret.train_unsupervised(str(tmp_path / "text"), **given)
    model.save_model(str(tmp_path / "model.bin"))
    return model


@pytest.mark.parametrize("lengths", [(3, 6), (1, 2), (2, 2)])
def test_a_file_that_is_written_gives_fasttext_and_gensim_its_vectors(lengths, tmp_path):
    path = tmp_path / "model.bin"
    v = vectors(Subwords(min_n=lengths[0], max_n=lengths[1], buckets=50), [9, 5, 5, 2, 1])
    v.save_fasttext_format(path)
    theirs, gensims = fasttext.load_model(str(path)), keyed.load_facebook_vectors(str(path))
    assert theirs.get_words() == gensims.index_to_key == WORDS
    assert theirs.get_words(include_freq=True)[1].tolist() == [9, 5, 5, 2, 1]
    for word in [*WORDS, *UNSEEN]:
        np.testing.assert_array_equal(theirs.get_word_vector(word), v[word])
        np.testing.assert_allclose(gensims[word], v[word], atol=1e-6)
    assert not theirs.get_output_matrix().any()


def test_a_file_that_is_written_is_read_as_it_was(tmp_path):
    v = vectors(Subwords(max_n=4, buckets=50), [9, 5, 5, 2, 1])
    for name in ("model.fasttext", "model.fasttext.gz"):
        v.save(tmp_path / name)
        found = load(tmp_path / name)
        assert (found.index_to_key, found.counts.tolist()) == (WORDS, [9, 5, 5, 2, 1])
        assert found.ngrams.subwords == v.ngrams.subwords
        for word in [*WORDS, *UNSEEN]:
            np.testing.assert_array_equal(found[word], v[word])
    packed = gzip.decompress((tmp_path / "model.fasttext.gz").read_bytes())
    assert packed == (tmp_path / "model.fasttext").read_bytes()


def test_vectors_without_ngrams_or_counts_are_a_model_without_subwords(tmp_path):
    v = WordVectors(WORDS, vectors(Subwords(buckets=9)).vectors)
    v.save(tmp_path / "v.fasttext")
    theirs = fasttext.load_model(str(tmp_path / "v.fasttext"))
    for word in WORDS:
        np.testing.assert_array_equal(theirs.get_word_vector(word), v[word])
    found = load(tmp_path / "v.fasttext")
    assert found.ngrams is None
    np.testing.assert_array_equal(found.vectors, v.vectors)
    assert found.counts.tolist() == [1] * 5


@pytest.mark.parametrize("lengths", [(3, 6), (1, 2), (0, 2)])
@pytest.mark.parametrize("mode", [{}, {"hashCount": 1}, {"hashCount": 3}])
def test_models_that_are_trained_elsewhere_give_their_vectors_to_the_bit(lengths, mode, tmp_path):
    given = {"mode": "floret" if mode else "fasttext", "minn": lengths[0], "maxn": lengths[1]}
    model = trained(tmp_path, **given, **mode)
    v = load(tmp_path / "model.bin")
    assert v.index_to_key == model.words
    for word in [*model.words, *UNSEEN]:
        if lengths[0] < 3 or word != "ß":
            np.testing.assert_array_equal(v[word], model.get_word_vector(word))
    assert v.ngrams.subwords.table == given["mode"]
    assert (v.ngrams.own is None) == bool(mode)


def test_a_text_in_one_line_has_no_end_of_sentence_in_floret(tmp_path):
    (tmp_path / "text").write_text(TEXT.replace("\n", " "), encoding="utf-8")
    model = floret.train_unsupervised(
        str(tmp_path / "text"), mode="floret", hashCount=2, dim=5, minCount=1, bucket=90, epoch=1,
        thread=1, minn=2, maxn=3, verbose=0,
    )  # fmt: skip
    assert "</s>" not in model.words
    model.save_model(str(tmp_path / "model.bin"))
    v = load(tmp_path / "model.bin")
    for word in model.words:
        np.testing.assert_array_equal(v[word], model.get_word_vector(word))


@pytest.mark.parametrize("mode", ["fasttext", "floret"])
def test_the_first_words_of_a_file_keep_the_ngrams_of_all(mode, tmp_path):
    model = trained(tmp_path, mode=mode, minn=2, maxn=4)
    for limit in (1, 3):
        v = load(tmp_path / "model.bin", limit=limit)
        assert v.index_to_key == model.words[:limit]
        for word in [*v.index_to_key, "silverware"]:
            np.testing.assert_array_equal(v[word], model.get_word_vector(word))


@pytest.mark.parametrize("hashes", [1, 2, 4])
def test_a_floret_table_is_the_one_that_floret_writes(hashes, tmp_path):
    model = trained(tmp_path, mode="floret", hashCount=hashes, minn=3, maxn=4)
    model.save_floret_vectors(str(tmp_path / "theirs.floret"))
    load(tmp_path / "model.bin").save(tmp_path / "ours.floret")
    ours, theirs = (
        (tmp_path / n).read_text().splitlines() for n in ("ours.floret", "theirs.floret")
    )
    assert ours[0] == theirs[0] == f"90 5 3 4 {hashes} 2166136261 < >"
    for one, other in zip(ours[1:], theirs[1:], strict=True):
        numbers = np.array(one.split(), np.float32)
        np.testing.assert_allclose(numbers, np.array(other.split(), np.float32), rtol=1e-4)


SUMS = Subwords(max_n=4, buckets=50, combine="sum")
COMPACT = Subwords(max_n=4, buckets=50, table="floret")


@pytest.mark.parametrize(
    ("subwords", "ending", "message"),
    [
        (SUMS, ".fasttext", "a vector is the mean of its rows, and these are sums"),
        (COMPACT, ".fasttext", "a row for each word, and floret's table has not: write .floret"),
        (SUMS, ".floret", "a .floret table is for means of the rows that words share"),
        (Subwords(buckets=9), ".floret", "a .floret table is for means of the rows that words"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(subwords, ending, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        vectors(subwords).save(tmp_path / f"v{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", ["", "go\0ld"])
def test_words_that_fasttext_cannot_store_are_refused(word, tmp_path):
    v = WordVectors(["gold", word], np.ones((2, 3), np.float32))
    with pytest.raises(ValueError, match=r"\(row 2\) (is empty|holds a NUL), which fastText"):
        v.save_fasttext_format(tmp_path / "v.bin")


def test_words_that_are_not_utf8_keep_their_bytes_and_ngrams(tmp_path):
    word = b"caf\xe9".decode("utf-8", "surrogateescape")
    v = WordVectors([word], np.ones((1, 3), np.float32))
    v.save_fasttext_format(tmp_path / "v.bin")
    assert load(tmp_path / "v.bin", errors="surrogateescape").index_to_key == [word]


# --- files that are cut short, or lie -------------------------------------------------------------


def written(path: Path) -> bytes:
    vectors(Subwords(max_n=4, buckets=50), [9, 5, 5, 2, 1]).save(path)
    return path.read_bytes()


# Where the file has: dimensions, buckets, the longest n-gram, words, rows and columns.
HEADER, DICTIONARY = 8 + 12 * 4 + 8, 4 + 4 + 4 + 8 + 8
ENTRIES = sum(len(word.encode()) + 1 + 9 for word in WORDS)
ROWS = HEADER + DICTIONARY + ENTRIES + 1
LIES = {
    "dimensions": (8, "<i", [0, -7, 8, 2**31 - 1]),
    "buckets": (8 + 8 * 4, "<i", [-1, 51, 2**31 - 1]),
    "shortest": (8 + 9 * 4, "<i", [5, 2**31 - 1]),
    "longest": (8 + 10 * 4, "<i", [101, 2**31 - 1]),
    "entries": (HEADER, "<i", [4, 6, 2**31 - 1]),
    "words": (HEADER + 4, "<i", [-1, 0, 4, 6]),
    "rows": (ROWS, "<q", [-1, 0, 4, 54, 2**40, 2**62]),
    "columns": (ROWS + 8, "<q", [-1, 0, 6, 2**40]),
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, (_, _, values) in LIES.items() for value in values]
)
def test_a_number_that_lies_is_an_error_before_memory_is_taken(name, value, tmp_path):
    path = tmp_path / "v.fasttext"
    whole = bytearray(written(path))
    place, layout, _ = LIES[name]
    struct.pack_into(layout, whole, place, value)
    path.write_bytes(whole)
    with pytest.raises(DamagedFileError, match=r"v\.fasttext: "):
        load(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_anywhere_is_an_error(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("cut") / "v.fasttext"
    whole = written(path)
    read = len(whole) - (1 + 16 + 4 * 7 * 5)  # the output matrix is not read
    path.write_bytes(whole[: data.draw(st.integers(4, read - 1))])
    with pytest.raises(DamagedFileError, match=r"v\.fasttext: .*cut short"):
        load(path)
