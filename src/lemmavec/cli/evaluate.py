"""`lemmavec evaluate`: vectors against word pairs scored by people, and analogies."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from lemmavec.cli.options import Analogies, Pairs, VectorsFile
from lemmavec.cli.output import help_text, note, print_json, print_rows
from lemmavec.vectors.evaluation import Analogies as AnalogyScores
from lemmavec.vectors.evaluation import AnalogySection, Method
from lemmavec.vectors.word_vectors import FREQUENT_WORDS

_HELP = """
Compare vectors with human judgement.

A file of pairs has two words and a score on each line, separated by tabs: the score printed is
Spearman's rank correlation with the cosines. A file of analogies has four words on each line, in
sections that begin with ": name": the score is the fraction answered right. Each score has a 95 %
confidence interval: Fisher's for a correlation, Wilson's for a fraction.

[bold]Examples[/bold]

lemmavec evaluate vectors.safetensors --pairs wordsim353.tsv

lemmavec evaluate vectors.safetensors --analogies questions-words.txt --restrict-vocab 30000

In a pipe, a line is: the file, a section or the measure, the score, the number of questions asked,
the number left out because a word has no vector, and both ends of the interval.
"""


class _Score(NamedTuple):
    file: str
    measure: str
    score: float
    found: int
    left_out: int
    interval: tuple[float, float]


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
    method: Annotated[
        Method, typer.Option(help="The score that answers analogies: a cosine, or a product.")
    ] = "3cosadd",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a JSON object instead of a table.")
    ] = False,
) -> None:
    """Print the scores."""
    if not pairs and not analogies:
        raise typer.BadParameter("give --pairs FILE or --analogies FILE, or both")
    from lemmavec import load

    loaded = load(vectors)
    known = min(restrict_vocab, len(loaded))
    words = {"restrict_vocab": restrict_vocab, "case_insensitive": not case_sensitive}
    scores: list[_Score] = []
    for path in pairs or []:
        found = loaded.evaluate_word_pairs(path, **words)  # type: ignore[arg-type]
        interval = found.spearman_interval
        scores.append(
            _Score(path.name, "Spearman", found.spearman, found.found, found.left_out, interval)
        )
    for path in analogies or []:
        answers = loaded.evaluate_word_analogies(path, method=method, **words)  # type: ignore[arg-type]
        for part in answers.sections if sections else ():
            scores.append(_analogy_score(path.name, part.name, part))
        scores.append(_analogy_score(path.name, "accuracy", answers))
    if as_json:
        about = {"vectors": str(vectors), "words": len(loaded), "words_known": known}
        settings = {**about, **words, "method": method}
        print_json({**settings, "scores": [score._asdict() for score in scores]})
        return
    note(f"words known to these questions: the first {known:,} of {len(loaded):,}")
    columns = ["file", "measure", "score", "found", "left out", "95 % from", "to"]
    print_rows(columns, [[*score[:-1], *score.interval] for score in scores])


def _analogy_score(file: str, measure: str, part: AnalogyScores | AnalogySection) -> _Score:
    return _Score(file, measure, part.score, part.found, part.left_out, part.interval)
