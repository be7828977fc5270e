"""Words that are left out of the text, to see how well n-grams make their vectors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from .runs import Corpus

LEAST = 5  # the min_count of every run


def rarest(corpus: Corpus, pairs: Iterable[Path], count: int) -> tuple[str, ...]:
    """Return the words of the pairs that are rarest in the text, which has them all."""
    asked = {word for path in pairs for line in _pairs(path) for word in _words(line)}
    with corpus.in_lines.open(encoding="utf-8") as file:
        counts = Counter(word for line in file for word in line.split() if word in asked)
    known = [word for word, n in counts.items() if n >= LEAST]
    return tuple(sorted(known, key=lambda word: (counts[word], word))[:count])


def without(corpus: Corpus, words: Sequence[str]) -> Corpus:
    """Leave words out of the text, in its file of lines, which all libraries then read."""
    left_out, total = set(words), 0
    path = corpus.in_lines.with_name("without_unseen.txt")
    with corpus.in_lines.open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as file:
        for line in lines:
            kept = [word for word in line.split() if word not in left_out]
            total += len(kept)
            file.write(" ".join(kept) + "\n")
    return replace(corpus, path=path, in_lines=path, words=total)


def pairs_with(words: Sequence[str], pairs: Iterable[Path], folder: Path) -> Path:
    """Write the pairs that have one of the words or two."""
    asked, path = set(words), folder / "unseen.txt"
    lines = [line for file in pairs for line in _pairs(file) if asked & set(_words(line))]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def _pairs(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [line for line in file if line.strip() and not line.startswith("#")]


def _words(line: str) -> list[str]:
    """Return both words as the text has them, in small letters."""
    return [word.lower() for word in line.split("\t")[:2]]
