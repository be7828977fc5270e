"""Queries against gensim, against plain NumPy, and on the cases that gensim answers badly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.vectors import queries
from lemmavec.vectors.word_vectors import WordVectors

WORDS = [f"w{i}" for i in range(200)]
PADDED = np.random.default_rng(3).normal(size=(200, 32)).astype(np.float32)
OURS = WordVectors(WORDS, PADDED[:, :20])  # with strides, as the trainer hands it over
THEIRS = KeyedVectors(20)
THEIRS.add_vectors(WORDS, PADDED[:, :20])
VECTOR = np.random.default_rng(4).normal(size=20).astype(np.float32)

QUESTIONS: list[dict[str, Any]] = [
    {"positive": "w3"},
    {"positive": ["w3"]},
    {"positive": ["w3", "w5"], "negative": ["w9"]},
    {"positive": ["w3", "w3", "w5"]},
    {"negative": "w7"},
    {"positive": [("w3", 2.0), "w5", ("w6", -0.5)]},
    {"positive": ["w3"], "negative": [("w9", -0.7), ("w8", 0.4)]},
    {"positive": VECTOR},
    {"positive": [VECTOR, "w4"]},
    {"positive": [(VECTOR, 0.5)], "negative": [VECTOR * 3, "w4"]},
    {"positive": np.stack([VECTOR, -2 * VECTOR, PADDED[7, :20]])},
    {"positive": "w3", "topn": 3},
    {"positive": ["w3", "w4"], "topn": 500},
    {"positive": "w3", "restrict_vocab": 50},
    {"positive": "w120", "restrict_vocab": 50, "topn": 60},
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_most_similar_answers_as_gensim_does(question: dict[str, Any]) -> None:
    ours, theirs = OURS.most_similar(**question), THEIRS.most_similar(**question)
    assert [word for word, _ in ours] == [word for word, _ in theirs]
    np.testing.assert_allclose([c for _, c in ours], [c for _, c in theirs], rtol=0, atol=1e-6)


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_topn_every_cosine_comes_back(question: dict[str, Any]) -> None:
    question = {**question, "topn": None}
    ours, theirs = OURS.most_similar(**question), THEIRS.most_similar(**question)
    assert isinstance(ours, np.ndarray)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


def test_topn_zero_is_zero() -> None:
    assert OURS.most_similar("w3", topn=0) == []


def test_the_words_asked_for_are_left_out_but_vectors_are_not() -> None:
    answer = [word for word, _ in OURS.most_similar(["w3", "w4"], "w5", topn=200)]
    assert sorted(answer) == sorted(set(WORDS) - {"w3", "w4", "w5"})
    assert OURS.most_similar(OURS["w3"], topn=1)[0][0] == "w3"


def test_similar_by_vector_is_most_similar_of_a_vector() -> None:
    assert OURS.similar_by_vector(VECTOR, topn=4) == OURS.most_similar([VECTOR], topn=4)
    assert OURS.similar_by_vector(list(VECTOR), topn=4) == OURS.most_similar([VECTOR], topn=4)


def test_integers_stand_for_their_digits() -> None:
    v = WordVectors(["1", "2", "3"], np.array([[1, 0], [1, 1], [0, 1]], np.float32))
    assert v.most_similar(1, topn=1)[0][0] == "2"
    assert v.most_similar([(3, 1.0)], [1], topn=1)[0][0] == "2"
    assert v.similarity(1, 3) == 0
    assert v.doesnt_match([1, 2, 2]) == "1"


def test_pairs_and_groups_agree_with_gensim() -> None:
    assert OURS.similarity("w1", "w2") == pytest.approx(
        float(THEIRS.similarity("w1", "w2")), abs=1e-6
    )
    assert OURS.distance("w1", "w2") == pytest.approx(float(THEIRS.distance("w1", "w2")), abs=1e-6)
    groups = (["w1", "w2"], ["w3", "w4", "w5"])
    assert OURS.n_similarity(*groups) == pytest.approx(
        float(THEIRS.n_similarity(*groups)), abs=1e-6
    )
    for start in range(0, 190, 7):
        words = WORDS[start : start + 6]
        assert OURS.doesnt_match(words) == THEIRS.doesnt_match(words)


def test_a_zero_vector_is_like_nothing() -> None:
    v = WordVectors(["nothing", "a", "b"], np.array([[0, 0], [1, 0], [1, 1]], np.float32))
    assert v.similarity("nothing", "a") == 0
    assert v.similarity("nothing", "nothing") == 0
    assert v.most_similar("nothing") == [("a", 0.0), ("b", 0.0)]
    assert dict(v.most_similar("a"))["nothing"] == 0
    assert v.most_similar(["a"], ["a"]) == [("nothing", 0.0), ("b", 0.0)]
    assert v.doesnt_match(["a", "b", "nothing"]) == "nothing"


@pytest.mark.parametrize(
    ("question", "error", "message"),
    [
        ({}, ValueError, "needs a word or a vector"),
        ({"positive": []}, ValueError, "needs a word or a vector"),
        ({"positive": "tin"}, KeyError, "'tin' is not among"),
        ({"positive": "w1", "topn": -1}, ValueError, "topn must be 0 or more"),
        ({"positive": "w1", "restrict_vocab": 0}, ValueError, "restrict_vocab must be 1"),
        ({"positive": np.ones(3)}, ValueError, r"in positive must have 20 entries .*, got 3"),
        (
            {"positive": np.full(20, np.nan)},
            ValueError,
            "in positive must hold no NaN, got nan",
        ),
        ({"negative": np.full(20, np.inf)}, ValueError, "in negative must be finite"),
        ({"positive": "w1", "topn": 2.5}, TypeError, "topn must be a whole number"),
        ({"positive": "w1", "restrict_vocab": 2.5}, TypeError, "restrict_vocab must be a whole"),
        ({"positive": [0.5, 0.5]}, TypeError, "positive takes words"),
        ({"positive": "w1", "negative": [None]}, TypeError, "negative takes words"),
        ({"positive": [("w1", "w2")]}, TypeError, "pair of word and number"),
        ({"positive": [("w1", 1.0, 2.0)]}, TypeError, "pair of word and number"),
    ],
)
def test_a_question_without_sense_is_refused(
    question: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        OURS.most_similar(**question)


def test_groups_without_words_are_refused() -> None:
    with pytest.raises(ValueError, match="each of the two groups"):
        OURS.n_similarity(["w1"], [])
    with pytest.raises(ValueError, match="list of words, got 'w1'"):
        OURS.doesnt_match("w1")
    with pytest.raises(ValueError, match=r"list of words, got \[\]"):
        OURS.doesnt_match([])
    with pytest.raises(KeyError, match="'tin'"):
        OURS.doesnt_match(["w1", "w2", "tin"])


@given(
    st.lists(st.sampled_from([-1.0, 0.0, 0.25, 0.5]), max_size=30),
    st.integers(0, 12),
    st.sets(st.integers(0, 35), max_size=4),
)
def test_highest_is_a_stable_sort(values: list[float], topn: int, left_out: set[int]) -> None:
    array = np.array(values, np.float32)
    order = sorted(range(len(values)), key=lambda i: -values[i])  # sorted() is stable
    expected = [i for i in order if i not in left_out][:topn]
    assert queries.highest(array, topn, left_out) == expected


def test_cosines_of_a_strided_matrix_take_no_copy_of_it() -> None:
    import tracemalloc

    padded = np.random.default_rng(0).normal(size=(20_000, 112)).astype(np.float32)
    v = WordVectors(map(str, range(20_000)), padded[:, :100])
    tracemalloc.start()
    v.most_similar("5")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < padded.nbytes / 8


def test_distances_and_ranks_agree_with_gensim() -> None:
    np.testing.assert_allclose(OURS.distances("w3"), THEIRS.distances("w3"), rtol=0, atol=1e-6)
    np.testing.assert_allclose(
        OURS.distances(VECTOR, ["w9", "w2"]),
        THEIRS.distances(VECTOR, ["w9", "w2"]),
        rtol=0,
        atol=1e-6,
    )
    for other in ("w9", "w3", "w150"):
        assert OURS.rank("w3", other) == THEIRS.rank("w3", other)
        assert sorted(OURS.closer_than("w3", other)) == sorted(THEIRS.closer_than("w3", other))
    nearest = [word for word, _ in OURS.most_similar("w3", topn=20)]
    assert [OURS.rank("w3", word) for word in nearest] == list(range(1, 21))
    assert OURS.closer_than("w3", nearest[5]) == sorted(nearest[:5], key=lambda w: int(w[1:]))
    with pytest.raises(KeyError, match="'tin'"):
        OURS.distances("w3", ["w9", "tin"])
    with pytest.raises(ValueError, match="must have 20 entries"):
        OURS.distances(np.ones(3))
