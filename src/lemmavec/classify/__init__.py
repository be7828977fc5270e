"""Classifiers of texts and of vectors in plain NumPy.

`lemmavec.sklearn` has them as estimators; here are what they are made of, and the tools to look at
their errors, the choice of λ, and the words behind a prediction.
"""

from __future__ import annotations

from lemmavec.classify.confusion import (
    MisclassifiedText,
    confusion_matrix,
    most_confident_errors,
)
from lemmavec.classify.explanation import Explanation, explain_linear
from lemmavec.classify.l2_path import L2Path, L2PathRow, fit_l2_path
from lemmavec.classify.softmax_regression import FittedRegression, fit_softmax_regression
from lemmavec.classify.text_network import TextNetwork
from lemmavec.classify.tokenizer import split_words
from lemmavec.classify.training import ClassifierEpoch
from lemmavec.classify.two_layer_network import TwoLayerNetwork

__all__ = [
    "ClassifierEpoch",
    "Explanation",
    "FittedRegression",
    "L2Path",
    "L2PathRow",
    "MisclassifiedText",
    "TextNetwork",
    "TwoLayerNetwork",
    "confusion_matrix",
    "explain_linear",
    "fit_l2_path",
    "fit_softmax_regression",
    "most_confident_errors",
    "split_words",
]
