"""Many questions at once, the native search against plain sorting, and 3CosMul against gensim."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.vectors import queries, search
from lemmavec.vectors.word_vectors import WordVectors

WORDS = [f"w{i}" for i in range(700)]
ROWS = np.random.default_rng(3).normal(size=(700, 37)).astype(np.float32)
ROWS[40:60] = ROWS[11]  # ties, across the tiles of the search as well
ROWS[500:520] = ROWS[11]
OURS = WordVectors(WORDS, ROWS)
THEIRS = KeyedVectors(37)
THEIRS.add_vectors(WORDS, ROWS)
VECTOR = np.random.default_rng(4).normal(size=37)

QUESTIONS: list[Any] = [
    "w3",
    VECTOR,
    ["w3", "w5"],
    [("w3", 2.0), VECTOR],
    (["w3", "w5"], ["w9"]),
    (None, "w7"),
    ("w11", None),
    ["w11", "w45", "w510"],
    np.zeros(37),
    np.stack([VECTOR, -2 * ROWS[7]]),
]


@pytest.mark.parametrize("topn", [0, 1, 10, 30, 5000])
@pytest.mark.parametrize("restrict_vocab", [None, 1, 45, 300])
@pytest.mark.parametrize("workers", [None, 1, 3])
def test_many_questions_have_the_answers_of_each_alone(
    topn: int, restrict_vocab: int | None, workers: int | None
) -> None:
    alone = []
    for question in QUESTIONS:
        sides = question if isinstance(question, tuple) else (question, None)
        alone.append(OURS.most_similar(*sides, topn=topn, restrict_vocab=restrict_vocab))
    assert OURS.most_similar_batch(QUESTIONS, topn, restrict_vocab, workers) == alone


@pytest.mark.parametrize("count", [1, 6, 7, 16, 17, 40, 2100])
def test_rows_of_a_matrix_are_vectors(count: int) -> None:
    vectors = np.random.default_rng(count).normal(size=(count, 37))
    answers = OURS.most_similar_batch(vectors, topn=3)
    assert len(answers) == count
    for i in {0, count // 2, count - 1}:
        assert answers[i] == OURS.most_similar(vectors[i], topn=3)


def test_blocks_of_questions_do_not_change_the_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = OURS.most_similar_batch(QUESTIONS)
    monkeypatch.setattr(search, "QUERIES_AT_ONCE", 3)
    assert OURS.most_similar_batch(QUESTIONS) == whole
    assert OURS.most_similar_batch([]) == []
    assert OURS.most_similar_batch(np.empty((0, 37))) == []


def layouts(rows: np.ndarray) -> dict[str, np.ndarray]:
    padded = np.zeros((len(rows), rows.shape[1] + 11), np.float32)
    padded[:, 3:-8] = rows
    return {
        "rows": rows,
        "columns": np.asfortranarray(rows),
        "padded": padded[:, 3:-8],
        "upside down": np.ascontiguousarray(rows[::-1])[::-1],
        "every other": np.repeat(rows, 2, axis=0)[::2],
    }


@given(
    st.integers(1, 300),
    st.integers(1, 70),
    st.integers(0, 2**32 - 1),
    st.integers(1, 20),
    st.sampled_from([1.0, 1e-38, 1e-20, 1e35]),
    st.sampled_from([1, 2, 7, 18]),
)
def test_the_search_is_a_stable_sort_of_exact_cosines(
    n: int, d: int, seed: int, topn: int, scale: float, q: int
) -> None:
    random = np.random.default_rng(seed)
    # Few values, so that cosines are equal, or all but equal.
    rows = (random.integers(-1, 2, (n, d)) * scale).astype(np.float32)
    asked = random.integers(-1, 2, (q, d)).astype(float)
    wide = rows.astype(float)
    lengths = np.sqrt((wide**2).sum(axis=1))
    for layout in layouts(rows).values():
        norms, bad = search.row_norms(layout)
        assert bad == -1
        np.testing.assert_allclose(norms, lengths, rtol=1e-6, atol=0)
        found = list(search.nearest(layout, norms, asked, topn, [()] * q, workers=2))
        for query, answer in zip(asked, found, strict=True):
            cosines = search.row_cosines(layout, query)
            expected = queries.highest(cosines, topn, ())
            assert answer == [(row, float(cosines[row])) for row in expected]
            products = wide @ query / np.sqrt(query @ query or 1)
            truth = np.divide(products, lengths, out=np.zeros(n), where=lengths > 0)
            np.testing.assert_allclose(cosines, truth, rtol=0, atol=1e-7)


def test_near_ties_are_ordered_by_the_exact_cosine() -> None:
    # Products in float32 cannot tell these rows apart; float64 can, and so must the answer.
    random = np.random.default_rng(0)
    row = random.normal(size=300)
    # All within the error of such a product, and better ones may come late.
    noise = random.uniform(0, 5e-3, (3000, 1)) * random.normal(size=(3000, 300))
    rows = (row + noise).astype(np.float32)
    v = WordVectors(map(str, range(3000)), rows)
    wide = rows.astype(float)
    exact = wide @ row / np.sqrt((wide**2).sum(axis=1)) / np.sqrt(row @ row)
    order = np.lexsort((np.arange(3000), -exact.astype(np.float32)))[:50]
    assert [int(word) for word, _ in v.most_similar(row, topn=50)] == order.tolist()


@pytest.mark.parametrize("count", [1, 20])
def test_rows_too_short_for_float32_are_ordered_by_the_exact_cosine(count: int) -> None:
    random = np.random.default_rng(1)
    rows = (random.integers(-9, 10, (900, 20)) * 1e-44).astype(np.float32)
    asked = random.normal(size=(count, 20))
    norms, _ = search.row_norms(rows)
    wide = rows.astype(float)
    lengths = np.sqrt((wide**2).sum(axis=1))
    found = search.nearest(rows, norms, asked, 600, [()] * count, workers=1)
    for query, answer in zip(asked, found, strict=True):
        exact = wide @ query / lengths
        assert [row for row, _ in answer] == np.argsort(-exact, kind="stable")[:600].tolist()


def test_rows_without_numbers_are_found_and_are_near_nothing() -> None:
    rows = ROWS.copy()
    rows[[300, 650], 5] = np.nan, np.inf
    with pytest.raises(ValueError, match=r"'w300' \(row 300\) has NaN or infinity"):
        WordVectors(WORDS, rows)
    v = WordVectors(WORDS, rows, check_finite=False)
    answer = [word for word, _ in v.most_similar(VECTOR, topn=700)]
    assert sorted(answer) == sorted(set(WORDS) - {"w300", "w650"})


@pytest.mark.parametrize(
    ("questions", "options", "error", "message"),
    [
        ("w3", {}, TypeError, "takes a list of questions, got 'w3'"),
        (["w3", "tin"], {}, KeyError, "'tin' is not among"),
        ([("w3", "w4", "w5")], {}, TypeError, r"must be \(positive, negative\)"),
        ([("w3", 2.0)], {}, TypeError, "negative takes words and vectors, got 2.0"),
        ([[]], {}, ValueError, "needs a word or a vector"),
        (np.ones((3, 36)), {}, ValueError, "questions must have 37 columns"),
        (np.full((3, 37), np.nan), {}, ValueError, "questions must hold no NaN"),
        (["w3"], {"topn": -1}, ValueError, "topn must be 0 or more"),
        (["w3"], {"workers": 0}, ValueError, "workers must be 1 or more"),
        (["w3"], {"restrict_vocab": 0}, ValueError, "restrict_vocab must be 1 or more"),
    ],
)
def test_questions_without_sense_are_refused(
    questions: Any, options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        OURS.most_similar_batch(questions, **options)


@pytest.mark.filterwarnings("ignore:Call to deprecated `init_sims`")  # gensim's own
@pytest.mark.parametrize(
    "question",
    [
        {"positive": "w3"},
        {"positive": ["w3", "w5"], "negative": ["w9"]},
        {"positive": ["w3"], "negative": ["w9", "w600"]},
        {"positive": ["w8", (VECTOR / np.linalg.norm(VECTOR)).astype(np.float32)], "topn": 700},
    ],
)
def test_products_of_similarities_are_gensims(question: dict[str, Any]) -> None:
    ours = OURS.most_similar_cosmul(**question)
    theirs = THEIRS.most_similar_cosmul(**question)
    scores = dict(theirs)
    assert len(ours) == len(theirs)
    for (word, score), (_, other) in zip(ours, theirs, strict=True):
        assert score == pytest.approx(other, rel=1e-5)
        assert scores.get(word, score) == pytest.approx(score, rel=1e-5)
    every = OURS.most_similar_cosmul(**{**question, "topn": 700})  # gensim restricts nothing
    first = OURS.most_similar_cosmul(**{**question, "topn": 700}, restrict_vocab=300)
    assert first == [(word, score) for word, score in every if int(word[1:]) < 300]
    array = OURS.most_similar_cosmul(**{**question, "topn": None})
    assert [float(array[int(word[1:])]) for word, _ in every] == [score for _, score in every]


def test_products_of_similarities_take_no_weights() -> None:
    with pytest.raises(ValueError, match="takes no weights, got 2"):
        OURS.most_similar_cosmul([("w3", 2.0)])
    with pytest.raises(ValueError, match="needs a word or a vector"):
        OURS.most_similar_cosmul()
