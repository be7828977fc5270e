"""The questions that the page asks, answered by the queries of `WordVectors`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key
from lemmavec.explore.layout import principal_plane
from lemmavec.explore.sources import Source
from lemmavec.vectors.queries import unit
from lemmavec.vectors.word_vectors import WordVectors

COMPLETIONS = 12
# Rare words move most, as their vectors are the least certain.
COMPARED = 20_000
Answer = dict[str, Any]


class Questions:
    """Answers about one set of vectors, and a second to compare it with, ready for JSON.

    Parameters
    ----------
    source : Source
        What is explored.
    other : Source, optional
        What it is compared with.
    """

    def __init__(self, source: Source, other: Source | None = None) -> None:
        self.source, self.other = source, other
        self.vectors: WordVectors = source.vectors

    def about(self) -> Answer:
        """Say what is explored, and which questions have answers."""
        counts = self.vectors.counts
        return {
            "name": self.source.name,
            "words": len(self.vectors),
            "dimensions": self.vectors.vector_size,
            "has_counts": counts is not None,
            "has_context": self.source.outside is not None,
            "other": None if self.other is None else self.other.name,
            "history": self.source.history,
        }

    @cached_property
    def words(self) -> list[str]:
        """Every word as text, by row."""
        return [str(word) for word in self.vectors.index_to_key]

    @cached_property
    def points(self) -> NDArray[np.float32]:
        """Where each word lies on the map, shape (words, 2)."""
        return principal_plane(self.vectors.vectors)

    def counts(self) -> NDArray[np.float32]:
        """How often each word occurred; its rank in reverse where that is not known."""
        known = self.vectors.counts
        if known is None:
            return np.arange(len(self.vectors), 0, -1, dtype=np.float32)
        return known.astype(np.float32)

    def complete(self, text: str) -> Answer:
        """Give words that begin with a text, the most frequent first; small letters find all."""
        begin = text.casefold()
        first = bisect_left(self._sorted, (begin,))
        last = bisect_left(self._sorted, (begin + chr(0x10FFFF),))
        rows = sorted(row for _, row in self._sorted[first:last])[:COMPLETIONS]
        return {"words": [self._named(row) for row in rows]}

    def similar(self, word: str, topn: int) -> Answer:
        """Give the nearest words."""
        found = self.vectors.most_similar(self.key(word), topn=topn)
        return {"word": word, "row": self._row(word), "answers": self._listed(found)}

    def context(self, word: str, topn: int) -> Answer:
        """Give the outside words that a word predicts most: the highest products of V and U."""
        outside = self.source.outside
        if outside is None:
            raise ValueError("only a model (.lemma) has U, which says what a word predicts")
        products = outside @ self.vectors[self.key(word)]
        rows = np.argsort(-products, kind="stable")[:topn]
        answers = [self._named(int(row)) | {"score": float(products[row])} for row in rows]
        return {"word": word, "row": self._row(word), "answers": answers}

    def analogy(self, a: str, b: str, c: str, topn: int) -> Answer:
        """Complete "a is to b as c is to ...", and draw it on the plane through the three."""
        keys = [self.key(word) for word in (a, b, c)]
        found = self.vectors.most_similar([keys[1], keys[2]], [keys[0]], topn=topn)
        names = [*(str(key) for key in keys), *(str(word) for word, _ in found)]
        rows = unit(self.vectors[[*keys, *(word for word, _ in found)]])
        target = rows[1] - rows[0] + rows[2]
        plane = _plane(rows[0], rows[1], rows[2])
        points = (np.vstack([rows, target]) - rows[0]) @ plane.T
        return {
            "answers": self._listed(found),
            "plane": [
                {"word": name, "x": float(x), "y": float(y)}
                for name, (x, y) in zip([*names, "b − a + c"], points, strict=True)
            ],
        }

    def axis(self, low: Sequence[str], high: Sequence[str], words: Sequence[str]) -> Answer:
        """Place words between two groups."""
        ends = [[self.key(word) for word in group] for group in (low, high)]
        placed = self.vectors.along_axis(ends[0], ends[1], [self.key(word) for word in words])
        return {"answers": self._listed(placed)}

    def compare(self, topn: int) -> Answer:
        """Give the words that moved most between the two sets of vectors."""
        if self.other is None:
            raise ValueError("nothing to compare with: give a second file of vectors")
        found = self._comparison
        return {
            "shared": len(found.words),
            "only_first": found.only_first,
            "only_second": found.only_second,
            "answers": self._listed(found.moved(topn, restrict_vocab=COMPARED)),
        }

    def neighbours_in_both(self, word: str, topn: int) -> Answer:
        """Give the nearest words in each of the two sets."""
        if self.other is None:
            raise ValueError("nothing to compare with: give a second file of vectors")
        key = self.key(word)
        second = self.other.vectors.most_similar(key, topn=topn)
        return {
            "word": word,
            "cosine": self._comparison.similarity(key),
            "first": self._listed(self.vectors.most_similar(key, topn=topn)),
            "second": [{"word": str(w), "score": float(score)} for w, score in second],
        }

    @cached_property
    def _comparison(self) -> Any:
        assert self.other is not None
        return self.vectors.compare(self.other.vectors)

    @cached_property
    def _sorted(self) -> list[tuple[str, int]]:
        return sorted((word.casefold(), row) for row, word in enumerate(self.words))

    def key(self, word: str) -> Key:
        """Return the word as the vectors have it: integers come as text from the page."""
        row = self._row(word)
        return word if row is None else self.vectors.index_to_key[row]

    def _row(self, word: str) -> int | None:
        found: int | None = self.vectors._found(word)
        return found

    def _named(self, row: int) -> Answer:
        return {"word": self.words[row], "row": row}

    def _listed(self, found: Sequence[tuple[Key, float]]) -> list[Answer]:
        rows = self.vectors.key_to_index
        return [
            {"word": str(word), "row": rows.get(word), "score": float(score)}
            for word, score in found
        ]


def _plane(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any]) -> NDArray[np.float64]:
    """Return an orthonormal basis of the plane through three points, shape (2, d)."""
    first, second = unit(b - a), c - a
    rest = second - (second @ first) * first
    return np.stack([first, unit(rest)])
