"""One column of a Parquet file, read in batches of rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._extras import pyarrow
from lemmavec.corpus.columns import no_such_column
from lemmavec.corpus.json_lines import Row
from lemmavec.corpus.reading import DecodingErrors
from lemmavec.corpus.sentences import listed_names

MAGIC = b"PAR1"
# Few, as a row may be a whole document; a chunk of a column is read in parts of so many bytes.
ROWS_AT_ONCE = 1024
BUFFER_BYTES = 1 << 20


def is_parquet(path: Path) -> bool:
    """Whether a file begins and ends as Parquet does, or has its extension."""
    if not path.is_file():
        return False
    if path.suffix.lower() == ".parquet":
        return True
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            return False
        file.seek(-len(MAGIC), 2)
        return file.read() == MAGIC


def parquet_columns(path: Path) -> list[str]:
    """Return the names of the columns of a file."""
    with _opened(path) as file, _damage_named(path):
        return list(file.schema_arrow.names)


def parquet_column(path: Path, column: str, errors: DecodingErrors) -> Iterator[Row]:
    """Give each row of a column, its number from 1, and the share of the file read, in bytes.

    Raises
    ------
    ImportError
        If pyarrow is not installed.
    DamagedFileError
        If the file is damaged.
    ValueError
        If there is no such column, or it holds neither texts nor lists of words or integers.
    """
    arrow = pyarrow()
    size = path.stat().st_size
    with _opened(path) as file:
        with _damage_named(path):
            schema = file.schema_arrow
        if schema.names.count(column) != 1:
            raise ValueError(no_such_column(str(path), column, schema.names))
        _require_text(path, column, schema, arrow)
        total = max(1, file.metadata.num_rows)
        before = 0
        with _damage_named(path):
            for batch in file.iter_batches(ROWS_AT_ONCE, columns=[column]):
                rows = _python_objects(batch.column(column), path, before, errors, arrow)
                for number, row in enumerate(rows, before + 1):
                    yield row, number, size * number // total
                before += len(rows)


def _opened(path: Path) -> Any:
    arrow = pyarrow()
    with _damage_named(path):
        return arrow.parquet.ParquetFile(path, buffer_size=BUFFER_BYTES, pre_buffer=False)


def _damage_named(path: Path) -> Any:
    return damage_named(path, "the Parquet file is damaged")


def _require_text(path: Path, column: str, schema: Any, arrow: Any) -> None:
    kind = schema.field(column).type
    inner = kind
    if _is_any(kind, "list large_list fixed_size_list list_view large_list_view", arrow):
        inner = kind.value_type
        if _is_any(inner, "integer", arrow):
            return
    if _is_any(inner, "dictionary", arrow):
        inner = inner.value_type
    if not _is_any(inner, "string large_string string_view null", arrow):
        raise ValueError(
            f"{path}: the column {column!r} is of {kind}, where texts, or lists of words or of "
            f"integers, belong; the columns are {listed_names(schema.names)}"
        )


def _is_any(kind: Any, names: str, arrow: Any) -> bool:
    """Whether a type is one of these; older versions of Arrow know fewer."""
    tests = (getattr(arrow.types, f"is_{name}", None) for name in names.split())
    return any(test(kind) for test in tests if test is not None)


def _python_objects(
    column: Any, path: Path, before: int, errors: DecodingErrors, arrow: Any
) -> list[Any]:
    """Return the rows of a batch; Parquet does not check that its text is UTF-8."""
    try:
        listed: list[Any] = column.to_pylist()
        return listed
    except UnicodeDecodeError:
        if not _is_any(column.type, "string large_string", arrow):
            raise DamagedFileError(
                f"{path}: text that is not UTF-8 within rows {before + 1} to "
                f"{before + len(column)}; write the file again as UTF-8"
            ) from None
    decoded: list[Any] = []
    for row in column.cast(arrow.large_binary()).to_pylist():
        try:
            decoded.append(None if row is None else row.decode(errors=errors))
        except UnicodeDecodeError:
            raise DamagedFileError(
                f"{path}, row {before + len(decoded) + 1}: text that is not UTF-8; pass "
                'errors="replace" to read each malformed sequence as U+FFFD'
            ) from None
    return decoded
