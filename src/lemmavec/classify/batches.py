"""Texts as lists of rows, and batches of them: what one step of training looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec.classify.bag_of_words import ids_of

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Pooling = Literal["mean", "sqrt"]
POWERS = {"mean": 1.0, "sqrt": 0.5}
Rows = NDArray[np.int64]


class Sums(NamedTuple):
    """How to add up rows of a table: `shares @ table[rows]`, a sum for each text.

    Parameters
    ----------
    shares : csr_matrix, shape (texts, len(rows))
    rows : ndarray of int
        Each once.
    """

    shares: csr_matrix
    rows: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Bags:
    """Texts by the rows of their words: text i has `ids[ends[i] : ends[i + 1]]`."""

    ids: NDArray[np.int32]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]], rows: Mapping[str, int]) -> Bags:
        """Look the words up; those without a row are left out."""
        return cls(*ids_of(documents, rows))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def sums(
        self,
        texts: Rows,
        pooling: Pooling,
        dtype: DTypeLike,
        dropout: float = 0.0,
        random: np.random.Generator | None = None,
    ) -> Sums:
        """Make the sums of some texts: each word's share is 1/n ("mean") or 1/√n ("sqrt").

        Parameters
        ----------
        texts : ndarray of int
        pooling : {"mean", "sqrt"}
        dtype : dtype
            Of the shares.
        dropout : float
            The chance of each word to be left out; n counts the words that are left.
        random : Generator, optional
            Needed where words are left out.

        Returns
        -------
        Sums

        Examples
        --------
        >>> bags = Bags.of([["a", "b", "a"], ["b"]], {"a": 7, "b": 9})
        >>> sums = bags.sums(np.array([0, 1]), "mean", np.float32)
        >>> sums.rows, sums.shares.toarray().round(2)
        (array([7, 9]...), array([[0.67, 0.33],
               [0.  , 1.  ]], dtype=float32))
        """
        from scipy.sparse import csr_matrix

        lengths = self.ends[texts + 1] - self.ends[texts]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(starts[-1]) + np.repeat(self.ends[texts] - starts[:-1], lengths)
        ids, owners = self.ids[places], np.repeat(np.arange(len(texts)), lengths)
        if dropout > 0 and random is not None:
            kept = random.random(len(ids)) >= dropout
            ids, owners = ids[kept], owners[kept]
            lengths = np.bincount(owners, minlength=len(texts))
            starts = np.concatenate([[0], np.cumsum(lengths)])
        share = (1.0 / np.maximum(lengths, 1) ** POWERS[pooling]).astype(dtype)
        rows, columns = np.unique(ids, return_inverse=True)
        shape = (len(texts), len(rows))
        shares = csr_matrix((share[owners], columns, starts), shape)
        return Sums(shares, rows)


def batches_of(
    count: int, size: int, random: np.random.Generator | None = None
) -> Iterator[NDArray[np.int64]]:
    """Give the numbers 0 to count - 1 in pieces of `size`; shuffled where there is a generator."""
    order = np.arange(count) if random is None else random.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]
