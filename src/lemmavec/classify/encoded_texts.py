"""Texts as token ids, and the pooling weights with which a batch of them sums rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec._validation import FloatArray, IntArray
from lemmavec.classify.bag_of_words import token_ids

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Pooling = Literal["sqrt", "mean"]
POWERS = {"mean": 1.0, "sqrt": 0.5}


class PoolingWeights(NamedTuple):
    """Each text's weights of the rows of a table: `weights @ table[rows]` are the pooled vectors.

    Parameters
    ----------
    weights : csr_matrix, shape (texts, len(rows))
    rows : ndarray of int
        The rows that any of the texts has, each once.
    """

    weights: csr_matrix
    rows: NDArray[np.integer]


class Batch(NamedTuple):
    """The pooling weights of words, and those of terms if the network has a table of terms."""

    words: PoolingWeights
    terms: PoolingWeights | None


@dataclass(frozen=True, slots=True)
class TokenIds:
    """The ids of the tokens of some texts: text i has `ids[offsets[i] : offsets[i + 1]]`."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, documents: Iterable[Sequence[str]], ids: Mapping[str, int]) -> TokenIds:
        """Look the tokens up; those without an id are left out."""
        return cls(*token_ids(documents, ids))

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, texts: IntArray) -> TokenIds:
        """Give some of the texts, in this order."""
        places, lengths = self._places(texts)
        return TokenIds(self.ids[places], np.concatenate([[0], np.cumsum(lengths)]))

    def pooled(
        self,
        texts: IntArray,
        pooling: Pooling,
        dtype: DTypeLike,
        dropout: float = 0.0,
        random: np.random.Generator | None = None,
    ) -> PoolingWeights:
        """Make the pooling weights of some texts: 1/n ("mean") or 1/√n ("sqrt") for each token.

        Parameters
        ----------
        texts : ndarray of int
        pooling : {"mean", "sqrt"}
        dtype : dtype
            Of the weights.
        dropout : float
            The probability of each token to be left out; n counts the tokens that are left.
        random : Generator, optional
            Needed for dropout.

        Returns
        -------
        PoolingWeights

        Examples
        --------
        >>> tokens = TokenIds.of([["a", "b", "a"], ["b"]], {"a": 7, "b": 9})
        >>> pooled = tokens.pooled(np.array([0, 1]), "mean", np.float32)
        >>> pooled.rows, pooled.weights.toarray().round(2)
        (array([7, 9]...), array([[0.67, 0.33],
               [0.  , 1.  ]], dtype=float32))
        """
        from scipy.sparse import csr_matrix

        places, lengths = self._places(texts)
        ids, owners = self.ids[places], np.repeat(np.arange(len(texts)), lengths)
        if dropout > 0 and random is not None:
            kept = random.random(len(ids)) >= dropout
            ids, owners = ids[kept], owners[kept]
            lengths = np.bincount(owners, minlength=len(texts))
        starts = np.concatenate([[0], np.cumsum(lengths)])
        weight = (1.0 / np.maximum(lengths, 1) ** POWERS[pooling]).astype(dtype)
        rows, columns = np.unique(ids, return_inverse=True)
        shape = (len(texts), len(rows))
        return PoolingWeights(csr_matrix((weight[owners], columns, starts), shape), rows)

    def _places(self, texts: IntArray) -> tuple[IntArray, IntArray]:
        """Where the tokens of some texts stand in `ids`, and how many each text has."""
        lengths = self.offsets[texts + 1] - self.offsets[texts]
        starts = np.cumsum(lengths) - lengths
        return np.arange(lengths.sum()) + np.repeat(self.offsets[texts] - starts, lengths), lengths


@dataclass(frozen=True, slots=True)
class EncodedTexts:
    """Texts by the ids of their words and, for a network that has terms, of their terms.

    The weights are what each text counts in the loss, 1 on average; None is 1 for each.
    """

    words: TokenIds
    terms: TokenIds | None
    labels: IntArray
    weights: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.words)

    def take(self, texts: IntArray) -> EncodedTexts:
        """Give some of the texts, in this order."""
        terms = None if self.terms is None else self.terms.take(texts)
        weights = None if self.weights is None else self.weights[texts]
        return EncodedTexts(self.words.take(texts), terms, self.labels[texts], weights)

    def without(self, texts: IntArray) -> EncodedTexts:
        """Give the other texts, in their order."""
        return self.take(np.delete(np.arange(len(self)), texts))

    def batch(
        self,
        texts: IntArray,
        pooling: Pooling,
        dtype: np.dtype[np.floating],
        dropout: float = 0.0,
        random: np.random.Generator | None = None,
    ) -> Batch:
        """Make the pooling weights of some texts; the parameters are those of `TokenIds.pooled`."""
        words = self.words.pooled(texts, pooling, dtype, dropout, random)
        if self.terms is None:
            return Batch(words, None)
        return Batch(words, self.terms.pooled(texts, pooling, dtype, dropout, random))
