"""Corpora."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

from bad_input.row import Row
from lemmavec import Word2Vec

GOOD = b"gold ore mine\ngold tin ore\n" * 9


def train(corpus: Any, **options: Any) -> Word2Vec:
    """Fit a small model."""
    given = {"vector_size": 4, "min_count": 1, "sample": 0, "epochs": 1, "workers": 1}
    fit = {name: options.pop(name) for name in ("column", "callbacks") if name in options}
    return Word2Vec(**(given | options)).fit(corpus, **fit)


def file(name: str, content: bytes, **options: Any) -> Any:
    """Return what writes a file and trains on it."""

    def do(folder: Path) -> Word2Vec:
        (folder / name).write_bytes(content)
        return train(folder / name, **options)

    return do


def knows(content: bytes, words: int, name: str = "corpus.txt") -> Any:
    """Return what tells whether a file gives so many words."""
    return lambda folder: len(file(name, content)(folder).vectors) == words


def empty_folder(folder: Path) -> Word2Vec:
    (folder / "texts").mkdir()
    return train(folder / "texts")


ROWS = [
    Row("A path that does not exist", lambda _: train("corpsu.txt")),
    Row("A folder without files", empty_folder),
    Row("An empty file", file("corpus.txt", b"")),
    Row("A file of nothing but white space", file("corpus.txt", b" \n\t\n")),
    Row("No word that occurs `min_count` times", file("corpus.txt", b"gold ore\n", min_count=5)),
    Row("Bytes that are not UTF-8", file("corpus.txt", GOOD + b"stra\xdfe\n")),
    Row(
        "UTF-16, as Windows writes it",
        file("corpus.txt", GOOD.decode().encode("utf-16")),
    ),
    Row("A byte order mark of UTF-8", knows(b"\xef\xbb\xbf" + GOOD, 4), "It is left out."),
    Row("NUL bytes", file("corpus.txt", GOOD + b"gold\0ore\n")),
    Row("A word of more than 65,536 bytes", file("corpus.txt", GOOD + b"x" * 70_000 + b"\n")),
    Row("Line ends of Windows", knows(GOOD.replace(b"\n", b"\r\n"), 4), "Lines end there."),
    Row("A last line without its end", knows(GOOD + b"zinc", 5), "It is read."),
    Row("Empty lines", knows(GOOD.replace(b"\n", b"\n\n"), 4), "They are left out."),
    Row(
        "A sentence of 100,000 words",
        lambda _: train([list(range(100_000))]).history[0].words == 100_000,
        "It is one sentence, trained whole.",
    ),
    Row("A gzip file that is cut short", file("corpus.txt.gz", gzip.compress(GOOD * 99)[:-9])),
    Row(
        "A plain text named `.gz`",
        knows(GOOD, 4, "corpus.txt.gz"),
        "It is read: the first bytes tell whether a file is compressed.",
    ),
    Row("JSON Lines without a column named", file("corpus.jsonl", b'{"text": "gold ore"}\n' * 9)),
    Row(
        "JSON Lines with a line that is no JSON",
        file("corpus.jsonl", b'{"text": "gold ore"}\n{"text": gold}\n', column="text"),
    ),
    Row(
        "A column that a table does not have",
        file("corpus.jsonl", b'{"text": "gold ore"}\n' * 9, column="body"),
    ),
    Row(
        "A column of numbers where texts belong",
        file("corpus.jsonl", b'{"text": 7}\n' * 9, column="text"),
    ),
    Row("A Parquet file that is damaged", file("corpus.parquet", b"PAR1damaged", column="text")),
    Row("One text where sentences belong", lambda _: train(["gold ore mine"] * 9)),
    Row("A sentence that is None", lambda _: train([["gold", "ore"], None])),
    Row("A word that is None", lambda _: train([["gold", None], ["ore"]])),
    Row(
        "A generator, which can be read but once",
        lambda _: [epoch.words for epoch in train(iter([["gold", "ore"]] * 9), epochs=2).history]
        == [18, 18],
        "It is read once; every epoch trains on all of it.",
    ),
    Row("A number instead of a corpus", lambda _: train(7)),
]  # fmt: skip
