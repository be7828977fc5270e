"""Standard input in the place of `-`: as lines, or as a file that can be read several times."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lemmavec._scratch import scratch_folder

_NO_ROOM = (
    " for standard input, which is copied as it is read several times; pass --directory with a "
    "folder on a larger disk"
)


def lines_from(arguments: Sequence[str]) -> Iterator[str]:
    """Give the arguments, with the lines of standard input in the place of `-`."""
    for argument in arguments:
        if argument == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield argument


def text_of_standard_input() -> str:
    """Read standard input as UTF-8 text, with its line ends as they are.

    Raises
    ------
    ValueError
        If it is not UTF-8; the message says where.
    """
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="strict", newline="\n")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise ValueError(f"standard input is not UTF-8 text: {error}") from None


@contextmanager
def with_standard_input(corpus: Sequence[str], directory: Path | None) -> Iterator[list[str]]:
    """Put a temporary file in the place of `-`, since training reads its corpus several times.

    Parameters
    ----------
    corpus : sequence of str
        Paths, or `-`.
    directory : path or None
        Folder for the temporary file; None is the system's.

    Yields
    ------
    list of str
        Paths alone; the file is deleted at the end.
    """
    if "-" not in corpus:
        yield list(corpus)
        return
    with scratch_folder(directory, _NO_ROOM) as folder:
        copy = folder / "standard-input.txt"
        with copy.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield [str(copy) if path == "-" else path for path in corpus]
