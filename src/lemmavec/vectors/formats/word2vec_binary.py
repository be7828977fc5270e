"""The binary word2vec format: a header line, then each word, a space, and its float32 values.

word2vec.c ends each vector with a newline and gensim does not; both are read and written.
"""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath
from lemmavec.vectors.formats.record import (
    GrowingMatrix,
    Record,
    Style,
    WordDecodingErrors,
    decode_words,
    encode_words,
    parse_header,
    too_few,
    too_many,
)

BLOCK = 1 << 24
LONGEST_WORD = 1 << 16  # no program writes longer ones; beyond it the file is something else


def read_word2vec_binary(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read a binary word2vec file, plain or decompressed, or its first `limit` rows."""
    promised, size = parse_header(path, file.readline())
    wanted = promised if limit is None else min(limit, promised)
    words: list[str] = []
    matrix = GrowingMatrix(size)
    rest = b""
    while len(words) < wanted:
        block = file.read(max(BLOCK, 4 * size))
        if not block:
            raise too_few(path, promised, len(words))
        encoded, vectors, rest = _split(rest + block, size, wanted - len(words))
        words += decode_words(path, encoded, len(words) + 1, errors)
        matrix.append(vectors)
        if len(words) < wanted and b" " not in rest[:LONGEST_WORD] and len(rest) > LONGEST_WORD:
            raise ValueError(
                f"{path}, row {len(words) + 1}: no word within {LONGEST_WORD:,} bytes; the file "
                f"is damaged, or its header is wrong to say {size} dimensions"
            )
    if wanted == promised and (rest + file.read(2)).lstrip(b"\n"):
        raise too_many(path, promised)
    return Record(words, matrix.finish())


def write_word2vec_binary(file: BinaryIO, record: Record, style: Style) -> None:
    """Write a binary word2vec file, to the byte as gensim or word2vec.c lays it out."""
    end = b"" if style == "gensim" else b"\n"
    file.write(b"%d %d\n" % record.vectors.shape)
    for word, row in zip(encode_words(record.words), record.vectors, strict=True):
        file.write(word + b" " + row.astype("<f4").tobytes() + end)


def _split(block: bytes, size: int, limit: int) -> tuple[list[bytes], NDArray[np.float32], bytes]:
    """Cut up to `limit` whole rows off a block; the bytes that are left come back too."""
    words: list[bytes] = []
    vectors: list[bytes] = []
    start = 0
    while len(words) < limit:
        space = block.find(b" ", start)
        end = space + 1 + 4 * size
        if space < 0 or end > len(block):
            break
        words.append(block[start:space].lstrip(b"\n"))
        vectors.append(block[space + 1 : end])
        start = end
    matrix = np.frombuffer(b"".join(vectors), "<f4").reshape(-1, size)
    return words, matrix.astype(np.float32, copy=False), block[start:]
