"""What each training example counts in the loss of a classifier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.class_weight import compute_sample_weight

from lemmavec._validation import FloatArray, vector

ClassWeight = Mapping[Any, float] | Literal["balanced"] | None


def example_weights(
    labels: ArrayLike, class_weight: ClassWeight, sample_weight: ArrayLike | None
) -> FloatArray | None:
    """Multiply the weights of examples and of their classes, and scale them to 1 on average.

    Parameters
    ----------
    labels : array_like, shape (N,)
    class_weight : dict, "balanced" or None
        By label, 1 for those it lacks; "balanced" is N / (C · count of the class), where an
        example counts its weight.
    sample_weight : array_like, shape (N,), or None

    Returns
    -------
    ndarray of float64, shape (N,), or None
        None if neither is given: each counts 1.

    Raises
    ------
    ValueError
        If the weights are not one for each example, some weight is negative or not finite, all are
        0, or `class_weight` names a class that does not occur.

    Examples
    --------
    >>> example_weights(["no", "yes", "yes"], "balanced", None)
    array([1.5 , 0.75, 0.75])
    """
    if class_weight is None and sample_weight is None:
        return None
    weights = np.ones(len(np.asarray(labels)))
    if sample_weight is not None:
        weights *= vector("sample_weight", sample_weight, len(weights), ", one for each example")
    if class_weight == "balanced":
        _, numbers = np.unique(np.asarray(labels), return_inverse=True)
        counts = np.bincount(numbers, weights)
        weights *= (weights.sum() / (len(counts) * np.where(counts > 0, counts, 1.0)))[numbers]
    elif class_weight is not None:
        weights *= compute_sample_weight(class_weight, labels)
    if (weights < 0).any() or not weights.sum() > 0:
        raise ValueError(
            f"the weights of examples must be 0 or more, and not all zero, got {weights.min():g} "
            f"to {weights.max():g}"
        )
    scaled: FloatArray = weights / weights.mean()
    return scaled
