"""`KeyedVectors` that are made empty, filled and changed: the same calls as in gensim."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors as Theirs
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.gensim import KeyedVectors

WORDS = st.sampled_from([*"abcdefgh"])
VALUES = st.lists(st.integers(-9, 9), min_size=3, max_size=3)
CALLS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.lists(WORDS, unique=True, max_size=5), VALUES, st.booleans()),
        st.tuples(st.just("set"), WORDS, VALUES),
        st.tuples(st.just("attribute"), WORDS, st.integers(0, 99)),
        st.tuples(st.just("sort")),
        st.tuples(st.just("normalize")),
    ),
    max_size=12,
)


def apply(vectors: Any, call: tuple[Any, ...]) -> None:
    match call:
        case "add", words, values, replace:
            rows = np.outer(np.arange(1, len(words) + 1), values).reshape(len(words), 3)
            vectors.add_vectors(words, rows, replace=replace)
        case "set", word, values:
            vectors[word] = np.array(values)
        case "attribute", word, value if word in vectors:
            # gensim extends its attributes only when vectors are added in bulk
            vectors.allocate_vecattrs(["count"], [np.int64])
            vectors.set_vecattr(word, "count", value)
        case ("sort",):
            if "count" in vectors.expandos and len(set(vectors.expandos["count"])) == len(vectors):
                vectors.sort_by_descending_frequency()
        case ("normalize",):
            if len(vectors) and np.abs(vectors.vectors).sum(axis=1).all():
                vectors.fill_norms(force=True)
                vectors.unit_normalize_all()


@pytest.mark.filterwarnings("ignore:Adding single vectors")
@given(calls=CALLS)
def test_any_calls_give_gensims_words_and_vectors(calls: list[tuple[Any, ...]]) -> None:
    ours, theirs = KeyedVectors(3), Theirs(3)
    for call in calls:
        apply(ours, call)
        apply(theirs, call)
        assert ours.index_to_key == list(theirs.index_to_key)
        assert ours.key_to_index == theirs.key_to_index
        assert ours.vectors == pytest.approx(theirs.vectors, abs=1e-5)
    theirs.fill_norms(force=True)
    for word in ours.index_to_key:
        if ours[word].any():
            assert ours.get_vector(word, norm=True) == pytest.approx(
                theirs.get_vector(word, norm=True), abs=1e-5
            )


def test_answers_follow_every_change() -> None:
    vectors = KeyedVectors(2)
    vectors.add_vectors(["gold", "silver", "tin"], [[1, 0], [2, 2], [0, 3]])
    assert vectors.most_similar("gold", topn=1)[0][0] == "silver"
    vectors["tin"] = [5, 0]
    assert vectors.most_similar("gold", topn=1)[0] == ("tin", 1.0)
    vectors.add_vector("lead", [-1, 0])
    assert vectors.most_similar(negative=["gold"], topn=1)[0] == ("lead", 1.0)
    vectors.vectors[0] = [0, 1]
    vectors.fill_norms(force=True)
    assert vectors.similarity("gold", "lead") == 0
    vectors.vectors = np.eye(4, 2)
    assert vectors["silver"].tolist() == [0, 1]
    assert vectors.norms.tolist() == [1, 1, 0, 0]


def test_adding_one_by_one_leaves_earlier_rows_alone() -> None:
    vectors = KeyedVectors(4)
    random = np.random.default_rng(0)
    expected = random.random((200, 4), np.float32)
    seen = None
    for i, row in enumerate(expected):
        assert vectors.add_vector(i, row) == i
        seen = vectors.vectors if seen is None else seen
    assert np.array_equal(vectors.vectors, expected)
    assert np.array_equal(seen, expected[:1])
    other = copy.copy(vectors)
    vectors.add_vector("x", np.zeros(4))
    vectors.add_vector("y", np.ones(4))
    assert len(other) == 200


def test_attributes_are_extended_and_copied() -> None:
    vectors = KeyedVectors(1)
    vectors.add_vectors(["a", "b"], [[1], [2]], extras={"count": [7, 9]})
    vectors.add_vectors(["b", "c"], [[3], [4]], extras={"count": [8, 6]}, replace=True)
    assert vectors.expandos["count"].tolist() == [7, 8, 6]
    vectors.vectors_lockf = np.array([0, 1, 1], np.float32)
    vectors.add_vector("d", [5])
    assert vectors.vectors_lockf.tolist() == [0, 1, 1, 1]
    assert vectors.counts.tolist() == [7, 8, 6, 0]
    vectors.sort_by_descending_frequency()
    assert vectors.index_to_key == ["b", "a", "c", "d"]
    assert vectors.vectors_lockf.tolist() == [1, 0, 1, 1]
    with pytest.raises(KeyError, match="no attribute 'colour'; known: 'count'"):
        vectors.get_vecattr("a", "colour")
    for copied in (copy.deepcopy(vectors), pickle.loads(pickle.dumps(vectors))):
        copied["a"] = [50]
        assert vectors["a"] == [1]
        assert copied.get_vecattr("b", "count") == 8
        assert copied.vectors_lockf.tolist() == [1, 0, 1, 1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_other_precisions_keep_theirs(dtype: Any, tmp_path: Any) -> None:
    vectors = KeyedVectors(2, dtype=dtype)
    vectors.add_vectors(["a", "b"], [[1, 0.1], [0, 1]])
    assert vectors.vectors.dtype == dtype
    assert vectors.similarity("a", "b") == pytest.approx(0.1 / np.hypot(1, 0.1), rel=1e-3)
    vectors.save(tmp_path / "v.kv")
    assert KeyedVectors.load(tmp_path / "v.kv")["a"] == pytest.approx([1, 0.1], rel=1e-3)


@pytest.mark.parametrize(
    ("words", "rows", "error"),
    [
        (["a", "b"], [[1, 2]], "2 words of 2 dimensions need vectors of shape"),
        ("a", [1, 2, 3], "need vectors of shape"),
        ("a", [1, np.nan], "finite"),
    ],
)
def test_what_does_not_fit_changes_nothing(words: Any, rows: Any, error: str) -> None:
    vectors = KeyedVectors(2)
    vectors.add_vector("z", [1, 1])
    with pytest.raises(ValueError, match=error):
        vectors.add_vectors(words, rows)
    assert vectors.index_to_key == ["z"]
    with pytest.raises(ValueError, match="must have the shape"):
        vectors.vectors = np.ones((2, 2))
