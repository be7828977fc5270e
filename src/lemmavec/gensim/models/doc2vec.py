"""The names of `gensim.models.doc2vec`."""

from __future__ import annotations

from lemmavec.gensim.doc2vec import Doc2Vec
from lemmavec.gensim.tagged_documents import TaggedDocument, TaggedLineDocument

__all__ = ["Doc2Vec", "TaggedDocument", "TaggedLineDocument"]
