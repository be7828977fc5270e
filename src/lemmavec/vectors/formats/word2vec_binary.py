"""The binary word2vec format: a header line, then each word, a space, and its float32 values.

word2vec.c ends each vector with a newline and gensim does not; both are read and written.
"""

from __future__ import annotations

from typing import BinaryIO

from lemmavec import _kernels
from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._limits import LONGEST_WORD
from lemmavec.settings import available_cores
from lemmavec.vectors.formats.blocks import Blocks, size_of
from lemmavec.vectors.formats.record import (
    GrowingMatrix,
    Record,
    Style,
    WordDecodingErrors,
    decode_places,
    encode_words,
    parse_header,
    too_few,
    too_many,
)


def read_word2vec_binary(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read a binary word2vec file, plain or decompressed, or its first `limit` rows."""
    promised, size = parse_header(path, file.readline(LONGEST_WORD))
    wanted = promised if limit is None else min(limit, promised)
    plain = size_of(file)
    # The header may be wrong: no more rows are expected than the file has bytes for.
    expected = 0 if plain is None else min(wanted, plain // (4 * size + 1))
    words: list[str] = []
    matrix = GrowingMatrix(size, expected)
    blocks = Blocks(file)
    block, left = blocks.next(0), 0
    while True:
        begin, end = _kernels.binary_rows(block, size, wanted - len(words))
        words += decode_places(path, block, begin, end, len(words) + 1, errors)
        _kernels.copy_binary_rows(block, end, matrix.room(len(end)), available_cores())
        left = len(block) - (int(end[-1]) + 1 + 4 * size if len(end) else 0)
        if len(words) == wanted:
            break
        if left > LONGEST_WORD and b" " not in block[-left:][:LONGEST_WORD].tobytes():
            raise DamagedFileError(
                f"{path}, row {len(words) + 1}: no word within {LONGEST_WORD:,} bytes; the file "
                f"is damaged, or its header is wrong to say {size} dimensions"
            )
        if blocks.ended:
            raise too_few(path, promised, len(words))
        block = blocks.next(left)
    if wanted == promised and blocks.next(left)[: left + 2].tobytes().lstrip(b"\n"):
        raise too_many(path, promised)
    return Record(words, matrix.finish())


def write_word2vec_binary(file: BinaryIO, record: Record, style: Style, header: bytes) -> None:
    """Write a binary word2vec file, to the byte as gensim or word2vec.c lays it out."""
    end = b"" if style == "gensim" else b"\n"
    file.write(header)
    for word, row in zip(encode_words(record.words), record.vectors, strict=True):
        file.write(word + b" " + row.astype("<f4").tobytes() + end)
