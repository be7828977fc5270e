"""`lemmavec phrases`: text with its phrases joined, or the phrases themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer

from lemmavec.cli.output import Cell, help_text, note, pipe_may_close, print_rows
from lemmavec.cli.train import with_standard_input

_HELP = """
Join words that stand side by side far more often than by chance: new york becomes new_york.

The text is written a sentence a line, a single space between words; all other words stay as they
are. CORPUS is a file (also .gz, .bz2, .xz), a folder, or - for standard input. The score is that
of word2phrase: (count(a b) - min-count) / (count(a) · count(b)) · words.

[bold]Examples[/bold]

lemmavec phrases corpus.txt -o joined.txt

lemmavec phrases corpus.txt --lowercase --passes 2 | lemmavec train - -o vectors.safetensors

lemmavec phrases corpus.txt --list > phrases.tsv
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("phrases", help=help_text(_HELP))(phrases)


def phrases(
    corpus: Annotated[
        list[str], typer.Argument(metavar="CORPUS", help="Files, folders, or - for stdin.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to write the text.", show_default="stdout"
        ),
    ] = None,
    listed: Annotated[
        bool,
        typer.Option("--list", help="Print the phrases with their scores, best first, not text."),
    ] = False,
    passes: Annotated[
        int, typer.Option(min=1, help="How often to join: 2 gives phrases of up to 4 words.")
    ] = 1,
    min_count: Annotated[
        int, typer.Option(help="Discount of the score; rarer pairs are not joined.")
    ] = 5,
    threshold: Annotated[
        float, typer.Option(help="What the score must exceed; higher gives fewer phrases.")
    ] = 100.0,
    delimiter: Annotated[str, typer.Option(help="What joins the words.")] = "_",
    lowercase: Annotated[bool, typer.Option("--lowercase", help="Lower-case the text.")] = False,
    errors: Annotated[
        Literal["strict", "replace"],
        typer.Option(help="At bytes that are not UTF-8: stop, or put U+FFFD there."),
    ] = "strict",
    workers: Annotated[int | None, typer.Option(help="Threads.", show_default="all cores")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")] = False,
) -> None:
    """Find the phrases, pass by pass, and write."""
    from lemmavec.phrases import Phrases

    if output is not None and listed:
        raise typer.BadParameter("--list prints phrases instead of text: leave out --output")
    if output is not None and output.suffix in (".gz", ".bz2", ".xz"):
        raise typer.BadParameter(
            f"{output}: the text is written plain; leave out --output and pipe it into a compressor"
        )
    rows: list[list[Cell]] = []
    with with_standard_input(corpus) as paths:
        text: Iterable[list[str]] | list[str] = paths
        for number in range(1, passes + 1):
            found = Phrases(min_count=min_count, threshold=threshold, delimiter=delimiter)
            found.fit(text, lowercase=lowercase, errors=errors, workers=workers, progress=not quiet)
            note(f"pass {number}: {len(found):,} phrases")
            rows += [[phrase, score] for phrase, score in found.phrases.items()]
            text = joined = found.transform(text, errors=errors)
        if listed:
            print_rows(["phrase", "score"], rows)
        else:
            _write(joined, output)


def _write(sentences: Iterable[list[str]], output: Path | None) -> None:
    from lemmavec._io import replacing

    if output is not None:
        with replacing(output) as file:
            _write_lines(sentences, file)
        return
    with pipe_may_close():
        sys.stdout.flush()
        _write_lines(sentences, sys.stdout.buffer)


def _write_lines(sentences: Iterable[list[str]], file: BinaryIO) -> None:
    for words in sentences:
        file.write(" ".join(words).encode() + b"\n")
