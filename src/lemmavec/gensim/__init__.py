"""gensim's names and switches over lemmavec: `import lemmavec.gensim as gensim`.

A script for gensim 4 runs here with its imports changed. docs/gensim.md lists what differs, what
has no effect, and what is an error.
"""

from __future__ import annotations

from lemmavec.gensim import models as models
from lemmavec.gensim import utils as utils
from lemmavec.gensim.doc2vec import Doc2Vec
from lemmavec.gensim.fasttext import FastText
from lemmavec.gensim.keyed_vectors import KeyedVectors
from lemmavec.gensim.line_sentence import LineSentence
from lemmavec.gensim.tagged_documents import TaggedDocument
from lemmavec.gensim.word2vec import Word2Vec

__all__ = ["Doc2Vec", "FastText", "KeyedVectors", "LineSentence", "TaggedDocument", "Word2Vec"]
