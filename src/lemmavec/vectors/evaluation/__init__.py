"""Vectors against human judgement: scored word pairs, and analogies."""

from __future__ import annotations

from lemmavec.vectors.evaluation.analogies import (
    Analogies,
    AnalogySection,
    AnsweredSection,
    Method,
    answered_analogies,
    evaluate_word_analogies,
)
from lemmavec.vectors.evaluation.intervals import Interval, fisher, wilson
from lemmavec.vectors.evaluation.word_pairs import WordPairs, evaluate_word_pairs

__all__ = [
    "Analogies",
    "AnalogySection",
    "AnsweredSection",
    "Interval",
    "Method",
    "WordPairs",
    "answered_analogies",
    "evaluate_word_analogies",
    "evaluate_word_pairs",
    "fisher",
    "wilson",
]
