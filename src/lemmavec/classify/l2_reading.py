"""What the rows of an L2 regularisation path show, in words: each sentence follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

WHY = """\
λ is the strength of L2 regularisation: the loss has the term λ/2 ‖W‖², so that a larger λ gives
smaller weights. Where λ is too small, they fit the noise of the training texts; where it is too
large, they miss what holds for all texts. Held-out texts (dev) show which λ lies between."""


class Row(Protocol):
    """What is read of an `L2PathRow`."""

    @property
    def l2(self) -> float:
        """λ."""

    @property
    def train(self) -> float:
        """Accuracy on the training texts."""

    @property
    def dev(self) -> float:
        """Accuracy on the dev texts."""


class Path(Protocol):
    """What is read of an `L2Path`, whose own file imports this one."""

    @property
    def rows(self) -> Sequence[Row]:
        """One for each λ, by rising λ."""

    @property
    def most_frequent(self) -> float:
        """Accuracy on dev of the most frequent class."""

    @property
    def dev_texts(self) -> int:
        """Their number; 0 if it is not known."""

    @property
    def chosen(self) -> Row:
        """The best on dev."""

    @property
    def standard_error(self) -> float:
        """Of the accuracy of `chosen`."""

    @property
    def one_standard_error(self) -> Row:
        """The largest λ within it of the best."""


def read_l2_path(path: Path) -> str:
    """Say what the rows show, as far as their written digits and the standard error go."""
    first, last = path.rows[0], path.rows[-1]
    if first is last:
        sentences = [f"The grid holds one λ, {first.l2:g}: there is nothing to choose."]
    else:
        sentences = [f"Train {_course('train', first, last)}.", *_of_dev(path)]
    if path.dev_texts:
        sentences += _of_the_error(path)
    return " ".join([*sentences, _of_the_end(path)])


def mark(path: Path, row: Row, error: str) -> str:
    """Say what a row is: the best on dev, the largest λ as good as far as one knows, or neither.

    Parameters
    ----------
    path : Path
    row : Row
        One of its rows.
    error : str
        The standard error of the best accuracy, as the table writes it.
    """
    if row is path.chosen:
        said = f"best on dev, ± {error}" if path.dev_texts else "best on dev"
        return f"{said}; largest λ within ±" if row is path.one_standard_error else said
    return "largest λ within ±" if row is path.one_standard_error else ""


def _of_dev(path: Path) -> list[str]:
    best, first, last = path.chosen, path.rows[0], path.rows[-1]
    if len({_written(row.dev) for row in path.rows}) == 1:
        return [f"Dev is {_written(best.dev)} at every λ: this grid does not decide between them."]
    falls = _written(last.dev) != _written(best.dev)
    if _written(first.dev) != _written(best.dev):
        fall = f", and falls to {_at(last)}" if falls else ""
        said = [f"Dev {_course('dev', first, best)}{fall}."]
        if best is last:
            said.append("The best λ is the largest of the grid: a larger one may be better.")
        return said
    also = f" and at λ = {best.l2:g}" if best is not first else ""
    fall = f"; it falls to {_at(last)}" if falls else ""
    return [
        f"Dev is best, {_written(best.dev)}, at the smallest λ{also}{fall}.",
        "This grid shows no overfitting.",
    ]


def _of_the_error(path: Path) -> list[str]:
    """Say how exact the best accuracy is, and which λ it does not tell from the best."""
    best, first, texts = path.chosen, path.rows[0], f"{path.dev_texts:,}"
    if best.dev in (0.0, 1.0):
        kind = "wrong" if best.dev else "right"
        # If that share were 3/n, so many texts without one would have a chance of 5%.
        said = [
            f"At λ = {best.l2:g} none of the {texts} dev texts is {kind}, which gives a standard "
            f"error of 0; of other texts up to {_written(min(1.0, 3 / path.dev_texts))} may be."
        ]
    else:
        said = [
            f"The standard error of {_written(best.dev)} on {texts} texts is "
            f"{100 * path.standard_error:.1f} points."
        ]
    if len(path.rows) == 1:
        return said
    simplest, within = path.one_standard_error, "within one standard error of the best"
    if best is path.rows[-1]:
        pass  # there is no larger one
    elif simplest is best:
        said.append(f"No larger λ is {within}.")
    else:
        said.append(f"The largest λ {within} is {simplest.l2:g}, with {_written(simplest.dev)}.")
    if first.dev >= best.dev - path.standard_error and first.dev != best.dev:
        said.append("The smallest λ is within it too: these texts do not show overfitting.")
    elif first.dev < best.dev and first.train > best.train:
        said.append("The smallest λ is not within it, although better on train: it overfits.")
    return said


def _of_the_end(path: Path) -> str:
    """Compare the largest λ with the constant, which it need not come down to."""
    last, constant = path.rows[-1], _written(path.most_frequent)
    said = f"Always predicting the most frequent class would give {constant} on dev"
    if _written(last.dev) == constant:
        return f"{said}, and λ = {last.l2:g} gives no more."
    still = "still gives more" if last.dev > path.most_frequent else "gives even less"
    return f"{said}; λ = {last.l2:g} {still}, {_written(last.dev)}."


def _course(part: str, before: Row, after: Row) -> str:
    """Say how an accuracy goes from one λ to another, as far as its written digits show."""
    first, last = getattr(before, part), getattr(after, part)
    if _written(first) == _written(last):
        return f"is {_written(first)} at λ = {before.l2:g} and at λ = {after.l2:g}"
    verb = "rises" if last > first else "falls"
    return (
        f"{verb} from {_written(first)} at λ = {before.l2:g} to "
        f"{_written(last)} at λ = {after.l2:g}"
    )


def _at(row: Row) -> str:
    return f"{_written(row.dev)} at λ = {row.l2:g}"


def _written(accuracy: float) -> str:
    return f"{accuracy:.1%}"
