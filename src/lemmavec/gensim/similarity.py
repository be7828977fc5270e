"""Questions by cosine, with gensim's names and orders of arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lemmavec._keys import Key, Word
from lemmavec._validation import at_least
from lemmavec.gensim.lookup import KeyedLookup
from lemmavec.vectors.queries import Matrix, Terms, Vector, mean_query, unit
from lemmavec.vectors.search import nearest, row_cosines
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
        indexer: Any = None,
    ) -> list[tuple[str, float]] | Matrix:
        """Return the nearest words and their cosines; see `WordVectors.most_similar`.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them, or of pairs
            What to add to the mean, and what to subtract.
        topn : int or None, default 10
            How many words; None returns all cosines as an array instead.
        clip_start : int, default 0
            Leave out the first that many words.
        clip_end : int, optional
            Search the first that many words only; all by default.
        restrict_vocab : int, optional
            The same as `clip_end`.
        indexer : object, optional
            Its `most_similar(vector, topn)` answers instead, with the unit vector of the mean.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If an argument is out of its range, or has no counterpart here.
        """
        at_least("clip_start", clip_start, 0)
        if clip_end is not None and restrict_vocab is not None:
            raise ValueError("clip_end and restrict_vocab mean the same: pass one of them")
        end = restrict_vocab if clip_end is None else clip_end
        if indexer is not None and topn is not None:
            query, rows = mean_query(self._vectors, self._row_or_vector, positive, negative)
            own = {self._words[row] for row in rows}
            found = indexer.most_similar(unit(query).astype(np.float32), topn + len(own))
            return [(word, cosine) for word, cosine in found if word not in own][:topn]
        if clip_start == 0:
            return super().most_similar(positive, negative, topn, end)  # type: ignore[misc, arg-type]
        query, rows = mean_query(self._vectors, self._row_or_vector, positive, negative)
        matrix = self._vectors[clip_start:end]
        if topn is None:
            return row_cosines(matrix, query)
        asked = {row - clip_start for row in rows}
        (best,) = nearest(matrix, self.norms[clip_start:end], query[None], topn, [asked])
        return [(self._words[clip_start + row], cosine) for row, cosine in best]

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
        return super().distances(word_or_vector, other_words)

    def closer_than(self, key1: Word, key2: Word) -> list[Key]:
        """Return the words that are closer to `key1` than `key2` is, in the order of the rows."""
        return super().closer_than(key1, key2)

    def rank(self, key1: Word, key2: Word) -> int:
        """Return the rank of `key2` among the neighbours of `key1`: the nearest has rank 1."""
        return super().rank(key1, key2)

    def most_similar_to_given(self, key1: Word, keys_list: Sequence[Word]) -> Word:
        """Return the one of `keys_list` that is nearest to `key1`."""
        return keys_list[int(np.argmin(self.distances(key1, keys_list)))]

    def words_closer_than(self, word1: Word, word2: Word) -> list[Key]:
        """Another name of `closer_than`."""
        return self.closer_than(word1, word2)

    def relative_cosine_similarity(self, wa: Word, wb: Word, topn: int = 10) -> float:
        """Return the cosine of two words over the sum of those of the `topn` nearest to `wa`.

        Leeuwenberg et al. 2016, "A Minimally Supervised Approach for Synonym Extraction with Word
        Embeddings": above 1 / topn, `wb` is nearer than the average of these.
        """
        nearest = self.similar_by_word(wa, topn)
        return self.similarity(wa, wb) / sum(cosine for _, cosine in nearest)

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
        return row_cosines(np.asarray(vectors_all, np.float32), np.asarray(vector_1))
