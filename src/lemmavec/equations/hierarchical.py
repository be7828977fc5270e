"""Hierarchical softmax: a word is found by left-or-right answers down a Huffman tree."""

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
    """The way from the root to each word.

    Parameters
    ----------
    paths : sequence of ndarray of int64
        For each word, the inner nodes passed, root first; inner nodes count from 0.
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
    """Build the tree whose mean path, weighted by the counts, is the shortest.

    Parameters
    ----------
    counts : sequence of int, length V >= 2
        How often each word occurs.

    Returns
    -------
    HuffmanTree
        With V - 1 inner nodes, numbered as they are made: the root is V - 2.

    Raises
    ------
    ValueError
        If there are fewer than two words, or a count is negative.

    Notes
    -----
    Ties fall as in word2vec.c with words by falling count: an inner node before a word, an
    older inner node before a younger, a later word before an earlier. The rarer of the two
    nodes that are joined gets code 0.

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
    ways = [_way_from_root(word, words, parent) for word in range(words)]
    return HuffmanTree(
        tuple(np.array([inner for inner, _ in way]) for way in ways),
        tuple(np.array([code for _, code in way]) for way in ways),
    )


def _way_from_root(
    word: int, words: int, parent: dict[int, tuple[int, int]]
) -> list[tuple[int, int]]:
    way = []
    node = word
    while node in parent:
        inner, code = parent[node]
        way.append((inner, code))
        node = words + inner
    return way[::-1]


def hierarchical_softmax_loss_and_gradient(
    v_c: ArrayLike, o: int, tree: HuffmanTree, U: ArrayLike
) -> tuple[float, FloatArray, FloatArray]:
    r"""Predict the outside word o by the turns that lead to it.

    $$J = -\sum_{t} \log \sigma\big((1 - 2 b_t)\, u_{n_t}^\top v_c\big)$$

    with the inner nodes n_t on the way to o and the turns b_t, 0 or 1.

    Parameters
    ----------
    v_c : array_like of float, shape (d,)
        The centre word's vector.
    o : int
        The outside word, a leaf of the tree.
    tree : HuffmanTree
        The way to each word.
    U : array_like of float, shape (V - 1, d)
        Vectors of the inner nodes.

    Returns
    -------
    loss : float
    dv_c : ndarray of float64, shape (d,)
    dU : ndarray of float64, shape (V - 1, d)
        Zero in the row of each node that is not on the way.

    Raises
    ------
    ValueError
        If shapes do not fit, `o` is outside the vocabulary, or a number is not finite.

    Notes
    -----
    The probabilities e^{-J} of all words sum to one, because σ(z) + σ(-z) = 1 at each node.
    Source: Morin and Bengio 2005; Mikolov et al. 2013 (arXiv:1310.4546), section 2.1.

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
            f"U must have {len(tree) - 1} rows (one an inner node of {len(tree)} words), "
            f"got shape {U.shape}"
        )
    o = index("o", o, len(tree), "words in tree")
    path, signs = tree.paths[o], (1 - 2 * tree.codes[o]).astype(np.float64)
    loss, dv_c, drows = logistic_loss_and_gradient(v_c, U[path], signs, np.ones(len(path)))
    dU = np.zeros_like(U)
    dU[path] = drows
    return loss, dv_c, dU
