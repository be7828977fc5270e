"""Texts with their labels, as every reader gives them and every classifier takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Label = str | int


@dataclass(frozen=True, slots=True)
class LabelledTexts:
    """Texts and a label for each.

    Parameters
    ----------
    texts : list of str
    labels : sequence of str or of int
        As many as texts.
    names : mapping, optional
        What a label is called in tables and pictures; a label stands for itself otherwise.

    Raises
    ------
    ValueError
        If there are not as many labels as texts.

    Examples
    --------
    >>> data = LabelledTexts(["a gem", "a bore", "a joy"], [1, 0, 1], {0: "bad", 1: "good"})
    >>> len(data), data.counts()
    (3, {'bad': 1, 'good': 2})
    """

    texts: list[str]
    labels: Sequence[Label]
    names: Mapping[Any, str] | None = None

    def __post_init__(self) -> None:
        if len(self.texts) != len(self.labels):
            raise ValueError(f"{len(self.texts)} texts, but {len(self.labels)} labels")

    def __len__(self) -> int:
        return len(self.texts)

    def name(self, label: Label) -> str:
        """Say what a label is called."""
        return (self.names or {}).get(label, str(label))

    def counts(self) -> dict[str, int]:
        """How many texts each label has, in the order of the labels."""
        counted = Counter(self.labels)
        return {self.name(label): counted[label] for label in sorted(counted, key=_order)}

    def where(self, keep: Callable[[Label], bool]) -> LabelledTexts:
        """Keep the texts whose label passes."""
        chosen = [i for i, label in enumerate(self.labels) if keep(label)]
        return self.take(chosen)

    def take(self, rows: list[int]) -> LabelledTexts:
        """Give the texts of these rows."""
        labels = [self.labels[i] for i in rows]
        return LabelledTexts([self.texts[i] for i in rows], labels, self.names)

    def split(self, share: float, seed: int) -> tuple[LabelledTexts, LabelledTexts]:
        """Put a share of the texts aside, by chance but the same share of every label.

        Parameters
        ----------
        share : float
            Between 0 and 1: how much of each label goes to the second part.
        seed : int

        Returns
        -------
        rest, aside : LabelledTexts

        Raises
        ------
        ValueError
            If the share is not between 0 and 1, or one of the parts would be empty.

        Examples
        --------
        >>> rest, aside = LabelledTexts(list("abcdefgh"), [0, 1] * 4).split(0.25, seed=1)
        >>> rest.counts(), aside.counts()
        ({'0': 3, '1': 3}, {'0': 1, '1': 1})
        """
        if not 0 < share < 1:
            raise ValueError(f"share must lie between 0 and 1, got {share}")
        random = np.random.default_rng(seed)
        rows: dict[Label, list[int]] = {}
        for i, label in enumerate(self.labels):
            rows.setdefault(label, []).append(i)
        aside: set[int] = set()
        for label in sorted(rows, key=_order):
            order = random.permutation(rows[label]).tolist()
            aside.update(order[: round(share * len(order))])
        if not 0 < len(aside) < len(self):
            raise ValueError(f"{len(self)} texts are too few to put {share:.0%} of them aside")
        return self.take([i for i in range(len(self)) if i not in aside]), self.take(sorted(aside))


def _order(label: Label) -> tuple[bool, Label]:
    return isinstance(label, str), label
