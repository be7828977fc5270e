"""Attributes of words, the order of words, and the lengths of their vectors, by gensim's names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec.gensim.store import KeyedStore
from lemmavec.vectors.queries import Matrix, Word, unit
from lemmavec.vectors.search import row_norms


class KeyedAttributes(KeyedStore):
    """`KeyedStore` with gensim's methods that change all words at once; see `KeyedVectors`."""

    # Whether the words are the leaves of a Huffman tree: they then have a "code" and a "point".
    has_tree = False

    def get_vecattr(self, key: Word, attr: str) -> Any:
        """Return an attribute of a word, such as its "count" in the training text.

        Raises
        ------
        KeyError
            If the word has no vector, or words have no such attribute.
        """
        row = self._row(key)
        if attr in ("code", "point") and self.has_tree and attr not in self.expandos:
            assert self._counts is not None
            self.expandos |= tree_codes(self._counts)
        try:
            return self.expandos[attr][row]
        except KeyError:
            known = ", ".join(map(repr, self.expandos)) or "none"
            raise KeyError(f"words have no attribute {attr!r}; known: {known}") from None

    def set_vecattr(self, key: Word, attr: str, val: Any) -> None:
        """Set an attribute of a word; it is 0 for all other words if none had it.

        Raises
        ------
        KeyError
            If the word has no vector.
        """
        row = self._row(key)
        self.allocate_vecattrs([attr], [np.asarray(val).dtype])
        self.expandos[attr][row] = val

    def allocate_vecattrs(self, attrs: Sequence[str] = (), types: Sequence[DTypeLike] = ()) -> None:
        """Give words attributes, 0 where there are none yet.

        Parameters
        ----------
        attrs : sequence of str
            Their names.
        types : sequence of dtypes
            One for each name.
        """
        for name, kind in zip(attrs, types, strict=True):
            have = self.expandos.get(name, np.empty(0, kind))
            dtype = np.result_type(have.dtype, kind)
            more = np.zeros(len(self) - len(have), dtype)
            self.expandos[name] = np.concatenate([have.astype(dtype, copy=False), more])

    def sort_by_descending_frequency(self) -> None:
        """Order the words by falling count; words of equal count keep their order.

        Raises
        ------
        KeyError
            If counts are not known.
        """
        if self._counts is None:
            raise KeyError("counts are not known: set_vecattr(word, 'count', n) sets them")
        order = np.argsort(-self._counts, kind="stable")
        self._words[:] = [self._words[row] for row in order]
        self._rows.update({word: row for row, word in enumerate(self._words)})
        self.expandos = {name: values[order] for name, values in self.expandos.items()}
        if len(self.vectors_lockf) > 1:
            self.vectors_lockf = self.vectors_lockf[order]
        self._vectors, self._norms = self._vectors[order], None

    @property
    def norms(self) -> Matrix:
        """The length of each vector, float32 of shape (words,); computed once, when needed."""
        return super().norms

    @norms.setter
    def norms(self, norms: Matrix | None) -> None:
        self._norms = norms

    def fill_norms(self, force: bool = False) -> None:
        """Compute the lengths of the vectors, which is done anyway when they are needed.

        Parameters
        ----------
        force : bool, default False
            Compute them anew: needed after writing to `vectors` by hand.
        """
        if force or self._norms is None:
            self._norms = row_norms(self._vectors)[0]

    def init_sims(self, replace: bool = False) -> None:
        """Compute the lengths of the vectors; with `replace`, divide the vectors by them."""
        self.fill_norms()
        if replace:
            self.unit_normalize_all()

    def unit_normalize_all(self) -> None:
        """Divide each vector by its length, in place; a zero vector stays zero."""
        if not self._vectors.flags.writeable:
            self._vectors = self._vectors.copy()
        for start in range(0, len(self), 4096):
            part = self._vectors[start : start + 4096]
            part[:] = unit(part)
        self._norms = None

    def vectors_for_all(
        self, keys: Iterable[Word], allow_inference: bool = True, copy_vecattrs: bool = False
    ) -> Self:
        """Return the vectors of some words only, in their order.

        Parameters
        ----------
        keys : iterable of words
            Those without a vector are left out, and those given twice are taken once.
        allow_inference : bool
            Without effect: there is no vector for a word that was never seen.
        copy_vecattrs : bool, default False
            Copy the attributes of the words too; otherwise each has the count 1.
        """
        words = [word for word in dict.fromkeys(keys) if word in self]
        rows = [self._row(word) for word in words]
        names = [self._words[row] for row in rows]
        chosen = type(self).holding(names, self._vectors[rows], np.ones(len(rows), np.int64))
        if copy_vecattrs:
            chosen.expandos = {name: values[rows] for name, values in self.expandos.items()}
        return chosen

    def resize_vectors(self, seed: int = 0) -> None:
        """Do nothing: there is a row for each word at any time."""


def tree_codes(counts: NDArray[np.int64]) -> dict[str, NDArray[Any]]:
    """Return each word's turns and inner nodes in the Huffman tree, as `code` and `point`."""
    from lemmavec import _kernels

    tree = _kernels.HuffmanTree(counts)
    codes, points = np.empty(len(counts), object), np.empty(len(counts), object)
    for word in range(len(counts)):
        nodes, turns = tree.path(word)
        codes[word], points[word] = np.array(turns, np.uint8), np.array(nodes, np.uint32)
    return {"code": codes, "point": points}
