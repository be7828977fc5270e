"""Vectors against human judgement: scored word pairs, and analogies."""

from __future__ import annotations

from lemmavec.vectors.evaluation.analogies import (
    Analogies,
    AnalogySection,
    AnsweredSection,
    answered_analogies,
    evaluate_word_analogies,
)
from lemmavec.vectors.evaluation.word_pairs import WordPairs, evaluate_word_pairs

__all__ = [
    "Analogies",
    "AnalogySection",
    "AnsweredSection",
    "WordPairs",
    "answered_analogies",
    "evaluate_word_analogies",
    "evaluate_word_pairs",
]
