"""Softmax regression on averaged vectors, as the commands fit it: with one λ, or with each."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lemmavec._validation import FloatArray
from lemmavec.classify.automatic_settings import vector_training
from lemmavec.cli.output import note
from lemmavec.cli.sentiment.epoch_progress import epoch_progress

if TYPE_CHECKING:
    from lemmavec.classify import L2Path
    from lemmavec.classify.document_vectors import Weighting
    from lemmavec.datasets.labelled_texts import LabelledTexts
    from lemmavec.sklearn import Word2VecVectorizer

Workers = Annotated[
    int,
    typer.Option(
        min=1, help="Of softmax: threads that train the vectors; the figures vary with several."
    ),
]
L2_GRID_HELP = "1e-5 to 100"


def vectorizer_of(
    vectors: Path | None,
    weighting: Weighting | None,
    seed: int,
    workers: int,
    epochs: int | None = None,
) -> Word2VecVectorizer:
    """Make the vectorizer of sweep and fit; what is None is the vectorizer's own default."""
    from lemmavec.sklearn import Word2VecVectorizer

    chosen: dict[str, Any] = {"weighting": weighting, "epochs": epochs}
    chosen = {name: value for name, value in chosen.items() if value is not None}
    return Word2VecVectorizer(vectors, seed=seed, workers=workers, **chosen)


def vector_progress(
    vectorizer: Word2VecVectorizer, train: LabelledTexts, *, quiet: bool
) -> AbstractContextManager[None]:
    """Show the training of the vectors, unless they are given."""
    quiet = quiet or vectorizer.vectors is not None
    epochs = vectorizer.epochs
    if isinstance(epochs, str):
        epochs = vector_training(sum(len(text.split()) for text in train.texts)).epochs
    return epoch_progress(train.texts, epochs, quiet=quiet)


def l2_path(
    vectorizer: Word2VecVectorizer,
    parts: Sequence[LabelledTexts],
    grid: Sequence[float] | None,
    *,
    quiet: bool,
) -> tuple[L2Path, FloatArray]:
    """Fit the regression for each λ; `parts` are train, dev and, if there is one, test.

    Returns
    -------
    L2Path
    ndarray of float64, shape (N, D)
        The features of train, for the regression that is to be saved.
    """
    from lemmavec.classify.l2_path import DEFAULT_GRID
    from lemmavec.sklearn.l2_path import features_of, fit_l2_path_of_features

    with vector_progress(vectorizer, parts[0], quiet=quiet):
        features = features_of(vectorizer, parts)
    grid = grid or DEFAULT_GRID
    if not quiet:
        note(f"fitting a regression for each of {len(grid)} λ")
    return fit_l2_path_of_features(features, grid), features[0].X
