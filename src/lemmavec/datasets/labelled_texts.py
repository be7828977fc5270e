"""Texts with their labels: what every reader returns and every classifier takes."""

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
        Shape (n,).
    labels : sequence of str or of int
        Shape (n,).
    names : mapping, optional
        Display names of the labels in tables and figures; by default the labels themselves.

    Raises
    ------
    ValueError
        If the numbers of texts and labels differ.

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
        """Return the display name of a label."""
        return (self.names or {}).get(label, str(label))

    def counts(self) -> dict[str, int]:
        """Return the number of texts of each label, in the order of the labels."""
        counted = Counter(self.labels)
        return {self.name(label): counted[label] for label in sorted(counted, key=_order)}

    def take(self, rows: list[int]) -> LabelledTexts:
        """Return the texts and labels at these indices, in this order."""
        labels = [self.labels[i] for i in rows]
        return LabelledTexts([self.texts[i] for i in rows], labels, self.names)

    def split(self, share: float, seed: int) -> tuple[LabelledTexts, LabelledTexts]:
        """Split at random, stratified by label: each part has the same share of every label.

        Parameters
        ----------
        share : float
            The fraction of each label that goes to the second part, between 0 and 1.
        seed : int
            Seed of the random choice.

        Returns
        -------
        rest, held_out : LabelledTexts
            Each in the order of the original.

        Raises
        ------
        ValueError
            If the share is not between 0 and 1, or either part would be empty.

        Examples
        --------
        >>> rest, held_out = LabelledTexts(list("abcdefgh"), [0, 1] * 4).split(0.25, seed=1)
        >>> rest.counts(), held_out.counts()
        ({'0': 3, '1': 3}, {'0': 1, '1': 1})
        """
        between("share", share, 0, 1)
        random = np.random.default_rng(seed)
        rows: dict[Label, list[int]] = {}
        for i, label in enumerate(self.labels):
            rows.setdefault(label, []).append(i)
        held_out: set[int] = set()
        for label in sorted(rows, key=_order):
            order = random.permutation(rows[label]).tolist()
            held_out.update(order[: round(share * len(order))])
        if not 0 < len(held_out) < len(self):
            raise ValueError(f"{len(self)} texts are too few to hold out {share:.0%} of them")
        rest = [i for i in range(len(self)) if i not in held_out]
        return self.take(rest), self.take(sorted(held_out))


def _order(label: Label) -> tuple[bool, Label]:
    return isinstance(label, str), label


def is_integer(label: str) -> bool:
    """Whether a label is an integer as Python writes it, which "01" and "+1" are not.

    Examples
    --------
    >>> is_integer("1"), is_integer("-20"), is_integer("01"), is_integer("one")
    (True, True, False, False)
    """
    return label.removeprefix("-").isdecimal() and str(int(label)) == label
