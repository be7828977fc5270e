"""Standard input in the place of `-`: as lines, or as a file that can be read several times."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


def lines_from(arguments: Sequence[str]) -> Iterator[str]:
    """Give the arguments, with the lines of standard input in the place of `-`."""
    for argument in arguments:
        if argument == "-":
            yield from (line.strip() for line in sys.stdin if line.strip())
        else:
            yield argument


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
    with tempfile.NamedTemporaryFile(prefix="lemmavec-", suffix=".txt", dir=directory) as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.flush()
        yield [file.name if path == "-" else path for path in corpus]
