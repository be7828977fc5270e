"""Models of fastText: written from V and U, and read as models to train on.

Both have the same rows, in the same order. fastText's tree is that of lemmavec where words come by
falling count, but there a turn of 1 is what a positive logit makes likely: the vectors of inner
nodes have the other sign. fastText's CBOW takes the mean of all rows of a context, where words with
more n-grams count more; here it is the mean of the words' vectors.
"""

from __future__ import annotations

import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import damage_named
from lemmavec._io import open_decompressed
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import Settings
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned
from lemmavec.training.state import ModelState, Place
from lemmavec.vectors import formats
from lemmavec.vectors.formats.fasttext_binary import read_fasttext_model
from lemmavec.vectors.formats.fasttext_layout import LOSSES, MODELS, Arguments
from lemmavec.vectors.validation import checked_rows, finite_norms

# The sign of U in fastText's file.
SIGNS = {"negative_sampling": 1, "hierarchical_softmax": -1, "softmax": 1}


def write_fasttext_model(path: str | os.PathLike[str], state: ModelState) -> None:
    """Write a model with V and U as fastText does.

    Raises
    ------
    ValueError
        If the model has no place there; see `WordVectors.save_fasttext_format`.
    """
    settings, counts = state.settings, state.vocabulary.counts
    if settings.loss == "hierarchical_softmax" and (np.diff(counts) > 0).any():
        raise ValueError(
            "fastText's tree needs words by falling count, and words were added to this model: "
            "save its vectors alone"
        )
    arguments = Arguments(
        dim=settings.vector_size,
        ws=settings.window,
        epoch=settings.epochs,
        min_count=min(settings.min_count, 2**31 - 1),
        neg=settings.negative,
        loss=LOSSES[settings.loss],
        model=MODELS[settings.architecture],
        t=settings.sample,
    )
    record = formats.Record(state.vocabulary.words, state.centre_vectors, counts, state.ngram_rows)
    output = SIGNS[settings.loss] * state.outside_vectors
    formats.write_fasttext(path, record, arguments, output)


def read_fasttext_state(path: str | os.PathLike[str]) -> ModelState:
    """Read a model of fastText; what is trained on begins with the first epoch.

    Raises
    ------
    DamagedFileError
        If it is a classifier, or of a kind that is not trained here, or damaged.
    """
    with open_decompressed(path) as file:
        arguments, record, output = read_fasttext_model(path, file)
    assert output is not None
    assert record.counts is not None
    with damage_named(path, "the model is not one that is trained here"):
        settings = _settings(arguments)
        words = list(record.words)
        checked_rows(words)
        rows = _input_rows(record)
        if output.shape != record.vectors.shape:
            raise ValueError(f"an output matrix of {len(output):,} rows for {len(words):,} words")
        for matrix in (*rows, output):
            finite_norms(matrix, range(len(matrix)))
        U = aligned(SIGNS[settings.loss] * output)
        vocabulary = Vocabulary(words, record.counts)
        return ModelState(settings, vocabulary, aligned(*rows), U, Place(), History())


def _input_rows(record: formats.Record) -> list[NDArray[np.float32]]:
    if record.ngrams is None:
        return [record.vectors]
    if record.ngrams.own is None:
        raise ValueError("its words have rows of their own beside floret's table")
    return [record.ngrams.own, record.ngrams.buckets]


def _settings(arguments: Arguments) -> Settings:
    losses = {number: name for name, number in LOSSES.items()}
    models = {number: name for name, number in MODELS.items()}
    if arguments.model not in models or arguments.loss not in losses:
        raise ValueError("it is a classifier of fastText, or has another loss")
    given: dict[str, Any] = {
        "vector_size": arguments.dim,
        "window": arguments.ws,
        "epochs": arguments.epoch,
        "min_count": max(1, arguments.min_count),  # 0 is every word there
        "architecture": models[arguments.model],
        "loss": losses[arguments.loss],
        "subwords": arguments.subwords,
        "sample": arguments.t,
    }
    if given["architecture"] == "cbow":
        given["cbow_gradient"] = "word2vec"
    if given["loss"] == "negative_sampling":
        given["negative"] = arguments.neg
    return Settings(**given)
