"""The text that is trained on, as a file for lemmavec and one cut into lines for gensim."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# gensim cuts a line after 10,000 words in silence, so its file gets shorter ones.
WORDS_A_LINE = 1000
_CHUNK = 1 << 22

DATA = Path(
    os.environ.get("LEMMAVEC_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


@dataclass(frozen=True)
class Corpus:
    """A text of `words` words: `path` as it is, `in_lines` cut into lines of 1,000 words."""

    name: str
    path: Path
    in_lines: Path
    words: int


def add_corpus_options(parser: argparse.ArgumentParser) -> None:
    """Let the person say what text is trained on."""
    parser.add_argument("--corpus", type=Path, help="a text; else fil8, else the demo's reviews")
    parser.add_argument("--words", type=int, help="train only on so many words")


def prepare(folder: Path, source: Path | None, limit: int | None) -> Corpus:
    """Choose the text (fil8, or the film reviews of the demo), and write what gensim reads.

    Parameters
    ----------
    folder : path
        Where files may be written.
    source : path or None
        A text file; None takes fil8 where the data folder is, and the reviews elsewhere.
    limit : int or None
        Take only so many words.
    """
    if source is None:
        source = DATA / "wikipedia" / "fil8.txt"
        if not source.is_file():
            from lemmavec.demo.words import write_corpus

            source = folder / "movie-reviews.txt"
            write_corpus(source)
    in_lines = folder / "in_lines.txt"
    words = _write_in_lines(source, in_lines, limit)
    # A shortened corpus is the same file for all.
    return Corpus(source.name, in_lines if limit is not None else source, in_lines, words)


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
