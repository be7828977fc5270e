"""The rows of n-grams, which make vectors of words that are not in the vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Word, as_key, is_word
from lemmavec.subwords import Subwords, composed
from lemmavec.vectors.errors import NoNgramError, no_word
from lemmavec.vectors.search import row_norms


class NgramRows(NamedTuple):
    """What the vectors of words are made of, also of those that were not seen.

    Attributes
    ----------
    subwords : Subwords
        Which n-grams a word has, and how their rows make its vector.
    buckets : ndarray of float32, shape (subwords.buckets, d)
        The rows of n-grams.
    own : ndarray of float32, shape (words, d), or None
        The row that each word has besides; None where the table is floret's.
    """

    subwords: Subwords
    buckets: NDArray[np.float32]
    own: NDArray[np.float32] | None = None

    def vectors(self, words: Sequence[Word]) -> NDArray[np.float32]:
        """Compose the vectors of words that are not in the vocabulary.

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
        lists = self.subwords.ngram_lists([str(word) for word in words])
        for word, length in zip(words, lists.lengths.tolist(), strict=True):
            if length == 0:
                raise NoNgramError(as_key(word), self.subwords.min_n)
        return composed(self.buckets, lists, self.subwords.combine)

    def checked(self, words: int, size: int, check_finite: bool) -> NgramRows:
        """Return rows that cannot be written to, if they fit a vocabulary of so many words.

        Raises
        ------
        TypeError, ValueError
            If a matrix is not of float32, of another shape or, where this is to be checked, not
            finite.
        """
        subwords, own = self.subwords, self.own
        buckets = _checked("buckets", self.buckets, (subwords.buckets, size), check_finite)
        if (own is None) == subwords.has_own_rows:
            needed = "a row" if subwords.has_own_rows else "no row"
            raise ValueError(f"{subwords} needs {needed} for each word besides those of n-grams")
        if own is not None:
            own = _checked("own", own, (words, size), check_finite)
        return NgramRows(subwords, buckets, own)


def _checked(
    name: str, rows: NDArray[np.float32], shape: tuple[int, int], check_finite: bool
) -> NDArray[np.float32]:
    if not isinstance(rows, np.ndarray) or rows.dtype != np.float32:
        raise TypeError(f"{name} must be a NumPy array of float32, got {type(rows).__name__}")
    if rows.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}, got {rows.shape}")
    if check_finite and (bad := row_norms(rows)[1]) >= 0:
        raise ValueError(f"row {bad} of {name} has NaN or infinity")
    view = rows.view()
    view.flags.writeable = False
    return view
