"""Several words and documents at once: gensim's answers on the same vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gensim.models import KeyedVectors as Theirs

from lemmavec.gensim import KeyedVectors
from lemmavec.gensim.errors import EmptyGroupError

WORDS = [f"w{i}" for i in range(30)]
ROWS = np.random.default_rng(5).normal(size=(30, 6)).astype(np.float32)
DOCUMENTS = [["w1", "w2", "w2", "w7"], ["w3", "w1"], ["w9"], ["w1", "w2", "w2", "w7", "nobody"]]


@pytest.fixture
def both() -> tuple[KeyedVectors, Any]:
    filled = KeyedVectors(6), Theirs(6)
    for vectors in filled:
        vectors.add_vectors(WORDS, ROWS)
    return filled


@pytest.mark.parametrize("norm", [True, False])
@pytest.mark.parametrize("first", DOCUMENTS)
@pytest.mark.parametrize("second", DOCUMENTS)
def test_the_word_movers_distance(both: Any, first: Any, second: Any, norm: bool) -> None:
    ours, theirs = (vectors.wmdistance(first, second, norm=norm) for vectors in both)
    assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-7)
    assert both[0].wmdistance(first, ["nobody"]) == float("inf")


def test_ranks_by_centrality_and_relative_similarity(both: Any) -> None:
    for use_norm in (True, False):
        ours, theirs = (v.rank_by_centrality(WORDS[:9], use_norm=use_norm) for v in both)
        assert [word for _, word in ours] == [word for _, word in theirs]
        assert [c for c, _ in ours] == pytest.approx([c for c, _ in theirs], rel=1e-5)
    ours, theirs = (v.relative_cosine_similarity("w1", "w2", topn=7) for v in both)
    assert ours == pytest.approx(theirs, rel=1e-5)
    assert both[0].words_closer_than("w1", "w2") == both[1].closer_than("w1", "w2")


def test_words_without_a_vector_are_left_out_of_groups(both: Any) -> None:
    with pytest.warns(UserWarning, match="n_similarity leaves out .* 'nobody'"):
        ours = both[0].n_similarity(["w1", "nobody"], ["w2", "w3"])
    assert ours == pytest.approx(both[1].n_similarity(["w1", "nobody"], ["w2", "w3"]), rel=1e-5)
    with (
        pytest.warns(UserWarning, match="'nobody'"),
        pytest.raises(EmptyGroupError, match="a word with a vector in each group"),
    ):
        both[0].n_similarity(["nobody"], ["w2"])


def test_parts_of_the_vocabulary_are_searched(both: Any) -> None:
    for options in ({"clip_start": 4}, {"clip_start": 3, "clip_end": 20}, {"clip_end": 5}):
        ours, theirs = (v.most_similar("w4", topn=6, **options) for v in both)
        assert [word for word, _ in ours] == [word for word, _ in theirs]
    every = both[0].most_similar("w4", clip_start=3, topn=None)
    assert every == pytest.approx(both[1].most_similar("w4", clip_start=3, topn=None), abs=1e-6)


def test_an_indexer_answers_instead(both: Any) -> None:
    class Indexer:
        def most_similar(self, vector: Any, topn: int) -> list[tuple[str, float]]:
            assert np.linalg.norm(vector) == pytest.approx(1)
            return [("w4", 1.0), ("w8", 0.5), ("w9", 0.25)][:topn]

    assert both[0].most_similar("w4", topn=2, indexer=Indexer()) == [("w8", 0.5), ("w9", 0.25)]
