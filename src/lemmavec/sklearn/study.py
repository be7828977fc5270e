"""The study of λ from texts: vectors, averages, and softmax regression for a grid of λ."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from lemmavec.classify.document_vectors import Weighting
from lemmavec.classify.l2_path import DEFAULT_GRID, L2Study, study_l2
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.sklearn.labels import encoded
from lemmavec.sklearn.vectorizer import Word2VecVectorizer
from lemmavec.vectors.word_vectors import WordVectors


def study_texts(
    train: LabelledTexts,
    dev: LabelledTexts,
    test: LabelledTexts | None = None,
    *,
    vectors: WordVectors | str | os.PathLike[str] | None = None,
    weighting: Weighting = "mean",
    grid: Sequence[float] = DEFAULT_GRID,
    seed: int = 1,
) -> L2Study:
    """Fit softmax regression on averaged vectors for each λ; see `classify.l2_path`.

    Parameters
    ----------
    train, dev, test : LabelledTexts
        λ is chosen on dev; test, if given, is only measured.
    vectors : WordVectors or path, optional
        Trained on the training texts by default.
    weighting : {"mean", "idf", "sif"}
    grid : sequence of float
        λ for features whose columns have a variance of 1 on average over the training texts.
    seed : int

    Returns
    -------
    L2Study

    Raises
    ------
    ValueError
        If dev or test hold a label that train does not.
    """
    classes, numbers = encoded(np.asarray(train.labels), "the study")
    vectorizer = Word2VecVectorizer(vectors, weighting=weighting, min_count=2, epochs=10, seed=seed)
    features = vectorizer.fit_transform(train.texts)
    # One number for all columns: λ then means the same whatever the length of the vectors.
    scale = float(np.sqrt(features.var(axis=0).mean())) or 1.0
    known = {label: number for number, label in enumerate(classes.tolist())}

    def prepared(part: LabelledTexts) -> tuple[np.ndarray, np.ndarray]:
        if unknown := sorted(set(part.labels) - set(known), key=str):
            raise ValueError(f"the training texts have no label {unknown[0]!r}, but others have")
        X = vectorizer.transform(part.texts) / scale
        return X, np.array([known[label] for label in part.labels])

    return study_l2(
        (features / scale, numbers), prepared(dev), None if test is None else prepared(test),
        classes=len(classes), grid=grid,
    )  # fmt: skip
