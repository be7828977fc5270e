"""The names of `gensim.models.phrases`."""

from __future__ import annotations

from lemmavec.gensim.phrases import (
    ENGLISH_CONNECTOR_WORDS,
    FrozenPhrases,
    Phrases,
    _PhrasesTransformation,
    npmi_scorer,
    original_scorer,
)

Phraser = FrozenPhrases

__all__ = [
    "ENGLISH_CONNECTOR_WORDS",
    "FrozenPhrases",
    "Phraser",
    "Phrases",
    "_PhrasesTransformation",
    "npmi_scorer",
    "original_scorer",
]
