"""spaCy reads the table of floret that lemmavec writes."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from lemmavec import Subwords, Word2Vec

spacy = pytest.importorskip("spacy", reason="spaCy is not installed, which has many dependencies")


def test_vectors_of_known_and_of_unseen_words_are_the_same_in_spacy(tmp_path):
    subwords = Subwords(min_n=4, max_n=5, buckets=500, table="floret", hashes=2)
    model = Word2Vec(vector_size=16, min_count=1, sample=0, epochs=2, subwords=subwords)
    vectors = model.fit([["golden", "mountain"], ["golden", "river"]] * 50).vectors
    vectors.save(tmp_path / "v.floret")
    command = [sys.executable, "-m", "spacy", "init", "vectors", "en", "v.floret", "out"]
    subprocess.run([*command, "--mode", "floret"], cwd=tmp_path, check=True, capture_output=True)
    vocabulary = spacy.load(tmp_path / "out").vocab
    for word in ("golden", "river", "goldener", "été", "x"):
        np.testing.assert_allclose(vocabulary[word].vector, vectors[word], rtol=0, atol=1e-6)
