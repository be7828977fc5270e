"""Hierarchical softmax: a word is predicted by the turns of its path down a Huffman tree."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec._validation import (
    FloatArray,
    IntArray,
    finite_array,
    index,
    matrix,
    vector,
)
from lemmavec.equations.sigmoid import logistic_loss_and_gradient


@dataclass(frozen=True)
class HuffmanTree:
    """The path from the root to each word.

    Parameters
    ----------
    paths : sequence of ndarray of int64
        For each word, the inner nodes passed, root first; inner nodes are numbered from 0.
    codes : sequence of ndarray of int64
        For each word, the turn taken at each of them: 0 or 1.

    Examples
    --------
    >>> tree = huffman_tree([4, 2, 1])
    >>> [code.tolist() for code in tree.codes]
    [[1], [0, 1], [0, 0]]
    >>> [path.tolist() for path in tree.paths]
    [[1], [1, 0], [1, 0]]
    """

    paths: Sequence[IntArray]
    codes: Sequence[IntArray]

    def __len__(self) -> int:
        """Give the number of words."""
        return len(self.paths)


def huffman_tree(counts: Sequence[int] | NDArray[np.integer]) -> HuffmanTree:
    """Build a binary tree whose mean path length, weighted by the counts, is the smallest.

    Parameters
    ----------
    counts : sequence of int, length V >= 2
        How often each word occurs.

    Returns
    -------
    HuffmanTree
        With V - 1 inner nodes, numbered in the order they are made: the root is V - 2.

    Raises
    ------
    ValueError
        If there are fewer than two words, or a count is negative.

    Notes
    -----
    Ties are broken as word2vec.c breaks them with words by falling count: an inner node before a
    word, an older inner node before a younger, a later word before an earlier. The rarer of the
    two nodes that are joined gets code 0.

    Source: Huffman 1952, "A Method for the Construction of Minimum-Redundancy Codes"; for words:
    Mikolov et al. 2013 (arXiv:1310.4546), section 2.1.

    Examples
    --------
    >>> [len(path) for path in huffman_tree([8, 4, 2, 1, 1]).paths]
    [1, 2, 3, 4, 4]
    """
    array = finite_array("counts", counts)
    words = array.size
    if array.ndim != 1 or words < 2:
        raise ValueError(f"counts must hold at least two words, got shape {array.shape}")
    if (array < 0).any():
        raise ValueError(f"counts must be 0 or more, got {array.min():g}")
    # (count, inner nodes first, order among equals, node); nodes from `words` on are inner.
    heap = [(int(count), 1, -word, word) for word, count in enumerate(counts)]
    heapq.heapify(heap)
    parent: dict[int, tuple[int, int]] = {}
    for inner in range(words - 1):
        rare, common = heapq.heappop(heap), heapq.heappop(heap)
        parent[rare[3]], parent[common[3]] = (inner, 0), (inner, 1)
        heapq.heappush(heap, (rare[0] + common[0], 0, inner, words + inner))
    paths = [_path_from_root(word, words, parent) for word in range(words)]
    return HuffmanTree(
        tuple(np.array([inner for inner, _ in path]) for path in paths),
        tuple(np.array([code for _, code in path]) for path in paths),
    )


def _path_from_root(
    word: int, words: int, parent: dict[int, tuple[int, int]]
) -> list[tuple[int, int]]:
    path = []
    node = word
    while node in parent:
        inner, code = parent[node]
        path.append((inner, code))
        node = words + inner
    return path[::-1]


def hierarchical_softmax_loss_and_gradient(
    v_c: ArrayLike, o: int, tree: HuffmanTree, U: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the outside word o by the turns that lead to it.

    $$J = -\sum_{t} \log \sigma\big((1 - 2 b_t)\, u_{n_t}^\top v_c\big)$$

    with the inner nodes n_t on the path to o and the turns b_t, 0 or 1.

    Parameters
    ----------
    v_c : array_like of float, shape (d,)
        The centre word's vector.
    o : int
        The outside word, a leaf of the tree.
    tree : HuffmanTree
        The path to each word.
    U : array_like of float, shape (V - 1, d)
        Vectors of the inner nodes.

    Returns
    -------
    loss : float
    dv_c : ndarray of float64, shape (d,)
    dU : ndarray of float64, shape (V - 1, d)
        Zero in the row of each node that is not on the path.

    Raises
    ------
    ValueError
        If shapes do not fit, `o` is outside the vocabulary, or a number is not finite.

    Notes
    -----
    The probabilities e^{-J} of all words sum to one, because σ(z) + σ(-z) = 1 at each node.

    Source: Morin and Bengio 2005, "Hierarchical Probabilistic Neural Network Language Model";
    Mikolov et al. 2013 (arXiv:1310.4546), equation 3.

    Examples
    --------
    >>> loss, dv_c, dU = hierarchical_softmax_loss_and_gradient(
    ...     [1.0], 0, huffman_tree([1, 1]), [[0.0]])
    >>> print(round(loss, 6), dv_c, dU)
    0.693147 [0.] [[0.5]]
    """
    v_c = vector("v_c", v_c)
    U = matrix("U", U, v_c.size, " (the size of v_c)")
    if len(U) != len(tree) - 1:
        raise ValueError(
            f"U must have {len(tree) - 1} rows (one per inner node of a tree of {len(tree)} "
            f"words), got shape {U.shape}"
        )
    o = index("o", o, len(tree), "words in tree")
    path, signs = tree.paths[o], (1 - 2 * tree.codes[o]).astype(np.float64)
    loss, dv_c, drows = logistic_loss_and_gradient(v_c, U[path], signs, np.ones(len(path)))
    dU = np.zeros_like(U)
    dU[path] = drows
    return loss, dv_c, dU
