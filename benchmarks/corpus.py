"""The text that is trained on, as a file for lemmavec and one cut into lines for gensim."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from . import data, reports
from .runs import Corpus

# gensim silently cuts a line after 10,000 words, so its file has shorter ones.
WORDS_A_LINE = 1000
_CHUNK = 1 << 22


def prepare(folder: Path, source: Path | None, limit: int | None) -> Corpus:
    """Choose the text, and write it in the lines that gensim reads.

    Parameters
    ----------
    folder : path
        Where files may be written.
    source : path or None
        A text file; None takes fil8 or, where it is absent, the film reviews of the demo.
    limit : int or None
        Take only so many words.

    Raises
    ------
    OSError
        If the text cannot be read.
    ImportError
        If there is no fil8, and the package of the reviews is not installed.
    """
    if source is None:
        source = data.FIL8 if data.FIL8.is_file() else _film_reviews(folder)
    in_lines = folder / "in_lines.txt"
    words = _write_in_lines(source, in_lines, limit)
    # A shortened corpus is the same file for all.
    return Corpus(source.name, in_lines if limit is not None else source, in_lines, words)


def _film_reviews(folder: Path) -> Path:
    from lemmavec.demo.words import write_corpus

    reports.say(data.HOW_TO_GET_FIL8)
    path = folder / "movie-reviews.txt"
    write_corpus(path)
    return path


def _write_in_lines(source: Path, target: Path, limit: int | None) -> int:
    """Write the lines of `source`, each cut every 1,000 words; return the number of words."""
    total = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        line: list[str] = []
        for word in _words(source):
            if word == "\n" or len(line) == WORDS_A_LINE:
                file.write(" ".join(line) + "\n" if line else "")
                line = []
            if word != "\n":
                if total == limit:
                    break
                line.append(word)
                total += 1
        file.write(" ".join(line) + "\n" if line else "")
    return total


def _words(source: Path) -> Iterator[str]:
    """Give the words, and "\\n" at each line's end; a line may be larger than memory."""
    with source.open(encoding="utf-8") as file:
        rest = ""
        while chunk := file.read(_CHUNK):
            # The last word of a chunk may go on in the next one.
            pieces = (rest + chunk).replace("\n", " \n ").split(" ")
            rest = pieces.pop()
            yield from (piece for piece in pieces if piece)
        if rest:
            yield rest
