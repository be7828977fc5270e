"""JSON Lines: an object a line, of which one value is read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from lemmavec._damage import DamagedFileError
from lemmavec._io import compression_of
from lemmavec.corpus.columns import no_such_column
from lemmavec.corpus.lines import lines
from lemmavec.corpus.reading import DecodingErrors
from lemmavec.corpus.sentences import short

ENDINGS = (".jsonl", ".ndjson")
# Objects need not have the same keys: the columns are the keys of the first so many.
HEAD = 100

# A value, the number of its line from 1, and the bytes of the file read so far.
Row = tuple[Any, int, int]


def is_json_lines(path: Path) -> bool:
    """Whether the name ends in .jsonl or .ndjson, before .gz and the like."""
    plain = path.with_suffix("") if compression_of(path) else path
    return plain.suffix.lower() in ENDINGS


def json_columns(path: Path, errors: DecodingErrors) -> list[str]:
    """Return the keys of the first objects of a file."""
    return _keys(islice(_objects(lines(path, errors), str(path)), HEAD))


def json_column(
    numbered_bytes: Iterable[tuple[str, int]], name: str, column: str, errors: DecodingErrors
) -> Iterator[Row]:
    """Give the value of each object of JSON Lines under a key; None where there is none.

    Parameters
    ----------
    numbered_bytes : iterable of (str, int)
        Lines, and the bytes read so far.
    name : str
        Of the file, for errors.
    column : str
        The key, which one of the first 100 objects must have.
    errors : {"strict", "replace"}
        Half of a surrogate pair, which JSON can write and no text can hold: an error, or U+FFFD.

    Raises
    ------
    DamagedFileError
        If a line is not a JSON object.
    ValueError
        If the first objects have no such key.
    """
    objects = _objects(numbered_bytes, name)
    head = list(islice(objects, HEAD))
    names = _keys(head)
    if head and column not in names:
        raise ValueError(no_such_column(name, column, names))
    for found, number, bytes_read, escaped in chain(head, objects):
        value = found.get(column)
        if escaped:
            value = _whole_characters(value, errors, f"{name}, line {number}")
        yield value, number, bytes_read


def _objects(
    numbered_bytes: Iterable[tuple[str, int]], name: str
) -> Iterator[tuple[dict[str, Any], int, int, bool]]:
    """Give each object, its line, the bytes read, and whether it has characters as numbers."""
    for number, (line, bytes_read) in enumerate(numbered_bytes, 1):
        if not line or line.isspace():
            continue
        try:
            found = json.loads(line)
        except RecursionError:
            raise _bad_line(name, number, line, "JSON that is nested too deeply") from None
        except ValueError as error:
            reason = f"malformed JSON, {error}" if line.lstrip()[0] in '{["' else "no JSON"
            raise _bad_line(name, number, line, reason) from None
        if not isinstance(found, dict):
            raise _bad_line(name, number, line, "no JSON object")
        yield found, number, bytes_read, "\\u" in line


def _bad_line(name: str, number: int, line: str, reason: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name}, line {number}: {reason}: {short(line)}; column= reads Parquet, and JSON Lines "
        'with an object a line, such as {"text": "gold ore"}'
    )


def _keys(objects: Iterable[tuple[dict[str, Any], int, int, bool]]) -> list[str]:
    return list(dict.fromkeys(key for found, *_ in objects for key in found))


def _whole_characters(value: Any, errors: DecodingErrors, place: str) -> Any:
    if isinstance(value, list):
        return [_whole_characters(word, errors, place) for word in value]
    if not isinstance(value, str):
        return value
    try:
        value.encode()
    except UnicodeEncodeError as error:
        if errors == "replace":
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        raise DamagedFileError(
            f"{place}: half of a surrogate pair, \\u{ord(value[error.start]):04x}, is no "
            'character; pass errors="replace" to read it as U+FFFD'
        ) from None
    return value
