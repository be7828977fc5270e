"""The vector of a word of fastText: the mean of its own row and of those of its n-grams."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from lemmavec import _kernels

END_OF_SENTENCE = b"</s>"  # a word without n-grams
# Words whose n-grams are hashed at once: so many, and with no more n-grams than that.
WORDS_AT_ONCE, NGRAMS_AT_ONCE = 1 << 12, 1 << 20


def subword_means(
    words: Sequence[bytes],
    count: int,
    matrix: NDArray[np.float32],
    lengths: tuple[int, int],
    buckets: int,
) -> NDArray[np.float32]:
    """Return the vectors of the first words.

    Parameters
    ----------
    words : sequence of bytes
        All words of the model, whose rows are the first of the matrix.
    count : int
        The words whose vectors are wanted.
    matrix : ndarray of float32, shape (words + buckets or more, d)
    lengths : (int, int)
        Of the shortest n-grams and of the longest, in characters.
    buckets : int
        Rows of n-grams; without any, the vectors are the words' own rows.
    """
    vectors = matrix[:count].copy()
    shortest, longest = max(1, lengths[0]), lengths[1]
    if longest < 1 or buckets < 1:
        return vectors
    asked = [b"" if word == END_OF_SENTENCE else word for word in words[:count]]
    for part in _parts(asked, longest):
        found, ends = _kernels.subwords(asked[part], shortest, longest, buckets)
        begin = 0
        for row, end in enumerate(ends.tolist(), part.start):
            if asked[row] and end > begin:
                sum_ = matrix[len(words) + found[begin:end]].sum(axis=0, dtype=np.float64)
                vectors[row] = (sum_ + matrix[row]) / (1 + end - begin)
            begin = end
    return vectors


def _parts(words: Sequence[bytes], longest: int) -> Iterator[slice]:
    start = ngrams = 0
    for row, word in enumerate(words):
        own = (len(word) + 2) * longest  # no more begin in it
        if row > start and (row - start == WORDS_AT_ONCE or ngrams + own > NGRAMS_AT_ONCE):
            yield slice(start, row)
            start, ngrams = row, 0
        ngrams += own
    if words:
        yield slice(start, len(words))
