"""Cosines between words: of pairs and groups, ranks, and the odd one out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lemmavec._keys import WORD, Key, Word, as_key
from lemmavec.vectors import queries
from lemmavec.vectors.cosmul import MultipliedSimilarities
from lemmavec.vectors.queries import Matrix, Vector
from lemmavec.vectors.search import row_cosines


class SimilarityQueries(MultipliedSimilarities):
    """A word matrix that answers questions by cosine; see `WordVectors`."""

    def similarity(self, first: Word, second: Word) -> float:
        """Return the cosine of two words' vectors; 0 if one is the zero vector.

        Raises
        ------
        KeyError
            If a word has no vector.
        """
        return float(queries.paired_cosines(*self._vectors_of([first, second])))

    def distance(self, first: Word, second: Word) -> float:
        """Return 1 - `similarity`."""
        return 1 - self.similarity(first, second)

    def distances(self, word: Word | Vector, others: Sequence[Word] = ()) -> Matrix:
        """Return 1 - cosine of a word or vector with other words, float32 of shape (others,).

        Parameters
        ----------
        word : word, or vector of shape (d,)
            What to measure from.
        others : sequence of words, default ()
            What to measure to; all words if it is empty.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If the vector has another length or is not finite.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> v.distances("gold", ["senate", "gold"])
        array([1., 0.], dtype=float32)
        """
        query, _ = queries.mean_query(
            self._vectors,
            self._row_or_vector,
            word if isinstance(word, WORD) else np.asarray(word),
            None,
        )
        matrix = self._vectors_of(others) if len(others) else self._vectors
        return 1 - row_cosines(matrix, query)

    def closer_than(self, first: Word, second: Word) -> list[Key]:
        """Return the words that are closer to `first` than `second` is, in the order of the rows.

        Raises
        ------
        KeyError
            If a word has no vector.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> WordVectors(["gold", "silver", "senate"], rows).closer_than("gold", "senate")
        ['silver']
        """
        (limit,) = SimilarityQueries.distances(self, first, [second])
        closer = np.flatnonzero(SimilarityQueries.distances(self, first) < limit)
        return [self._words[row] for row in closer.tolist() if row != self._found(first)]

    def rank(self, first: Word, second: Word) -> int:
        """Return the rank of `second` among the neighbours of `first`: the nearest has rank 1.

        Raises
        ------
        KeyError
            If a word has no vector.
        """
        return len(self.closer_than(first, second)) + 1

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
        odd = words[queries.least_central(self[words])]
        row = self._found(odd)
        return as_key(odd) if row is None else self._words[row]
