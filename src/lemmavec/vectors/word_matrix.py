"""Words and a row of a matrix for each: looked up by word, and immutable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Self, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec import _html
from lemmavec._keys import WORD, Key, Word, as_key, find, is_word, other_form
from lemmavec.vectors import queries
from lemmavec.vectors.errors import NoNgramError, UnknownWordError, no_word
from lemmavec.vectors.formats.record import Record
from lemmavec.vectors.ngram_rows import NgramRows
from lemmavec.vectors.queries import Matrix
from lemmavec.vectors.search import row_norms
from lemmavec.vectors.validation import (
    checked_counts,
    checked_matrix,
    checked_rows,
    checked_words,
    finite_norms,
    read_only,
)

Default = TypeVar("Default")
# The rows of all words of a file take as long to note down as dozens of searches for one word, and
# are noted after so many.
SEARCHES = 8
# How much of the vectors a notebook shows, and how many words `repr` names.
SHOWN_WORDS, SHOWN_DIMENSIONS, NAMED_WORDS = 10, 6, 3


class WordMatrix:
    """Words, a float32 row for each, and how often each occurred; see `WordVectors`."""

    # The file of a matrix that is mapped from it.
    _mapped_from: str | None = None
    # The words as a file has them, until they are asked for.
    _encoded: Sequence[Key] = ()
    _ngrams: NgramRows | None = None
    _searches = 0

    def __init__(
        self,
        words: Iterable[Word],
        vectors: Matrix,
        counts: ArrayLike | None = None,
        *,
        ngrams: NgramRows | None = None,
        check_finite: bool = True,
    ) -> None:
        self._words = checked_words(words)
        self._fill(self._words, vectors, counts, ngrams, check_finite)
        self._rows = checked_rows(self._words)

    def _fill(
        self,
        words: Sequence[Key],
        vectors: Matrix,
        counts: ArrayLike | None,
        ngrams: NgramRows | None,
        check_finite: bool,
    ) -> None:
        self._vectors = checked_matrix(vectors, words)
        self._counts = None if counts is None else checked_counts(counts, len(words))
        self._norms = finite_norms(self._vectors, words) if check_finite else None
        if ngrams is not None:
            self._ngrams = ngrams.checked(len(words), self.vector_size, check_finite)

    @classmethod
    def _read(cls, record: Record, check_finite: bool) -> Self:
        """Take what a file held, whose reader has seen that no word comes twice."""
        made = cls.__new__(cls)
        made._encoded = record.words
        made._fill(*record, check_finite)
        return made

    @cached_property
    def _words(self) -> list[Key]:
        return self._encoded if isinstance(self._encoded, list) else list(self._encoded)

    @cached_property
    def _rows(self) -> dict[Key, int]:
        return dict(zip(self._words, range(len(self._words)), strict=True))

    @property
    def vectors(self) -> Matrix:
        """The matrix, float32 of shape (words, d), read-only."""
        return self._vectors

    @property
    def index_to_key(self) -> list[Key]:
        """The words, str or int, in the order of the rows."""
        return self._words

    @property
    def key_to_index(self) -> dict[Key, int]:
        """The row of each word, under the word itself alone: `v[34]` finds "34" too."""
        return self._rows

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Occurrences of each word, int64 of shape (words,), read-only; None if not known."""
        return self._counts

    @property
    def ngrams(self) -> NgramRows | None:
        """What the vectors are made of, also those of unseen words; None without subwords."""
        return self._ngrams

    @property
    def vector_size(self) -> int:
        """Dimensions d."""
        return int(self._vectors.shape[1])

    @property
    def norms(self) -> Matrix:
        """The length of each vector, float32 of shape (words,); computed once, when needed."""
        if self._norms is None:
            self._norms = read_only(row_norms(self._vectors)[0])
        return self._norms

    def __len__(self) -> int:
        return len(self._vectors)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return find(self._rows, word) is not None

    def __getitem__(self, words: Word | Sequence[Word]) -> Matrix:
        """Return the vector of a word, or the matrix of several words, shape (len(words), d).

        An integer and its digits find each other, `v[34]` and `v["34"]`, unless both are words. A
        single vector is a view, read-only; a matrix is a copy. With n-grams, a word that is not in
        the vocabulary has the vector that these make.
        """
        if isinstance(words, WORD):
            return self._vector_of(words)
        if not isinstance(words, Iterable):
            raise no_word(words)
        return self._vectors_of(words)

    @overload
    def get(self, word: Word) -> Matrix | None: ...
    @overload
    def get(self, word: Word, default: Default) -> Matrix | Default: ...
    def get(self, word: Word, default: Any = None) -> Any:
        """Return the vector of `word`, or `default` if it has none."""
        row = find(self._rows, word)
        if row is not None:
            return self._vectors[row]
        if self._ngrams is None or not is_word(word):
            return default
        with suppress(NoNgramError):
            return self._ngrams.vectors([word])[0]
        return default

    def __repr__(self) -> str:
        words = [repr(word) for word in self._words[:NAMED_WORDS]]
        words += ["..."] if len(self) > NAMED_WORDS else []
        named = f": {', '.join(words)}" if words else ""
        return f"{type(self).__name__}({self._shape()}{named})"

    def _repr_html_(self) -> str:
        """Show the most frequent words, their counts and their first dimensions in a notebook."""
        rows = list(range(min(len(self), SHOWN_WORDS)))
        if self._counts is not None:
            rows = queries.highest(self._counts, SHOWN_WORDS, ())
        columns = {"word": [str(self._words[row]) for row in rows]}
        if self._counts is not None:
            columns["count"] = [f"{self._counts[row]:,}" for row in rows]
        for i in range(min(self.vector_size, SHOWN_DIMENSIONS)):
            columns[str(i)] = [f"{self._vectors[row, i]:.3f}" for row in rows]
        if self.vector_size > SHOWN_DIMENSIONS:
            columns["…"] = [""] * len(rows)
        caption = f"{type(self).__name__}: {self._shape()}"
        return _html.table(list(columns), zip(*columns.values(), strict=True), caption)

    def _shape(self) -> str:
        return f"{len(self):,} words, {self.vector_size:,} dimensions"

    def _vector_of(self, word: Word) -> Matrix:
        row = self._row_or_vector(word)
        vector: Matrix = self._vectors[row] if isinstance(row, int) else row
        return vector

    def _vectors_of(self, words: Iterable[Word]) -> Matrix:
        """Return the vectors of some words, a new matrix."""
        listed = list(words)
        if self._ngrams is None:
            matrix: Matrix = self._vectors[[self._row(word) for word in listed]]
            return matrix
        rows = [self._found(word) for word in listed]
        matrix = self._vectors[[row or 0 for row in rows]]
        unseen = [i for i, row in enumerate(rows) if row is None]
        if unseen:
            matrix[unseen] = self._ngrams.vectors([listed[i] for i in unseen])
        return matrix

    def _row_or_vector(self, word: Word) -> int | Matrix:
        """Return the row of a word, or else the vector that its n-grams make."""
        if self._ngrams is None:
            return self._row(word)
        row = self._found(word)
        return self._ngrams.vectors([word])[0] if row is None else row

    def _row(self, word: Word) -> int:
        row = self._found(word)
        if row is not None:
            return row
        if not is_word(word):
            raise no_word(word)
        raise UnknownWordError(as_key(word), self._words)

    def _found(self, word: Word) -> int | None:
        """Search the words of a file for one, unless all rows are known already."""
        if "_rows" in self.__dict__ or self._searches >= SEARCHES or not is_word(word):
            return find(self._rows, word)
        self._searches += 1
        for key in (as_key(word), other_form(word)):
            if key in self._words:
                return self._words.index(key)
        return None
