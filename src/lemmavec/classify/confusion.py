"""What a classifier gets wrong: the confusion matrix, and its most confident mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec._validation import FloatArray, indices


class Mistake(NamedTuple):
    """A text, the class it has, the class that was predicted, and how surely."""

    text: str
    truth: int
    predicted: int
    probability: float


def confusion_matrix(truth: ArrayLike, predicted: ArrayLike, classes: int) -> NDArray[np.int64]:
    """Count texts by what they are (rows) and by what they were taken for (columns).

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
        If the two are not as long, or a label is outside the classes.

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


def confident_mistakes(
    texts: Sequence[str], truth: ArrayLike, probabilities: FloatArray, most: int = 5
) -> list[Mistake]:
    """Find the texts whose wrong class was thought likeliest, the surest first.

    Parameters
    ----------
    texts : sequence of str
    truth : array_like of int, shape (N,)
    probabilities : ndarray, shape (N, C)
    most : int, default 5

    Returns
    -------
    list of Mistake

    Examples
    --------
    >>> confident_mistakes(["a", "b"], [0, 0], np.array([[0.9, 0.1], [0.2, 0.8]]))
    [Mistake(text='b', truth=0, predicted=1, probability=0.8)]
    """
    labels = indices("truth", truth, probabilities.shape[1], "classes")
    predicted, sure = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    surest = wrong[np.argsort(-sure[wrong], kind="stable")[:most]]
    return [Mistake(texts[i], int(labels[i]), int(predicted[i]), float(sure[i])) for i in surest]
