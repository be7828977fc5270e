"""The names of `gensim.models.keyedvectors`."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath
from lemmavec.gensim.keyed_vectors import KeyedVectors

__all__ = ["REAL", "KeyedVectors", "Word2VecKeyedVectors", "pseudorandom_weak_vector"]

REAL = np.float32

Word2VecKeyedVectors = KeyedVectors


def pseudorandom_weak_vector(size: int, seed_string: str | None = None) -> NDArray[np.float32]:
    """Return a vector like those that training begins with: uniform in (-1/2, 1/2) / size."""
    seed = None if seed_string is None else list(seed_string.encode())
    random = np.random.default_rng(seed).random(size, np.float32)
    return (random - np.float32(0.5)) / np.float32(size)


def _load_word2vec_format(
    cls: type[KeyedVectors],
    fname: FilePath,
    *arguments: Any,
    binary_chunk_size: int = 0,
    **more: Any,
) -> KeyedVectors:
    """Read a word2vec file as a class of vectors; files are read in blocks of another size here."""
    return cls.load_word2vec_format(fname, *arguments, **more)
