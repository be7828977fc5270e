"""Callbacks for `Word2Vec.fit`."""

from __future__ import annotations

from lemmavec.training.callbacks import Callback
from lemmavec.training.checkpoint import Checkpoint

__all__ = ["Callback", "Checkpoint"]
