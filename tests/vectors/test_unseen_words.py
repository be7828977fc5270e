"""Words that are not in the vocabulary, by the rows of their n-grams."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from lemmavec import Subwords, WordVectors
from lemmavec.subwords import composed
from lemmavec.vectors import UnknownWordError
from lemmavec.vectors.ngram_rows import NgramRows

WORDS = ["gold", "golden", "silver", "silvery", "senate", "of"]
NGRAMS = Subwords(min_n=3, max_n=4, buckets=80)


def rows(subwords=NGRAMS, size=6):
    """Of the words, and of the n-grams behind them."""
    shape = (subwords.row_count(len(WORDS)), size)
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


def ngram_rows(subwords=NGRAMS):
    matrix = rows(subwords)
    first = len(matrix) - subwords.buckets
    return NgramRows(subwords, matrix[first:], matrix[:first] if first else None)


def vectors(subwords=NGRAMS):
    words = composed(rows(subwords), subwords.row_lists(WORDS), subwords.combine)
    return WordVectors(WORDS, words, ngrams=ngram_rows(subwords))


def by_hand(word, subwords=NGRAMS):
    """The mean or the sum of the rows of its n-grams alone."""
    found = subwords.ngram_lists([word]).rows
    return getattr(ngram_rows(subwords).buckets[found].astype(float), subwords.combine)(axis=0)


@pytest.mark.parametrize(
    "subwords",
    [
        NGRAMS,
        Subwords(min_n=3, max_n=4, buckets=80, combine="sum"),
        Subwords(min_n=3, max_n=4, buckets=80, table="floret", hashes=2),
    ],
    ids=repr,
)
def test_an_unseen_word_is_what_its_ngrams_make(subwords):
    v = vectors(subwords)
    np.testing.assert_allclose(v["goldfish"], by_hand("goldfish", subwords), rtol=1e-5, atol=1e-6)
    assert v["goldfish"].dtype == np.float32
    matrix = v[["gold", "goldfish", "senate", "34"]]
    np.testing.assert_array_equal(matrix[[0, 2]], v.vectors[[0, 4]])
    np.testing.assert_array_equal(matrix[1], v["goldfish"])
    np.testing.assert_array_equal(matrix[3], v[34])
    np.testing.assert_array_equal(v.get("goldfish"), v["goldfish"])


def test_known_words_are_views_of_their_rows_as_without_ngrams():
    v = vectors()
    assert np.shares_memory(v["gold"], v.vectors)
    assert np.shares_memory(v.get("gold"), v.vectors)


def test_only_words_of_the_vocabulary_are_in_it():
    v = vectors()
    assert "gold" in v
    assert "goldfish" not in v
    assert 34 not in v
    assert v.ngrams.subwords == NGRAMS
    assert len(v) == len(list(v)) == 6


def test_a_word_without_any_ngram_says_so():
    v = vectors(Subwords(min_n=5, max_n=6, buckets=9))
    message = "'ab' is not in the vocabulary, and too short for a vector of n-grams, which have 5 "
    with pytest.raises(UnknownWordError, match=message):
        v["ab"]
    with pytest.raises(KeyError, match=message):
        v.most_similar(["gold", "ab"])
    with pytest.raises(KeyError, match=message):
        v[["gold", "ab"]]
    assert v.get("ab") is None
    assert v.get("ab", 7) == 7
    assert v["abc"].shape == (6,)
    with pytest.raises(UnknownWordError) as caught:
        v["ab"]
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize("word", [True, 2.5, None])
def test_what_is_no_word_is_still_none(word):
    v = vectors()
    assert v.get(word, "none") == "none"
    with pytest.raises(TypeError):
        v[[word]]


def test_every_query_takes_an_unseen_word_and_answers_as_for_its_vector():
    v = vectors()
    typo = v["goldne"]
    everywhere = np.vstack([v.vectors, typo])
    whole = WordVectors([*WORDS, "goldne"], everywhere)
    assert v.most_similar("goldne") == whole.most_similar("goldne")
    assert v.most_similar(["goldne", "silver"], ["senate"]) == whole.most_similar(
        ["goldne", "silver"], ["senate"]
    )
    assert v.most_similar_batch(["gold", "goldne"])[1] == v.most_similar("goldne")
    assert v.most_similar_cosmul("goldne", "gold") == whole.most_similar_cosmul("goldne", "gold")
    assert v.similarity("goldne", "gold") == whole.similarity("goldne", "gold")
    np.testing.assert_array_equal(
        v.distances("goldne", ["silver", "goldne"]), whole.distances("goldne", ["silver", "goldne"])
    )
    assert v.rank("goldne", "silver") == whole.rank("goldne", "silver")
    closer = [word for word in whole.closer_than("gold", "goldne") if word != "goldne"]
    assert v.closer_than("gold", "goldne") == closer
    assert v.n_similarity(["goldne"], ["gold"]) == whole.n_similarity(["goldne"], ["gold"])
    odd = ["goldne", "silver", "silvery"]
    assert v.doesnt_match(odd) == whole.doesnt_match(odd)
    assert v.doesnt_match(["silvery", "silver", "goldne", "silver"]) in odd


def test_copies_have_the_ngrams():
    v = vectors()
    for made in (copy.deepcopy(v), pickle.loads(pickle.dumps(v))):
        np.testing.assert_array_equal(made["goldfish"], v["goldfish"])
        np.testing.assert_array_equal(made.vectors, v.vectors)


def test_pairs_of_unknown_words_are_compared_by_ngrams_if_that_is_asked(tmp_path):
    v = vectors()
    pairs = [("gold", "silver", 3), ("Golden", "goldfish", 1), ("silverware", "senator", 2)]
    pairs += [("senate", "", 0), ("senate", "silvery", 0.5)]
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{a}\t{b}\t{s}\n" for a, b, s in pairs))
    found = v.evaluate_word_pairs(path, unknown_by_ngrams=True)
    cosines = [v.similarity(a, b) for a, b in (("gold", "silver"), ("senate", "silvery"))]
    cosines += [v.similarity("golden", "goldfish"), v.similarity("silverware", "senator")]
    assert (found.found, found.left_out, found.correlated) == (2, 3, 4)
    assert found.pearson == pytest.approx(np.corrcoef([3, 0.5, 1, 2], cosines)[0, 1], abs=1e-6)
    with_zero = v.evaluate_word_pairs(path, unknown_by_ngrams=True, dummy_for_unknown=True)
    assert with_zero.correlated == 5
    assert v.evaluate_word_pairs(path).correlated == 2
    with pytest.raises(ValueError, match="unknown_by_ngrams needs vectors with n-grams"):
        WordVectors(WORDS, v.vectors).evaluate_word_pairs(path, unknown_by_ngrams=True)


FLORET = Subwords(buckets=80, table="floret")


@pytest.mark.parametrize(
    ("error", "message", "change"),
    [
        (ValueError, r"buckets must have the shape \(80, 6\), got \(79, 6\)",
         lambda n: n._replace(buckets=n.buckets[1:])),
        (ValueError, r"own must have the shape \(6, 6\), got \(6, 5\)",
         lambda n: n._replace(own=n.own[:, 1:])),
        (TypeError, "own must be a NumPy array of float32, got list",
         lambda n: n._replace(own=n.own.tolist())),
        (ValueError, "row 0 of buckets has NaN or infinity",
         lambda n: n._replace(buckets=n.buckets + np.float32(np.inf))),
        (ValueError, "needs a row for each word besides", lambda n: n._replace(own=None)),
        (ValueError, "needs no row for each word besides", lambda n: n._replace(subwords=FLORET)),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_refused(error, message, change):
    v = vectors()
    with pytest.raises(error, match=message):
        WordVectors(WORDS, v.vectors, ngrams=change(ngram_rows()))


def test_rows_cannot_be_written_through_the_vectors():
    with pytest.raises(ValueError, match="read-only"):
        vectors().ngrams.buckets[0] = 1
