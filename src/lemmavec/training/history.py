"""The history of a model: one record an epoch, and a table of them for people."""

from __future__ import annotations

from dataclasses import dataclass

from lemmavec import _html
from lemmavec.progress.wording import count_in_words

_HEADINGS = ("epoch", "loss", "validation loss", "words", "words/s", "alpha")


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """What one epoch did.

    Attributes
    ----------
    epoch : int
        Counted from 1.
    loss : float
        Mean loss per prediction over the epoch, in nats, each taken just before its own update.
    predictions : int
        How many were made: pairs of a centre word and an outside word; centres in CBOW.
    words : int
        Corpus words passed, before subsampling.
    words_per_second : float
        Of those.
    alpha : float
        The step size at the end of the epoch.
    validation_loss : float or None
        Mean loss per prediction of the `validation` text after the epoch, if there was one.
    """

    epoch: int
    loss: float
    predictions: int
    words: int
    words_per_second: float
    alpha: float
    validation_loss: float | None = None

    def __str__(self) -> str:
        """Say it in one line."""
        validation = self.validation_loss
        shown = "" if validation is None else f", validation loss {validation:.4f}"
        return (
            f"epoch {self.epoch}: loss {self.loss:.4f}{shown}, {count_in_words(self.words)} words, "
            f"{count_in_words(self.words_per_second)} words/s, alpha {self.alpha:.4g}"
        )


class History(list[EpochRecord]):
    """A list of epoch records that shows itself as a table, in HTML in a notebook.

    Examples
    --------
    >>> History([EpochRecord(1, 2.5, 90, 1000, 5e6, 0.02), EpochRecord(2, 2.25, 90, 1000, 5e6, 0)])
    epoch    loss  words  words/s  alpha
        1  2.5000    1 k      5 M   0.02
        2  2.2500    1 k      5 M      0
    """

    def __repr__(self) -> str:
        if not self:
            return "no epochs yet"
        rows = self._rows()
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        if not self:
            return "<p>no epochs yet</p>"
        headings, *rows = self._rows()
        return _html.table(headings, rows)

    def _rows(self) -> list[list[str]]:
        """Return the headings and the cells, without the validation loss if there is none."""
        rows = [list(_HEADINGS)]
        for record in self:
            validation = record.validation_loss
            rows.append(
                [
                    str(record.epoch),
                    f"{record.loss:.4f}",
                    "" if validation is None else f"{validation:.4f}",
                    count_in_words(record.words),
                    count_in_words(record.words_per_second),
                    f"{record.alpha:.4g}",
                ]
            )
        if all(record.validation_loss is None for record in self):
            rows = [[*row[:2], *row[3:]] for row in rows]
        return rows
