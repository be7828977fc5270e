"""`LineSentence`: the lines of a file as lists of words."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO

from lemmavec._io import FilePath
from lemmavec._validation import at_least
from lemmavec.corpus.encoding import read_sentences


class LineSentence:
    r"""The sentences of a text file, one a line, words between white space.

    Parameters
    ----------
    source : path or file
        Plain or compressed by gzip, bzip2 or xz; or an open file that can `seek`.
    max_sentence_length : int, optional
        Cut longer lines into sentences of so many words, 1 or more. By default nothing is cut;
        gensim cuts at 10,000.
    limit : int, optional
        Read the first `limit` lines only; all by default.

    Raises
    ------
    TypeError, ValueError
        If `max_sentence_length` is no whole number of 1 or more.

    Examples
    --------
    >>> import io
    >>> list(LineSentence(io.StringIO("gold ore\nsilver\n"), limit=1))
    [['gold', 'ore']]
    """

    def __init__(
        self,
        source: FilePath | IO[str] | IO[bytes],
        max_sentence_length: int | None = None,
        limit: int | None = None,
    ) -> None:
        if max_sentence_length is not None:
            at_least("max_sentence_length", max_sentence_length, 1)
        self.source = source
        self.max_sentence_length = max_sentence_length
        self.limit = limit

    def __iter__(self) -> Iterator[list[str]]:
        longest = self.max_sentence_length
        for words in islice(self._lines(), self.limit):
            for start in range(0, len(words), longest or max(1, len(words))):
                yield words[start : start + longest] if longest else words

    def whole_file(self) -> FilePath | None:
        """Return the path, if there is one and nothing is cut: native code then reads it faster."""
        is_whole = self.max_sentence_length is None and self.limit is None
        return self.source if is_whole and isinstance(self.source, str | os.PathLike) else None

    def _lines(self) -> Iterable[list[str]]:
        if isinstance(self.source, str | os.PathLike):
            return read_sentences(os.fspath(self.source))
        self.source.seek(0)
        return map(_split, self.source)


def _split(line: str | bytes) -> list[str]:
    return (line if isinstance(line, str) else line.decode()).split()
