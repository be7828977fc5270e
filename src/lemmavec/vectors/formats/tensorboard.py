"""TensorBoard's projector: a table of numbers, and one of words beside it, parted by tabs."""

from __future__ import annotations

from pathlib import Path

from lemmavec._io import FilePath
from lemmavec._writing import replacing_both
from lemmavec.vectors.formats.record import Record


def write_tensorboard(path: FilePath, record: Record) -> None:
    """Write vectors.tsv, a row of numbers a word, and vectors.metadata.tsv, the words.

    With counts the metadata have two columns, word and count, under a line of their names; a single
    column has none, as the projector wants it. Tabs and newlines in words become spaces.
    """
    counts = record.counts
    beside = Path(path).with_suffix(".metadata.tsv")
    with replacing_both(path, beside) as (numbers, words):
        if counts is not None:
            words.write(b"word\tcount\n")
        for row, word in enumerate(record.words):
            text = " ".join(str(word).split("\t")).replace("\n", " ")
            count = "" if counts is None else f"\t{counts[row]}"
            words.write(f"{text}{count}\n".encode("utf-8", "replace"))
        for vector in record.vectors:
            numbers.write("\t".join(map(str, vector)).encode("ascii") + b"\n")
