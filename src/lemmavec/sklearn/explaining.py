"""Explain the predictions of an estimator: each word's part in the logits."""

from __future__ import annotations

from typing import Any

from sklearn.utils.validation import check_is_fitted

from lemmavec.classify.explanation import Explanation, explain_linear
from lemmavec.sklearn.softmax import SoftmaxRegression
from lemmavec.sklearn.text import TextClassifier
from lemmavec.sklearn.vectorizer import Word2VecVectorizer


def explain(model: Any, text: str) -> Explanation:
    """Split the logits of a text among its words.

    Parameters
    ----------
    model : TextClassifier or Pipeline
        Fitted; a pipeline must be one of Word2VecVectorizer and SoftmaxRegression.
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
    (['good'], array([0.82]))
    """
    if isinstance(model, TextClassifier):
        return model.explain(text)
    steps = [step for _, step in getattr(model, "steps", [])]
    if [type(step) for step in steps] != [Word2VecVectorizer, SoftmaxRegression]:
        raise TypeError(
            f"{type(model).__name__} does not explain its predictions: TextClassifier does, and a "
            "pipeline of Word2VecVectorizer and SoftmaxRegression"
        )
    vectorizer, regression = steps
    check_is_fitted(regression)
    words, shares = vectorizer.word_shares(text)
    return explain_linear(words, shares, regression.coef_.T, regression.intercept_)
