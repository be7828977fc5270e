"""The names of `gensim.models.keyedvectors`."""

from __future__ import annotations

from lemmavec.gensim.keyed_vectors import KeyedVectors

__all__ = ["KeyedVectors"]
