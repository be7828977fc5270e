"""Any corpus to a vocabulary and to ids on disk."""

from __future__ import annotations

from lemmavec.corpus.encoding import encode, encode_with, read_sentences
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary

__all__ = [
    "Corpus",
    "EncodedCorpus",
    "ReadingOptions",
    "Vocabulary",
    "encode",
    "encode_with",
    "read_sentences",
]
