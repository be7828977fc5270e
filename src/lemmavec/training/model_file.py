"""A model's file: word vectors that anything can load, and all that training goes on from.

`vectors` are V, as in every lemmavec file, so that `lemmavec.load` reads a model too;
`outside_vectors` are U; the metadata entry `model` holds settings, place and history as JSON. With
subwords, `vectors` are composed of V, which is `word_rows` and, below them, `ngram_rows`.
A run that may stop early has its best epoch beside them, `best_vectors` and
`best_outside_vectors`, until it has ended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import open_decompressed
from lemmavec._keys import Key
from lemmavec._writing import replacing
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.early_stopping import Best
from lemmavec.training.fasttext_file import read_fasttext_state
from lemmavec.training.matrices import aligned
from lemmavec.training.model_fields import MOST_WORDS, TrainingFields, read_fields
from lemmavec.training.state import ModelState, rows_of_V
from lemmavec.vectors.formats.blocks import is_plain
from lemmavec.vectors.formats.detection import DETECTION_BYTES, detect
from lemmavec.vectors.formats.ngram_tensors import BUCKETS, OWN, matrices_of
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.formats.safetensors import read_safetensors, write_safetensors
from lemmavec.vectors.search import row_norms

OUTSIDE = "outside_vectors"
OF_DOCUMENTS = "vocabulary_words"  # a tensor that models of documents have
BEST = {"V": "best_vectors", "U": "best_outside_vectors"}


def write_model(
    path: str | os.PathLike[str],
    state: ModelState,
    more: Mapping[str, NDArray[np.float32]] | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a model whole, or leave the file that was there.

    `more` matrices and `metadata` are for those who read them; `read_model` does not.
    """
    size, best = state.settings.vector_size, state.best
    matrices = {OUTSIDE: state.outside_vectors, **(more or {})}
    about = fields_of(state)
    if best is not None:
        matrices |= {name: best.parameters[key][:, :size] for key, name in BEST.items()}
        about["best"] = {"loss": best.loss, "epochs_since": best.epochs_since}
    words, counts = state.vocabulary.words, state.vocabulary.counts
    record = Record(words, state.centre_vectors, counts, state.ngram_rows)
    with replacing(path) as file:
        write_safetensors(file, record, matrices, {"model": json.dumps(about), **(metadata or {})})


def fields_of(state: ModelState) -> dict[str, Any]:
    """Return what training goes on from, besides words and matrices, as JSON holds it."""
    fields = {
        "settings": asdict(state.settings),
        "place": asdict(state.place),
        "history": [asdict(record) for record in state.history],
    }
    return fields if state.corpus is None else fields | {"corpus": state.corpus}


def read_model(path: str | os.PathLike[str]) -> ModelState:
    """Read a model that `write_model` wrote, or that somebody made: nothing in it is trusted.

    Raises
    ------
    DamagedFileError
        If the file holds word vectors alone, or no model at all; or is damaged: a field of it has
        a value that training cannot go on from. The message names the field.
    """
    with damage_named(path, "the model is damaged, or of a newer lemmavec"):
        return _read_model(path)


def _read_model(path: str | os.PathLike[str]) -> ModelState:
    from safetensors import safe_open

    if require_model_file(path) == "fastText binary":
        return read_fasttext_state(path)
    vectors = read_safetensors(path, mmap=True)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata() or {}
        if "model" not in metadata or OUTSIDE not in set(file.keys()) or vectors.counts is None:
            raise DamagedFileError(
                f"{path}: word vectors without a model to train on; read them with lemmavec.load"
            )
        if OF_DOCUMENTS in set(file.keys()):
            raise DamagedFileError(f"{path}: a model of documents; read it with Doc2Vec.load")
        return _state(file, read_fields(metadata["model"]), vectors)


def require_model_file(path: str | os.PathLike[str]) -> str:
    """Return the format of a file that may hold a model; DamagedFileError for others."""
    with open_decompressed(path) as opened:
        found, whole = detect(path, opened.read(DETECTION_BYTES)), is_plain(opened)
    if found == "fastText binary":
        return found
    if found == "safetensors" and not whole:
        raise DamagedFileError(f"{path}: a compressed model; decompress it first")
    if found != "safetensors":
        raise DamagedFileError(
            f"{path}: a {found} file, which holds vectors without a model to train on; read them "
            "with lemmavec.load"
        )
    return found


def read_matrix(
    file: Any, name: str, words: Sequence[Key], vector_size: int, rows: int | None = None
) -> NDArray[np.float32]:
    """Read one of a model's matrices, laid out for training, with as many rows as words or `rows`.

    Raises
    ------
    ValueError
        If there is none, its shape or its type is another, or it has NaN or infinity.
    """
    if name not in set(file.keys()):
        raise ValueError(f"the matrix {name} is missing")
    stored = file.get_slice(name)
    needed = (len(words) if rows is None else rows, vector_size)
    _require(name, stored.get_dtype(), stored.get_shape(), needed)
    return _aligned(name, file.get_tensor(name), words)


def _state(file: Any, given: TrainingFields, vectors: Record) -> ModelState:
    words, settings = vectors.words, given.settings
    size, rows = settings.vector_size, rows_of_V(len(words), settings)
    _require("vectors", "F32", vectors.vectors.shape, (len(words), size))
    V, best = _V(vectors, settings), None
    if given.best is not None:
        best_V = read_matrix(file, BEST["V"], words, size, rows)
        kept = {"V": best_V, "U": read_matrix(file, BEST["U"], words, size)}
        best = Best(given.best.loss, given.best.epochs_since, kept)
    return ModelState(
        settings,
        Vocabulary(list(words), checked_counts(words, vectors.counts)),
        V,
        read_matrix(file, OUTSIDE, words, size),
        given.place,
        given.history,
        best,
        corpus=given.corpus,
    )


def _V(vectors: Record, settings: Settings) -> NDArray[np.float32]:
    """Return V: the vectors, or the rows that they are composed of."""
    found = None if vectors.ngrams is None else vectors.ngrams.subwords
    if found != settings.subwords:
        raise ValueError(f"subwords must be {settings.subwords}, as in settings, got {found}")
    if vectors.ngrams is None:
        return _aligned("vectors", vectors.vectors, vectors.words)
    parts = matrices_of(vectors.ngrams)
    for name, part in parts.items():
        _require_finite(name, part, vectors.words if name == OWN else [])
    return aligned(*(parts[name] for name in (OWN, BUCKETS) if name in parts))


def checked_counts(words: Sequence[Key], counts: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """Return the counts of a vocabulary; ValueError for what no corpus has."""
    assert counts is not None
    if not len(counts):
        raise ValueError("a model needs 1 or more words, got none")
    if counts.min() < 1:
        row = int(counts.argmin())
        raise ValueError(f"counts must be 1 or more, got {counts[row]} for {words[row]!r}")
    if counts.sum(dtype=np.float64) > MOST_WORDS:
        raise ValueError(f"counts must sum to {MOST_WORDS} or less")
    return counts


def _require(name: str, kind: str, shape: Sequence[int], needed: tuple[int, int]) -> None:
    if kind != "F32" or tuple(shape) != needed:
        raise ValueError(
            f"{name} must be F32 of shape {needed} (words, vector_size), got {kind} of shape "
            f"{tuple(shape)}"
        )


def _aligned(name: str, matrix: NDArray[np.float32], words: Sequence[Key]) -> NDArray[np.float32]:
    _require_finite(name, matrix, words)
    return aligned(matrix)


def _require_finite(name: str, matrix: NDArray[np.float32], words: Sequence[Key]) -> None:
    _, bad = row_norms(matrix)
    if bad >= 0:
        word = f" ({words[bad]!r})" if bad < len(words) else ""
        raise ValueError(
            f"{name} must be finite, got NaN or infinity in row {bad}{word}, as after training "
            "with too large an alpha"
        )
