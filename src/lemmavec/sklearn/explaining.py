"""Explain the predictions of an estimator: each word's part in the logits."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from lemmavec._validation import FloatArray
from lemmavec.classify.explanation import Explanation, explain_linear
from lemmavec.sklearn.softmax import SoftmaxRegression
from lemmavec.sklearn.text import TextClassifier
from lemmavec.sklearn.vectorizer import Word2VecVectorizer


def explain(model: Any, text: str) -> Explanation:
    """Split the logits of a text among its words.

    Parameters
    ----------
    model : TextClassifier or Pipeline
        Fitted; a pipeline must be one of Word2VecVectorizer and SoftmaxRegression, with
        StandardScaler between them or not.
    text : str

    Returns
    -------
    Explanation
        The parts of the words and the base, the logits of an empty text, sum to the logits.

    Raises
    ------
    TypeError
        If it is another kind of model.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.pipeline import make_pipeline
    >>> from lemmavec import WordVectors
    >>> vectors = WordVectors(["good", "bad"], np.array([[1, 0], [0, 1]], np.float32))
    >>> model = make_pipeline(Word2VecVectorizer(vectors), SoftmaxRegression(l2=0.1))
    >>> explained = explain(model.fit(["good", "bad"], [1, 0]), "good film")
    >>> explained.words, explained.towards(1).round(2)
    (['good'], array([1.32]))
    """
    if isinstance(model, TextClassifier):
        return model.explain(text)
    steps = [step for _, step in getattr(model, "steps", [])]
    if not _is_linear(steps):
        raise TypeError(
            f"{type(model).__name__} does not explain its predictions: TextClassifier does, and a "
            "pipeline of Word2VecVectorizer and SoftmaxRegression, with StandardScaler between "
            "them or not"
        )
    vectorizer, *scalers, regression = steps
    check_is_fitted(regression)
    words, shares = vectorizer.word_shares(text)
    empty: FloatArray = np.zeros(shares.shape[1])
    # A scaler maps x to (x - mean) / scale: the words share what is divided, and the features of
    # an empty text take the rest.
    for scaler in scalers:
        scale = scaler.scale_ if scaler.with_std else 1.0
        shares = shares / scale
        empty = (empty - (scaler.mean_ if scaler.with_mean else 0.0)) / scale
    W, b = regression.coef_.T, regression.intercept_
    return explain_linear(words, shares, W, empty @ W + b)


def _is_linear(steps: list[Any]) -> bool:
    """Whether a pipeline of these steps maps the sum of word vectors linearly to logits."""
    kinds = [type(step) for step in steps]
    between = set(kinds[1:-1])
    return kinds[:1] + kinds[-1:] == [Word2VecVectorizer, SoftmaxRegression] and (
        between <= {StandardScaler}
    )
