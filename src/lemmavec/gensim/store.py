"""Words with vectors that can be added and changed: what gensim's `KeyedVectors` stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from lemmavec._damage import damage_named, name_of
from lemmavec._io import FilePath
from lemmavec._keys import WORD, Key, Word, as_key
from lemmavec._validation import at_least
from lemmavec.vectors.formats import WordDecodingErrors, read
from lemmavec.vectors.queries import Matrix, Vector
from lemmavec.vectors.validation import finite_norms
from lemmavec.vectors.word_vectors import WordVectors


class KeyedStore(WordVectors):
    """`WordVectors` that is made empty, then filled, and may change; see `KeyedVectors`."""

    def __init__(
        self,
        vector_size: int,
        count: int = 0,
        dtype: DTypeLike = np.float32,
        mapfile_path: None = None,
    ) -> None:
        if not isinstance(vector_size, int | np.integer):
            raise TypeError(
                f"vector_size must be a whole number, got {type(vector_size).__name__}: make "
                "KeyedVectors(vector_size) and fill it by add_vectors(words, matrix), or make "
                "lemmavec.WordVectors(words, matrix)"
            )
        at_least("vector_size", vector_size, 1)
        at_least("count", count, 0)
        if mapfile_path is not None:
            raise ValueError("mapfile_path: map a file that save wrote by load(path, mmap='r')")
        self.expandos: dict[str, NDArray[Any]] = {}
        self.vectors_lockf: NDArray[np.float32] = np.ones(1, np.float32)
        self._room: NDArray[Any] | None = None
        super().__init__([], np.empty((0, vector_size), np.float32))
        self._vectors = np.empty((0, vector_size), np.dtype(dtype))

    @classmethod
    def holding(
        cls,
        words: Sequence[Key],
        vectors: NDArray[np.floating[Any]],
        counts: NDArray[np.int64] | None = None,
    ) -> Self:
        """Return a store of words and their matrix, which is not copied."""
        made = cls(vectors.shape[1], dtype=vectors.dtype)
        made.hold(words, vectors, counts)
        return made

    def hold(
        self,
        words: Sequence[Key],
        vectors: NDArray[np.floating[Any]],
        counts: NDArray[np.int64] | None = None,
    ) -> None:
        """Take other words and their matrix, which is not copied, instead of those there are."""
        self.expandos, self._room = {}, None
        self.vectors_lockf = np.ones(1, np.float32)
        WordVectors.__init__(self, words, np.zeros((len(words), 1), np.float32), counts)
        self._vectors, self._norms = vectors, None  # of any precision

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
        """Return the words of a file with vectors that may be written to: there is one matrix.

        Raises
        ------
        ValueError
            If the file is of no known format or damaged, or a value is not finite.
        """
        record = read(fname, mmap=mmap, errors=errors, limit=limit)
        if not mmap:
            with damage_named(name_of(fname)):
                finite_norms(record.vectors, record.words)
        vectors = record.vectors.astype(dtype, copy=False)
        if not vectors.flags.writeable:
            vectors = vectors.copy()
        with damage_named(name_of(fname)):
            return cls.holding(record.words, vectors, record.counts)

    def __reduce__(self) -> tuple[Any, ...]:
        own = (self._words, self._vectors, dict(self.expandos), self.vectors_lockf)
        return _restored, (type(self), *own)

    @property
    def _counts(self) -> NDArray[np.int64] | None:
        return self.expandos.get("count")

    @_counts.setter
    def _counts(self, counts: NDArray[np.int64] | None) -> None:
        if counts is not None:
            self.expandos["count"] = np.array(counts)

    @property
    def vectors(self) -> Matrix:
        """The matrix, of shape (words, d). After writing to it, call `fill_norms(force=True)`."""
        return self._vectors

    @vectors.setter
    def vectors(self, vectors: ArrayLike) -> None:
        matrix = np.asarray(vectors, self._vectors.dtype)
        if matrix.shape != self._vectors.shape:
            raise ValueError(
                f"vectors must have the shape {self._vectors.shape}, a row for each word, got "
                f"{matrix.shape}; add_vectors adds words"
            )
        self._vectors, self._norms = matrix, None

    def __setitem__(self, keys: Word | Sequence[Word], weights: ArrayLike) -> None:
        self.add_vectors(keys, weights, replace=True)

    def add_vector(self, key: Word, vector: Vector | Sequence[float]) -> int:
        """Add a word and its vector, or replace the vector of a word there is; return its row."""
        self.add_vectors([key], np.asarray(vector)[None], replace=True)
        return self._rows[as_key(key)]

    def add_vectors(
        self,
        keys: Word | Sequence[Word],
        weights: ArrayLike,
        extras: Mapping[str, ArrayLike] | None = None,
        replace: bool = False,
    ) -> None:
        """Add words and their vectors.

        Parameters
        ----------
        keys : word, or sequence of words
            Words that are there already keep their vectors, unless `replace` is true.
        weights : array_like, shape (words, d), or (d,) for one word
            A row for each word.
        extras : mapping of str to array_like, optional
            Values of attributes of the words, such as "count"; 0 by default.
        replace : bool, default False
            Give words that are there already their new vectors.

        Raises
        ------
        ValueError
            If the shapes do not match, or a value is not finite.
        """
        words = [as_key(key) for key in ([keys] if isinstance(keys, WORD) else keys)]
        rows = np.asarray(weights, self._vectors.dtype)
        rows = rows[None] if rows.ndim == 1 and isinstance(keys, WORD) else rows
        if rows.shape != (len(words), self.vector_size):
            raise ValueError(
                f"{len(words):,} words of {self.vector_size} dimensions need vectors of shape "
                f"({len(words)}, {self.vector_size}), got {rows.shape}"
            )
        if not np.isfinite(rows).all():
            raise ValueError("vectors must be finite, got NaN or infinity")
        known = [word in self._rows for word in words]
        old = np.flatnonzero(known) if replace else np.empty(0, np.intp)
        new = np.flatnonzero(np.logical_not(known))
        self._append([words[i] for i in new], rows[new])
        if len(old):
            if not self._vectors.flags.writeable:
                self._vectors = self._vectors.copy()
            self._vectors[[self._rows[words[i]] for i in old]] = rows[old]
        self._extend_attributes(extras or {}, [words[i] for i in (*new, *old)], (*new, *old))
        self._norms = None

    def _append(self, words: list[Key], rows: NDArray[Any]) -> None:
        for word in words:
            if self._rows.setdefault(word, len(self._words)) == len(self._words):
                self._words.append(word)
        self._make_room()
        for word, row in zip(words, rows, strict=True):  # of a word given twice, the last
            self._vectors[self._rows[word]] = row

    def _make_room(self) -> None:
        """Give the matrix a row for each word: half as many again lie behind it."""
        before, after = len(self._vectors), len(self._words)
        if before == after:
            return
        room = self._room
        if room is None or room.ctypes.data != self._vectors.ctypes.data or len(room) < after:
            room = np.empty((after + after // 2, self.vector_size), self._vectors.dtype)
            room[:before] = self._vectors
        self._room, self._vectors = room, room[:after]

    def _extend_attributes(
        self, extras: Mapping[str, ArrayLike], words: list[Key], given: Sequence[int]
    ) -> None:
        for name in {*self.expandos, *extras}:
            values = np.asarray(extras[name]) if name in extras else None
            have = self.expandos.get(name, np.empty(0, None if values is None else values.dtype))
            more = np.zeros(len(self) - len(have), have.dtype)
            self.expandos[name] = np.concatenate([have, more])
            if values is not None:
                self.expandos[name][[self._rows[word] for word in words]] = values[list(given)]
        if len(self.vectors_lockf) > 1:
            more_rates = np.ones(len(self) - len(self.vectors_lockf), np.float32)
            self.vectors_lockf = np.concatenate([self.vectors_lockf, more_rates])


def _restored(
    kind: type[KeyedStore],
    words: list[Key],
    vectors: NDArray[Any],
    attributes: dict[str, NDArray[Any]],
    rates: NDArray[np.float32],
) -> KeyedStore:
    made = kind.holding(words, vectors)
    made.expandos, made.vectors_lockf = attributes, rates
    return made
