"""What classifiers share: answers from logits; of feature rows, a warning of a useless fit."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin

from lemmavec._validation import FloatArray, IntArray
from lemmavec.equations import log_softmax, softmax


class LogitsClassifier(ClassifierMixin, BaseEstimator):
    """A classifier with `classes_`, and `_logits` that gives shape (N, C).

    X is what `fit` takes: rows of features, or texts.
    """

    classes_: NDArray[Any]

    def decision_function(self, X: Any) -> FloatArray:
        """Compute logits, shape (N, C); for two classes the second less the first, (N,)."""
        logits = self._logits(X)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict_proba(self, X: Any) -> FloatArray:
        """Compute the probability of each class, shape (N, C), in the order of `classes_`."""
        return softmax(self._logits(X))

    def predict_log_proba(self, X: Any) -> FloatArray:
        """Compute the logarithms of the probabilities, finite where a probability rounds to 0."""
        return log_softmax(self._logits(X))

    def predict(self, X: Any) -> NDArray[Any]:
        """Predict the most probable class of each row or text."""
        best = self._logits(X).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[best]
        return chosen

    def _logits(self, X: Any) -> FloatArray:
        raise NotImplementedError


class RowClassifier(LogitsClassifier):
    """A classifier of feature rows, dense or sparse."""

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def warn_if_nothing_was_learnt(
    predicted: IntArray, labels: IntArray, weights: FloatArray | None
) -> None:
    """Warn where the training accuracy is no better than the most frequent class's share."""
    counts = np.bincount(labels, weights)
    share = counts.max() / counts.sum()
    accuracy = np.average(predicted == labels, weights=weights)
    if accuracy > share + 1e-9:
        return
    warnings.warn(
        f"on its own training data the classifier is right in {accuracy:.1%}, no better than "
        f"the most frequent class, which is {share:.1%} of it: it learnt nothing from these "
        "features. Try pretrained vectors, Word2VecVectorizer(vectors=...), more texts, a smaller "
        "l2, or TextClassifier",
        UserWarning,
        stacklevel=3,
    )
