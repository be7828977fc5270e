"""Tables in memory: DataFrames, Arrow tables, data sets that give a dict a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lemmavec.corpus.columns import choose_column, no_such_column
from lemmavec.corpus.sentences import named


def is_table(corpus: object) -> bool:
    """Whether an object has named columns: of pandas, polars, Arrow or Hugging Face.

    They are known by their attributes, as none of these packages need be installed.
    """
    if isinstance(corpus, (list, tuple, str, bytes, dict)):
        return False
    return hasattr(corpus, "columns") or hasattr(corpus, "column_names")


def column_of_table(table: Any, column: str | None) -> Iterable[Any]:
    """Return the column of that name.

    Raises
    ------
    TypeError
        If none is named; the message lists the columns.
    ValueError
        If there is none of that name, or more than one.
    """
    # A data set that is streamed may not know its columns before its first row.
    names = _column_names(table)
    if column is None:
        raise TypeError(choose_column(f"the corpus, {_article(table)},", names or []))
    if names is not None and names.count(column) != 1:
        if column in names:
            raise ValueError(f"the table has {names.count(column)} columns {column!r}; rename them")
        raise ValueError(no_such_column("the table", column, names))
    if hasattr(table, "columns"):
        found: Iterable[Any] = table[column]
        return found
    # Without the other columns nothing of them is decoded, such as pictures.
    selected = table.select_columns([column]) if hasattr(table, "select_columns") else table
    return ColumnOfRows(selected, column)


class ColumnOfRows:
    """The value that each row, a dict, has under a name; None where it has none.

    The first row must have it, so that a name which was mistyped is an error.
    """

    def __init__(self, rows: Iterable[Any], column: str) -> None:
        self.rows, self.column = rows, column

    def __iter__(self) -> Iterator[Any]:
        for number, row in enumerate(self.rows):
            if not isinstance(row, Mapping):
                raise TypeError(
                    f"row {number} is {named(row)}, and column= chooses a column of a table; "
                    "leave it out where there are no columns"
                )
            if number == 0 and self.column not in row:
                raise ValueError(no_such_column("the first row", self.column, row))
            yield row.get(self.column)


def _column_names(table: Any) -> list[Any] | None:
    names = getattr(table, "column_names", None)
    if names is None:
        names = getattr(table, "columns", None)
    return None if names is None else list(names)


def _article(table: object) -> str:
    return f"a {type(table).__name__}"
