"""Settings, queries, training and estimators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bad_input.corpora import train
from bad_input.files import SENTENCES, vectors
from bad_input.row import Row
from lemmavec import Checkpoint, Subwords, Word2Vec, WordVectors
from lemmavec.sklearn import SoftmaxRegression, Word2VecVectorizer


def diverge(_: Path) -> Word2Vec:
    return train(SENTENCES, alpha=1e9, min_alpha=1e9, epochs=9)


def unwritable(folder: Path) -> None:
    (folder / "out").mkdir()
    vectors().save(folder / "out")


def nan_among_features(_: Path) -> bool:
    with pytest.raises(ValueError, match="NaN"):
        SoftmaxRegression().fit([[1.0], [np.nan]], [0, 1])
    return True


SETTINGS = [
    Row("A setting that does not exist", lambda _: Word2Vec(dimensions=100)),
    Row("A setting of the wrong type", lambda _: Word2Vec(window="5")),
    Row("True where a number belongs", lambda _: Word2Vec(epochs=True)),
    Row("A number of threads below 1", lambda _: Word2Vec(workers=0)),
    Row("A window of 0", lambda _: Word2Vec(window=0)),
    Row("NaN", lambda _: Word2Vec(alpha=float("nan"))),
    Row("An unknown loss", lambda _: Word2Vec(loss="nce")),
    Row("`negative=0`", lambda _: Word2Vec(negative=0)),
    Row("`min_alpha` above `alpha`", lambda _: Word2Vec(alpha=0.01, min_alpha=0.02)),
    Row("A step size that is far too large", diverge),
    Row("`Subwords(min_n=6, max_n=3)`", lambda _: Subwords(min_n=6, max_n=3)),
    Row("`Subwords(buckets=0)`", lambda _: Subwords(buckets=0)),
    Row("Vectors asked for before training", lambda _: Word2Vec().vectors),
    Row("A checkpoint in a folder that does not exist", lambda _: train(
        SENTENCES, callbacks=[Checkpoint("no/model.lemma")]
    )),
    Row("A folder as the name of a file", unwritable),
]  # fmt: skip

QUERIES = [
    Row("A word that has no vector", lambda _: vectors()["golf"]),
    Row("`topn` below 0", lambda _: vectors().most_similar("gold", topn=-1)),
    Row("No words to ask about", lambda _: vectors().most_similar(positive=[])),
    Row("A query vector of another size", lambda _: vectors().most_similar(np.ones(3))),
    Row("A query vector with NaN", lambda _: vectors().most_similar(np.array([1, np.nan]))),
    Row("Two words for one row", lambda _: WordVectors(["a", "b"], np.ones((1, 2), np.float32))),
    Row("A word twice", lambda _: WordVectors(["a", "a"], np.ones((2, 2), np.float32))),
    Row("Vectors of no dimensions", lambda _: WordVectors(["a"], np.ones((1, 0), np.float32))),
    Row("Counts below 0", lambda _: WordVectors(["a"], np.ones((1, 2), np.float32), counts=[-1])),
    Row("A document of unknown words alone", lambda _: vectors().n_similarity(["x"], ["gold"])),
]  # fmt: skip

ESTIMATORS = [
    Row("Labels of one class", lambda _: SoftmaxRegression().fit(np.ones((4, 2)), ["a"] * 4)),
    Row("More labels than rows", lambda _: SoftmaxRegression().fit(np.ones((2, 2)), [0, 1, 0])),
    Row("Labels that are missing", lambda _: SoftmaxRegression().fit(np.eye(2), ["a", None])),
    Row("One text where texts belong", lambda _: Word2VecVectorizer(vectors()).fit("gold ore")),
    Row(
        "NaN among the features",
        nan_among_features,
        "A `ValueError`, as of scikit-learn's own estimators.",
    ),
]
