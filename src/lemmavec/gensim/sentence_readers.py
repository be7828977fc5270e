"""`PathLineSentences` and `Text8Corpus`: a folder of lines, and one long text, as sentences."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lemmavec._io import FilePath
from lemmavec._logging import log
from lemmavec._validation import at_least
from lemmavec.corpus.byte_blocks import words as words_of
from lemmavec.gensim.line_sentence import LineSentence


class PathLineSentences:
    """The lines of all files of a folder, by the order of their names, as lists of words.

    Parameters
    ----------
    source : path
        The folder, whose files are read as `LineSentence` reads one, hidden ones too; or one file.
    max_sentence_length : int, optional
        Cut longer lines into sentences of so many words, 1 or more. By default nothing is cut;
        gensim cuts at 10,000.
    limit : int, optional
        Read the first `limit` lines of each file only; all by default.

    Attributes
    ----------
    input_files : list of str
        The files.

    Raises
    ------
    ValueError
        If `source` is neither a file nor a folder, or the folder has folders inside, which are not
        read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("b", "a"):
    ...     _ = (folder / name).write_text(f"gold {name}")
    >>> list(PathLineSentences(folder))
    [['gold', 'a'], ['gold', 'b']]
    """

    def __init__(
        self,
        source: FilePath,
        max_sentence_length: int | None = None,
        limit: int | None = None,
    ) -> None:
        if max_sentence_length is not None:
            at_least("max_sentence_length", max_sentence_length, 1)
        self.source = os.fspath(source)
        self.max_sentence_length = max_sentence_length
        self.limit = limit
        self.input_files = self._found()
        log.info("found %d files in %s", len(self.input_files), self.source)

    def __iter__(self) -> Iterator[list[str]]:
        for name in self.input_files:
            log.info("reading %s", name)
            yield from LineSentence(name, self.max_sentence_length, self.limit)

    def _found(self) -> list[str]:
        if os.path.isfile(self.source):
            return [self.source]
        if not os.path.isdir(self.source):
            raise ValueError(f"{self.source} is neither a file nor a folder")
        self.source = os.path.join(self.source, "")
        found = sorted(self.source + name for name in os.listdir(self.source))
        for name in found:
            if os.path.isdir(name):
                raise ValueError(
                    f"{name} is a folder, and PathLineSentences reads the files of one folder; "
                    "lemmavec.Word2Vec().fit(folder) reads those below it too"
                )
        return found


class Text8Corpus:
    """A text without lines, such as text8, cut into sentences of one length.

    Parameters
    ----------
    fname : path
        The file, plain or compressed by gzip, bzip2 or xz.
    max_sentence_length : int, default 10,000
        Words of each sentence but the last, which may have fewer; 1 or more.

    Raises
    ------
    TypeError, ValueError
        If `max_sentence_length` is no whole number of 1 or more.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "text8"
    >>> _ = path.write_text("gold silver tin")
    >>> list(Text8Corpus(path, max_sentence_length=2))
    [['gold', 'silver'], ['tin']]
    """

    def __init__(self, fname: FilePath, max_sentence_length: int = 10_000) -> None:
        self.fname = fname
        self.max_sentence_length = at_least("max_sentence_length", max_sentence_length, 1)

    def __iter__(self) -> Iterator[list[str]]:
        words = words_of(Path(self.fname))
        while sentence := list(islice(words, self.max_sentence_length)):
            yield sentence
