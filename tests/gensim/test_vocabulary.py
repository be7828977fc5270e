"""Vocabularies that are counted, ruled, limited and grown: the same calls as in gensim."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from gensim import utils as their_utils
from gensim.models import Word2Vec as Theirs
from hypothesis import given, settings
from hypothesis import strategies as st

import lemmavec.gensim as ours
from lemmavec.gensim.errors import NoVocabularyError

SENTENCES = st.lists(
    st.lists(st.sampled_from([*"aaaabbbccdefg"]), min_size=1, max_size=8), min_size=1, max_size=12
)
SMALL: dict[str, Any] = {"vector_size": 4, "workers": 1, "sample": 0}


def rule(word: str, count: int, min_count: int) -> int:
    if word == "a":
        return ours.utils.RULE_DISCARD
    return ours.utils.RULE_KEEP if word == "g" else ours.utils.RULE_DEFAULT


def counted(model: Any) -> dict[str, int]:
    return {word: int(model.wv.get_vecattr(word, "count")) for word in model.wv.index_to_key}


def built(kind: Any, sentences: list[list[str]], options: dict[str, Any]) -> dict[str, int] | None:
    """The counts of the vocabulary; None where there is no word."""
    model = kind(**SMALL, **options)
    try:
        model.build_vocab(sentences, trim_rule=None)
    except RuntimeError:
        return None
    return counted(model) or None


@settings(deadline=None)
@given(
    sentences=SENTENCES,
    min_count=st.integers(0, 4),
    max_final_vocab=st.none() | st.integers(1, 5),
    max_vocab_size=st.none() | st.integers(1, 5),
    sorted_vocab=st.booleans(),
)
def test_any_limits_keep_the_words_that_gensim_keeps(
    sentences: list[list[str]], **limits: Any
) -> None:
    mine, theirs = (built(kind, sentences, limits) for kind in (ours.Word2Vec, Theirs))
    assert mine == theirs
    if mine is not None and theirs is not None and not limits["sorted_vocab"]:
        assert list(mine) == list(theirs)


@settings(deadline=None)
@given(sentences=SENTENCES, more=SENTENCES, min_count=st.integers(1, 3), ruled=st.booleans())
def test_any_growth_adds_the_words_that_gensim_adds(
    sentences: list[list[str]], more: list[list[str]], min_count: int, ruled: bool
) -> None:
    trim = rule if ruled else None
    assert (their_utils.RULE_KEEP, their_utils.RULE_DISCARD) == (2, 1)
    models = [kind(**SMALL, min_count=min_count) for kind in (ours.Word2Vec, Theirs)]
    try:
        models[0].build_vocab(sentences, trim_rule=trim)
    except NoVocabularyError:
        models[1].build_vocab(sentences, trim_rule=trim)
        assert not len(models[1].wv)
        return
    models[1].build_vocab(sentences, trim_rule=trim)
    assert counted(models[0]) == counted(models[1])
    wv, before = models[0].wv, models[0].wv.vectors.copy()
    try:
        models[0].build_vocab(more, update=True, trim_rule=trim)
    except NoVocabularyError:
        return
    models[1].build_vocab(more, update=True, trim_rule=trim)
    # gensim adds the counts of a known word that the rule leaves out; so do we.
    assert counted(models[0]) == counted(models[1])
    assert models[0].wv is wv
    assert np.array_equal(wv.vectors[: len(before)], before)
    assert len(models[0].syn1neg) == len(wv)


def test_growth_from_counts_and_after_loading(tmp_path: Any) -> None:
    model = ours.Word2Vec([["a", "b"], ["b", "c"]] * 9, **SMALL, min_count=1, epochs=2)
    model.wv.vectors_lockf = np.zeros(3, np.float32)
    model.save(str(tmp_path / "m"))
    model = ours.Word2Vec.load(str(tmp_path / "m"))
    assert (model.corpus_count, model.corpus_total_words, model.train_count) == (18, 36, 1)
    model.wv.vectors_lockf = np.zeros(3, np.float32)
    model.build_vocab_from_freq({"b": 1, "z": 5, "y": 7}, update=True)
    assert counted(model) == {"b": 19, "a": 9, "c": 9, "y": 7, "z": 5}
    before = model.wv.vectors.copy()
    model.train([["y", "z", "a"]] * 50, total_examples=50, epochs=3)
    changed = (model.wv.vectors != before).any(axis=1)
    assert changed.tolist() == [False, False, False, True, True]


def test_scanning_and_preparing_report_and_may_change_nothing() -> None:
    text = [["a"] * 5 + ["b"] * 3 + ["c"]]
    mine, theirs = (kind(**SMALL, min_count=2) for kind in (ours.Word2Vec, Theirs))
    assert mine.scan_vocab(text) == theirs.scan_vocab(text) == (9, 1)
    expected = theirs.prepare_vocab(dry_run=True, keep_raw_vocab=True)
    report = mine.prepare_vocab(dry_run=True)
    assert report == {name: expected[name] for name in report}
    assert len(mine.wv) == 0
    assert mine.raw_vocab == {"a": 5, "b": 3, "c": 1}
    mine.prepare_vocab(min_count=1, keep_raw_vocab=True)
    assert counted(mine) == mine.raw_vocab
    other = ours.Word2Vec([["x", "y"]] * 9, **SMALL, min_count=1)
    mine.reset_from(other)
    assert mine.wv.index_to_key == other.wv.index_to_key
    with pytest.raises(NoVocabularyError, match="none of the 0 words is kept"):
        ours.Word2Vec(**SMALL).prepare_vocab()


def test_a_rule_that_answers_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match=r"trim_rule\('a', 1, 5\) gave 7"):
        ours.Word2Vec(**SMALL).build_vocab([["a"]], trim_rule=lambda *_: 7)
    with pytest.raises(TypeError, match="a corpus is a list of lists of words"):
        ours.Word2Vec(**SMALL, max_vocab_size=3).build_vocab(["gold"])
