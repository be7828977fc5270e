"""`lemmavec convert`: vectors from one file format into another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lemmavec.cli import options
from lemmavec.cli.conversion_progress import conversion_progress
from lemmavec.cli.from_gensim import exported
from lemmavec.cli.options import VectorsFile
from lemmavec.cli.output import help_text, note
from lemmavec.cli.written import note_written
from lemmavec.vectors.formats.storage import Storage

_HELP = """
Read vectors in any known format, and write them in the format of OUT's extension.

.safetensors is lemmavec's own: words and vectors in one file, read without copying. .bin is
word2vec's binary format, .txt and .vec its text format; .gz, .bz2, .xz or .zst behind one of these
compress it. .npy is a NumPy array with the words in .vocab beside it, .parquet a table, .tsv what
TensorBoard's projector reads. The format of VECTORS is recognised by its content; fastText's .bin
and GloVe's text are read too.

[bold]Examples[/bold]

lemmavec convert GoogleNews-vectors.bin.gz news.safetensors

lemmavec convert news.safetensors small.safetensors --storage int8

lemmavec convert --from-gensim model.kv vectors.safetensors
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("convert", help=help_text(_HELP))(convert)


def convert(
    source: VectorsFile,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    storage: Annotated[
        Storage, typer.Option(help="How .safetensors stores the entries: what is lost is printed.")
    ] = "float32",
    from_gensim: Annotated[
        bool,
        typer.Option(
            "--from-gensim", help="VECTORS is a pickle of gensim, which can run code: trust it."
        ),
    ] = False,
    quiet: Annotated[bool, options.quiet()] = False,
) -> None:
    """Convert one file."""
    from lemmavec.vectors import formats
    from lemmavec.vectors.word_vectors import WordVectors

    with exported(source, from_gensim) as path, conversion_progress(quiet) as progress:
        words, rows, counts, ngrams = formats.read(path, report=progress.reading)
        vectors = WordVectors(words, rows, counts, ngrams=ngrams)
        record = formats.Record(vectors.index_to_key, vectors.vectors, vectors.counts, ngrams)
        formats.write(target, record, storage, progress.writing)
    note_written(target, vectors)
    if storage != "float32":
        note(f"{storage}: {formats.measured_loss(vectors.vectors, storage)}")
