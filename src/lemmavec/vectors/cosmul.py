"""3CosMul: the words whose similarities to several words have the highest product."""

from __future__ import annotations

import numpy as np

from lemmavec._validation import at_least
from lemmavec.vectors import queries
from lemmavec.vectors.axes import WordAxes
from lemmavec.vectors.nearest import Neighbours
from lemmavec.vectors.queries import Matrix, Terms
from lemmavec.vectors.search import row_cosines

# Keeps a similarity of 0 from dividing; gensim's. Levy and Goldberg took 0.001.
EPSILON = 1e-6


class MultipliedSimilarities(WordAxes):
    """A word matrix that answers by 3CosMul; see `WordVectors`."""

    def most_similar_cosmul(
        self,
        positive: Terms | None = None,
        negative: Terms | None = None,
        topn: int | None = 10,
        restrict_vocab: int | None = None,
    ) -> Neighbours | Matrix:
        """Return the words with the highest product of similarities: 3CosMul.

        With the similarity s = (1 + cosine) / 2, the score of a word is the product of its s to the
        words of `positive`, divided by 10⁻⁶ plus the product of its s to those of `negative`: no
        single large cosine outweighs the others (Levy & Goldberg, 2014). The scores are gensim's.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them
            What to multiply by, and what to divide by. They have no weights.
        topn, restrict_vocab
            As in `most_similar`.

        Returns
        -------
        list of (str, float), or ndarray of float32, shape (words searched,)
            As in `most_similar`, with scores in place of cosines.

        Raises
        ------
        KeyError, ValueError
            As in `most_similar`; a weight is a ValueError as well.

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> v.most_similar_cosmul("senate", "gold", topn=1)
        [('silver', 0.8888879418373108)]
        """
        if topn is not None:
            at_least("topn", topn, 0)
        matrix, _ = self._searched(restrict_vocab)
        terms = queries.weighted_terms(self._vectors, self._row_or_vector, positive, negative)
        scores, divisor = np.ones(len(matrix)), np.ones(len(matrix))
        for direction, weight, _ in terms:
            if abs(weight) != 1:
                raise ValueError(f"most_similar_cosmul takes no weights, got {weight:g}")
            product = scores if weight > 0 else divisor
            product *= (1 + row_cosines(matrix, direction)) / 2
        if any(weight < 0 for _, weight, _ in terms):
            scores /= divisor + EPSILON
        single = scores.astype(np.float32)
        if topn is None:
            return single
        best = queries.highest(single, topn, {row for *_, row in terms if row is not None})
        return [(self._words[row], float(single[row])) for row in best]
