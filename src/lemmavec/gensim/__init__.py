"""gensim's names and switches over lemmavec: `from lemmavec.gensim import Word2Vec`.

A script for gensim 4 runs here with that one line changed. docs/gensim.md lists the switches that
differ, those without effect, and those that are errors.
"""

from __future__ import annotations

from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.word2vec import Word2Vec

__all__ = ["KeyedVectors", "LineSentence", "Word2Vec"]
