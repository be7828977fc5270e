"""The layout of fastText's .bin, version 12: arguments, dictionary, input and output matrix.

After eight bytes of magic and version come the arguments of the training and the dictionary: each
word with a zero behind it, its count, and 0 for a word or 1 for a label. A byte says whether the
matrix that follows is quantised. It has a row for each word, then one for each bucket of n-grams;
the output matrix, after another such byte, has one for each word or inner node of the tree.
"""

from __future__ import annotations

import struct
from typing import Any, NamedTuple

from lemmavec.subwords import Subwords

MAGIC, VERSION = 793712314, 12
LOSSES = {"hierarchical_softmax": 1, "negative_sampling": 2, "softmax": 3}
MODELS = {"cbow": 1, "skipgram": 2}
FASTTEXT, FLORET = 1, 2  # floret's modes
HEAD, COUNT, SHAPE = "<ii", "<qb", "<qq"
# Words and labels, words, labels, tokens, and -1 where no n-grams are pruned.
DICTIONARY = "<iiiqq"


class Arguments(NamedTuple):
    """The arguments of a training, in the order of the file; those behind `t` are floret's."""

    dim: int
    ws: int = 5
    epoch: int = 5
    min_count: int = 1
    neg: int = 5
    word_ngrams: int = 1
    loss: int = LOSSES["negative_sampling"]
    model: int = MODELS["skipgram"]
    bucket: int = 0
    min_n: int = 0
    max_n: int = 0
    lr_update_rate: int = 100
    t: float = 1e-3
    mode: int = FASTTEXT
    hash_count: int = 1

    @property
    def subwords(self) -> Subwords | None:
        """Which n-grams words have; None without any."""
        if self.bucket == 0 or (self.max_n < 1 and self.mode == FASTTEXT):
            return None
        given: dict[str, Any] = {"min_n": max(1, self.min_n), "max_n": self.max_n}
        given["buckets"] = self.bucket
        if self.mode == FLORET:
            given |= {"table": "floret", "hashes": self.hash_count}
        return Subwords(**given)

    def packed(self) -> bytes:
        """Return the bytes of the file, without floret's arguments."""
        return struct.pack("<12id", *self[:13])
