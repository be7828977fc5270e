"""Phrases under gensim's names: counted from a stream, scored, and joined to one word each."""

from __future__ import annotations

from lemmavec.gensim.phrases.frozen import FrozenPhrases
from lemmavec.gensim.phrases.model import Phrases
from lemmavec.gensim.phrases.scorers import npmi_scorer, original_scorer
from lemmavec.gensim.phrases.transformation import _PhrasesTransformation

# Articles, prepositions and conjunctions that stand within a phrase: `bank_of_america`.
ENGLISH_CONNECTOR_WORDS = frozenset(
    word
    for kind in ("a an the", "at by for from in of on to with without", "and or")
    for word in kind.split()
)

__all__ = [
    "ENGLISH_CONNECTOR_WORDS",
    "FrozenPhrases",
    "Phrases",
    "_PhrasesTransformation",
    "npmi_scorer",
    "original_scorer",
]
