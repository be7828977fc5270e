"""What a pass adds to U where V is the identity and U is zero: plain sums over the predictions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from probe import TEXT, UNUSED

from lemmavec.equations import huffman_tree


def windows(tokens: Sequence[int], window: int) -> list[tuple[int, int, list[int]]]:
    """The place, the centre and the outside words of each word that has some, within sentences."""
    found = []
    for place, centre in enumerate(tokens):
        outside = []
        for step in (-1, 1):
            for distance in range(1, window + 1):
                near = place + step * distance
                if not 0 <= near < len(tokens) or tokens[near] < 0:
                    break
                outside.append(int(tokens[near]))
        if centre >= 0 and outside:
            found.append((place, int(centre), outside))
    return found


def first_order(
    tokens: Sequence[int],
    alpha_at: NDArray[np.float64],
    counts: NDArray[np.int64],
    *,
    window: int,
    architecture: str,
    loss: str,
) -> NDArray[np.float64]:
    """The change of U, shape (words, TEXT), by alpha at each place; negatives are left out."""
    hidden = np.zeros((TEXT + UNUSED, TEXT))  # by predicted word: the sum of alpha h
    for place, centre, outside in windows(tokens, window):
        if architecture == "skipgram":
            hidden[outside, centre] += alpha_at[place]
        else:
            hidden[centre, outside] += alpha_at[place] / len(outside)
    return _slopes(counts, loss).T @ hidden


def _slopes(counts: NDArray[np.int64], loss: str) -> NDArray[np.float64]:
    """By predicted word: -dJ/dx of the logit x of each row of U, at logits of zero."""
    words = len(counts)
    if loss == "softmax":
        return np.eye(words) - 1 / words
    if loss == "negative_sampling":
        return np.eye(words) / 2
    tree, slopes = huffman_tree(counts), np.zeros((words, words))
    for word in range(words):
        slopes[word, tree.paths[word]] = 0.5 - tree.codes[word]
    return slopes
