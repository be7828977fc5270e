"""gensim's module names: `from lemmavec.gensim.models import Word2Vec`, or its submodules."""

from __future__ import annotations

from lemmavec.gensim.fasttext import FastText
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.models import callbacks, fasttext, keyedvectors, phrases, word2vec
from lemmavec.gensim.phrases import Phrases
from lemmavec.gensim.word2vec import Word2Vec

__all__ = [
    "FastText",
    "KeyedVectors",
    "Phrases",
    "Word2Vec",
    "callbacks",
    "fasttext",
    "keyedvectors",
    "phrases",
    "word2vec",
]
