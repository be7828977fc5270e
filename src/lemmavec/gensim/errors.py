"""Errors that scripts for gensim catch under gensim's kinds, besides lemmavec's own."""

from __future__ import annotations

from lemmavec._damage import DamagedFileError


class NoVocabularyError(ValueError, RuntimeError):
    """A text from which no word, or none that is frequent enough, could be taken."""


class NoModelError(DamagedFileError, AttributeError):
    """A file that holds vectors, and not a model that could be trained on."""


class EmptyGroupError(ValueError, ZeroDivisionError):
    """A mean over no words."""
