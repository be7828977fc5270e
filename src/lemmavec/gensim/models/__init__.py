"""gensim's module names: `from lemmavec.gensim.models import Word2Vec`, or its submodules."""

from __future__ import annotations

from lemmavec.gensim.doc2vec import Doc2Vec
from lemmavec.gensim.fasttext import FastText
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.models import callbacks, doc2vec, fasttext, keyedvectors, phrases, word2vec
from lemmavec.gensim.phrases import Phrases
from lemmavec.gensim.word2vec import Word2Vec

__all__ = [
    "Doc2Vec",
    "FastText",
    "KeyedVectors",
    "Phrases",
    "Word2Vec",
    "callbacks",
    "doc2vec",
    "fasttext",
    "keyedvectors",
    "phrases",
    "word2vec",
]
