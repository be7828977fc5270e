"""Cosines between words: the nearest ones, of pairs and groups, and the odd one out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from lemmavec._keys import Key, Word
from lemmavec._validation import at_least
from lemmavec.vectors import queries
from lemmavec.vectors.queries import Matrix, Terms, Vector
from lemmavec.vectors.word_matrix import WordMatrix


class SimilarityQueries(WordMatrix):
    """A word matrix that answers questions by cosine; see `WordVectors`."""

    @overload
    def most_similar(
        self,
        positive: Terms | None = ...,
        negative: Terms | None = ...,
        topn: int = ...,
        restrict_vocab: int | None = ...,
    ) -> list[tuple[Key, float]]: ...
    @overload
    def most_similar(
        self,
        positive: Terms | None = ...,
        negative: Terms | None = ...,
        *,
        topn: None,
        restrict_vocab: int | None = ...,
    ) -> Matrix: ...
    def most_similar(
        self,
        positive: Terms | None = None,
        negative: Terms | None = None,
        topn: int | None = 10,
        restrict_vocab: int | None = None,
    ) -> list[tuple[Key, float]] | Matrix:
        """Return the words with the highest cosine to a weighted mean of words and vectors.

        Each word counts as its unit vector, times 1 in `positive` and -1 in `negative`; a vector
        counts as it is given. A pair (word or vector, weight) has its own weight and sign in either
        argument, as in gensim: `negative=[("gold", -1.0)]` is `negative=["gold"]`.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them or of such pairs
            What to add to the mean, and what to subtract.
        topn : int or None, default 10
            How many words; None returns the cosines of all of them as an array instead.
        restrict_vocab : int, optional
            Search the first that many words only, 1 or more; all by default.

        Returns
        -------
        list of (word, float), or ndarray of float32, shape (words searched,)
            Best first, without the words of the question; or the cosine of each word, with them.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If there is neither word nor vector, a vector has another length or is not finite, or
            a number is out of its range.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> v.most_similar(positive=["silver"], negative=["gold"], topn=None).round(2)
        array([-0.32,  0.32,  0.95], dtype=float32)
        """
        if topn is not None:
            at_least("topn", topn, 0)
        if restrict_vocab is not None:
            at_least("restrict_vocab", restrict_vocab, 1)
        query, rows = queries.mean_query(self._vectors, self._row, positive, negative)
        if topn == 0:
            return []
        searched = slice(restrict_vocab)
        cosines = queries.cosines(self._vectors[searched], self.norms[searched], query)
        if topn is None:
            return cosines
        best = queries.highest(cosines, topn, rows)
        return [(self._words[row], float(cosines[row])) for row in best]

    def similar_by_vector(
        self, vector: Vector, topn: int = 10, restrict_vocab: int | None = None
    ) -> list[tuple[Key, float]]:
        """Return the words nearest to a vector, with their cosines.

        Parameters
        ----------
        vector : array_like, shape (d,)
            Need not have length 1.
        topn, restrict_vocab
            As in `most_similar`.
        """
        return self.most_similar(np.asarray(vector), topn=topn, restrict_vocab=restrict_vocab)

    def similarity(self, first: Word, second: Word) -> float:
        """Return the cosine of two words' vectors; 0 if one is the zero vector.

        Raises
        ------
        KeyError
            If a word has no vector.
        """
        rows = [self._row(first), self._row(second)]
        return float(queries.paired_cosines(*self._vectors[rows]))

    def distance(self, first: Word, second: Word) -> float:
        """Return 1 - `similarity`."""
        return 1 - self.similarity(first, second)

    def n_similarity(self, first: Sequence[Word], second: Sequence[Word]) -> float:
        """Return the cosine of the mean vectors of two groups; vectors are not normalised before.

        Raises
        ------
        KeyError
            If a word has no vector.
        TypeError
            If a group is a single string.
        ValueError
            If a group is empty.
        """
        if isinstance(first, str) or isinstance(second, str):
            raise TypeError(
                f"n_similarity takes two lists of words, got {first!r} and {second!r}; "
                "similarity takes two words"
            )
        if not len(first) or not len(second):
            raise ValueError("n_similarity needs a word or more in each of the two groups")
        return float(queries.paired_cosines(self[first].mean(axis=0), self[second].mean(axis=0)))

    def doesnt_match(self, words: Sequence[Word]) -> Key:
        """Return the word whose cosine with the mean of all the words' unit vectors is lowest.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If `words` is empty, or a single string.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> WordVectors(["gold", "silver", "senate"], rows).doesnt_match(["gold", "silver", "gold"])
        'silver'
        """
        if isinstance(words, str) or not len(words):
            raise ValueError(f"doesnt_match needs a list of words, got {words!r}")
        return self._words[self._row(words[queries.least_central(self[words])])]
