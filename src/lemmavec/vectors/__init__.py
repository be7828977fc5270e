"""Word vectors: queries, evaluation and files."""

from __future__ import annotations

from lemmavec.vectors.errors import UnknownWordError
from lemmavec.vectors.word_vectors import WordVectors, load

__all__ = ["UnknownWordError", "WordVectors", "load"]
