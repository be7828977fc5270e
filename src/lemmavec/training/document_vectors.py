"""The third matrix of a model of documents: D, the vectors of their tags."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.training.matrices import initial_centre_vectors

# The random stream that D begins with is another one than that of V.
STREAM = 0xD0C


@dataclass(slots=True)
class DocumentVectors:
    """The tags of documents, and D.

    Attributes
    ----------
    tags : Vocabulary
        The tags, and how many documents have each.
    D : ndarray of float32, shape (tags, vector_size padded to a multiple of 16)
    """

    tags: Vocabulary
    D: NDArray[np.float32]

    @classmethod
    def start(cls, tags: Vocabulary, vector_size: int, seed: int) -> DocumentVectors:
        """Return vectors before the first step: random and small, as those of words."""
        return cls(tags, initial_centre_vectors(len(tags), vector_size, [seed, STREAM]))
