"""The columns that `Word2VecVectorizer` adds where it is given labels: mean log-count ratios."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from lemmavec._validation import FloatArray, IntArray, boolean
from lemmavec.classify.automatic_settings import Auto, is_auto
from lemmavec.classify.class_ratios import log_count_ratios, ratios_of_other_folds
from lemmavec.classify.document_vectors import WeightedAverage
from lemmavec.sklearn.labels import encode_labels

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

_MOST_CLASSES = 50


class Labels(NamedTuple):
    """The class of each text, from 0 to `classes` - 1."""

    numbers: IntArray
    classes: int


class ClassColumns(NamedTuple):
    """Each word's log-count ratios, divided by the scale of their means.

    Parameters
    ----------
    ratios : ndarray of float64, shape (V, columns)
    """

    ratios: FloatArray

    def beside(self, features: FloatArray, bag: csr_matrix) -> FloatArray:
        """Append the columns of these texts to their features."""
        return np.hstack([features, _means(bag, self.ratios)])

    def shares_beside(self, shares: FloatArray, rows: list[int]) -> FloatArray:
        """Append each word's share of the columns to its share of the features."""
        return np.hstack([shares, self.ratios[rows] / max(len(rows), 1)])


def class_labels(wanted: bool | Auto, y: ArrayLike | None, texts: int, owner: str) -> Labels | None:
    """Take the labels that log-count ratios need; None if there are to be no ratios.

    Raises
    ------
    TypeError, ValueError
        If `wanted` is neither a bool nor "auto"; if a label is missing, their number is not that of
        the texts, or ratios are demanded of what is not labels of two classes or more.
    """
    automatic = is_auto("class_ratios", wanted, "True, False")
    if not automatic and not boolean("class_ratios", wanted):  # type: ignore[arg-type]
        return None
    if automatic and (y is None or not _can_be_classes(y)):
        return None
    if y is None:
        raise ValueError(f"{owner}(class_ratios=True) counts the words of classes: give fit labels")
    classes, numbers = encode_labels(y, owner)
    if len(numbers) != texts:
        raise ValueError(f"{texts} texts, but {len(numbers)} labels")
    return Labels(numbers, len(classes))


def fit_class_columns(
    bag: csr_matrix, labels: Labels, seed: int
) -> tuple[ClassColumns, FloatArray]:
    """Count the ratios in all texts, and each training text's columns in the other folds.

    Returns
    -------
    columns : ClassColumns
    of_training : ndarray of float64, shape (N, columns)
        Their mean variance is 1.
    """
    ratios = log_count_ratios(bag, *labels)
    of_training = np.zeros((bag.shape[0], ratios.shape[1]))
    for texts, others in ratios_of_other_folds(bag, *labels, seed=seed):
        of_training[texts] = _means(bag[texts], others)
    scale = float(np.sqrt(of_training.var(axis=0).mean())) or 1.0
    return ClassColumns(ratios / scale), of_training / scale


def _means(bag: csr_matrix, ratios: FloatArray) -> FloatArray:
    return WeightedAverage(np.ones(len(ratios)), normalised=True).transform(bag, ratios)


def _can_be_classes(y: ArrayLike) -> bool:
    """Whether these are labels of 2 to 50 classes, and not the numbers of a regression."""
    labels = np.asarray(y)
    if labels.ndim != 1:
        return False
    if labels.dtype.kind == "f":
        known = labels[~np.isnan(labels)]
        if (known != np.round(known)).any():
            return False
    return 2 <= len(set(labels.tolist())) <= _MOST_CLASSES
