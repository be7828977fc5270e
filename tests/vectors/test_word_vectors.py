"""WordVectors: what it takes, what it gives back, and that nothing changes it."""

from __future__ import annotations

import pickle
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.vectors.errors import UnknownWordError
from lemmavec.vectors.word_vectors import WordVectors

ROWS = np.arange(12, dtype=np.float32).reshape(4, 3)
WORDS = ["gold", "silver", "senate", "34"]


def vectors() -> WordVectors:
    return WordVectors(WORDS, ROWS.copy(), [9, 4, 4, 1])


def test_each_word_leads_to_its_row() -> None:
    v = vectors()
    for row, word in enumerate(WORDS):
        assert v[word].tolist() == ROWS[row].tolist()
        assert v.key_to_index[word] == row
        assert v.index_to_key[row] == word
        assert word in v
    assert list(v) == WORDS
    assert len(v) == 4
    assert v.vector_size == 3
    assert v.counts is not None
    assert v.counts.tolist() == [9, 4, 4, 1]
    assert v.counts.dtype == np.int64
    assert repr(v) == "WordVectors(4 words, 3 dimensions: 'gold', 'silver', 'senate', ...)"


def test_several_words_give_a_matrix_in_their_order() -> None:
    v = vectors()
    assert v[["34", "gold", "34"]].tolist() == ROWS[[3, 0, 3]].tolist()
    assert v[[]].shape == (0, 3)


@pytest.mark.parametrize("key", [34, np.int64(34), np.uint16(34)])
def test_an_integer_stands_for_its_digits(key: int) -> None:
    v = vectors()
    assert v[key].tolist() == v["34"].tolist()
    assert v[[key, "gold"]].tolist() == ROWS[[3, 0]].tolist()
    assert key in v
    assert 3 not in v  # a row number is no word
    assert v.get(key) is not None


def test_get_returns_the_default_for_an_unknown_word() -> None:
    v = vectors()
    assert v.get("gold", None) is not None
    assert v.get("tin") is None
    assert v.get("tin", 0) == 0


def test_other_things_are_not_in_it() -> None:
    assert None not in vectors()
    assert ("gold",) not in vectors()


@pytest.mark.parametrize(
    ("word", "suggested"), [("golt", "'gold'"), ("GOLD", "'gold'"), ("silvr", "'silver'")]
)
def test_an_unknown_word_is_named_with_words_spelt_alike(word: str, suggested: str) -> None:
    with pytest.raises(KeyError, match=f"'{word}' is not among the 4 words; did you mean") as error:
        vectors()[word]
    assert suggested in str(error.value)


def test_an_unknown_word_like_no_other_gets_no_suggestion() -> None:
    with pytest.raises(UnknownWordError) as error:
        vectors()[["gold", "xyzzyx"]]
    assert str(error.value) == "'xyzzyx' is not among the 4 words"
    assert pickle.loads(pickle.dumps(error.value)).args == ("xyzzyx",)


def test_nothing_can_be_written() -> None:
    v = vectors()
    assert v.counts is not None
    for array in (v.vectors, v["gold"], v.counts, v.norms):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        v.vectors = ROWS  # type: ignore[misc]


def test_a_strided_matrix_is_taken_as_a_view_and_its_owner_may_still_write() -> None:
    padded = np.zeros((4, 16), np.float32)
    v = WordVectors(WORDS, padded[:, :3])
    assert np.shares_memory(v.vectors, padded)
    assert v.vectors.strides == (64, 4)
    padded[0, 0] = 5
    assert v["gold"][0] == 5


def test_norms_are_exact_for_tiny_and_huge_values() -> None:
    v = WordVectors(["a", "b", "c"], np.array([[3e-30, 4e-30], [3e30, 4e30], [0, 0]], np.float32))
    np.testing.assert_allclose(v.norms, [5e-30, 5e30, 0], rtol=1e-6)


def test_pickling_keeps_everything() -> None:
    v = pickle.loads(pickle.dumps(vectors()))
    assert v.index_to_key == WORDS
    assert v.vectors.tolist() == ROWS.tolist()
    assert v.counts.tolist() == [9, 4, 4, 1]
    assert not v.vectors.flags.writeable


@pytest.mark.parametrize(
    ("words", "rows", "counts", "error", "message"),
    [
        (
            ["a", "b", "a"],
            np.ones((3, 2), "f4"),
            None,
            ValueError,
            "'a' comes twice, in rows 0 and 2",
        ),
        (["a", 7.0], np.ones((2, 2), "f4"), None, TypeError, "word 1 is 7.0"),
        ([3, True], np.ones((2, 2), "f4"), None, TypeError, "word 1 is True"),
        ([3, 3], np.ones((2, 2), "f4"), None, ValueError, "3 comes twice, in rows 0 and 1"),
        (["a"], np.ones((2, 2), "f4"), None, ValueError, r"1 words, shape \(1, d\), got \(2, 2\)"),
        (["a"], np.ones(1, "f4"), None, ValueError, r"got \(1,\)"),
        (["a"], np.ones((1, 0), "f4"), None, ValueError, r"got \(1, 0\)"),
        (["a"], np.ones((1, 2)), None, TypeError, "float32, got float64"),
        (["a"], [[1.0]], None, TypeError, "float32, got list"),
        (["a", "b"], np.array([[1], [np.nan]], "f4"), None, ValueError, r"'b' \(row 1\) has NaN"),
        (["a", "b"], np.array([[np.inf], [1]], "f4"), None, ValueError, r"'a' \(row 0\) has NaN"),
        (["a"], np.ones((1, 2), "f4"), [1, 2], ValueError, "counts must be one integer for each"),
        (["a", "b"], np.ones((2, 2), "f4"), [1, -7], ValueError, "0 or more, got -7 for word 1"),
        (["a"], np.ones((1, 2), "f4"), [1.5], ValueError, "array of float64"),
    ],
)
def test_what_does_not_fit_is_refused(
    words: list[str],
    rows: np.ndarray,
    counts: list[int] | None,
    error: type[Exception],
    message: str,
) -> None:
    with pytest.raises(error, match=message):
        WordVectors(words, rows, counts)


def test_nan_is_found_in_a_late_row() -> None:
    rows = np.zeros((40_000, 2), np.float32)
    rows[39_999, 1] = np.nan
    with pytest.raises(ValueError, match=r"'39999' \(row 39999\) has NaN"):
        WordVectors(map(str, range(40_000)), rows)


def test_no_words_at_all_are_allowed() -> None:
    v = WordVectors([], np.empty((0, 5), np.float32))
    assert len(v) == 0
    assert v.vector_size == 5
    assert v.most_similar(np.ones(5)) == []


@given(st.lists(st.text(), unique=True, max_size=20))
def test_any_string_can_be_a_word(words: list[str]) -> None:
    rows = np.arange(2 * len(words), dtype=np.float32).reshape(-1, 2)
    v = WordVectors(words, rows)
    assert [v[word].tolist() for word in words] == rows.tolist()


def cells(html: str) -> list[list[str]]:
    """Return the text of each cell of a table, row by row, as a parser of HTML reads it."""
    rows: list[list[str]] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attributes: object) -> None:
            if tag == "tr":
                rows.append([])
            elif tag in ("td", "th"):
                rows[-1].append("")

        def handle_data(self, data: str) -> None:
            if rows:
                rows[-1][-1] += data

    Parser().feed(html)
    return rows


def test_a_notebook_shows_the_most_frequent_words() -> None:
    counts = [3, 1000, 20]
    html = WordVectors(["gold", "the", "ore"], ROWS[:3], counts)._repr_html_()
    assert "<caption>WordVectors: 3 words, 3 dimensions</caption>" in html
    assert cells(html) == [
        ["word", "count", "0", "1", "2"],
        ["the", "1,000", "3.000", "4.000", "5.000"],
        ["ore", "20", "6.000", "7.000", "8.000"],
        ["gold", "3", "0.000", "1.000", "2.000"],
    ]


def test_a_notebook_shows_the_first_words_where_counts_are_not_known() -> None:
    wide = WordVectors(map(str, range(99)), np.ones((99, 50), np.float32))
    table = cells(wide._repr_html_())
    assert table[0] == ["word", "0", "1", "2", "3", "4", "5", "…"]
    assert [row[0] for row in table[1:]] == [str(i) for i in range(10)]
    none = WordVectors([], np.empty((0, 2), np.float32))
    assert cells(none._repr_html_()) == [["word", "0", "1"]]
    assert repr(none) == "WordVectors(0 words, 2 dimensions)"


def test_words_are_escaped_in_a_notebook() -> None:
    words = ["<script>alert(1)</script>", 'a&b"', "\udcff"]
    html = WordVectors(words, ROWS[:3])._repr_html_()
    assert "<script>" not in html
    assert [row[0] for row in cells(html)[1:]] == [*words[:2], "?"]
    html.encode("utf-8")
