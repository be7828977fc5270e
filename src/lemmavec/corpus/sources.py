"""The kinds of corpus: paths of files or sentences; anything else is an error."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

Corpus = str | os.PathLike[str] | Iterable[Any]

SPLIT_FIRST = "pass token lists, as in [line.split() for line in lines]"
SPLIT_HERE = f"pass tokenizer=str.split, or split them first: {SPLIT_FIRST}"


def given_paths(corpus: Corpus, *, texts_allowed: bool) -> list[Path] | None:
    """Return the paths that a corpus consists of, or None if it is something else."""
    if isinstance(corpus, (bytes, bytearray)):
        raise TypeError(
            f"the corpus is {type(corpus).__name__}; pass a path as str, or token lists"
        )
    if isinstance(corpus, os.PathLike):
        return [Path(corpus)]
    if isinstance(corpus, str):
        if os.path.exists(corpus) or _reads_like_path(corpus) or not _has_space(corpus):
            return [Path(corpus)]
        raise TypeError(f"there is no file {corpus[:50]!r}, and it looks like text; {SPLIT_FIRST}")
    if not isinstance(corpus, (list, tuple)) or not corpus:
        return None
    if not all(isinstance(item, (str, os.PathLike)) for item in corpus):
        return None
    # A text may end as a file's name does ("see example.com"): one such text is no path.
    if all(_exists(item) or _reads_like_path(item) for item in corpus):
        return [Path(path) for path in corpus]
    if texts_allowed:
        return None
    if any(map(_exists, corpus)):
        return [Path(path) for path in corpus]
    raise TypeError(
        f"the corpus is a list of strings that are no files, such as {corpus[0][:50]!r}; "
        + (SPLIT_HERE if any(map(_has_space, corpus)) else "a corpus is a list of lists of words")
    )


def files_below(path: Path) -> list[Path]:
    """Return a file itself, or for a folder all its files that are not hidden, sorted."""
    if str(path) == "-":
        raise FileNotFoundError(errno.ENOENT, "for standard input pass sys.stdin", "-")
    if not os.path.exists(path):
        raise FileNotFoundError(
            errno.ENOENT,
            "no such file or folder (a corpus that is no file is given as lists of words)",
            str(path),
        )
    if not path.is_dir():
        return [path]
    files = [
        file
        for file in path.rglob("[!.]*")
        if file.is_file() and not _is_hidden(file.parent.relative_to(path))
    ]
    if not files:
        raise FileNotFoundError(errno.ENOENT, "the folder has no files", str(path))
    return sorted(files)


def refuse_no_corpus(corpus: Any) -> None:
    """Raise TypeError for values that are not a corpus, even if they can be iterated over."""
    if not hasattr(corpus, "__iter__") and not hasattr(corpus, "__getitem__"):
        raise TypeError(
            f"the corpus is of type {type(corpus).__name__}; pass a path, several paths, or an "
            "iterable of token lists"
        )
    if isinstance(corpus, dict) and hasattr(corpus, "column_names"):
        splits = ", ".join(map(repr, corpus))
        raise TypeError(
            f"the corpus is a {type(corpus).__name__} of {splits}; pass one of them and column=, "
            f"as in fit(dataset[{next(iter(corpus), 'train')!r}], column=...)"
        )
    if isinstance(corpus, (set, frozenset, dict)):
        raise TypeError(f"the corpus is a {type(corpus).__name__}; pass a list of token lists")
    if isinstance(corpus, np.ndarray) and corpus.dtype.kind in "biuf":
        if corpus.dtype.kind not in "iu":
            raise TypeError(f"the corpus is an array of {corpus.dtype}; items are integers")
        if corpus.ndim != 2:
            raise TypeError(
                f"the corpus is an integer array of {corpus.ndim} dimension(s) where two belong, "
                "a sentence a row; for a single sentence pass [array]"
            )


def _exists(item: str | os.PathLike[str]) -> bool:
    return isinstance(item, os.PathLike) or os.path.exists(item)


def _has_space(text: str) -> bool:
    return any(map(str.isspace, text))


def _reads_like_path(text: str) -> bool:
    named = not _has_space(text) and (os.sep in text or "/" in text)
    return named or re.fullmatch(r"[^\n]{0,200}\.[A-Za-z][A-Za-z0-9]{0,6}", text) is not None


def _is_hidden(below: Path) -> bool:
    return any(part.startswith(".") for part in below.parts)
