"""`lemmavec phrases`: text with its phrases joined, or a list of the phrases."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from lemmavec._writing import check_writable, replacing
from lemmavec.cli import options
from lemmavec.cli.control_characters import visible
from lemmavec.cli.output import Cell, help_text, note, pipe_may_close, print_rows
from lemmavec.cli.standard_input import with_standard_input
from lemmavec.corpus.reading import DecodingErrors
from lemmavec.phrases import Phrases

_HELP = """
Join words that occur side by side far more often than by chance: new york becomes new_york.

The text is written a sentence a line, with single spaces; all other words stay as they are.
CORPUS is a file (also .gz, .bz2, .xz, .zst), a folder, or - for standard input. Of Parquet and JSON
Lines, --column names the column of text. The score is that of
word2phrase: (count(a b) - min-count) / (count(a) · count(b)) · words.

[bold]Examples[/bold]

lemmavec phrases corpus.txt -o joined.txt

lemmavec phrases corpus.txt --lowercase --passes 2 | lemmavec train - -o vectors.safetensors

lemmavec phrases corpus.txt --list > phrases.tsv
"""
_DEFAULT = Phrases()

Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="Where to write the text.", show_default="stdout"
    ),
]
Listed = Annotated[
    bool, typer.Option("--list", help="Print the phrases with their scores, best first, not text.")
]
Passes = Annotated[
    int, typer.Option(min=1, help="How often to join: 2 gives phrases of up to 4 words.")
]
MinCount = Annotated[int, typer.Option(help="Discount of the score; rarer pairs are not joined.")]
Threshold = Annotated[
    float, typer.Option(help="What the score must exceed; higher gives fewer phrases.")
]
Delimiter = Annotated[str, typer.Option(help="What joins the words.")]
Lowercase = Annotated[bool, options.lowercase()]
Errors = Annotated[DecodingErrors, options.errors()]
Column = Annotated[str | None, options.column()]
Directory = Annotated[Path | None, options.directory()]
Workers = Annotated[int | None, options.workers()]
Quiet = Annotated[bool, options.quiet()]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("phrases", help=help_text(_HELP))(phrases)


def phrases(
    corpus: options.CorpusPaths,
    output: Output = None,
    listed: Listed = False,
    passes: Passes = 1,
    min_count: MinCount = _DEFAULT.min_count,
    threshold: Threshold = _DEFAULT.threshold,
    delimiter: Delimiter = _DEFAULT.delimiter,
    column: Column = None,
    lowercase: Lowercase = False,
    errors: Errors = "strict",
    directory: Directory = None,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Find the phrases, pass by pass, and write."""
    _check_output(output, listed)
    rows: list[list[Cell]] = []
    with with_standard_input(corpus, directory) as paths:
        text: Iterable[list[str]] | list[str] = paths
        for number in range(1, passes + 1):
            found = Phrases(min_count=min_count, threshold=threshold, delimiter=delimiter)
            found.fit(
                text, lowercase=lowercase, errors=errors, workers=workers, directory=directory,
                column=column, progress=not quiet,
            )  # fmt: skip
            note(f"pass {number}: {len(found):,} phrases")
            rows += [[phrase, score] for phrase, score in found.phrases.items()]
            text = joined = found.transform(text, errors=errors, column=column)
            column = None  # from here on there are sentences
        if listed:
            print_rows(["phrase", "score"], rows)
        else:
            _write(joined, output)


def _check_output(output: Path | None, listed: bool) -> None:
    """Refuse an output that does not go with the other options, or cannot be written."""
    if output is not None and listed:
        raise typer.BadParameter("--list prints phrases instead of text: leave out --output")
    if output is not None and output.suffix in (".gz", ".bz2", ".xz"):
        raise typer.BadParameter(
            f"{output}: the text is written plain; leave out --output and pipe it into a compressor"
        )
    if output is not None:
        check_writable(output)


def _write(sentences: Iterable[list[str]], output: Path | None) -> None:
    if output is not None:
        with replacing(output) as file:
            _write_lines(sentences, file)
        return
    with pipe_may_close():
        if sys.stdout.isatty():
            for words in sentences:
                print(visible(" ".join(map(str, words))))
            return
        sys.stdout.flush()
        _write_lines(sentences, sys.stdout.buffer)


def _write_lines(sentences: Iterable[list[str]], file: BinaryIO) -> None:
    for words in sentences:
        file.write(" ".join(map(str, words)).encode() + b"\n")
