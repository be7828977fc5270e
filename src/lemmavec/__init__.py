"""Word vectors with proven gradients: train, query, evaluate and store word2vec models."""

from __future__ import annotations

from lemmavec.phrases import Phrases
from lemmavec.training.callbacks import Checkpoint
from lemmavec.vectors.word_vectors import WordVectors, load
from lemmavec.word2vec import Word2Vec

__all__ = ["Checkpoint", "Phrases", "Word2Vec", "WordVectors", "load"]
__version__ = "0.1.0"
