"""Shards: together they are the corpus, and they give the vocabulary of one machine."""

from __future__ import annotations

import gzip
import json
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.cluster.corpus import ClusterCorpus
from lemmavec.cluster.counting import Counts, added
from lemmavec.cluster.crew import LocalCrew
from lemmavec.cluster.options import RayCluster
from lemmavec.corpus.encoding import encode
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.vocabulary_choice import WordChoice, frequent_words
from lemmavec.settings import Settings

SENTENCES = [[f"w{(i * i + j) % (7 + i % 40)}" for j in range(i % 9)] for i in range(900)]
LINES = [" ".join(sentence) for sentence in SENTENCES]


def on_workers(corpus, workers, *, min_count=2, keep_word=None, most=None, **reading):
    choose = partial(frequent_words, choice=WordChoice(min_count, None, keep_word))
    cluster, crew = RayCluster(workers=workers, max_counted=most), LocalCrew(workers)
    return ClusterCorpus(
        cluster, crew, corpus, choose, Settings(vector_size=4), ReadingOptions(**reading)
    )


def tokens_of(corpus):
    """The sentences of all workers' shards, in any order, without those that are empty."""
    found = []
    for worker in corpus._crew.workers:
        found += [sentence for sentence in worker._corpus if sentence]
    return sorted(found)


def files(folder):
    """The same text as a corpus of every kind: what `fit` takes, and how it is read."""
    text = folder / "plain.txt"
    text.write_text("\n".join(LINES), encoding="utf-8")
    parts = folder / "parts"
    parts.mkdir()
    for i in range(5):
        (parts / f"{i}.txt").write_text("\n".join(LINES[i * 180 : (i + 1) * 180]))
    packed = folder / "packed.txt.gz"
    packed.write_bytes(gzip.compress(text.read_bytes()))
    rows = folder / "rows.jsonl"
    rows.write_text("\n".join(json.dumps({"text": line}) for line in LINES), encoding="utf-8")
    yield "plain", text, {}
    yield "folder", parts, {}
    yield "tokenizer", text, {"tokenizer": str.split}
    yield "compressed", packed, {}
    yield "json lines", rows, {"column": "text"}
    yield "lists", SENTENCES, {}
    yield "iterator", iter(SENTENCES), {}
    yield "texts", np.array(LINES), {}


KINDS = ["plain", "folder", "tokenizer", "compressed", "json lines", "lists", "iterator", "texts"]


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("kind", KINDS)
def test_shards_are_the_corpus_and_have_its_vocabulary(tmp_path, kind, workers):
    _, corpus, reading = next(found for found in files(tmp_path) if found[0] == kind)
    with encode(SENTENCES, min_count=2) as whole, on_workers(corpus, workers, **reading) as shards:
        assert shards.vocabulary.words == whole.vocabulary.words
        np.testing.assert_array_equal(shards.vocabulary.counts, whole.vocabulary.counts)
        assert shards.words == whole.words
        found = tokens_of(shards)
        if kind in ("plain", "folder") and workers > 1:  # a line may be cut where a shard ends
            assert sum(map(len, found)) == whole.words
        else:
            assert found == sorted(whole)


def test_keep_word_and_small_letters_reach_the_workers():
    upper = [[word.upper() for word in sentence] for sentence in SENTENCES[:300]] + SENTENCES
    keep = {"w1": True, "w3": False}
    reading = ReadingOptions(lowercase=True)
    with (
        encode(upper, min_count=90, keep_word=lambda w, n: keep.get(w), reading=reading) as whole,
        on_workers(
            upper, 3, min_count=90, keep_word=lambda w, n: keep.get(w), lowercase=True
        ) as shards,
    ):
        assert shards.vocabulary.words == whole.vocabulary.words
        assert {"w1"} <= set(shards.vocabulary.words) <= set(whole.vocabulary.words) - {"w3"}
        assert tokens_of(shards) == sorted(whole)


def test_integers_stay_integers():
    items = [[3, 1, 4], ["3", 5], [1, "1", 9]] * 30
    with encode(items, min_count=1) as whole, on_workers(items, 4, min_count=1) as shards:
        assert list(map(repr, shards.vocabulary.words)) == list(map(repr, whole.vocabulary.words))


words = st.dictionaries(st.text("abcd", min_size=1, max_size=3), st.integers(1, 50), max_size=30)


def counts_of(counted):
    none = np.zeros(len(counted), bool)
    return Counts(list(counted), np.fromiter(counted.values(), np.int64, len(counted)), none)


@given(words, words)
def test_counts_add_up(one, other):
    both = added(counts_of(one), counts_of(other))
    found = dict(zip(both.words, both.counts.tolist(), strict=True))
    assert found == {word: one.get(word, 0) + other.get(word, 0) for word in one | other}
    assert both.error == 0


@given(st.lists(words, min_size=1, max_size=6), st.integers(1, 20))
def test_pruned_counts_are_too_small_by_no_more_than_they_say(shards, most):
    pruned = counts_of(shards[0]).pruned(most)
    for shard in shards[1:]:
        pruned = added(pruned, counts_of(shard).pruned(most)).pruned(most)
    assert len(pruned.words) <= most
    found = dict(zip(pruned.words, pruned.counts.tolist(), strict=True))
    for word in {word for shard in shards for word in shard}:
        true = sum(shard.get(word, 0) for shard in shards)
        assert true - pruned.error <= found.get(word, 0) <= true


def test_a_vocabulary_of_pruned_counts_says_so():
    with pytest.warns(RuntimeWarning, match="max_counted=20 left rare words out"):
        on_workers(SENTENCES, 3, most=20).close()


def test_more_workers_than_sentences_is_an_error():
    with pytest.raises(ValueError, match="3 sentences for 4 workers"):
        on_workers([["gold"]] * 3, 4, min_count=1)


def test_a_model_that_does_not_fit_the_nodes_is_refused(monkeypatch):
    monkeypatch.setattr("lemmavec.cluster.worker.machine_memory", lambda: 20_000)
    with pytest.raises(MemoryError, match=r"3 workers on .* need 3 × 4 × \d+ rows × 4 dim"):
        on_workers(SENTENCES, 3)


def test_workers_of_another_version_are_refused(monkeypatch):
    crew = LocalCrew(2)
    about = crew.workers[1].about()
    monkeypatch.setattr(crew.workers[1], "about", lambda: about._replace(version="0.0.9"))
    choose = partial(frequent_words, choice=WordChoice())
    with pytest.raises(RuntimeError, match=r"worker 1 on .* has lemmavec 0\.0\.9"):
        ClusterCorpus(RayCluster(workers=2), crew, SENTENCES, choose, Settings(), ReadingOptions())
