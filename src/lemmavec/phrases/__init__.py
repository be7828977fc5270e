"""Phrases: neighbouring words that occur together far more often than by chance become one word."""

from __future__ import annotations

from lemmavec.phrases.joining import JoinedCorpus, Phrases

__all__ = ["JoinedCorpus", "Phrases"]
