"""The labels of classifiers: which classes there are, and each label's number among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.multiclass import check_classification_targets

from lemmavec._validation import IntArray


def encode_labels(y: ArrayLike | None, estimator: str) -> tuple[NDArray[Any], IntArray]:
    """Find the classes in order, and each label's number among them.

    Parameters
    ----------
    y : array_like, shape (N,)
    estimator : str
        Its name, for the errors.

    Returns
    -------
    classes : ndarray, shape (C,)
    numbers : ndarray of int64, shape (N,)

    Raises
    ------
    ValueError
        If the labels are not classes, one is missing (None or NaN), or there is only one class.
    """
    if y is None:
        raise ValueError(f"{estimator} requires y to be passed, but the target y is None")
    labels = np.asarray(y)
    if labels.dtype.kind == "O":
        for number, label in enumerate(labels.ravel()):
            if label is None:
                raise ValueError(f"label {number} is missing (None)")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"label {int(np.isnan(labels).argmax())} is missing (NaN)")
    check_classification_targets(labels)
    classes, numbers = np.unique(labels, return_inverse=True)
    if len(classes) < 2:
        only = classes.tolist()[0]
        raise ValueError(
            f"{estimator} needs two classes or more, but the labels hold one class: {only!r}"
        )
    return classes, numbers.astype(np.int64)


def label_numbers(
    labels: Sequence[Any] | NDArray[Any], classes: NDArray[Any], where: str
) -> IntArray:
    """Give each label's number among the classes of a fitted classifier.

    Parameters
    ----------
    labels : sequence, shape (N,)
    classes : ndarray, shape (C,)
    where : str
        What holds the labels, for the error.

    Returns
    -------
    ndarray of int64, shape (N,)

    Raises
    ------
    ValueError
        If a label is none of the classes.

    Examples
    --------
    >>> label_numbers(["good", "bad"], np.array(["bad", "good"]), "test.csv")
    array([1, 0])
    """
    number = {label: i for i, label in enumerate(classes.tolist())}
    given = np.asarray(labels).tolist()
    if unknown := sorted(set(given) - set(number), key=str):
        raise ValueError(
            f"{where} has the label {unknown[0]!r}, which was not seen in training: the classes "
            f"are {', '.join(map(str, number))}"
        )
    return np.array([number[label] for label in given], np.int64)
