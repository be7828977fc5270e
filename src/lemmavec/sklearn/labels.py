"""The labels of classifiers: which classes there are, and each label's number among them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.multiclass import check_classification_targets

from lemmavec._validation import IntArray
from lemmavec.corpus.columns import is_missing
from lemmavec.datasets.labelled_texts import is_integer


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
        If the labels are not classes, have two dimensions or several types, one is missing (None or
        NaN), or there is only one class.
    """
    if y is None:
        raise ValueError(f"{estimator} requires y to be passed, but the target y is None")
    labels = _one_dimensional(y)
    try:
        check_classification_targets(labels)
        classes, numbers = np.unique(labels, return_inverse=True)
    except TypeError:
        kinds = ", ".join(sorted({type(label).__name__ for label in labels.tolist()}))
        raise ValueError(f"the labels are of several types, {kinds}: make them one") from None
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

    Notes
    -----
    A file's labels are integers or text by what else is in the file. The label 1 is therefore the
    class "1" where there is none that equals it, and "1" the class 1; "01" is neither.

    Examples
    --------
    >>> label_numbers(["good", "bad"], np.array(["bad", "good"]), "test.csv")
    array([1, 0])
    """
    number = {label: i for i, label in enumerate(classes.tolist())}
    given = _one_dimensional(labels).tolist()
    for label in set(given) - set(number):
        if (other := _other_type(label)) in number:
            number[label] = number[other]
    if unknown := sorted(set(given) - set(number), key=str):
        raise ValueError(
            f"{where} has the label {unknown[0]!r}, which was not seen in training: the classes "
            f"are {', '.join(map(str, classes.tolist()))}"
        )
    return np.array([number[label] for label in given], np.int64)


def _one_dimensional(y: ArrayLike) -> NDArray[Any]:
    """Take labels as a vector, none of them missing."""
    # As an array, a list of str with a NaN among them would hold the text "nan".
    if isinstance(y, list | tuple):
        _refuse_missing(y)
    labels = np.asarray(y)
    if labels.ndim != 1:
        hint = "give one label a text"
        if labels.ndim == 2 and labels.shape[1] == 1:
            hint += ": its one column, as y.ravel() or df['label'] is"
        raise ValueError(f"the labels are an array of shape {labels.shape}: {hint}")
    if labels.dtype.kind == "O":
        _refuse_missing(labels)
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        raise ValueError(f"label {int(np.isnan(labels).argmax())} is missing (NaN)")
    return labels


def _refuse_missing(labels: Iterable[Any]) -> None:
    for number, label in enumerate(labels):
        if is_missing(label):
            what = "NaN" if isinstance(label, float) else str(label)
            raise ValueError(f"label {number} is missing ({what})")


def _other_type(label: Any) -> Any:
    """Give an integer as text, and the text of an integer as one."""
    if isinstance(label, str):
        return int(label) if is_integer(label) else label
    return str(label) if isinstance(label, int) else label
