"""The file of a model of documents: vectors of their tags that anything can load, and the rest.

`vectors` are D, and `words` the tags, so that `lemmavec.load` reads the documents' vectors.
`outside_vectors` are U and, where words have input vectors, `word_vectors` are V; the words are
`vocabulary_words`, `vocabulary_word_offsets` and `vocabulary_counts`. The metadata entry `model` is
as in a model of words.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._writing import replacing
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.document_settings import DocumentSettings
from lemmavec.training.document_vectors import DocumentVectors
from lemmavec.training.matrices import aligned_zeros
from lemmavec.training.model_fields import TrainingFields, read_fields
from lemmavec.training.model_file import (
    OF_DOCUMENTS,
    OUTSIDE,
    checked_counts,
    fields_of,
    read_matrix,
    require_model_file,
)
from lemmavec.training.state import ModelState
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.formats.safetensors import read_safetensors, write_safetensors
from lemmavec.vectors.formats.word_lists import read_list

WORD_VECTORS = "word_vectors"
VOCABULARY = OF_DOCUMENTS.removesuffix("_words")


def write_document_model(
    path: str | os.PathLike[str], state: ModelState, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a model whole, or leave the file that was there.

    `metadata` is for those who read it; `read_document_model` does not.
    """
    assert state.documents is not None
    tags, vocabulary = state.documents.tags, state.vocabulary
    record = Record(tags.words, state.document_vectors, tags.counts)
    matrices = {OUTSIDE: state.outside_vectors}
    if state.settings.has_word_vectors:
        matrices[WORD_VECTORS] = state.centre_vectors
    entries = {"model": json.dumps(fields_of(state)), **(metadata or {})}
    lists = {VOCABULARY: (vocabulary.words, vocabulary.counts)}
    with replacing(path) as file:
        write_safetensors(file, record, matrices, entries, lists=lists)


def read_document_model(path: str | os.PathLike[str]) -> ModelState:
    """Read a model that `write_document_model` wrote, or that somebody made: nothing is trusted.

    Raises
    ------
    DamagedFileError
        If the file holds another kind of model, or vectors alone; or is damaged: a field of it has
        a value that training cannot go on from. The message names the field.
    """
    from safetensors import safe_open

    with damage_named(path, "the model is damaged, or of a newer lemmavec"):
        format_ = require_model_file(path)
        if format_ != "safetensors":
            raise DamagedFileError(f"{path}: a {format_} file, which holds no model of documents")
        documents = read_safetensors(path, mmap=True)
        with safe_open(path, framework="numpy") as file:
            metadata, names = file.metadata() or {}, set(file.keys())
            if "model" not in metadata or OF_DOCUMENTS not in names:
                advice = "read it with Word2Vec.load" if "model" in metadata else "only vectors"
                raise DamagedFileError(f"{path}: no model of documents ({advice})")
            return _state(path, file, read_fields(metadata["model"], DocumentSettings), documents)


def _state(
    path: str | os.PathLike[str], file: Any, given: TrainingFields, documents: Record
) -> ModelState:
    settings = given.settings
    words, counts = read_list(path, file, VOCABULARY)
    tags, size = list(documents.words), settings.vector_size
    if documents.counts is None:
        raise ValueError("counts of the tags are missing")
    V = aligned_zeros(0, size)
    if settings.has_word_vectors:
        V = read_matrix(file, WORD_VECTORS, words, size)
    return ModelState(
        settings,
        Vocabulary(list(words), checked_counts(words, counts)),
        V,
        read_matrix(file, OUTSIDE, words, size),
        given.place,
        given.history,
        corpus=given.corpus,
        documents=DocumentVectors(
            Vocabulary(tags, checked_counts(tags, documents.counts)),
            read_matrix(file, "vectors", tags, size),
        ),
    )
