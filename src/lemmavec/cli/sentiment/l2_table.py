"""The table of a sweep over λ, and the command that fits with what it chose."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lemmavec.cli.output import Cell, note, print_rows

if TYPE_CHECKING:
    from lemmavec.classify import L2Path


def print_l2_path(path: L2Path) -> None:
    """Print λ, the accuracies and the norm of the weights; mark two λ; say what the rows show."""
    from lemmavec.classify.l2_reading import WHY, mark

    tested = path.chosen.test is not None
    error = f"{path.standard_error:.4f}"
    rows: list[list[Cell]] = [
        [f"{row.l2:g}", row.train, row.dev, *([row.test or 0.0] if tested else []),
         f"{row.weight_norm:.3g}", mark(path, row, error)]
        for row in path.rows
    ]  # fmt: skip
    columns = ["λ", "train", "dev", *(["test"] if tested else []), "‖W‖", ""]
    print_rows(columns, rows, title="Accuracy by λ")
    note(path.reading(), "", *WHY.split("\n"))


def fit_command(data: str, l2: float, options: Sequence[tuple[str, object, object]] = ()) -> str:
    """Return the command line that fits with a λ.

    Parameters
    ----------
    data : str
        DATA, as it was given.
    l2 : float
    options : sequence of (name, value, default)
        What else was given; options at their default are left out.

    Examples
    --------
    >>> fit_command("my films.csv", 0.01, [("--text", "said", "text"), ("--seed", 1, 1)])
    "lemmavec sentiment fit 'my films.csv' --classifier softmax --l2 0.01 --text said -o model.safetensors"
    """  # noqa: E501
    words = ["lemmavec", "sentiment", "fit", data, "--classifier", "softmax", "--l2", repr(l2)]
    for name, value, default in options:
        if value != default:
            words += [name, str(value)]
    return shlex.join([*words, "-o", "model.safetensors"])
