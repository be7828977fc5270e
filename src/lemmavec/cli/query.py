"""`lemmavec similar` and `lemmavec analogy`: the nearest words, and analogies."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lemmavec.cli.options import VectorsFile
from lemmavec.cli.output import Cell, fail, help_text, print_rows
from lemmavec.cli.standard_input import lines_from
from lemmavec.vectors.errors import UnknownWordError

if TYPE_CHECKING:
    from lemmavec import WordVectors

_TopN = Annotated[int, typer.Option("--topn", "-n", min=1, help="How many answers to give.")]

_SIMILAR = """
The nearest words to each WORD, by the cosine of their vectors.

[bold]Examples[/bold]

lemmavec similar vectors.safetensors gold silver -n 5

lemmavec similar vectors.safetensors king woman --without man --together

cut -f1 words.tsv | lemmavec similar vectors.safetensors - > neighbours.tsv

In a pipe, a line is: the word, a neighbour, the cosine.
"""
_ANALOGY = """
A is to B as C is to ...?

[bold]Examples[/bold]

lemmavec analogy vectors.safetensors man king woman

lemmavec analogy vectors.safetensors - < questions.txt     (three words a line)

In a pipe, a line is: the question, an answer, the cosine.
"""


def add_to(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("similar", help=help_text(_SIMILAR))(similar)
    app.command("analogy", help=help_text(_ANALOGY))(analogy)


def similar(
    vectors: VectorsFile,
    words: Annotated[list[str], typer.Argument(metavar="WORD", help="Words; - reads one a line.")],
    topn: _TopN = 10,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="WORD", help="A word to move away from; repeatable."),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="One query for all words, not one for each.")
    ] = False,
) -> None:
    """Print the nearest words."""
    loaded = _load(vectors)
    questions = [[word] for word in lines_from(words)]
    if together:
        questions = [[word for question in questions for word in question]]
    _answer(loaded, [(" ".join(words), words, without or []) for words in questions], topn)


def analogy(
    vectors: VectorsFile,
    words: Annotated[
        list[str], typer.Argument(metavar="A B C", help="Three words; - reads three a line.")
    ],
    topn: _TopN = 5,
) -> None:
    """Print what completes the analogy."""
    lines = lines_from(words) if words == ["-"] else [" ".join(words)]
    questions = [line.split() for line in lines]
    for question in questions:
        if len(question) != 3:
            raise typer.BadParameter(
                f"an analogy takes three words, A B C; got {len(question)}: {' '.join(question)}"
            )
    # a is to b as c is to b - a + c.
    asked = [(f"{a} : {b} = {c} : ?", [b, c], [a]) for a, b, c in questions]
    _answer(_load(vectors), asked, topn)


def _load(path: Path) -> WordVectors:
    from lemmavec import load

    return load(path)


def _fault(vectors: WordVectors, word: str) -> UnknownWordError | None:
    """Return what is wrong with a word that has no vector, nor n-grams that make one."""
    try:
        vectors[word]
    except UnknownWordError as error:
        return error
    return None


def _answer(
    vectors: WordVectors, questions: Sequence[tuple[str, list[str], list[str]]], topn: int
) -> None:
    """Print the answers; go on after a word that has no vector, but exit with 1."""
    missed = False
    for name, positive, negative in questions:
        errors = [error for word in [*positive, *negative] if (error := _fault(vectors, word))]
        if errors:
            missed = bool(fail("; ".join(map(str, errors))))
            continue
        answers = vectors.most_similar(positive=positive, negative=negative, topn=topn)
        rows: list[list[Cell]] = [[name, word, float(cosine)] for word, cosine in answers]
        print_rows(["question", "answer", "cosine"], rows)
    if missed:
        raise typer.Exit(1)
