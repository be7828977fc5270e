"""The cost of each word loss with its gradients, in multiply-adds."""

from __future__ import annotations

from lemmavec._validation import at_least


def naive_softmax_multiply_adds(vocabulary: int, size: int) -> int:
    """Count the multiply-adds of one naive softmax loss with its gradients: 3 V d.

    V d for the logits U v_c, V d for dJ/dv_c, V d for dJ/dU.

    Parameters
    ----------
    vocabulary : int
        The number of words V.
    size : int
        The dimensions d of a vector.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is below 1.

    Notes
    -----
    The V exponentials are not counted.

    Source: counted from the formulas of `naive_softmax_loss_and_gradient`. Mikolov et al. 2013
    (arXiv:1310.4546), section 2, name the cost in proportion to V.

    Examples
    --------
    >>> naive_softmax_multiply_adds(vocabulary=30_000, size=100)
    9000000
    """
    return 3 * at_least("vocabulary", vocabulary, 1) * at_least("size", size, 1)


def negative_sampling_multiply_adds(size: int, negatives: int) -> int:
    """Count the multiply-adds of one negative sampling loss with its gradients: 3 (K + 1) d.

    The target and each of the K negatives take d for the logit, d for dJ/dv_c and d for their row
    of dJ/dU.

    Parameters
    ----------
    size : int
        The dimensions d of a vector.
    negatives : int
        The number of negatives K, 0 or more.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is out of its range.

    Notes
    -----
    It does not depend on the vocabulary: naive softmax costs V / (K + 1) times as much.

    Source: counted from the formulas of `negative_sampling_loss_and_gradient`.

    Examples
    --------
    >>> negative_sampling_multiply_adds(size=100, negatives=5)
    1800
    """
    return 3 * (at_least("negatives", negatives, 0) + 1) * at_least("size", size, 1)


def hierarchical_softmax_multiply_adds(size: int, path_length: int) -> int:
    """Count the multiply-adds of one hierarchical softmax loss with its gradients: 3 L d.

    Parameters
    ----------
    size : int
        The dimensions d of a vector.
    path_length : int
        The number of inner nodes L on the path to the word.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is below 1.

    Notes
    -----
    Source: counted from the formula of `hierarchical_softmax_loss_and_gradient`.

    Examples
    --------
    >>> hierarchical_softmax_multiply_adds(size=100, path_length=12)
    3600
    """
    return 3 * at_least("path_length", path_length, 1) * at_least("size", size, 1)
