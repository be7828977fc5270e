"""The options of reading a corpus, as one value."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from lemmavec._validation import one_of, within
from lemmavec.settings import MOST_WORKERS, available_cores

Tokenizer = Callable[[str], list[str]]
DecodingErrors = Literal["strict", "replace"]


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """The options of reading a corpus; immutable, and checked when it is made.

    Parameters
    ----------
    lowercase : bool
        Lower-case each word, as `str.lower` does, before it is counted.
    tokenizer : callable or None
        Takes a text (a line of a file, a row of a column) and gives its words; None splits at
        white space, as `str.split` does, natively for files.
    errors : {"strict", "replace"}
        Whether bytes that are not UTF-8 are an error, or read as U+FFFD.
    workers : int or None
        Threads for files; None takes one for each core. The result is the same for any number.
    directory : path or None
        Folder for the token cache; None is the system's folder for temporary files. Up to 8 bytes
        a word are needed while the corpus is counted, and 4 bytes a word from then on.
    column : str or None
        The column of texts, or of lists of words or integers, where the corpus is a table: a file
        of Parquet or JSON Lines, a DataFrame, a data set.

    Raises
    ------
    TypeError, ValueError
        If a value is of the wrong type or out of its range; the message names it.

    Examples
    --------
    >>> ReadingOptions(lowercase=True).errors
    'strict'
    """

    lowercase: bool = False
    tokenizer: Tokenizer | None = None
    errors: DecodingErrors = "strict"
    workers: int | None = None
    directory: str | os.PathLike[str] | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        one_of("errors", self.errors, get_args(DecodingErrors))
        if self.workers is not None:
            within("workers", self.workers, 1, MOST_WORKERS)
        if self.column is not None and not isinstance(self.column, str):
            raise TypeError(f"column must be the name of a column, got {self.column!r}")

    @property
    def threads(self) -> int:
        """The number of threads: `workers`, or one for each core the process may use."""
        return available_cores() if self.workers is None else self.workers
