"""Files that are tables, Parquet and JSON Lines, of which one column is a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lemmavec.corpus.columns import choose_column
from lemmavec.corpus.json_lines import Row, is_json_lines, json_column, json_columns
from lemmavec.corpus.lines import lines
from lemmavec.corpus.parquet_column import is_parquet, parquet_column, parquet_columns
from lemmavec.corpus.reading import DecodingErrors


def refuse_tables(paths: Sequence[Path], errors: DecodingErrors) -> None:
    """Raise ValueError for the first file that is a table, and list its columns."""
    for path in paths:
        if is_parquet(path):
            raise ValueError(choose_column(f"{path}", parquet_columns(path)))
        if is_json_lines(path):
            raise ValueError(choose_column(f"{path}", json_columns(path, errors)))


class ColumnOfFiles:
    """The rows of one column of Parquet and JSON Lines files, one file after the other.

    Whatever is not Parquet is read as JSON Lines, whose files have many endings.

    Parameters
    ----------
    paths : sequence of Path
        The files.
    column : str
        Which each of them must have.
    errors : {"strict", "replace"}
        What to do with bytes that are not UTF-8.
    """

    def __init__(self, paths: Sequence[Path], column: str, errors: DecodingErrors) -> None:
        self._paths, self._column, self._errors = paths, column, errors
        self._total = max(1, sum(path.stat().st_size for path in paths))
        self._done = 0
        self._place = ""
        self._number = 0

    def __iter__(self) -> Iterator[Any]:
        before = 0
        for path in self._paths:
            unit = "row" if is_parquet(path) else "line"
            self._place = f"{path}, {unit}"
            for value, number, bytes_read in self._rows(path):
                self._number, self._done = number, before + bytes_read
                yield value
            before += path.stat().st_size

    def place(self, _: int) -> str:
        """Return the file and the line or row of the value that was given last."""
        return f"{self._place} {self._number}"

    def fraction(self, _: int) -> float:
        """Return the share of the bytes that is read."""
        return min(1.0, self._done / self._total)

    def _rows(self, path: Path) -> Iterator[Row]:
        if is_parquet(path):
            return parquet_column(path, self._column, self._errors)
        return json_column(lines(path, self._errors), str(path), self._column, self._errors)
