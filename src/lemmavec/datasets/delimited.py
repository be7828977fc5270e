"""Records of comma- and tab-separated text, with fields of any length.

The module `csv` refuses fields of more than 131,072 characters, and its limit is one number for the
whole process, which a library must not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

QUOTE = '"'


class QuotationError(ValueError):
    """Quotation marks that do not go together; the message says on which line."""


class Record(NamedTuple):
    """A row of a table.

    Attributes
    ----------
    line : int
        The line on which it begins, counted from 1.
    fields : list of str
    lines : int
        How many lines it covers: more than one where a quoted field holds line ends.
    quotes : int
        How many quotation marks within quoted fields were doubled.
    """

    line: int
    fields: list[str]
    lines: int = 1
    quotes: int = 0


def read_records(lines: Iterable[str], delimiter: str, *, quoted: bool) -> Iterator[Record]:
    r"""Split lines into records.

    Parameters
    ----------
    lines : iterable of str
        With their ends, as `text_lines` gives them.
    delimiter : str
        One character.
    quoted : bool
        Whether a field may be quoted, as in RFC 4180: it then begins and ends with a quotation
        mark, holds delimiters and line ends as they are, and its own quotation marks doubled.
        Within a field that does not begin with one they are ordinary characters. False makes them
        ordinary everywhere.

    Yields
    ------
    Record
        One with a single empty field for a blank line.

    Raises
    ------
    QuotationError
        If something other than a delimiter follows a quoted field, or the text ends within one.

    Examples
    --------
    >>> lines = ['gem,"great, really"\n', '5" screen,"a ""hit""\n', 'of its year"\n']
    >>> [record.fields for record in read_records(lines, ",", quoted=True)]
    [['gem', 'great, really'], ['5" screen', 'a "hit"\nof its year']]
    """
    given = iter(lines)
    number = 1
    for line in given:
        if quoted and QUOTE in line:
            record = _Parser(given, line, number, delimiter).record()
        else:
            record = Record(number, line.rstrip("\r\n").split(delimiter))
        yield record
        number += record.lines


def tabs_are_quoted(lines: list[str], columns: int) -> bool:
    r"""Decide whether fields of tab-separated lines are quoted, which their format leaves open.

    pandas and the module `csv` quote a field that holds a quotation mark, a tab or a line end;
    others write quotation marks as they are. Fields are taken as quoted if that is the only way
    for all records to have as many fields as the header. If they have so either way, a field that
    has doubled quotation marks decides, or a header whose names are all quoted.

    Parameters
    ----------
    lines : list of str
        The header and the rows, with their ends.
    columns : int
        Fields of the header.

    Examples
    --------
    >>> tabs_are_quoted(["text\tlabel\n", '"a ""hit"" film"\t1\n'], 2)
    True
    >>> tabs_are_quoted(["text\tlabel\n", '"a gem" they say\t1\n', '"dull"\t0\n'], 2)
    False
    """
    if not any(QUOTE in line for line in lines):
        return False
    try:
        records = list(read_records(lines, "\t", quoted=True))
    except QuotationError:
        return False
    whole = all(len(record.fields) == columns for record in records if record.fields != [""])
    plain = all(line.count("\t") == columns - 1 for line in lines if line.strip("\r\n"))
    if whole != plain:
        return whole
    return any(record.quotes for record in records) or _all_quoted(lines[0])


def _all_quoted(header: str) -> bool:
    names = header.rstrip("\r\n").split("\t")
    return all(len(name) > 1 and name[0] == name[-1] == QUOTE for name in names)


class _Parser:
    """Reads one record that has quotation marks, and takes further lines as it needs them."""

    def __init__(self, lines: Iterator[str], first: str, number: int, delimiter: str) -> None:
        self.lines, self.line, self.delimiter = lines, first, delimiter
        self.first, self.taken, self.at, self.quotes = number, 1, 0, 0

    def record(self) -> Record:
        fields = []
        while True:
            quoted = self.line.startswith(QUOTE, self.at)
            fields.append(self._quoted() if quoted else self._plain())
            if not self.line.startswith(self.delimiter, self.at):
                break
            self.at += len(self.delimiter)
        if rest := self.line[self.at :].strip("\r\n"):
            raise QuotationError(
                f"line {self._number()}: {rest[:20]!r} after the quotation mark that ends a field; "
                "quotation marks within a quoted field are doubled"
            )
        return Record(self.first, fields, self.taken, self.quotes)

    def _plain(self) -> str:
        start, end = self.at, self.line.find(self.delimiter, self.at)
        self.at = len(self.line.rstrip("\r\n")) if end < 0 else end
        return self.line[start : self.at]

    def _quoted(self) -> str:
        pieces: list[str] = []
        opened = self._number()
        self.at += 1
        while True:
            end = self.line.find(QUOTE, self.at)
            if end < 0:
                pieces.append(self.line[self.at :])
                self._next_line(opened)
                continue
            pieces.append(self.line[self.at : end])
            self.at = end + 1
            if not self.line.startswith(QUOTE, self.at):
                return "".join(pieces)
            pieces.append(QUOTE)
            self.at += 1
            self.quotes += 1

    def _next_line(self, opened: int) -> None:
        following = next(self.lines, None)
        if following is None:
            raise QuotationError(
                f"line {opened}: unexpected end of data: a quotation mark opens a field, and none "
                "closes it"
            )
        self.line, self.at = following, 0
        self.taken += 1

    def _number(self) -> int:
        return self.first + self.taken - 1
