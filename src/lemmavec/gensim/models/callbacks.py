"""The names of `gensim.models.callbacks`."""

from __future__ import annotations

from lemmavec.gensim.callbacks import CallbackAny2Vec

__all__ = ["CallbackAny2Vec"]
