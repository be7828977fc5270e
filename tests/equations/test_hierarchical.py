"""Huffman trees and hierarchical softmax: optimal, prefix-free, summing to one."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from gradients import assert_gradient
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.equations import (
    cbow_loss_and_gradient,
    hierarchical_softmax_loss_and_gradient,
    hierarchical_softmax_multiply_adds,
    huffman_tree,
    skipgram_loss_and_gradient,
)

counts = st.lists(st.integers(0, 1000), min_size=2, max_size=12)


def best_mean_length(counts):
    """The least weighted code length, by trying every way to split the words in two."""
    if len(counts) == 1:
        return 0
    best = math.inf
    for chosen in range(1, 2 ** (len(counts) - 1)):
        left = [c for i, c in enumerate(counts) if chosen >> i & 1]
        right = [c for i, c in enumerate(counts) if not chosen >> i & 1]
        best = min(best, best_mean_length(left) + best_mean_length(right))
    return best + sum(counts)


@pytest.mark.parametrize(
    "counts", [[5, 1], [4, 2, 1], [3, 3, 3, 3], [9, 4, 2, 2, 1], [6, 5, 4, 3, 2]]
)
def test_no_tree_has_shorter_paths(counts):
    lengths = [len(path) for path in huffman_tree(counts).paths]
    assert sum(c * n for c, n in zip(counts, lengths, strict=True)) == best_mean_length(counts)


@given(counts)
def test_codes_are_prefix_free_and_fill_the_tree(counts):
    tree = huffman_tree(counts)
    codes = sorted("".join(map(str, code)) for code in tree.codes)
    assert len(tree) == len(counts)
    assert sum(2.0 ** -len(code) for code in codes) == 1.0
    assert not any(later.startswith(earlier) for earlier, later in pairwise(codes))


@given(counts)
def test_paths_start_at_the_root_and_use_every_inner_node(counts):
    tree = huffman_tree(counts)
    assert {int(path[0]) for path in tree.paths} == {len(counts) - 2}
    assert {int(n) for path in tree.paths for n in path} == set(range(len(counts) - 1))


def word2vec_c_tree(counts):
    """Build the tree as word2vec.c does: two queues, of words and of inner nodes."""
    n = len(counts)
    count = [*counts, *[10**15] * n]
    parent, binary = [0] * (2 * n), [0] * (2 * n)
    leaf, inner = n - 1, n
    for made in range(n - 1):
        least = []
        for _ in range(2):
            if leaf >= 0 and count[leaf] < count[inner]:
                least.append(leaf)
                leaf -= 1
            else:
                least.append(inner)
                inner += 1
        count[n + made] = count[least[0]] + count[least[1]]
        parent[least[0]] = parent[least[1]] = n + made
        binary[least[1]] = 1
    paths, codes = [], []
    for word in range(n):
        node, path, code = word, [], []
        while node != 2 * n - 2:
            code.append(binary[node])
            node = parent[node]
            path.append(node - n)
        paths.append(path[::-1])
        codes.append(code[::-1])
    return paths, codes


@given(counts)
def test_ties_fall_as_in_word2vec_c(counts):
    falling = sorted(counts, reverse=True)
    tree = huffman_tree(falling)
    paths, codes = word2vec_c_tree(falling)
    assert [path.tolist() for path in tree.paths] == paths
    assert [code.tolist() for code in tree.codes] == codes


@pytest.mark.parametrize("scale", [1.0, 40.0])
def test_probabilities_of_all_words_sum_to_one(scale):
    random = np.random.default_rng(3)
    tree = huffman_tree([50, 20, 9, 9, 5, 2, 1])
    v, U = random.normal(size=4) * scale, random.normal(size=(6, 4))
    losses = [hierarchical_softmax_loss_and_gradient(v, o, tree, U)[0] for o in range(7)]
    assert math.fsum(math.exp(-loss) for loss in losses) == pytest.approx(1.0, rel=1e-13)


def test_probability_is_the_product_of_the_turns():
    tree = huffman_tree([4, 2, 1])
    loss, _, _ = hierarchical_softmax_loss_and_gradient([1.0], 2, tree, [[0.3], [-1.2]])
    # Word 2 is the rarer child (code 0) of inner node 0, which is the rarer child of the root 1.
    turns = 1 / (1 + math.exp(1.2)), 1 / (1 + math.exp(-0.3))
    assert loss == pytest.approx(-math.log(turns[0] * turns[1]), rel=1e-14)


@pytest.mark.parametrize("o", range(5))
def test_gradients(o):
    random = np.random.default_rng(o)
    tree = huffman_tree([50, 20, 9, 5, 1])
    v, U = random.normal(size=3), random.normal(size=(4, 3))
    sharp = U + np.outer(np.array([40.0, -40.0, 40.0, -40.0]) - U @ v, v) / (v @ v)
    for rows in (U, sharp):
        assert_gradient(
            lambda x, rows=rows: hierarchical_softmax_loss_and_gradient(x, o, tree, rows)[:2], v
        )
        assert_gradient(lambda x: hierarchical_softmax_loss_and_gradient(v, o, tree, x)[::2], rows)


def test_windows_take_it_as_a_word_loss():
    random = np.random.default_rng(5)
    tree = huffman_tree([50, 20, 9, 5, 1])
    V, U = random.normal(size=(5, 3)), random.normal(size=(4, 3))

    def word_loss(v, o, U):
        return hierarchical_softmax_loss_and_gradient(v, o, tree, U)

    for model in (skipgram_loss_and_gradient, cbow_loss_and_gradient):
        assert_gradient(lambda x, model=model: model(1, [4, 1, 4], x, U, word_loss)[:2], V)
        assert_gradient(lambda x, model=model: model(1, [4, 1, 4], V, x, word_loss)[::2], U)


def test_cost_is_three_times_path_times_size():
    assert hierarchical_softmax_multiply_adds(size=7, path_length=5) == 105


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: huffman_tree([3]), r"counts must hold at least two words, got shape \(1,\)"),
        (lambda: huffman_tree([3, -1]), "counts must be 0 or more, got -1"),
        (
            lambda: hierarchical_softmax_loss_and_gradient(
                [1.0], 0, huffman_tree([1, 1]), [[1.0], [1.0]]
            ),
            r"U must have 1 rows \(one per inner node of a tree of 2 words\), got shape \(2, 1\)",
        ),
        (
            lambda: hierarchical_softmax_loss_and_gradient([1.0], 2, huffman_tree([1, 1]), [[1.0]]),
            r"o must lie from 0 to 1 \(2 words in tree\), got 2",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
