"""The file of a model of documents: whole, readable by others, and not trusted."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

import lemmavec
from lemmavec import DamagedFileError, Doc2Vec, Word2Vec

from .test_training import MODELS, SMALL, TEXTS, bits

TAGS = [f"d{i}" if i % 2 else i for i in range(len(TEXTS))]


@pytest.fixture
def saved(tmp_path):
    path = tmp_path / "model.lemma"
    Doc2Vec(**SMALL, architecture="dm").fit(TEXTS, tags=TAGS).save(path)
    return path


@pytest.mark.parametrize("model", MODELS, ids=lambda m: " ".join(map(str, m.values())))
def test_what_is_loaded_is_what_was_saved(tmp_path, model):
    path = tmp_path / "model.lemma"
    trained = Doc2Vec(**SMALL, **model, workers=1).fit(TEXTS, tags=TAGS)
    trained.save(path)
    loaded = Doc2Vec.load(path)
    assert loaded.settings == trained.settings
    assert bits(loaded) == bits(trained)
    assert loaded.history == trained.history
    assert loaded.vectors.index_to_key == TAGS
    assert loaded._state.vocabulary.words == trained._state.vocabulary.words
    np.testing.assert_array_equal(loaded.infer(TEXTS[:5]), trained.infer(TEXTS[:5]))
    assert Doc2Vec.load(path, workers=2).settings.workers == 2


def test_anything_reads_the_vectors_of_the_documents(saved):
    vectors = lemmavec.load(saved)
    assert vectors.index_to_key == TAGS
    np.testing.assert_array_equal(vectors.vectors, Doc2Vec.load(saved).vectors.vectors)


def test_models_are_not_taken_for_each_other(tmp_path, saved):
    with pytest.raises(DamagedFileError, match="Doc2Vec"):
        Word2Vec.load(saved)
    words = tmp_path / "words.lemma"
    Word2Vec(**SMALL).fit(TEXTS).save(words)
    with pytest.raises(DamagedFileError, match=r"no model of documents \(read it with Word2Vec"):
        Doc2Vec.load(words)
    vectors = tmp_path / "vectors.safetensors"
    lemmavec.load(saved).save(vectors)
    with pytest.raises(DamagedFileError, match="no model of documents"):
        Doc2Vec.load(vectors)


def changed(path, change):
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    arrays, about = load_file(path), json.loads(metadata["model"])
    change(arrays, about)
    save_file(arrays, path, metadata | {"model": json.dumps(about)})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a, m: a.pop("word_vectors"), "word_vectors is missing"),
        (lambda a, m: a.pop("outside_vectors"), "outside_vectors"),
        (lambda a, m: a.update(vectors=a["vectors"][:, :5].copy()), "vectors must be F32"),
        (lambda a, m: a.update(word_vectors=a["word_vectors"][1:].copy()), "word_vectors must be"),
        (lambda a, m: a["vectors"].__setitem__((3, 1), np.nan), "NaN"),
        (lambda a, m: a["outside_vectors"].__setitem__((3, 1), np.inf), "NaN or infinity"),
        (lambda a, m: a["counts"].__setitem__(0, 0), "counts must be 1 or more"),
        (lambda a, m: a["vocabulary_counts"].__setitem__(0, -1), "counts must be"),
        (lambda a, m: a["vocabulary_word_offsets"].__setitem__(1, 10**12), "more than 65,536"),
        (lambda a, m: m["settings"].update(architecture="skipgram"), "architecture must be"),
        (lambda a, m: m["settings"].update(vector_size=7), "F32 of shape"),
        (lambda a, m: m["place"].update(piece=-1), "place.piece"),
        (lambda a, m: m.update(more=1), "does not know"),
    ],
)
def test_a_file_that_was_made_to_harm_is_refused(saved, change, message):
    changed(saved, change)
    with pytest.raises(DamagedFileError, match=message):
        Doc2Vec.load(saved)


def test_a_file_that_was_not_changed_is_read(saved):
    changed(saved, lambda arrays, about: None)
    assert len(Doc2Vec.load(saved).vectors) == len(TEXTS)
