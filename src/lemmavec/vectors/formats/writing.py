"""Files of word vectors written, in the format that the name's extension asks for."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath, compression_of
from lemmavec._validation import one_of
from lemmavec._writing import appending, replacing, replacing_compressed
from lemmavec.vectors.formats.array_file import write_array_file
from lemmavec.vectors.formats.detection import Format
from lemmavec.vectors.formats.fasttext_layout import Arguments
from lemmavec.vectors.formats.fasttext_writing import write_fasttext_binary, write_floret_table
from lemmavec.vectors.formats.parquet import write_parquet
from lemmavec.vectors.formats.record import Record, Style, require_word_lengths
from lemmavec.vectors.formats.reported import Report, reported_writer
from lemmavec.vectors.formats.safetensors import write_safetensors
from lemmavec.vectors.formats.storage import Storage
from lemmavec.vectors.formats.tensorboard import write_tensorboard
from lemmavec.vectors.formats.text import write_word2vec_text
from lemmavec.vectors.formats.word2vec_binary import write_word2vec_binary

EXTENSIONS: dict[str, Format | Literal["TensorBoard", "floret table"]] = {
    "": "safetensors",
    ".safetensors": "safetensors",
    ".txt": "word2vec text",
    ".vec": "word2vec text",
    ".bin": "word2vec binary",
    ".npy": "NumPy array",
    ".parquet": "Parquet",
    ".tsv": "TensorBoard",
    ".fasttext": "fastText binary",
    ".floret": "floret table",
}


def write(
    path: FilePath,
    record: Record,
    storage: Storage = "float32",
    report: Report | None = None,
) -> None:
    """Write a file in the format that its extension names; replaced whole or not at all.

    `report` is called with the fraction that is written, of word2vec's formats.

    Raises
    ------
    ValueError
        If the extension is unknown, a word is too long, or the format cannot hold it, or be
        compressed or stored in that way.
    """
    one_of("storage", storage, get_args(Storage))
    require_word_lengths(record.words)
    compression = compression_of(path)
    name = PurePath(path).stem if compression else PurePath(path).name
    extension = PurePath(name).suffix.lower()
    if extension not in EXTENSIONS or (compression and not extension):
        known = ", ".join(f"{name} ({what})" for name, what in EXTENSIONS.items() if name)
        raise ValueError(f"{path}: no format has the extension {extension!r}; known are {known}")
    kind = EXTENSIONS[extension]
    if compression and not kind.startswith(("word2vec", "fastText")):
        raise ValueError(
            f"{path}: only the formats of word2vec (.txt, .vec, .bin) and fastText (.fasttext) are "
            "compressed"
        )
    if storage != "float32" and kind != "safetensors":
        raise ValueError(f"{path}: storage={storage!r} is for .safetensors, not for {extension}")
    match kind:
        case "safetensors":
            with replacing(path) as file:
                write_safetensors(file, record, storage=storage)
        case "NumPy array":
            write_array_file(path, record)
        case "Parquet":
            with replacing(path) as file:
                write_parquet(file, record)
        case "TensorBoard":
            write_tensorboard(path, record)
        case "fastText binary":
            write_fasttext(path, record)
        case "floret table":
            with replacing(path) as file:
                write_floret_table(file, record)
        case _:
            write_word2vec(path, record, binary=kind == "word2vec binary", report=report)


def write_word2vec(
    path: FilePath,
    record: Record,
    *,
    binary: bool,
    style: Style = "gensim",
    header: tuple[int, int] | Literal["none"] | None = None,
    append: bool = False,
    report: Report | None = None,
) -> None:
    """Write a word2vec file, whatever its name; replaced whole or not at all.

    It is compressed if the name ends in .gz, .bz2, .xz or .zst. The header names words and
    dimensions of the record unless other ones, or "none", are given. With `append` the record is
    written behind what the file holds.
    """
    one_of("style", style, get_args(Style))
    require_word_lengths(record.words)
    numbers = record.vectors.shape if header is None else header
    first_line = b"" if numbers == "none" else b"%d %d\n" % numbers
    if append and compression_of(path):
        raise ValueError(f"{path}: nothing is appended to a compressed file")
    with appending(path) if append else replacing_compressed(path) as file:
        write = write_word2vec_binary if binary else write_word2vec_text
        write(reported_writer(file, len(record.words) + 1, report), record, style, first_line)


def write_fasttext(
    path: FilePath,
    record: Record,
    arguments: Arguments | None = None,
    output: NDArray[np.float32] | None = None,
) -> None:
    """Write a model of fastText, whatever its name; replaced whole or not at all.

    It is compressed if the name ends in .gz, .bz2, .xz or .zst. See `write_fasttext_binary`.
    """
    with replacing_compressed(path) as file:
        write_fasttext_binary(file, record, arguments, output)
