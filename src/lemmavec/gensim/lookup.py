"""Words, vectors and counts looked up by gensim's names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec.gensim.attributes import KeyedAttributes
from lemmavec.vectors.queries import WORD, Matrix, Vector, Word, unit


class KeyedLookup(KeyedAttributes):
    """`KeyedAttributes` with gensim's names for looking up; see `KeyedVectors`."""

    def get_index(self, key: Word, default: int | None = None) -> int:
        """Return the row of a word.

        Parameters
        ----------
        key : str or int
            The word; an integer stands for its digits.
        default : int, optional
            The answer for a word without a vector.

        Raises
        ------
        KeyError
            If the word has no vector and there is no default.
        """
        if default is not None and key not in self:
            return default
        return self._row(key)

    def has_index_for(self, key: Word) -> bool:
        """Whether a word has a vector."""
        return key in self

    def get_vector(self, key: Word, norm: bool = False) -> Matrix:
        """Return a word's vector, float32 of shape (d,).

        Parameters
        ----------
        key : str or int
            The word.
        norm : bool, default False
            Divide by its length; otherwise the vector is a view of its row.

        Raises
        ------
        KeyError
            If the word has no vector.
        """
        vector = self._vector_of(key)
        return unit(vector).astype(np.float32) if norm else vector

    def word_vec(self, word: Word, norm: bool = False) -> Matrix:
        """Another name of `get_vector`."""
        return self.get_vector(word, norm)

    def get_normed_vectors(self) -> Matrix:
        """Return all vectors divided by their lengths, a new float32 matrix of shape (words, d)."""
        lengths = self.norms.copy()
        lengths[lengths == 0] = 1  # a zero vector stays one
        return self._vectors / lengths[:, None]

    def get_mean_vector(
        self,
        keys: Word | Sequence[Word | Vector],
        weights: Sequence[float] | NDArray[Any] | Mapping[Any, float] | None = None,
        pre_normalize: bool = True,
        post_normalize: bool = False,
        ignore_missing: bool = True,
    ) -> Matrix:
        """Return the weighted mean Σ wᵢ vᵢ / Σ |wᵢ|, float32 of shape (d,).

        Parameters
        ----------
        keys : word, or sequence of words and of vectors of shape (d,)
            What to take the mean of.
        weights : sequence of float, or mapping of words to float, optional
            One for each key; 1 by default, and for words that the mapping lacks.
        pre_normalize : bool, default True
            Divide the vectors of words by their lengths first.
        post_normalize : bool, default False
            Divide the mean by its length.
        ignore_missing : bool, default True
            Leave out words without a vector.

        Raises
        ------
        KeyError
            If a word has no vector and `ignore_missing` is False.
        ValueError
            If there are no keys, or as many weights as keys are not given.
        """
        keys = [keys] if isinstance(keys, WORD) else keys
        if not len(keys):
            raise ValueError("get_mean_vector needs a word or a vector")
        if isinstance(weights, Mapping):
            weights = [weights.get(key, 1.0) if isinstance(key, WORD) else 1.0 for key in keys]
        numbers = np.ones(len(keys)) if weights is None else np.asarray(weights, np.float64)
        if len(numbers) != len(keys):
            raise ValueError(f"{len(keys)} keys but {len(numbers)} weights")
        total, weight = np.zeros(self.vector_size), 0.0
        for key, number in zip(keys, numbers, strict=True):
            if isinstance(key, WORD):
                if key not in self and ignore_missing:
                    continue
                vector: Vector = self.get_vector(key, norm=pre_normalize)
            else:
                vector = np.asarray(key)
            total += number * vector
            weight += abs(number)
        mean = total / weight if weight > 0 else total
        result: Matrix = (unit(mean) if post_normalize else mean).astype(np.float32)
        return result
