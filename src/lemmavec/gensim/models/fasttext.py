"""The names of `gensim.models.fasttext`."""

from __future__ import annotations

from lemmavec.gensim.fasttext import (
    FastText,
    load_facebook_model,
    load_facebook_vectors,
    save_facebook_model,
)
from lemmavec.gensim.fasttext_vectors import FastTextKeyedVectors

__all__ = [
    "FastText",
    "FastTextKeyedVectors",
    "load_facebook_model",
    "load_facebook_vectors",
    "save_facebook_model",
]
