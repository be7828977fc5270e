"""Readers of labelled texts and of the Stanford Sentiment Treebank."""

from __future__ import annotations

from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import read_labelled, read_movie_reviews, read_polarity
from lemmavec.datasets.treebank import read_treebank

__all__ = [
    "LabelledTexts",
    "read_labelled",
    "read_movie_reviews",
    "read_polarity",
    "read_treebank",
]
