"""`lemmavec evaluate`: vectors against word pairs scored by people, and analogies."""

from __future__ import annotations

from typing import Annotated

import typer

from lemmavec.cli.options import Analogies, Pairs, VectorsFile
from lemmavec.cli.output import Cell, help_text, print_rows
from lemmavec.vectors.word_vectors import FREQUENT_WORDS

_HELP = """
Compare vectors with human judgement.

A file of pairs has two words and a score on each line, separated by tabs: the score printed is
Spearman's rank correlation with the cosines. A file of analogies has four words on each line, in
sections that begin with ": name": the score is the fraction answered right.

[bold]Examples[/bold]

lemmavec evaluate vectors.safetensors --pairs wordsim353.tsv

lemmavec evaluate vectors.safetensors --analogies questions-words.txt --restrict-vocab 30000

In a pipe, a line is: the file, a section or the measure, the score, the number of questions asked,
the number left out because a word has no vector.
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("evaluate", help=help_text(_HELP))(evaluate)


def evaluate(
    vectors: VectorsFile,
    pairs: Pairs = None,
    analogies: Analogies = None,
    restrict_vocab: Annotated[
        int,
        typer.Option(min=1, help="Use only so many of the file's first (most frequent) words."),
    ] = FREQUENT_WORDS,
    case_sensitive: Annotated[
        bool, typer.Option("--case-sensitive", help='"Gold" and "gold" are two words.')
    ] = False,
    sections: Annotated[
        bool, typer.Option("--sections", help="A line for each section of the analogies too.")
    ] = False,
) -> None:
    """Print the scores."""
    if not pairs and not analogies:
        raise typer.BadParameter("give --pairs FILE or --analogies FILE, or both")
    from lemmavec import load

    loaded = load(vectors)
    rows: list[list[Cell]] = []
    case_insensitive = not case_sensitive
    for path in pairs or []:
        result = loaded.evaluate_word_pairs(
            path, restrict_vocab=restrict_vocab, case_insensitive=case_insensitive
        )
        rows.append([path.name, "Spearman", result.spearman, result.found, result.left_out])
    for path in analogies or []:
        answers = loaded.evaluate_word_analogies(
            path, restrict_vocab=restrict_vocab, case_insensitive=case_insensitive
        )
        for part in answers.sections if sections else ():
            rows.append([path.name, part.name, part.score, part.found, part.left_out])
        rows.append([path.name, "accuracy", answers.score, answers.found, answers.left_out])
    print_rows(["file", "measure", "score", "found", "left out"], rows)
