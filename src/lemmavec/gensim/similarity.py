"""Questions by cosine, with gensim's names and orders of arguments."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from lemmavec.gensim.lookup import KeyedLookup
from lemmavec.vectors.queries import WORD, Matrix, Terms, Vector, Word, cosines, row_norms
from lemmavec.vectors.word_vectors import WordVectors


class KeyedSimilarity(KeyedLookup):
    """`KeyedLookup` with gensim's similarity queries; see `KeyedVectors`."""

    def most_similar(  # type: ignore[override]  # gensim's order of arguments is another
        self,
        positive: Terms | None = None,
        negative: Terms | None = None,
        topn: int | None = 10,
        clip_start: int = 0,
        clip_end: int | None = None,
        restrict_vocab: int | None = None,
        indexer: None = None,
    ) -> list[tuple[str, float]] | Matrix:
        """Return the nearest words and their cosines; see `WordVectors.most_similar`.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them, or of pairs
            What to add to the mean, and what to subtract.
        topn : int or None, default 10
            How many words; None returns all cosines as an array instead.
        clip_start : int, default 0
            No other value has a counterpart here.
        clip_end : int, optional
            Search the first that many words only; all by default.
        restrict_vocab : int, optional
            The same as `clip_end`.
        indexer : None
            Every search here is exact.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If an argument is out of its range, or has no counterpart here.
        """
        if indexer is not None:
            raise ValueError("indexer: every search here is exact; leave it out")
        if clip_start != 0:
            raise ValueError(f"clip_start must be 0, got {clip_start}; clip_end is there")
        if clip_end is not None and restrict_vocab is not None:
            raise ValueError("clip_end and restrict_vocab mean the same: pass one of them")
        end = restrict_vocab if clip_end is None else clip_end
        return super().most_similar(positive, negative, topn, end)  # type: ignore[misc, arg-type]

    def similar_by_word(
        self, word: Word, topn: int = 10, restrict_vocab: int | None = None
    ) -> list[tuple[str, float]]:
        """Return the words nearest to a word, with their cosines.

        Parameters
        ----------
        word : str or int
            The word.
        topn : int, default 10
            How many.
        restrict_vocab : int, optional
            Search the first that many words only; all by default.

        Raises
        ------
        KeyError
            If the word has no vector.
        """
        return WordVectors.most_similar(self, [word], None, topn, restrict_vocab)

    similar_by_key = similar_by_word

    def doesnt_match(self, words: Sequence[Word]) -> Any:
        """Return the word that fits the others least; words without a vector are left out.

        Warns
        -----
        UserWarning
            If a word has no vector.
        """
        known = [word for word in words if word in self]
        if len(known) < len(words):
            unknown = ", ".join(repr(word) for word in words if word not in self)
            warnings.warn(
                f"doesnt_match leaves out words without a vector: {unknown}", stacklevel=2
            )
        return super().doesnt_match(known)

    def distances(self, word_or_vector: Word | Vector, other_words: Sequence[Word] = ()) -> Matrix:
        """Return 1 - cosine with each of some words, float32 of shape (words,).

        Parameters
        ----------
        word_or_vector : word, or vector of shape (d,)
            What to measure from.
        other_words : sequence of words, optional
            What to measure to; all words by default.

        Raises
        ------
        KeyError
            If a word has no vector.
        """
        is_word = isinstance(word_or_vector, WORD)
        query = self.get_vector(word_or_vector) if is_word else np.asarray(word_or_vector)  # type: ignore[arg-type]
        rows = [self._row(word) for word in other_words] if len(other_words) else slice(None)
        return 1 - cosines(self._vectors[rows], self.norms[rows], query)

    def closer_than(self, key1: Word, key2: Word) -> list[str]:
        """Return the words that are closer to `key1` than `key2` is, in the order of the rows."""
        distances = self.distances(key1)
        closer = np.flatnonzero(distances < distances[self._row(key2)])
        return [self._words[row] for row in closer.tolist() if row != self._row(key1)]

    def rank(self, key1: Word, key2: Word) -> int:
        """Return the rank of `key2` among the neighbours of `key1`: the nearest has rank 1."""
        return len(self.closer_than(key1, key2)) + 1

    def most_similar_to_given(self, key1: Word, keys_list: Sequence[Word]) -> Word:
        """Return the one of `keys_list` that is nearest to `key1`."""
        return keys_list[int(np.argmin(self.distances(key1, keys_list)))]

    @staticmethod
    def cosine_similarities(vector_1: Vector, vectors_all: Matrix) -> Matrix:
        """Return the cosine of a vector with each row of a matrix, float32 of shape (rows,).

        Parameters
        ----------
        vector_1 : array_like, shape (d,)
            The vector.
        vectors_all : array_like, shape (rows, d)
            The matrix.
        """
        matrix = np.asarray(vectors_all, np.float32)
        return cosines(matrix, row_norms(matrix), np.asarray(vector_1))
