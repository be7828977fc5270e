"""Where in the text which alpha is used, by the drop-in and by gensim."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from lemmavec import gensim as ours

theirs = pytest.importorskip("gensim.models")
LineSentence = importlib.import_module("gensim.models.word2vec").LineSentence

PARTS = 8


@pytest.fixture
def corpus_file(tmp_path):
    """A text in parts of 20,000 words; each part repeats two words that no other part has."""
    path = tmp_path / "parts.txt"
    lines = [" ".join([f"a{p}", f"b{p}"] * 500) + "\n" for p in range(PARTS) for _ in range(20)]
    path.write_text("".join(lines))
    return str(path)


def steps(module, workers, **text):
    """Train with steps so small that u of a word is the sum of the steps along the v beside it."""
    model = module.Word2Vec(
        **text, sg=1, negative=1, vector_size=100, window=1, sample=0, min_count=1, epochs=1,
        alpha=1e-5, min_alpha=0, workers=workers,
    )  # fmt: skip
    U = model.outside_vectors if module is ours else model.syn1neg
    found = []
    for part in range(PARTS):
        a, b = (model.wv.key_to_index[f"{letter}{part}"] for letter in "ab")
        v = model.wv.vectors[b]
        found.append(U[a] @ v / (v @ v))
    return np.array(found) / found[0]


# The mean alpha of a part, as a share of that of the first.
LINE = (PARTS - 0.5 - np.arange(PARTS)) / (PARTS - 0.5)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_alpha_falls_in_a_line_for_any_number_of_threads(corpus_file, workers):
    for text in ({"corpus_file": corpus_file}, {"sentences": ours.LineSentence(corpus_file)}):
        np.testing.assert_allclose(steps(ours, workers, **text), LINE, atol=0.1)


@pytest.mark.parametrize("workers", [1, 2])
def test_that_of_gensim_falls_in_a_line_from_an_iterable(corpus_file, workers):
    found = steps(theirs, workers, sentences=LineSentence(corpus_file))
    np.testing.assert_allclose(found, LINE, atol=0.1)


def test_that_of_gensim_only_halves_on_a_file_with_two_threads(corpus_file):
    """A thread begins the half that it trains on with the whole alpha."""
    np.testing.assert_allclose(steps(theirs, 1, corpus_file=corpus_file), LINE, atol=0.1)
    found = steps(theirs, 2, corpus_file=corpus_file)
    assert found[PARTS // 2 - 1] < 0.65
    assert found[PARTS // 2 + 1] > found[PARTS // 2 - 1] + 0.1
    assert found[-1] > 0.4
