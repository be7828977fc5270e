"""Two sets of word vectors compared: aligned by a rotation, then word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lemmavec._html import table
from lemmavec._keys import Key, Word
from lemmavec._validation import at_least
from lemmavec.vectors.errors import UnknownWordError
from lemmavec.vectors.queries import Matrix, paired_cosines, unit
from lemmavec.vectors.validation import read_only

if TYPE_CHECKING:
    from lemmavec.vectors.word_matrix import WordMatrix

_SHOWN = 10
_ROWS = 1 << 16


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What `WordVectors.compare` returns: where words stand in one set of vectors and in another.

    Attributes
    ----------
    words : list of str or int
        Those that both have, in the order of the first.
    similarities : ndarray of float64, shape (words,)
        The cosine of each word's two vectors after the rotation: low where a word has moved.
    rotation : ndarray of float64, shape (d, d)
        The orthogonal R for which `first @ R` lies closest to `second`.
    only_first, only_second : int
        Words that the other does not have.
    anchors : int
        How many of `words` the rotation was computed from.
    """

    words: list[Key]
    similarities: NDArray[np.float64]
    rotation: NDArray[np.float64]
    only_first: int
    only_second: int
    anchors: int

    def moved(self, topn: int = 10, restrict_vocab: int | None = None) -> list[tuple[Key, float]]:
        """Return the words that moved most, with their cosines, the lowest first.

        Parameters
        ----------
        topn : int, default 10
            How many words.
        restrict_vocab : int, optional
            Among the first that many shared words only: rare words move most, as their vectors
            are the least certain.

        Raises
        ------
        ValueError
            If `topn` is negative or `restrict_vocab` below 1.
        """
        at_least("topn", topn, 0)
        if restrict_vocab is not None:
            at_least("restrict_vocab", restrict_vocab, 1)
        order = np.argsort(self.similarities[:restrict_vocab], kind="stable")[:topn]
        return [(self.words[i], float(self.similarities[i])) for i in order]

    def similarity(self, word: Word) -> float:
        """Return the cosine of one word's two vectors.

        Raises
        ------
        KeyError
            If one of the two sets of vectors does not have the word.
        """
        try:
            return float(self.similarities[self.words.index(word)])
        except ValueError:
            raise UnknownWordError(word, self.words) from None

    def __repr__(self) -> str:
        return (
            f"Comparison({len(self.words):,} words in both, mean cosine "
            f"{self.similarities.mean():.3f}; {self.only_first:,} only in the first, "
            f"{self.only_second:,} only in the second)"
        )

    def _repr_html_(self) -> str:
        rows = [(str(word), f"{cosine:.3f}") for word, cosine in self.moved(_SHOWN)]
        return table(["moved most", "cosine"], rows, repr(self))


def compare(first: WordMatrix, second: WordMatrix, anchors: int | None = None) -> Comparison:
    """Align two sets of vectors by their shared words; see `WordVectors.compare`."""
    words = [word for word in first.index_to_key if word in second]
    if first.vector_size != second.vector_size:
        raise ValueError(
            f"vectors of {first.vector_size} and of {second.vector_size} dimensions cannot be "
            "aligned: compare vectors of the same size"
        )
    if not words:
        raise ValueError("no word is in both sets of vectors: there is nothing to compare")
    if anchors is not None:
        at_least("anchors", anchors, 1)
    here, there = _rows(first, words), _rows(second, words)
    rotation = orthogonal_procrustes(here[:anchors], there[:anchors])
    return Comparison(
        words,
        read_only(_cosines(here, there, rotation)),
        read_only(rotation),
        len(first) - len(words),
        len(second) - len(words),
        len(here[:anchors]),
    )


def orthogonal_procrustes(first: Matrix, second: Matrix) -> NDArray[np.float64]:
    """Return the orthogonal R that minimises Σ ‖aᵢR − bᵢ‖² over the unit vectors of two matrices.

    With AᵀB = PΣQᵀ, the singular value decomposition, R = PQᵀ.

    Parameters
    ----------
    first, second : ndarray of float32, shape (n, d)
        Rows aᵢ and bᵢ that belong together.

    Returns
    -------
    ndarray of float64, shape (d, d)

    References
    ----------
    Schönemann 1966, "A Generalized Solution of the Orthogonal Procrustes Problem"; for words,
    Hamilton, Leskovec and Jurafsky 2016, "Diachronic Word Embeddings Reveal Statistical Laws of
    Semantic Change".

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1], [1, 1]], np.float32)
    >>> orthogonal_procrustes(rows, rows[:, ::-1]).round().astype(int).tolist()
    [[0, 1], [1, 0]]
    """
    product = np.zeros((first.shape[1], second.shape[1]))
    for start in range(0, len(first), _ROWS):
        rows = slice(start, start + _ROWS)
        product += unit(first[rows]).T @ unit(second[rows])
    left, _, right = np.linalg.svd(product)
    rotation: NDArray[np.float64] = left @ right
    return rotation


def _rows(vectors: WordMatrix, words: list[Key]) -> Matrix:
    found: Matrix = vectors[words]
    return found


def _cosines(first: Matrix, second: Matrix, rotation: NDArray[np.float64]) -> NDArray[np.float64]:
    blocks = [slice(start, start + _ROWS) for start in range(0, len(first), _ROWS)]
    return np.concatenate([paired_cosines(first[b] @ rotation, second[b]) for b in blocks])
