"""Phrases: words that stand side by side far more often than by chance become one word."""

from __future__ import annotations

from lemmavec.phrases.joining import JoinedCorpus, Phrases

__all__ = ["JoinedCorpus", "Phrases"]
