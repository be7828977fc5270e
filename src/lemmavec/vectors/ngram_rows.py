"""The rows of n-grams, which make vectors of words that are not in the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Word, as_key, is_word
from lemmavec.subwords import Subwords, composed
from lemmavec.vectors.errors import NoNgramError, no_word


class NgramRows(NamedTuple):
    """What the vectors of words are made of, also of those that were not seen.

    Attributes
    ----------
    subwords : Subwords
        Which n-grams a word has, and how their rows make its vector.
    rows : ndarray of float32, shape (rows, d)
        As many as `subwords.row_count` says for the vocabulary: one for each word, unless the table
        is floret's, and then one for each bucket of n-grams.
    """

    subwords: Subwords
    rows: NDArray[np.float32]

    def vectors(self, words: Sequence[Word], vocabulary: int) -> NDArray[np.float32]:
        """Compose the vectors of words that are not among the so many of the vocabulary.

        Raises
        ------
        NoNgramError
            If a word is too short to have an n-gram.
        TypeError
            If it is no word.
        """
        for word in words:
            if not is_word(word):
                raise no_word(word)
        lists = self.subwords.unseen_row_lists([str(word) for word in words], vocabulary)
        for word, length in zip(words, lists.lengths.tolist(), strict=True):
            if length == 0:
                raise NoNgramError(as_key(word), self.subwords.min_n)
        return composed(self.rows, lists, self.subwords.combine)

    def checked(self, words: int, size: int) -> NgramRows:
        """Return rows that cannot be written to, if they fit a vocabulary of so many words.

        Raises
        ------
        TypeError, ValueError
            If they are no matrix of float32, or of another shape.
        """
        subwords, rows = self
        if not isinstance(rows, np.ndarray) or rows.dtype != np.float32:
            raise TypeError(f"the rows of n-grams must be a NumPy array of float32, got {rows!r}")
        needed = (subwords.row_count(words), size)
        if rows.shape != needed:
            raise ValueError(
                f"{words:,} words of {size} dimensions and {subwords} need rows of shape {needed}, "
                f"got {rows.shape}"
            )
        view = rows.view()
        view.flags.writeable = False
        return NgramRows(subwords, view)
