"""What the word losses cost, in multiply-adds."""

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
    Source: counts of document 000, equations 13, 18 and 19. The V exponentials are left out.

    Examples
    --------
    >>> naive_softmax_multiply_adds(vocabulary=30_000, size=100)
    9000000
    """
    return 3 * at_least("vocabulary", vocabulary, 1) * at_least("size", size, 1)


def negative_sampling_multiply_adds(size: int, negatives: int) -> int:
    """Count the multiply-adds of one negative sampling loss with its gradients: 3 (K + 1) d.

    The target and K negatives each take d for the logit, d for dJ/dv_c, d for their own row.

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
    The vocabulary is not in it: naive softmax costs V / (K + 1) times as much.
    Source: counts of document 000, equations 20 to 23.

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
        The inner nodes L on the way to the word.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If a number is below 1.

    Examples
    --------
    >>> hierarchical_softmax_multiply_adds(size=100, path_length=12)
    3600
    """
    return 3 * at_least("path_length", path_length, 1) * at_least("size", size, 1)
