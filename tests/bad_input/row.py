"""One kind of bad input, and what becomes of it."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple


class Row(NamedTuple):
    """What is given, in Markdown; what is done with it in an empty folder; and a stated answer.

    Without an answer it must raise an error, or warn. With one, `do` returns whether it holds.
    """

    given: str
    do: Callable[[Path], Any]
    answer: str = ""


def gets(row: Row, folder: Path) -> str:
    """Return the stated answer, or the kind and the words of an error or a warning."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            result = row.do(Path())
    except Exception as error:
        if row.answer:
            raise
        return _said(error, folder)
    finally:
        os.chdir(before)
    if row.answer:
        assert result is True, f"{row.given}: {result!r}"
        return row.answer
    assert warned, f"{row.given}: read in silence"
    return _said(warned[0].message, folder)


# What other libraries say of a damaged file, in other words in each of their versions.
_FOREIGN = re.compile(
    r": (Error while deserializing|Compressed file ended|Parquet magic|Expecting).*"
)


def _said(error: BaseException | str, folder: Path) -> str:
    text = re.sub(r"\s+", " ", str(error).replace(f"{folder}/", ""))
    text = re.sub(r"[\d.]+ [kMGT]?B are (free|needed)", r"... are \1", text)
    text = _FOREIGN.sub(" ...", text).replace("|", "\\|").replace("<", "&lt;")
    return f"`{type(error).__name__}`: {text}"
