"""The names of `gensim.models.word2vec`."""

from __future__ import annotations

from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.sentence_readers import PathLineSentences, Text8Corpus
from lemmavec.gensim.word2vec import Word2Vec

__all__ = ["KeyedVectors", "LineSentence", "PathLineSentences", "Text8Corpus", "Word2Vec"]
