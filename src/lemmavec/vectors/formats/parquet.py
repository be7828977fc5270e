"""Word vectors as a table of Parquet: columns word, vector and, where it is known, count."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._extras import pyarrow
from lemmavec._io import FilePath
from lemmavec.vectors.formats.record import Record, WordDecodingErrors

# Names of the columns, ours first, that other programs write.
WORD = ("word", "key", "token", "id", "text")
VECTOR = ("vector", "embedding", "embeddings", "vectors")


def read_parquet(
    path: FilePath, file: BinaryIO, errors: WordDecodingErrors, limit: int | None = None
) -> Record:
    """Read a table with a column of words and one of lists of floats, all of one length.

    `errors` has no effect: the strings of a table are UTF-8.

    Raises
    ------
    ImportError
        If pyarrow is not installed.
    DamagedFileError
        If there are no such columns, or a row has another number of dimensions or a null.
    """
    arrow = pyarrow()
    with damage_named(path, "the Parquet file is damaged"):
        return _record(path, arrow.parquet.read_table(file), limit, arrow)


def _record(path: FilePath, table: Any, limit: int | None, arrow: Any) -> Record:
    table = table if limit is None else table.slice(0, limit)
    words = _column(path, table, WORD, "words", arrow)
    rows = _column(path, table, VECTOR, "vectors", arrow)
    lengths = np.asarray(arrow.compute.list_value_length(rows))
    size = int(lengths[0]) if len(lengths) else 1
    if (lengths != size).any():
        row = int(np.flatnonzero(lengths != size)[0])
        raise DamagedFileError(
            f"{path}: row {row + 1} has {lengths[row]} dimensions, the first row {size}"
        )
    flat = rows.combine_chunks().flatten().cast(arrow.float32())
    vectors = np.asarray(flat, np.float32).reshape(len(rows), size)
    counts = None
    if "count" in table.column_names:
        counts = np.asarray(table["count"].combine_chunks(), np.int64)
    return Record(words.to_pylist(), vectors, counts)


def write_parquet(file: BinaryIO, record: Record) -> None:
    """Write the table; integers stay integers unless there are strings too.

    Raises
    ------
    ImportError
        If pyarrow is not installed.
    ValueError
        If some words are integers and others are not.
    """
    arrow = pyarrow()
    kinds = {isinstance(word, str) for word in record.words}
    if len(kinds) > 1:
        raise ValueError(
            "some words are integers and others strings, which a column of Parquet cannot hold: "
            "save as .safetensors, which stores any word"
        )
    flat = arrow.array(np.ascontiguousarray(record.vectors).reshape(-1))
    vectors = arrow.FixedSizeListArray.from_arrays(flat, record.vectors.shape[1])
    kind = arrow.string() if kinds != {False} else arrow.int64()
    columns = {"word": arrow.array(list(record.words), kind)}
    if record.counts is not None:
        columns["count"] = arrow.array(record.counts)
    arrow.parquet.write_table(arrow.table({**columns, "vector": vectors}), file)


def _column(path: FilePath, table: Any, names: tuple[str, ...], what: str, arrow: Any) -> Any:
    name = next((name for name in names if name in table.column_names), None)
    if name is None:
        raise DamagedFileError(
            f"{path}: a table without a column of {what}; its columns are "
            f"{', '.join(table.column_names)}, one of {', '.join(names)} is needed"
        )
    column = table[name]
    is_list = arrow.types.is_list(column.type) or arrow.types.is_fixed_size_list(column.type)
    if is_list != (what == "vectors") or column.null_count:
        raise DamagedFileError(
            f"{path}: the column {name} is of {column.type} with {column.null_count} nulls, where "
            f"{what} are needed"
        )
    return column
