"""What estimators that take texts share: the tokens of the texts, and the vectors given to them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from lemmavec.classify.tokenizer import tokenize
from lemmavec.corpus.reading import Tokenizer
from lemmavec.vectors.word_vectors import WordVectors, load


class TextInputMixin:
    """Estimators whose X is a list of texts, with the settings `lowercase` and `tokenizer`."""

    lowercase: bool
    tokenizer: Tokenizer | None

    def _tokenize(self, documents: Iterable[str]) -> list[list[str]]:
        return tokenize(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()  # type: ignore[misc]
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def given_vectors(vectors: WordVectors | str | os.PathLike[str] | None) -> WordVectors | None:
    """Load vectors that are given by their path; words of texts are text, so integers become it."""
    if vectors is None:
        return None
    given = vectors if isinstance(vectors, WordVectors) else load(vectors)
    if all(isinstance(word, str) for word in given):
        return given
    return WordVectors(map(str, given), given.vectors, given.counts, check_finite=False)
