"""The errors of a classifier: how many, how sure that is, which classes, and the most confident."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec._validation import FloatArray, indices


class MisclassifiedText(NamedTuple):
    """A text whose predicted class is not its true class.

    Attributes
    ----------
    text : str
    truth, predicted : int
        The true class and the predicted one.
    probability : float
        Of the predicted class.
    """

    text: str
    truth: int
    predicted: int
    probability: float


def confusion_matrix(truth: ArrayLike, predicted: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Count texts by their true class (rows) and by their predicted class (columns).

    Parameters
    ----------
    truth, predicted : array_like of int, shape (N,)
        From 0 to classes - 1.
    classes : int

    Returns
    -------
    ndarray of int64, shape (classes, classes)

    Raises
    ------
    ValueError
        If the two differ in length, or a label is outside the classes.

    Examples
    --------
    >>> confusion_matrix([0, 0, 1], [0, 1, 1], classes=2)
    array([[1, 1],
           [0, 1]])
    """
    rows = indices("truth", truth, classes, "classes")
    columns = indices("predicted", predicted, classes, "classes")
    if len(rows) != len(columns):
        raise ValueError(f"{len(rows)} true labels, but {len(columns)} predicted ones")
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (rows, columns), 1)
    return counts


def standard_error(accuracy: float, texts: int) -> float:
    """Compute the standard error of an accuracy, √(p (1 - p) / n): that of a binomial share.

    About two in three samples of as many texts give an accuracy within it of the true one. What
    other seeds of the training would change is not in it.

    Parameters
    ----------
    accuracy : float
        The share p, 0 to 1.
    texts : int
        Their number n, 1 or more.

    Examples
    --------
    >>> round(standard_error(0.476, 2210), 4)
    0.0106
    """
    return math.sqrt(accuracy * (1 - accuracy) / texts)


def most_confident_errors(
    texts: Sequence[str], truth: ArrayLike, probabilities: FloatArray, most: int = 5
) -> list[MisclassifiedText]:
    """Find the misclassified texts whose predicted class has the highest probability.

    Parameters
    ----------
    texts : sequence of str
    truth : array_like of int, shape (N,)
        The true classes, from 0 to C - 1.
    probabilities : ndarray, shape (N, C)
        Of each class, as predicted.
    most : int, default 5
        How many to return, if there are so many.

    Returns
    -------
    list of MisclassifiedText
        By falling probability.

    Raises
    ------
    ValueError
        If a label is outside the classes.

    Examples
    --------
    >>> most_confident_errors(["a", "b"], [0, 0], np.array([[0.9, 0.1], [0.2, 0.8]]))
    [MisclassifiedText(text='b', truth=0, predicted=1, probability=0.8)]
    """
    labels = indices("truth", truth, probabilities.shape[1], "classes")
    predicted, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    first = wrong[np.argsort(-confidence[wrong], kind="stable")[:most]]
    return [
        MisclassifiedText(texts[i], int(labels[i]), int(predicted[i]), float(confidence[i]))
        for i in first
    ]
