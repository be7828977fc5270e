"""What estimators that take texts share: which texts those are, their tokens, the vectors given."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Set
from typing import Any

from lemmavec.classify.tokenizer import tokenize
from lemmavec.corpus.columns import rows_of
from lemmavec.corpus.reading import Tokenizer
from lemmavec.corpus.tables import column_of_table, is_table
from lemmavec.vectors.word_vectors import WordVectors, load


class TextInputMixin:
    """Estimators whose X is a list of texts, with the settings `lowercase` and `tokenizer`."""

    lowercase: bool
    tokenizer: Tokenizer | None

    def _tokenize(self, documents: Iterable[str]) -> list[list[str]]:
        documents = texts_of(documents)
        return tokenize(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def texts_of(documents: Any) -> Iterable[str]:
    """Return the texts of an X, one for each of its rows.

    Parameters
    ----------
    documents : iterable of str, or a table or 2-d array with one column
        Iterating over a DataFrame would give its column names, and over a dict its keys: as many
        predictions as names, whatever the number of rows.

    Raises
    ------
    TypeError
        If it is one string, a dict, a set, or a table or an array with several columns.

    Examples
    --------
    >>> import numpy as np
    >>> list(texts_of(np.array([["a gem"], ["a bore"]], dtype=object)))
    ['a gem', 'a bore']
    """
    if isinstance(documents, str | bytes):
        raise TypeError("expected a list of texts, got one string: put it in a list")
    if isinstance(documents, Mapping | Set):
        raise TypeError(
            f"expected a list of texts, got a {type(documents).__name__}, which has no rows: give "
            "its texts as a list"
        )
    if is_table(documents):
        return rows_of(_only_column(documents))
    shape = getattr(documents, "shape", None)
    if shape is not None and len(shape) != 1:
        if len(shape) != 2 or shape[1] != 1:
            raise TypeError(
                f"expected a list of texts, got an array of shape {tuple(shape)}: give one column, "
                "of shape (texts,)"
            )
        column: Iterable[str] = documents[:, 0]
        return column
    return rows_of(documents)


def _only_column(table: Any) -> Iterable[Any]:
    names = list(getattr(table, "column_names", None) or table.columns)
    if len(names) != 1:
        listed = ", ".join(map(str, names)) or "none"
        example = "text" if "text" in names or not names else names[0]
        raise TypeError(
            f"expected a list of texts, got a {type(table).__name__} with the columns {listed}: "
            f"give one of them, as in X[{example!r}]"
        )
    return column_of_table(table, names[0])


def given_vectors(vectors: WordVectors | str | os.PathLike[str] | None) -> WordVectors | None:
    """Load vectors that are given by their path; words of texts are text, so integers become it."""
    if vectors is None:
        return None
    given = vectors if isinstance(vectors, WordVectors) else load(vectors)
    if all(isinstance(word, str) for word in given):
        return given
    return WordVectors(map(str, given), given.vectors, given.counts, check_finite=False)
