"""File formats of word vectors: chosen by content when read, by extension when written."""

from __future__ import annotations

from lemmavec.vectors.formats.detection import refuse_foreign
from lemmavec.vectors.formats.reading import read
from lemmavec.vectors.formats.record import Record, Style, WordDecodingErrors
from lemmavec.vectors.formats.storage import Storage, StorageLoss, measured_loss
from lemmavec.vectors.formats.writing import write, write_fasttext, write_word2vec

__all__ = [
    "Record",
    "Storage",
    "StorageLoss",
    "Style",
    "WordDecodingErrors",
    "measured_loss",
    "read",
    "refuse_foreign",
    "write",
    "write_fasttext",
    "write_word2vec",
]
