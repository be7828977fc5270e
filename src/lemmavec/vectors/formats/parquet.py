"""Word vectors as a table of Parquet: columns word, vector and, where it is known, count."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._extras import pyarrow
from lemmavec._io import FilePath
from lemmavec.vectors.formats.record import GrowingMatrix, Record, WordDecodingErrors

# Names of the columns, ours first, that other programs write.
WORD = ("word", "key", "token", "id", "text")
VECTOR = ("vector", "embedding", "embeddings", "vectors")
ROWS_AT_ONCE = 1 << 12


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
    wrong = "the Parquet file is damaged"
    with damage_named(path, wrong), arrow.parquet.ParquetFile(file, pre_buffer=False) as table:
        return _read_rows(path, table, limit, arrow)


def _read_rows(path: FilePath, table: Any, limit: int | None, arrow: Any) -> Record:
    """Read the needed columns in batches: what the file says of its rows is not taken on trust."""
    schema = table.schema_arrow
    word, vector = _column(path, schema, WORD, "words"), _column(path, schema, VECTOR, "vectors")
    _require_kinds(path, schema.field(word), schema.field(vector), arrow)
    names = [word, vector, *(["count"] if "count" in schema.names else [])]
    size: int | None = getattr(schema.field(vector).type, "list_size", None)
    words: list[Any] = []
    counts: list[NDArray[np.int64]] = [np.zeros(0, np.int64)]
    matrix = GrowingMatrix(size or 1)
    for batch in table.iter_batches(ROWS_AT_ONCE, columns=names):
        batch = batch if limit is None else batch.slice(0, limit - len(words))
        if not len(batch):
            break
        rows = _rows(path, batch.column(vector), len(words), size, arrow)
        if size is None:
            size = rows.shape[1]
            matrix = GrowingMatrix(size)
        matrix.room(len(rows))[:] = rows
        words += _without_nulls(path, batch.column(word), word, len(words)).to_pylist()
        if len(names) == 3:
            counts.append(np.asarray(batch.column("count").cast(arrow.int64()), np.int64))
    return Record(words, matrix.finish(), np.concatenate(counts) if len(names) == 3 else None)


def _rows(
    path: FilePath, column: Any, before: int, size: int | None, arrow: Any
) -> NDArray[np.float32]:
    column = _without_nulls(path, column, "vectors", before)
    lengths = np.asarray(arrow.compute.list_value_length(column))
    size = int(lengths[0]) if size is None else size
    if (lengths != size).any():
        row = int(np.flatnonzero(lengths != size)[0])
        raise DamagedFileError(
            f"{path}: row {before + row + 1} has {lengths[row]} dimensions, the first row {size}"
        )
    flat = column.flatten().cast(arrow.float32())
    return np.asarray(flat, np.float32).reshape(len(column), size)


def _without_nulls(path: FilePath, column: Any, name: str, before: int) -> Any:
    if column.null_count:
        row = column.is_null().to_pylist().index(True)
        raise DamagedFileError(f"{path}: row {before + row + 1} of the column {name} is null")
    return column


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


def _column(path: FilePath, schema: Any, names: tuple[str, ...], what: str) -> str:
    name = next((name for name in names if name in schema.names), None)
    if name is None or schema.names.count(name) > 1:
        raise DamagedFileError(
            f"{path}: a table without a column of {what}; its columns are "
            f"{', '.join(schema.names)}, one of {', '.join(names)} is needed"
        )
    return name


def _require_kinds(path: FilePath, word: Any, vector: Any, arrow: Any) -> None:
    """Raise DamagedFileError unless words are text or integers, and vectors lists."""
    known = arrow.types
    kind = word.type.value_type if known.is_dictionary(word.type) else word.type
    is_word = known.is_string(kind) or known.is_large_string(kind) or known.is_integer(kind)
    is_list = known.is_list(vector.type) or known.is_fixed_size_list(vector.type)
    for field, sound, what in ((word, is_word, "words"), (vector, is_list, "vectors")):
        if not sound:
            raise DamagedFileError(
                f"{path}: the column {field.name} is of {field.type}, where {what} are needed"
            )
