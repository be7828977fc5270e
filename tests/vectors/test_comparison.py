"""Two sets of vectors aligned by a rotation, and words placed along an axis."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import orthogonal_procrustes as scipy_procrustes

from lemmavec import WordVectors
from lemmavec.vectors.comparison import orthogonal_procrustes

WORDS = [f"w{i}" for i in range(200)]


def random_rows(seed, rows=200, size=12):
    return np.random.default_rng(seed).normal(size=(rows, size)).astype(np.float32)


def random_rotation(size=12):
    return np.linalg.qr(np.random.default_rng(9).normal(size=(size, size)))[0]


def test_the_rotation_is_that_of_scipy():
    a, b = random_rows(1), random_rows(2)
    unit_a, unit_b = (m / np.linalg.norm(m, axis=1, keepdims=True) for m in (a, b))
    expected, _ = scipy_procrustes(unit_a.astype(float), unit_b.astype(float))
    np.testing.assert_allclose(orthogonal_procrustes(a, b), expected, atol=1e-6)


def test_rotated_vectors_are_found_where_they_were_and_moved_words_are_named():
    rows = random_rows(1)
    turned = (rows @ random_rotation()).astype(np.float32)
    turned[[30, 70]] = random_rows(5, rows=2)
    comparison = WordVectors(WORDS, rows).compare(WordVectors(WORDS, turned))
    assert {word for word, _ in comparison.moved(topn=2)} == {"w30", "w70"}
    others = np.delete(comparison.similarities, [30, 70])
    np.testing.assert_allclose(others, 1, atol=1e-3)
    assert comparison.similarity("w30") == comparison.similarities[30]


def test_lengths_play_no_part():
    rows = random_rows(1)
    longer = rows * np.arange(1, 201, dtype=np.float32)[:, None]
    comparison = WordVectors(WORDS, rows).compare(WordVectors(WORDS, longer))
    np.testing.assert_allclose(comparison.rotation, np.eye(12), atol=1e-6)


def test_words_of_one_side_are_counted_and_the_order_may_differ():
    rows = random_rows(1)
    first = WordVectors(WORDS[:150], rows[:150])
    second = WordVectors(WORDS[:99:-1], rows[:99:-1])
    comparison = first.compare(second)
    assert comparison.words == WORDS[100:150]
    assert (comparison.only_first, comparison.only_second) == (100, 50)
    np.testing.assert_allclose(comparison.similarities, 1, atol=1e-6)


def test_anchors_alone_decide_the_rotation():
    rows, other = random_rows(1), random_rows(2)
    other[:100] = rows[:100] @ random_rotation()
    comparison = WordVectors(WORDS, rows).compare(WordVectors(WORDS, other), anchors=100)
    np.testing.assert_allclose(comparison.rotation, random_rotation(), atol=1e-5)
    assert comparison.anchors == 100


def test_restricting_the_vocabulary_leaves_out_rare_words():
    rows = random_rows(1)
    other = rows.copy()
    other[[5, 190]] *= -1
    comparison = WordVectors(WORDS, rows).compare(WordVectors(WORDS, other))
    assert [word for word, _ in comparison.moved(1, restrict_vocab=100)] == ["w5"]


@pytest.mark.parametrize(
    ("words", "size", "message"),
    [(WORDS, 8, "12 and of 8 dimensions"), ([f"x{i}" for i in range(200)], 12, "no word is in")],
)
def test_vectors_that_cannot_be_compared(words, size, message):
    first = WordVectors(WORDS, random_rows(1))
    with pytest.raises(ValueError, match=message):
        first.compare(WordVectors(words, random_rows(1, size=size)))


def test_an_unknown_word_has_no_similarity():
    first = WordVectors(WORDS, random_rows(1))
    with pytest.raises(KeyError, match="gold"):
        first.compare(first).similarity("gold")


def test_words_stand_at_their_cosine_with_the_axis():
    vectors = WordVectors(WORDS, random_rows(3))
    units = vectors.vectors / np.linalg.norm(vectors.vectors, axis=1, keepdims=True)
    high, low = units[1] + units[2], units[0]
    axis = high / np.linalg.norm(high) - low
    expected = {f"w{i}": units[i] @ axis / np.linalg.norm(axis) for i in range(3, 9)}
    found = vectors.along_axis("w0", ["w1", "w2"], [f"w{i}" for i in range(3, 9)])
    assert [word for word, _ in found] == sorted(expected, key=expected.get)
    np.testing.assert_allclose([p for _, p in found], [expected[w] for w, _ in found], atol=1e-6)


def test_an_axis_needs_two_ends():
    vectors = WordVectors(WORDS, random_rows(3))
    with pytest.raises(ValueError, match="same direction"):
        vectors.along_axis("w0", "w0", ["w1"])
