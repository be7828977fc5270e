"""Readers of labelled texts and of the Stanford Sentiment Treebank."""

from __future__ import annotations

from lemmavec.datasets.columns import MissingColumnError, read_texts
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import (
    read_fasttext,
    read_labelled,
    read_movie_reviews,
    read_polarity,
    read_table,
)
from lemmavec.datasets.treebank import read_raw, read_treebank, read_trees
from lemmavec.datasets.trees import Tree, parse_tree

__all__ = [
    "LabelledTexts",
    "MissingColumnError",
    "Tree",
    "parse_tree",
    "read_fasttext",
    "read_labelled",
    "read_movie_reviews",
    "read_polarity",
    "read_raw",
    "read_table",
    "read_texts",
    "read_treebank",
    "read_trees",
]
