"""The loss of a text under a model, in NumPy and float64: the corpus walked word by word.

Nothing of the kernel is used but the alias table; the random choices are made anew from the
counter-based streams of native/schedule/random.hpp, as windows.hpp and block_reader.hpp draw from
them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lemmavec import Word2Vec
from lemmavec.equations import huffman_tree, log_sigmoid
from lemmavec.training import passes
from lemmavec.training.sampling import Sampling

WORD = 2**64
GOLDEN = 0x9E3779B97F4A7C15
GROUP = {"skipgram": 16, "cbow": 2}  # centres that share negatives


def mix(x: int) -> int:
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % WORD
    return x ^ (x >> 31)


def random_at(seed: int, place: int, i: int) -> int:
    return mix((mix(seed) ^ mix((place + GOLDEN) % WORD)) + i * GOLDEN & WORD - 1)


def tokens_of(model: Word2Vec, sentences: list[list[str]]) -> list[int]:
    """Ids of the known words, -1 after each sentence that has one."""
    index, tokens = model.vectors.key_to_index, []
    for sentence in sentences:
        ids = [index[word] for word in sentence if word in index]
        tokens += [*ids, -1] if ids else []
    return tokens


def kept_words(model: Word2Vec, tokens: list[int], keep: np.ndarray) -> list[tuple]:
    """(place, sentence, word, reach) of each word that subsampling leaves."""
    kept, sentence = [], 0
    for place, word in enumerate(tokens):
        if word < 0:
            sentence += 1
            continue
        bits = random_at(model.settings.seed, passes.NO_EPOCH, place)
        if bits % 2**32 <= keep[word]:
            reach = 1 + (model.settings.window * (bits >> 32) >> 32)
            kept.append((place, sentence, word, reach))
    return kept


def windows(model: Word2Vec, tokens: list[int], sampling: Sampling) -> Iterator[tuple]:
    """Each centre with its outside words and its group's negatives."""
    kept = kept_words(model, tokens, sampling.keep)
    piece_tokens = passes.PIECE_TOKENS
    rank, piece, negatives = 0, -1, []
    for i, (place, sentence, centre, reach) in enumerate(kept):
        rank, piece = (rank + 1 if place // piece_tokens == piece else 0), place // piece_tokens
        near = range(max(0, i - reach), min(len(kept), i + reach + 1))
        outside = [kept[j][2] for j in near if j != i and kept[j][1] == sentence]
        if rank % GROUP[model.settings.architecture] == 0 and sampling.noise:
            negatives = draw_negatives(model, sampling, piece, rank)
        if outside:
            yield centre, outside, negatives


def draw_negatives(model: Word2Vec, sampling: Sampling, piece: int, rank: int) -> list[int]:
    """Draw those of the group of centres that begins with the piece's centre `rank`."""
    seed, architecture = model.settings.seed, model.settings.architecture
    n, group = passes.SHARED_NEGATIVES[architecture], rank // GROUP[architecture]
    stream = seed ^ 0x5851F42D4C957F2D, mix(passes.NO_EPOCH) ^ piece
    return [
        sampling.noise.draw(random_at(*stream, 1 + i)) for i in range(group * n, (group + 1) * n)
    ]


def numpy_loss(model: Word2Vec, sentences: list[list[str]]) -> float:
    """Mean loss per prediction."""
    settings, counts = model.settings, model.vectors.counts
    V = model.vectors.vectors.astype(np.float64)
    U = model._state.outside_vectors.astype(np.float64)
    tree = huffman_tree(counts) if settings.loss == "hierarchical_softmax" else None
    sampling = Sampling.of(counts, settings)
    losses = []
    for centre, outside, negatives in windows(model, tokens_of(model, sentences), sampling):
        if settings.architecture == "skipgram":
            predictions = [(V[centre], word) for word in outside]
        else:
            h = V[outside].sum(axis=0) / (len(outside) if settings.context == "mean" else 1)
            predictions = [(h, centre)]
        for h, word in predictions:
            if settings.loss == "softmax":
                loss = np.log(np.exp(U @ h).sum()) - U[word] @ h
            elif tree is not None:
                signs = 1 - 2 * tree.codes[word]
                loss = -log_sigmoid(signs * (U[tree.paths[word]] @ h)).sum()
            else:
                weight = settings.negative / len(negatives)
                loss = -log_sigmoid(U[word] @ h) - weight * log_sigmoid(-U[negatives] @ h).sum()
            losses.append(loss)
    return float(np.mean(losses))
