"""The rows of n-grams as tensors of a safetensors file.

They are `ngram_rows` (buckets × d) and, unless the table is floret's, `word_rows` (words × d), of
the type of the vectors. The entry `subwords` of the metadata has the fields of `Subwords` as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import damage_named
from lemmavec._io import FilePath
from lemmavec.subwords import Subwords
from lemmavec.vectors.ngram_rows import NgramRows

ENTRY, BUCKETS, OWN = "subwords", "ngram_rows", "word_rows"


def matrices_of(ngrams: NgramRows | None) -> dict[str, NDArray[np.float32]]:
    """Return the matrices to store, by the names of their tensors."""
    if ngrams is None:
        return {}
    return {BUCKETS: ngrams.buckets} | ({} if ngrams.own is None else {OWN: ngrams.own})


def entry_of(ngrams: NgramRows | None) -> dict[str, str]:
    """Return the entry of the metadata."""
    return {} if ngrams is None else {ENTRY: json.dumps(asdict(ngrams.subwords))}


def subwords_in(path: FilePath, metadata: Mapping[str, str]) -> Subwords | None:
    """Return what the metadata of a file says of subwords.

    Raises
    ------
    DamagedFileError
        If it makes no sense.
    """
    if ENTRY not in metadata:
        return None
    with damage_named(path, f"the entry {ENTRY!r} is damaged"):
        return Subwords(**json.loads(metadata[ENTRY]))


def shapes_of(subwords: Subwords | None, rows: int, size: int) -> dict[str, tuple[int, int]]:
    """Return the shape of each matrix beside so many vectors, by the names of their tensors."""
    if subwords is None:
        return {}
    own = {OWN: (rows, size)} if subwords.has_own_rows else {}
    return {BUCKETS: (subwords.buckets, size), **own}


def ngrams_from(
    subwords: Subwords | None, take: Callable[[str], NDArray[np.float32]]
) -> NgramRows | None:
    """Take the matrices of a file by the names of their tensors."""
    if subwords is None:
        return None
    return NgramRows(subwords, take(BUCKETS), take(OWN) if subwords.has_own_rows else None)
