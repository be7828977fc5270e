"""A short mark that tells vectors apart, so that a file made for some is not taken for others."""

from __future__ import annotations

import hashlib

import numpy as np

from lemmavec.vectors.word_matrix import WordMatrix

ROWS = 1024


def fingerprint(vectors: WordMatrix) -> str:
    """Return 32 hexadecimal digits made from the shape and from 1,024 words and their vectors.

    They are spread over all rows. A change of other rows alone goes unnoticed; vectors that were
    trained further, cut or put into another order do not.

    Examples
    --------
    >>> a = WordMatrix(["gold", "ore"], np.eye(2, dtype=np.float32))
    >>> b = WordMatrix(["ore", "gold"], np.eye(2, dtype=np.float32))
    >>> fingerprint(a) == fingerprint(b)
    False
    """
    count, size = vectors.vectors.shape
    rows = np.unique(np.linspace(0, max(0, count - 1), min(count, ROWS)).astype(np.int64))
    words = [repr(vectors.index_to_key[row]) for row in rows.tolist()]
    mark = hashlib.sha256(repr((count, size, words)).encode("utf-8", "surrogatepass"))
    mark.update(np.ascontiguousarray(vectors.vectors[rows], "<f4").tobytes())
    return mark.hexdigest()[:32]
