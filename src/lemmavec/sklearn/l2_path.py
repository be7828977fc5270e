"""The L2 regularisation path of texts: averaged word vectors, a softmax regression for each λ."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.document_vectors import Weighting
from lemmavec.classify.l2_path import DEFAULT_GRID, L2Path, fit_l2_path
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.sklearn.labels import encode_labels, label_numbers
from lemmavec.sklearn.vectorizer import Word2VecVectorizer
from lemmavec.vectors.word_vectors import WordVectors


def fit_l2_path_of_texts(
    train: LabelledTexts,
    dev: LabelledTexts,
    test: LabelledTexts | None = None,
    *,
    vectorizer: Word2VecVectorizer | None = None,
    vectors: WordVectors | str | os.PathLike[str] | None = None,
    weighting: Weighting = "mean",
    grid: Sequence[float] = DEFAULT_GRID,
    seed: int = 1,
) -> L2Path:
    """Fit softmax regression on averaged vectors for each λ; see `lemmavec.classify.l2_path`.

    A row is what `make_pipeline(vectorizer, SoftmaxRegression(l2=row.l2))`, fitted to `train`,
    gives: the λ is the same number on the same features.

    Parameters
    ----------
    train, dev, test : LabelledTexts
        λ is chosen on dev alone; the accuracy on test, if given, is measured for the table.
    vectorizer : Word2VecVectorizer, optional
        What makes the features. It is fitted to `train` here, and can be used afterwards. By
        default `Word2VecVectorizer(vectors, weighting=weighting, seed=seed)`.
    vectors : WordVectors or path, optional
        Word vectors to average; trained on the training texts by default.
    weighting : {"mean", "idf", "sif"}, default "mean"
        How the words of a text are weighted; see `Word2VecVectorizer`.
    grid : sequence of float
        Values of λ; 1e-5 to 100 by default.
    seed : int, default 1
        Of the vectors' training.

    Returns
    -------
    L2Path

    Raises
    ------
    ValueError
        If both a vectorizer and vectors are given, or dev or test hold a label that train does not.
    """
    if vectorizer is None:
        vectorizer = Word2VecVectorizer(vectors, weighting=weighting, seed=seed)
    elif vectors is not None:
        raise ValueError("give a vectorizer, which has its vectors, or vectors, not both")
    parts = [train, dev] if test is None else [train, dev, test]
    return fit_l2_path_of_features(features_of(vectorizer, parts), grid)


class Features(NamedTuple):
    """Features of texts, and the number of each one's class.

    Attributes
    ----------
    X : ndarray of float64, shape (N, D)
    y : ndarray of int64, shape (N,)
    classes : int
    """

    X: FloatArray
    y: IntArray
    classes: int


def features_of(vectorizer: Word2VecVectorizer, parts: Sequence[LabelledTexts]) -> list[Features]:
    """Fit a vectorizer to the first part, train; give the features of train, dev and test.

    Those of train are what `fit_transform` gives, from which a classifier may learn.
    """
    train, *others = parts
    classes, numbers = encode_labels(train.labels, "the L2 path")
    made = [Features(vectorizer.fit_transform(train.texts, train.labels), numbers, len(classes))]
    for name, part in zip(("dev", "test"), others, strict=False):
        y = label_numbers(part.labels, classes, name)
        made.append(Features(vectorizer.transform(part.texts), y, len(classes)))
    return made


def fit_l2_path_of_features(
    parts: Sequence[Features], grid: Sequence[float] = DEFAULT_GRID
) -> L2Path:
    """Fit softmax regression for each λ to the features of train, dev and, if given, test."""
    train, dev, *test = [(part.X, part.y) for part in parts]
    tested = test[0] if test else None
    return fit_l2_path(train, dev, tested, classes=parts[0].classes, grid=grid)
