"""N-grams, their rows by fastText's and floret's hashes, and the vectors that rows make."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec import Subwords, Word2Vec
from lemmavec.subwords import RowLists, composed

# Letters of one to four bytes, and the two that mark the ends of a word.
words = st.text(st.sampled_from("abc<>éßж中\U0001f600"), max_size=9)


def fnv(ngram: str | bytes) -> int:
    """fastText's hash: FNV-1a of bytes that are extended by their sign."""
    found = 2166136261
    for byte in ngram if isinstance(ngram, bytes) else ngram.encode():
        signed = byte - 256 if byte > 127 else byte
        found = ((found ^ (signed & 0xFFFFFFFF)) * 16777619) & 0xFFFFFFFF
    return found


@given(words, st.integers(1, 4), st.integers(0, 4))
def test_ngrams_are_the_slices_of_the_word_between_its_marks(word, min_n, more):
    max_n = min_n + more
    whole = f"<{word}>"
    slices = [whole[i:j] for i in range(len(whole)) for j in range(i, len(whole) + 1)]
    expected = [s for s in slices if min_n <= len(s) <= max_n]
    if min_n == 1:  # the marks alone are none: the first and the last n-gram of one letter
        expected.remove("<")
        expected.reverse()
        expected.remove(">")
        expected.reverse()
    assert Subwords(min_n=min_n, max_n=max_n).ngrams(word) == expected


@given(st.lists(words, max_size=5), st.integers(1, 3), st.integers(0, 3))
def test_rows_are_the_words_own_and_its_ngrams_buckets_behind_the_words(given_words, min_n, more):
    subwords = Subwords(min_n=min_n, max_n=min_n + more, buckets=97)
    begin, rows = subwords.row_lists(given_words)
    count = len(given_words)
    for i, word in enumerate(given_words):
        buckets = [count + fnv(ngram) % 97 for ngram in subwords.ngrams(word)]
        assert rows[begin[i] : begin[i + 1]].tolist() == [i, *buckets]
    begin, rows = subwords.ngram_lists(given_words)
    buckets = [fnv(n) % 97 for word in given_words for n in subwords.ngrams(word)]
    assert rows.tolist() == buckets


def test_the_end_of_a_sentence_has_no_ngrams_in_fasttexts_table():
    begin, rows = Subwords(buckets=10).row_lists(["</s>", "gold"])
    assert rows[begin[0] : begin[1]].tolist() == [0]
    assert Subwords(buckets=10).ngram_lists(["</s>"]).rows.size == 0


@pytest.mark.parametrize("hashes", [1, 2, 3, 4])
def test_the_compact_table_is_florets(hashes, tmp_path):
    floret = pytest.importorskip("floret")
    text = tmp_path / "text.txt"
    text.write_text("hello wörld тест a 中文 extraordinarily Straßenbahn 😀\n" * 9, "utf-8")
    floret_model = floret.train_unsupervised(
        str(text), mode="floret", hashCount=hashes, bucket=500, minn=2, maxn=4, dim=3, minCount=1,
        epoch=0, thread=1, verbose=0,
    )  # fmt: skip
    matrix = floret_model.get_input_matrix()[len(floret_model.get_words()) :]
    subwords = Subwords(min_n=2, max_n=4, buckets=500, table="floret", hashes=hashes)
    assert subwords.row_count(8) == 500
    for word in ("wörld", "тест", "a", "unsehen", "a word of forty-eight bytes: 中文 中文 中文"):
        lists, unseen = subwords.row_lists([word]), subwords.ngram_lists([word])
        np.testing.assert_array_equal(lists.rows, unseen.rows)
        assert len(lists.rows) == hashes * (1 + len(subwords.ngrams(word)))
        vector = composed(matrix, lists, "mean")[0]
        np.testing.assert_array_equal(vector, floret_model.get_word_vector(word))


def test_vectors_are_the_means_and_sums_of_lists_of_rows_that_may_lie_apart():
    random = np.random.default_rng(0)
    matrix = random.normal(size=(9, 32)).astype(np.float32)[:, :20]
    lists = RowLists(np.array([0, 1, 4, 6]), np.array([3, 0, 8, 8, 1, 2], np.int32))
    for workers in (1, 3):
        for combine in ("mean", "sum"):
            found = composed(matrix, lists, combine, workers)
            for w, rows in enumerate([[3], [0, 8, 8], [1, 2]]):
                exact = getattr(matrix[rows].astype(float), combine)(axis=0)
                np.testing.assert_allclose(found[w], exact, rtol=1e-6, atol=1e-7)


def test_no_words_have_no_vectors():
    matrix = np.ones((2, 3), np.float32)
    assert composed(matrix, Subwords(buckets=2).row_lists([]), "mean").shape == (0, 3)


@pytest.mark.parametrize(
    ("given_settings", "error", "message"),
    [
        ({"min_n": 4, "max_n": 3}, ValueError, r"min_n must be max_n \(3\) or less, got 4"),
        ({"min_n": 0}, ValueError, "min_n must be 1 or more, got 0"),
        ({"max_n": 1001}, ValueError, "max_n must be 1,000 or less"),
        ({"min_n": 2.5}, TypeError, "min_n must be a whole number"),
        ({"buckets": 0}, ValueError, "buckets must be 1 or more, got 0"),
        ({"buckets": 2**31}, ValueError, "buckets must be 2,147,483,646 or less"),
        ({"combine": "max"}, ValueError, "combine must be 'mean' or 'sum', got 'max'"),
        ({"steps": "row"}, ValueError, "steps must be 'word' or 'text', got 'row'"),
        ({"table": "bloom"}, ValueError, "table must be 'fasttext' or 'floret'"),
        ({"hashes": 2}, ValueError, 'hashes=2 is for table="floret"'),
        ({"hashes": 5, "table": "floret"}, ValueError, "hashes must be 4 or less"),
    ],
)
def test_settings_that_make_no_sense_are_refused(given_settings, error, message):
    with pytest.raises(error, match=message):
        Subwords(**given_settings)


def test_it_shows_what_is_not_the_default():
    assert repr(Subwords(max_n=4, combine="sum")) == "Subwords(max_n=4, combine='sum')"
    assert repr(Subwords()) == "Subwords()"


def test_more_rows_than_can_be_numbered_are_refused_before_anything_is_hashed():
    subwords = Subwords(buckets=2**31 - 2)
    assert subwords.row_count(0) == 2**31 - 2
    with pytest.raises(ValueError, match=r"1 words and buckets=2,147,483,646 .* fewer buckets"):
        subwords.row_lists(["gold"])


def test_words_that_are_not_utf8_are_hashed_by_their_bytes():
    word = b"caf\xe9".decode("utf-8", "surrogateescape")
    subwords = Subwords(min_n=3, max_n=3, buckets=1000)
    begin, rows = subwords.row_lists([word, "gold"])
    whole = [b"<ca", b"caf", b"af\xe9", b"f\xe9>"]
    buckets = [2 + fnv(ngram) % 1000 for ngram in whole]
    assert rows[1 : begin[1]].tolist() == buckets


def test_a_word_of_a_hundred_thousand_letters_has_its_ngrams():
    subwords = Subwords(min_n=3, max_n=6, buckets=50)
    (length,) = subwords.row_lists(["ab" * 50_000]).lengths
    assert length == 1 + sum(100_002 - n + 1 for n in (3, 4, 5, 6))


@pytest.mark.parametrize("language", ["ru", "ar"])
def test_words_of_other_scripts_are_found_by_their_misspelt_forms(shared_data, language):
    path = shared_data / "multilingual" / f"{language}.txt"
    subwords = Subwords(buckets=20_000)
    model = Word2Vec(vector_size=30, min_count=1, sample=0, epochs=20, subwords=subwords)
    vectors = model.fit(path).vectors
    words = [word for word in vectors.index_to_key[:400] if len(word) >= 6]
    misspelt = {word[:-2] + word[-1] + word[-2]: word for word in words}
    asked = {form: word for form, word in misspelt.items() if form not in vectors}
    assert len(asked) > 100
    found = [word in dict(vectors.most_similar(form)) for form, word in asked.items()]
    assert sum(found) > len(asked) / 4  # by chance one in 2,000 words would be
