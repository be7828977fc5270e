"""The L2 regularisation path of texts: averaged word vectors, a softmax regression for each λ."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

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
    vectors: WordVectors | str | os.PathLike[str] | None = None,
    weighting: Weighting = "mean",
    grid: Sequence[float] = DEFAULT_GRID,
    seed: int = 1,
) -> L2Path:
    """Fit softmax regression on averaged vectors for each λ; see `lemmavec.classify.l2_path`.

    Parameters
    ----------
    train, dev, test : LabelledTexts
        λ is chosen on dev alone; the accuracy on test, if given, is measured for the table.
    vectors : WordVectors or path, optional
        Word vectors to average; trained on the training texts by default.
    weighting : {"mean", "idf", "sif"}, default "mean"
        How the words of a text are weighted; see `Word2VecVectorizer`.
    grid : sequence of float
        Values of λ, for features scaled to columns whose mean variance over the training texts is
        1; 1e-5 to 100 by default.
    seed : int, default 1
        Of the vectors' training.

    Returns
    -------
    L2Path

    Raises
    ------
    ValueError
        If dev or test hold a label that train does not.
    """
    classes, numbers = encode_labels(train.labels, "the L2 path")
    vectorizer = Word2VecVectorizer(vectors, weighting=weighting, min_count=2, epochs=10, seed=seed)
    features = vectorizer.fit_transform(train.texts)
    # One number for all columns, so that λ means the same whatever the length of the vectors.
    scale = float(np.sqrt(features.var(axis=0).mean())) or 1.0

    def prepared(name: str, part: LabelledTexts) -> tuple[FloatArray, IntArray]:
        y = label_numbers(part.labels, classes, name)
        return vectorizer.transform(part.texts) / scale, y

    return fit_l2_path(
        (features / scale, numbers),
        prepared("dev", dev),
        None if test is None else prepared("test", test),
        classes=len(classes),
        grid=grid,
    )
