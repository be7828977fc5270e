"""Columns of a table with a header, by their names."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from lemmavec._damage import DamagedFileError
from lemmavec.datasets.delimited import QuotationError, Record, read_records, tabs_are_quoted
from lemmavec.datasets.text_lines import text_lines


class MissingColumnError(ValueError):
    """A table has no column of a name that was asked for."""


def read_columns(
    path: str | os.PathLike[str], names: Sequence[str], delimiter: str | None = None
) -> Iterator[tuple[str, list[str]]]:
    r"""Yield the fields of some columns, row by row.

    Parameters
    ----------
    path : path
        Plain, or compressed by gzip, bzip2, xz or Zstandard.
    names : sequence of str
        The columns, in the order in which they are wanted.
    delimiter : str, optional
        The column separator; by default a tab if the first line contains one, otherwise a comma;
        where it has neither, the ending of the name decides.

    Yields
    ------
    place : str
        The path and the line, for errors about the row.
    fields : list of str
        One for each name.

    Raises
    ------
    OSError
        If the file cannot be read.
    MissingColumnError
        If there is no column of one of the names.
    DamagedFileError
        If a row has the wrong number of fields, quotation marks are wrong, or the file is not
        UTF-8; the message says where.
    ValueError
        If two columns have the name.
    """
    records = _records(path, delimiter)
    header = next(records, Record(1, [])).fields
    places = [_place(path, header, name) for name in names]
    for line, fields, *_ in records:
        # A blank line is an empty field where there is one column, and no row where there are more.
        if fields == [""] and len(header) > 1:
            continue
        if len(fields) != len(header):
            raise DamagedFileError(
                f"{path}, line {line}: {len(fields)} fields, but the header has {len(header)}"
            )
        yield f"{path}, line {line}", [fields[place] for place in places]


def read_texts(
    path: str | os.PathLike[str], text: str = "text", *, delimiter: str | None = None
) -> list[str]:
    r"""Read one column of a table with a header.

    Parameters
    ----------
    path, delimiter
        As `read_columns` takes them.
    text : str, default "text"
        The name of the column.

    Returns
    -------
    list of str
        One for each row, empty ones included.

    Raises
    ------
    OSError, ValueError
        As `read_columns` raises them.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "films.csv"
    >>> _ = path.write_text('year,text\n1990,"a gem, truly"\n1991,\n')
    >>> read_texts(path)
    ['a gem, truly', '']
    """
    return [fields[0] for _, fields in read_columns(path, (text,), delimiter)]


def _records(path: str | os.PathLike[str], delimiter: str | None) -> Iterator[Record]:
    lines = text_lines(path)
    head = next(lines, "")
    delimiter = delimiter or _delimiter(head, path)
    everything: Iterable[str] = chain([head] if head else [], lines)
    quoted = True
    if delimiter == "\t":
        everything = list(everything)
        quoted = tabs_are_quoted(everything, head.count("\t") + 1)
    try:
        yield from read_records(everything, delimiter, quoted=quoted)
    except QuotationError as error:
        raise DamagedFileError(f"{path}, {error}") from None


def _delimiter(head: str, path: str | os.PathLike[str]) -> str:
    """Choose by the first line; where it holds a single name, by the ending of the file's name."""
    if "\t" in head or ("," not in head and ".tsv" in Path(path).suffixes):
        return "\t"
    return ","


def _place(path: str | os.PathLike[str], header: list[str], name: str) -> int:
    if name not in header:
        listed = ", ".join(header) or "none"
        raise MissingColumnError(f"{path} has no column {name!r}; its header has {listed}")
    if header.count(name) > 1:
        raise ValueError(
            f"{path} has {header.count(name)} columns {name!r}: rename all but one in its header"
        )
    return header.index(name)
