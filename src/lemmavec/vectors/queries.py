"""Queries of a matrix of vectors: cosines, means and the highest rows, in plain arrays.

Cosines are (M q) / ‖m‖ with the norms ‖m‖ computed once, so that there is never a second,
normalised matrix in memory. A zero vector has cosine 0 with everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import WORD as WORD
from lemmavec._keys import Word as Word
from lemmavec._validation import matrix as finite_matrix
from lemmavec._validation import vector as finite_vector

Matrix = NDArray[np.float32]
Vector = NDArray[np.floating[Any]]
Term = Word | Vector | tuple[Word | Vector, float]
Terms = Word | Vector | Sequence[Term]
# What `most_similar` takes as `positive`, or as `positive` and `negative`.
Question = Terms | tuple[Terms | None, Terms | None]
# The row of a word; the vector of a word that has no row, but is known by its n-grams.
RowOf = Callable[[Word], int | Matrix]


def unit(vectors: Vector) -> NDArray[np.float64]:
    """Return v / ‖v‖ for a vector or for each row, in float64; zero stays zero.

    Examples
    --------
    >>> unit(np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    wide = vectors.astype(np.float64)
    norms = np.sqrt((wide * wide).sum(axis=-1, keepdims=True))
    units: NDArray[np.float64] = np.divide(wide, norms, out=wide, where=norms > 0)
    return units


def paired_cosines(first: Vector, second: Vector) -> NDArray[np.float64]:
    """Return the cosine of each row of `first` with the same row of `second`, in float64."""
    products: NDArray[np.float64] = np.einsum("...j,...j->...", unit(first), unit(second))
    return products


def highest(values: NDArray[Any], topn: int, left_out: Collection[int]) -> list[int]:
    """Return the indices of the `topn` highest values, best first, without those `left_out`.

    Equal values keep their order, so that the answer is the same everywhere.

    Examples
    --------
    >>> highest(np.array([0.1, 0.9, 0.5, 0.5], np.float32), 2, left_out={1})
    [2, 3]
    """
    kept = topn + len(left_out)
    candidates = np.arange(len(values))
    if 0 < kept < len(values):
        threshold = np.partition(values, len(values) - kept)[len(values) - kept]
        candidates = np.flatnonzero(values >= threshold)
    order = candidates[np.argsort(-values[candidates], kind="stable")]
    return [i for i in order.tolist() if i not in left_out][:topn]


def least_central(vectors: Vector) -> int:
    """Return the row whose cosine with the mean of all rows' unit vectors is lowest."""
    units = unit(vectors)
    return int(np.argmin(units @ unit(units.mean(axis=0))))


def mean_query(
    matrix: Matrix, row_of: RowOf, positive: Terms | None, negative: Terms | None
) -> tuple[NDArray[np.float64], set[int]]:
    """Return the direction of a weighted mean of words and vectors, and the rows of its words.

    A word counts as its unit vector and a vector as it is given, as in gensim; the weights are 1
    for `positive` and -1 for `negative`, unless a pair (word or vector, weight) states its own.

    Parameters
    ----------
    matrix : ndarray of float32, shape (n, d)
        A row for each word.
    row_of : callable
        The row of a word, or the vector of one that has no row.
    positive, negative : word, vector of shape (d,), or sequence of them or of pairs with a weight
        What to add and what to subtract.

    Raises
    ------
    ValueError
        If there is neither word nor vector, or a vector has another shape or is not finite.
    TypeError
        If an item is neither word nor vector nor pair.
    """
    # The length of the query changes no cosine, so the sum is not divided by the weights.
    total = np.zeros(matrix.shape[1])
    rows = set()
    for direction, weight, row in weighted_terms(matrix, row_of, positive, negative):
        total += weight * direction
        if row is not None:
            rows.add(row)
    return total, rows


def mean_queries(
    matrix: Matrix, row_of: RowOf, questions: Sequence[Question] | Matrix
) -> tuple[NDArray[np.float64], list[set[int]]]:
    """Return the direction of each question, shape (questions, d), and the rows of its words.

    A question is what `mean_query` takes as `positive`, or a tuple of `positive` and `negative`.
    Each row of a matrix is a vector.

    Raises
    ------
    TypeError, ValueError
        As `mean_query`; also if `questions` is a single word.
    """
    if isinstance(questions, WORD):
        raise TypeError(f"most_similar_batch takes a list of questions, got {questions!r}")
    if isinstance(questions, np.ndarray) and questions.ndim == 2 and len(questions):
        size = matrix.shape[1]
        return finite_matrix("questions", questions, size, " (dimensions)"), [set()] * len(
            questions
        )
    found = [mean_query(matrix, row_of, *_sides(question)) for question in questions]
    directions = np.array([direction for direction, _ in found])
    return directions.reshape(len(found), matrix.shape[1]), [rows for _, rows in found]


def _sides(question: Question) -> tuple[Terms | None, Terms | None]:
    if not isinstance(question, tuple):
        return question, None
    if len(question) != 2:
        raise TypeError(
            f"a question that is a tuple must be (positive, negative), got {question!r}; "
            "a list stands for the mean of its words"
        )
    positive, negative = question
    return cast("Terms | None", positive), cast("Terms | None", negative)


def weighted_terms(
    matrix: Matrix, row_of: RowOf, positive: Terms | None, negative: Terms | None
) -> list[tuple[NDArray[np.float64], float, int | None]]:
    """Return each term of a question: its direction, its weight, and its row if it is a word.

    Raises
    ------
    TypeError, ValueError
        As `mean_query`.
    """
    terms = [(*_weighted(term, 1.0), "positive") for term in _listed("positive", positive)]
    terms += [(*_weighted(term, -1.0), "negative") for term in _listed("negative", negative)]
    if not terms:
        raise ValueError("most_similar needs a word or a vector, in positive or in negative")
    found: list[tuple[NDArray[np.float64], float, int | None]] = []
    for item, weight, where in terms:
        if isinstance(item, WORD):
            row_or_vector = row_of(item)
            row = row_or_vector if isinstance(row_or_vector, int) else None
            own = matrix[row_or_vector] if isinstance(row_or_vector, int) else row_or_vector
            # In float32, so that a word and its unit vector, given as float32, ask the same.
            direction = unit(own).astype(np.float32).astype(np.float64)
            found.append((direction, weight, row))
        elif isinstance(item, np.ndarray):
            name = f"a vector in {where}"
            vector = finite_vector(name, item, matrix.shape[1], " (dimensions)")
            found.append((vector, weight, None))
        else:
            raise TypeError(
                f"{where} takes words, NumPy vectors, or pairs of one of them and a weight; "
                f"got {item!r}"
            )
    return found


def _listed(name: str, terms: Terms | None) -> Iterable[Term]:
    if terms is None:
        return []
    if isinstance(terms, WORD) or (isinstance(terms, np.ndarray) and terms.ndim == 1):
        return [terms]
    if not isinstance(terms, Iterable):
        raise TypeError(f"{name} takes words and vectors, got {terms!r}")
    return terms


def _weighted(term: Term, default: float) -> tuple[Word | Vector, float]:
    if isinstance(term, (tuple, list)):
        if len(term) != 2 or not isinstance(term[1], Real):
            raise TypeError(f"a weighted word must be a pair of word and number, got {term!r}")
        return term[0], float(term[1])
    return term, default
