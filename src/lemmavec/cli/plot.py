"""`lemmavec plot`: a map of words, or the loss of a training by epoch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lemmavec.cli.output import help_text, note
from lemmavec.cli.standard_input import lines_from
from lemmavec.vectors.errors import UnknownWordError

if TYPE_CHECKING:
    from lemmavec import WordVectors

_HELP = """
Draw words as a map in two dimensions (PCA): one colour a group, labels that do not overlap.

Without WORDs or options, the map shows eight clusters of frequent words.

[bold]Examples[/bold]

lemmavec plot vectors.safetensors -o map.png

lemmavec plot vectors.safetensors -o map.svg --group "metals=gold silver iron" --group "food=bread rice"

lemmavec plot vectors.safetensors -o near.png --near gold --near senate

lemmavec plot vectors.safetensors -o words.pdf - < words.txt

lemmavec plot --history model.lemma -o curve.png     (loss by epoch, of a model or a checkpoint)
"""  # noqa: E501


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("plot", help=help_text(_HELP))(plot)


def plot(
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="A .png, .svg or .pdf.")
    ],
    vectors: Annotated[
        Path | None,
        typer.Argument(metavar="VECTORS", help="A file of vectors, of any known format."),
    ] = None,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="Words; - reads one a line.")
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar='"NAME=WORD WORD"', help="A named group; repeatable."),
    ] = None,
    near: Annotated[
        list[str] | None,
        typer.Option("--near", metavar="WORD", help="A word and its neighbours; repeatable."),
    ] = None,
    neighbours: Annotated[int, typer.Option(min=1, help="How many neighbours --near draws.")] = 10,
    title: Annotated[
        str | None, typer.Option(help="Title.", show_default="Word map; Loss by epoch")
    ] = None,
    history: Annotated[
        Path | None,
        typer.Option(
            metavar="MODEL", exists=True, dir_okay=False, help="Draw the loss of this training."
        ),
    ] = None,
) -> None:
    """Draw the map, or the loss."""
    if history is not None:
        if vectors is not None:
            raise typer.BadParameter("--history draws a training, and takes no VECTORS or WORDs")
        _plot_history(history, output, title or "Loss by epoch")
        return
    if vectors is None:
        raise typer.BadParameter("give VECTORS to draw, or --history MODEL")
    _plot_map(vectors, output, words or [], group or [], near or [], neighbours, title)


def _plot_history(model: Path, output: Path, title: str) -> None:
    from lemmavec.plotting import plot_history
    from lemmavec.training.model_file import read_model

    records = read_model(model).history
    plot_history(records, output, title=title)
    note(f"wrote {output}: {len(records)} epochs")


def _plot_map(
    vectors: Path,
    output: Path,
    words: Sequence[str],
    group: Sequence[str],
    near: Sequence[str],
    neighbours: int,
    title: str | None,
) -> None:
    from lemmavec import load
    from lemmavec.plotting import frequent_clusters, plot_words

    loaded = load(vectors)
    named, nearest = _named_groups(group), _near(loaded, near, neighbours)
    if both := sorted(set(named) & set(nearest)):
        raise typer.BadParameter(f'"{both[0]}" is named by --group and by --near: rename the group')
    asked = {**named, **nearest}
    if words:
        name = "words" if asked else ""
        if name in asked:
            raise typer.BadParameter(f'WORDs are the group "{name}": rename that of --group')
        asked[name] = list(lines_from(words))
    drawn = _drawable(loaded, asked) if asked else frequent_clusters(loaded)
    plot_words(loaded, drawn, output, title=title or "Word map")
    note(f"wrote {output}: {sum(map(len, drawn.values()))} words")


def _named_groups(entries: Sequence[str]) -> dict[str, list[str]]:
    """Read the groups of --group "NAME=WORD WORD"."""
    groups = {}
    for entry in entries:
        name, equals, members = entry.partition("=")
        if not equals:
            raise typer.BadParameter(f'--group takes "NAME=WORD WORD ...", got "{entry}"')
        if name.strip() in groups:
            raise typer.BadParameter(
                f'two --group are named "{name.strip()}": join their words, or rename one'
            )
        groups[name.strip()] = members.split()
    return groups


def _near(vectors: WordVectors, words: Sequence[str], neighbours: int) -> dict[str, list[str]]:
    """Make a group of each word of --near and its neighbours."""
    groups = {}
    for word in words:
        if word not in vectors:
            raise UnknownWordError(word, vectors.index_to_key)
        groups[word] = [word, *(w for w, _ in vectors.most_similar(word, topn=neighbours))]
    return groups


def _drawable(vectors: WordVectors, groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave out words without a vector; keep a word of two groups in the first; note both."""
    first: dict[str, str] = {}
    twice: list[str] = []
    unknown: list[str] = []
    kept: dict[str, list[str]] = {}
    for name, words in groups.items():
        own = dict.fromkeys(words)
        twice += [f"{word} ({first[word]}, {name})" for word in own if word in first]
        new = [word for word in own if word not in first]
        first.update(dict.fromkeys(new, name))
        unknown += [word for word in new if word not in vectors]
        kept[name] = [word for word in new if word in vectors]
    if twice:
        note(f"in two groups, and drawn in the first of them: {', '.join(twice)}")
    if unknown:
        note(f"left out, as they have no vector: {', '.join(unknown)}")
    return {name: words for name, words in kept.items() if words}
