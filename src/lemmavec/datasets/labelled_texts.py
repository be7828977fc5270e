"""Texts with their labels, as every reader gives them and every classifier takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lemmavec._validation import between

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
        The name of each label, for tables and pictures; a label without one is shown itself.

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
        """Return the name of a label."""
        return (self.names or {}).get(label, str(label))

    def counts(self) -> dict[str, int]:
        """Return the number of texts of each label, by its name, in the order of the labels."""
        counted = Counter(self.labels)
        return {self.name(label): counted[label] for label in sorted(counted, key=_order)}

    def take(self, rows: list[int]) -> LabelledTexts:
        """Give the texts of these rows."""
        labels = [self.labels[i] for i in rows]
        return LabelledTexts([self.texts[i] for i in rows], labels, self.names)

    def split(self, share: float, seed: int) -> tuple[LabelledTexts, LabelledTexts]:
        """Divide the texts at random in two, with the same share of every label in the second part.

        Parameters
        ----------
        share : float
            The second part's share of each label, between 0 and 1.
        seed : int
            Of the random choice.

        Returns
        -------
        first, second : LabelledTexts

        Raises
        ------
        ValueError
            If the share is not between 0 and 1, or one of the parts would be empty.

        Examples
        --------
        >>> train, test = LabelledTexts(list("abcdefgh"), [0, 1] * 4).split(0.25, seed=1)
        >>> train.counts(), test.counts()
        ({'0': 3, '1': 3}, {'0': 1, '1': 1})
        """
        between("share", share, 0, 1)
        random = np.random.default_rng(seed)
        rows: dict[Label, list[int]] = {}
        for i, label in enumerate(self.labels):
            rows.setdefault(label, []).append(i)
        second: set[int] = set()
        for label in sorted(rows, key=_order):
            order = random.permutation(rows[label]).tolist()
            second.update(order[: round(share * len(order))])
        if not 0 < len(second) < len(self):
            raise ValueError(f"{len(self)} texts are too few to take {share:.0%} of each label")
        return self.take([i for i in range(len(self)) if i not in second]), self.take(
            sorted(second)
        )


def _order(label: Label) -> tuple[bool, Label]:
    return isinstance(label, str), label
