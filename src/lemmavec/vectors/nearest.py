"""The words nearest to words and vectors: one question, or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np

from lemmavec._keys import Key
from lemmavec._validation import at_least
from lemmavec.vectors import queries, search
from lemmavec.vectors.queries import Matrix, Question, Terms, Vector
from lemmavec.vectors.word_matrix import WordMatrix

Neighbours = list[tuple[Key, float]]


class NearestWords(WordMatrix):
    """A word matrix that finds the nearest words; see `WordVectors`."""

    @overload
    def most_similar(
        self,
        positive: Terms | None = ...,
        negative: Terms | None = ...,
        topn: int = ...,
        restrict_vocab: int | None = ...,
    ) -> Neighbours: ...
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
    ) -> Neighbours | Matrix:
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
            Equal cosines come in the order of the words.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If there is neither word nor vector, a vector has another length or is not finite, or
            a number is out of its range.

        See Also
        --------
        most_similar_batch : many questions in a fraction of the time.

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
        matrix, norms = self._searched(restrict_vocab)
        query, rows = queries.mean_query(self._vectors, self._row_or_vector, positive, negative)
        if topn is None:
            return search.row_cosines(matrix, query)
        if topn == 0:
            return []
        (found,) = search.nearest(matrix, norms, query[None], topn, [rows])
        return [(self._words[row], cosine) for row, cosine in found]

    def most_similar_batch(
        self,
        questions: Sequence[Question] | Matrix,
        topn: int = 10,
        restrict_vocab: int | None = None,
        workers: int | None = None,
    ) -> list[Neighbours]:
        """Answer many questions at once, each as `most_similar` does, to the bit.

        The matrix is read once for every 1,024 questions. Their memory is at most
        1,024 × (16 d + 32 workers × (topn + words in a question)) bytes.

        Parameters
        ----------
        questions : sequence, or array_like of shape (n, d)
            Each is what `most_similar` takes as `positive` (a word, a vector, or a list of them,
            whose mean is meant), or a tuple of `positive` and `negative`. Each row of a matrix is
            a vector.
        topn : int, default 10
            Words for each question.
        restrict_vocab : int, optional
            Search the first that many words only, 1 or more; all by default.
        workers : int, optional
            Threads; all cores by default.

        Returns
        -------
        list of list of (word, float)
            The answer to each question, in their order.

        Raises
        ------
        KeyError, ValueError
            As in `most_similar`.
        TypeError
            If `questions` is a single word, or a question is none.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> answers = v.most_similar_batch(["gold", ("silver", "senate")], topn=1)
        >>> [answer[0][0] for answer in answers]
        ['silver', 'gold']
        """
        at_least("topn", topn, 0)
        if workers is not None:
            at_least("workers", workers, 1)
        matrix, norms = self._searched(restrict_vocab)
        directions, left_out = queries.mean_queries(self._vectors, self._row_or_vector, questions)
        if topn == 0:
            return [[] for _ in left_out]
        found = search.nearest(matrix, norms, directions, topn, left_out, workers)
        return [[(self._words[row], cosine) for row, cosine in answer] for answer in found]

    def similar_by_vector(
        self, vector: Vector, topn: int = 10, restrict_vocab: int | None = None
    ) -> Neighbours:
        """Return the words nearest to a vector, with their cosines.

        Parameters
        ----------
        vector : array_like, shape (d,)
            Need not have length 1.
        topn, restrict_vocab
            As in `most_similar`.
        """
        return self.most_similar(np.asarray(vector), topn=topn, restrict_vocab=restrict_vocab)

    def _searched(self, restrict_vocab: int | None) -> tuple[Matrix, Matrix]:
        if restrict_vocab is not None:
            at_least("restrict_vocab", restrict_vocab, 1)
        return self._vectors[:restrict_vocab], self.norms[:restrict_vocab]
