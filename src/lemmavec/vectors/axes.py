"""Words along an axis: a line from one group of words to another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key, Word, as_key
from lemmavec.vectors import queries
from lemmavec.vectors.nearest import NearestWords
from lemmavec.vectors.queries import Terms, Vector
from lemmavec.vectors.search import row_cosines


def axis_between(low: Vector, high: Vector) -> NDArray[np.float64]:
    """Return the unit direction from one vector to another, both taken at length 1.

    Raises
    ------
    ValueError
        If they point the same way: there is no direction between them.

    Examples
    --------
    >>> axis_between(np.array([0.0, 2.0]), np.array([3.0, 0.0])).round(3)
    array([ 0.707, -0.707])
    """
    difference = queries.unit(high) - queries.unit(low)
    if not difference.any():
        raise ValueError("the two ends of the axis have the same direction: give other words")
    return queries.unit(difference)


class WordAxes(NearestWords):
    """A word matrix whose words can be placed along a line; see `WordVectors`."""

    def along_axis(self, low: Terms, high: Terms, words: Sequence[Word]) -> list[tuple[Key, float]]:
        """Return where words stand between two words or groups, from `low` to `high`.

        The axis a is the difference of the unit vectors of the two means; a word w stands at its
        cosine with a: negative near `low`, positive near `high`.

        Parameters
        ----------
        low, high : word, vector of shape (d,), or sequence of them
            The two ends, as in `most_similar`.
        words : sequence of words
            What to place.

        Returns
        -------
        list of (word, float)
            By position, -1 to 1, the lowest first; words at the same place in the order given.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If the two ends have the same direction, or one of them is empty.

        References
        ----------
        Bolukbasi et al. 2016, "Man is to Computer Programmer as Woman is to Homemaker?".

        Examples
        --------
        >>> import numpy as np
        >>> from lemmavec import WordVectors
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> v.along_axis("senate", "gold", ["gold", "silver", "senate"])[0][0]
        'senate'
        """
        axis = axis_between(self._mean(low), self._mean(high))
        rows = self._vectors_of(words)
        positions = row_cosines(rows, axis)
        order = np.argsort(positions, kind="stable")
        return [(as_key(words[i]), float(positions[i])) for i in order]

    def _mean(self, terms: Terms) -> NDArray[np.float64]:
        direction, _ = queries.mean_query(self._vectors, self._row_or_vector, terms, None)
        return direction
