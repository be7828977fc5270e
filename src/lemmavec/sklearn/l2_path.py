"""The L2 regularisation path of texts: averaged word vectors, a softmax regression for each λ."""

from __future__ import annotations

import os
from collections.abc import Sequence

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
    classes, numbers = encode_labels(train.labels, "the L2 path")
    if vectorizer is None:
        vectorizer = Word2VecVectorizer(vectors, weighting=weighting, seed=seed)
    elif vectors is not None:
        raise ValueError("give a vectorizer, which has its vectors, or vectors, not both")
    features = vectorizer.fit_transform(train.texts, train.labels)

    def prepared(name: str, part: LabelledTexts) -> tuple[FloatArray, IntArray]:
        y = label_numbers(part.labels, classes, name)
        return vectorizer.transform(part.texts), y

    return fit_l2_path(
        (features, numbers),
        prepared("dev", dev),
        None if test is None else prepared("test", test),
        classes=len(classes),
        grid=grid,
    )
