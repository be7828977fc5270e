"""`FastTextKeyedVectors`: gensim's names over vectors that n-grams make."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec._damage import damage_named, name_of
from lemmavec._io import FilePath
from lemmavec._keys import Key, Word, is_word
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.settings import available_cores
from lemmavec.subwords import RowLists, Subwords, composed
from lemmavec.vectors.formats import WordDecodingErrors, read
from lemmavec.vectors.ngram_rows import NgramRows
from lemmavec.vectors.queries import Matrix
from lemmavec.vectors.validation import finite_norms


def subwords_of(min_n: int, max_n: int, bucket: int) -> Subwords | None:
    """Return the subwords that gensim's switches stand for; None where they leave no n-grams."""
    if bucket == 0 or max_n < 1 or min_n > max_n:
        return None
    return Subwords(min_n=max(1, min_n), max_n=max_n, buckets=bucket)


class FastTextKeyedVectors(KeyedVectors):
    """Words, and the rows of their n-grams, which make vectors of other words too.

    Parameters
    ----------
    vector_size : int
        Dimensions d of each vector, 1 or more.
    min_n, max_n : int
        Characters of the shortest and of the longest n-gram; there are none if `min_n` is larger.
    bucket : int
        Rows for the n-grams; none if it is 0.
    count : int
        Without effect: room is made as words come.
    dtype : dtype, default float32
        Of the matrix.

    Notes
    -----
    As in gensim, `in` says whether a word has a vector, of its own or by n-grams, and
    `key_to_index` has those of the vocabulary.
    """

    def __init__(
        self,
        vector_size: int,
        min_n: int,
        max_n: int,
        bucket: int,
        count: int = 0,
        dtype: DTypeLike = np.float32,
    ) -> None:
        super().__init__(vector_size, count, dtype)
        self.min_n, self.max_n, self.bucket = min_n, max_n, bucket
        subwords_of(min_n, max_n, bucket)  # refuses what makes no sense

    def __contains__(self, word: object) -> bool:
        if super().__contains__(word):
            return True
        if self._ngrams is None or not is_word(word):
            return False
        return len(self._ngrams.subwords.ngram_lists([str(word)]).rows) > 0

    @property
    def vectors_vocab(self) -> Matrix:
        """The row that each word has besides its n-grams', float32 of shape (words, d)."""
        if self._ngrams is None or self._ngrams.own is None:
            return self._vectors
        return self._ngrams.own

    @property
    def vectors_ngrams(self) -> Matrix:
        """The rows of n-grams, float32 of shape (bucket, d)."""
        if self._ngrams is None:
            return np.empty((0, self.vector_size), np.float32)
        return self._ngrams.buckets

    def adjust_vectors(self) -> None:
        """Make the vectors of the vocabulary of its rows, after these have been changed."""
        if self._ngrams is None:
            return
        subwords, buckets, own = self._ngrams
        if own is None:
            return
        begin, rows = subwords.ngram_lists(self._words)
        lengths = np.diff(begin)
        some = np.flatnonzero(lengths)
        lists = RowLists(np.concatenate([[0], np.cumsum(lengths[some])]), rows)
        vectors = own.copy()
        vectors[some] += composed(buckets, lists, "sum", available_cores())
        self.vectors = vectors / (1 + lengths[:, None]).astype(np.float32)

    def get_sentence_vector(self, sentence: Sequence[Word]) -> Matrix:
        """Return the mean of the words' unit vectors; see `get_mean_vector`."""
        return self.get_mean_vector(sentence)

    @classmethod
    def holding(
        cls,
        words: Sequence[Key],
        vectors: NDArray[np.floating[Any]],
        counts: NDArray[np.int64] | None = None,
        ngrams: NgramRows | None = None,
    ) -> Self:
        """Return a store of words, their matrix and the rows of n-grams, which are not copied."""
        min_n, max_n, bucket = 0, 0, 0
        if ngrams is not None:
            subwords = ngrams.subwords
            min_n, max_n, bucket = subwords.min_n, subwords.max_n, subwords.buckets
        made = cls(vectors.shape[1], min_n, max_n, bucket, dtype=vectors.dtype)
        made.hold(words, vectors, counts)
        made._ngrams = ngrams
        return made

    @classmethod
    def reading(
        cls,
        fname: FilePath,
        dtype: DTypeLike,
        *,
        mmap: bool = False,
        errors: WordDecodingErrors = "strict",
        limit: int | None = None,
    ) -> Self:
        """Return what a file holds, such as one of fastText; see `KeyedVectors.load`."""
        words, vectors, counts, ngrams = read(fname, mmap=mmap, errors=errors, limit=limit)
        if not mmap:
            with damage_named(name_of(fname)):
                finite_norms(vectors, words)
        made = cls.holding(words, vectors.astype(dtype, copy=False), counts, ngrams)
        if not mmap and not made._vectors.flags.writeable:
            made._vectors = made._vectors.copy()
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        own = (self._words, self._vectors, dict(self.expandos), self.vectors_lockf)
        return _restored, (type(self), self._ngrams, *own)


def _restored(
    kind: type[FastTextKeyedVectors],
    ngrams: NgramRows | None,
    words: list[Key],
    vectors: NDArray[Any],
    attributes: dict[str, NDArray[Any]],
    rates: NDArray[np.float32],
) -> FastTextKeyedVectors:
    made = kind.holding(words, vectors, None, ngrams)
    made.expandos, made.vectors_lockf = attributes, rates
    return made
