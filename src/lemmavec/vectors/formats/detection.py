"""The format of a file of word vectors, told by its first bytes."""

from __future__ import annotations

import re
from typing import Literal

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._magic import refuse_known_binary
from lemmavec.vectors.formats.text import is_number, refuse_commas

Format = Literal[
    "safetensors",
    "word2vec text",
    "word2vec binary",
    "GloVe text",
    "fastText binary",
    "NumPy array",
    "Parquet",
]
DETECTION_BYTES = 1 << 16
# Formats by their first bytes.
MAGIC: dict[bytes, Format] = {
    b"\xba\x16\x4f\x2f": "fastText binary",
    b"\x93NUMPY": "NumPy array",
    b"PAR1": "Parquet",
}
# Other formats, and what to do instead.
FOREIGN = {
    b"\x80": "a Python pickle (gensim's own save?), which could run any code when loaded. If you "
    "trust it, `lemmavec convert --from-gensim FILE OUT` does this, with gensim installed: "
    "KeyedVectors.load(FILE) (or Word2Vec.load(FILE).wv), then save_word2vec_format(OUT)",
}


def detect(path: FilePath, head: bytes) -> Format:
    """Tell the format by the first `DETECTION_BYTES` of a file.

    Raises
    ------
    DamagedFileError
        If the file is empty, or of no known format.
    """
    if not head:
        raise DamagedFileError(f"{path}: the file is empty")
    first, _, rest = head.partition(b"\n")
    if re.fullmatch(rb"\s*\d+\s+\d+\s*", first):
        row = rest.partition(b"\n")[0]
        refuse_commas(f"{path}, line 2", row.split(b" ")[1:])
        return "word2vec text" if not rest or _is_row(row) else "word2vec binary"
    for magic, known in MAGIC.items():
        if head.startswith(magic):
            return known
    # Eight bytes of length, then JSON. Text would make the length astronomic.
    if head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 32:
        return "safetensors"
    if _is_row(first):
        return "GloVe text"
    refuse_foreign(path, head)
    refuse_known_binary(path, head)
    refuse_commas(f"{path}, line 1", first.split(b" ")[1:])
    raise DamagedFileError(
        f"{path}: not a file of word vectors in a known format; known are lemmavec's safetensors, "
        "word2vec text and binary, fastText .bin and .vec, GloVe text, Parquet, and NumPy's .npy "
        "with a .vocab beside it"
    )


def refuse_foreign(path: FilePath, head: bytes) -> None:
    """Raise DamagedFileError if a file begins as one of a format that is not read here."""
    for magic, what in FOREIGN.items():
        if head.startswith(magic):
            raise DamagedFileError(f"{path}: this is {what}")


def _is_row(line: bytes) -> bool:
    """Whether a line, perhaps cut at its end, is a word and then mostly numbers."""
    fields = [field for field in line.rstrip().split(b" ")[1:] if field]  # a word may hold a tab
    return 2 * sum(map(is_number, fields)) > len(fields)
