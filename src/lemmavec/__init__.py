"""Word vectors with proven gradients: train, query, evaluate and store word2vec models."""

from __future__ import annotations

__version__ = "0.1.0"
