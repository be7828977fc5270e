"""What every classifier asks of its labels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.multiclass import check_classification_targets


def encoded(y: ArrayLike | None, of: str) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Find the classes in order, and each label's number among them.

    Raises
    ------
    ValueError
        If the labels are not classes, one is missing (None or NaN), or there is only one class.
    """
    if y is None:
        raise ValueError(f"{of} requires y to be passed, but the target y is None")
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
        raise ValueError(f"{of} needs two classes or more, but the labels hold one class: {only!r}")
    return classes, numbers.astype(np.int64)
