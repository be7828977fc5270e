"""The end of the demo (extra `demo`): from words to the sentiment of Rotten Tomatoes sentences."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec.demo.tables import print_table

if TYPE_CHECKING:
    from rich.console import Console

    from lemmavec import WordVectors
    from lemmavec.classify import L2Path
    from lemmavec.datasets import LabelledTexts
    from lemmavec.sklearn import TextClassifier

CLASSES = ("negative", "positive")
GRID = (1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 10.0, 100.0)
_LONGEST = 16  # words of a sentence to explain, so that the picture shows all of them
_FEWEST = 200  # sentences


class Parts(NamedTuple):
    """Sentences to train on, to choose λ on, and to measure accuracy on."""

    train: LabelledTexts
    dev: LabelledTexts
    test: LabelledTexts


def read_parts(limit: int | None = None, seed: int = 1) -> Parts | None:
    """Read the sentences, divided at random into train, dev and test as 8 : 1 : 1.

    Parameters
    ----------
    limit : int, optional
        Take only about so many, the same share of each class; all by default.
    seed : int
        Of the division.

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


def run(vectors: WordVectors, folder: Path, console: Console, limit: int | None = None) -> None:
    """Choose λ, train a classifier, show its errors, and explain five sentences.

    Parameters
    ----------
    vectors : WordVectors
        Trained on reviews.
    folder : path
        For `lambda.png`, `confusion.png`, `sentences.png` and `sentiment.safetensors`.
    console : Console
        Progress is printed to it; the tables go to standard output.
    limit : int, optional
        As `read_parts` takes it.
    """
    from lemmavec.sklearn import TextClassifier, save_estimator

    parts = read_parts(limit)
    if parts is None:
        console.print("[bold]6[/bold]  Too few reviews to learn their sentiment")
        return
    count = sum(map(len, parts))
    console.print("[bold]6[/bold]  Sentiment: choosing λ, the strength of regularisation, on "
                  f"{len(parts.dev):,} of {count:,} Rotten Tomatoes sentences\n")  # fmt: skip
    path = _choose_l2(parts, vectors, folder)
    console.print(f"[bold]7[/bold]  Training a classifier on {len(parts.train):,} sentences, which "
                  "tunes the vectors to the task\n")  # fmt: skip
    model = TextClassifier(vectors).fit(parts.train.texts, parts.train.labels)
    P = model.predict_proba(parts.test.texts)
    _show_errors(path, parts.test, P, folder)
    _print_what_the_vectors_saw(parts.test, limit)
    _explain_sentences(model, parts.test, P, folder)
    save_estimator(model, folder / "sentiment.safetensors", parts.train.names)
    console.print("[bold]8[/bold]  Drew accuracy by λ, the confusion matrix, and the words that "
                  f"decided: {folder / 'lambda.png'}, confusion.png, sentences.png",
                  soft_wrap=True)  # fmt: skip
    console.print(
        f'     try: echo "a gem, and great fun" | lemmavec sentiment predict '
        f"{folder / 'sentiment.safetensors'} --explain",
        style="dim",
        soft_wrap=True,
    )


def _choose_l2(parts: Parts, vectors: WordVectors, folder: Path) -> L2Path:
    """Fit softmax regression for each λ; print and draw the accuracies."""
    from lemmavec.classify.l2_reading import mark
    from lemmavec.plotting import plot_l2_path
    from lemmavec.sklearn.l2_path import fit_l2_path_of_texts

    path = fit_l2_path_of_texts(*parts, vectors=vectors, grid=GRID)
    error = f"{100 * path.standard_error:.1f}"
    rows = [
        (f"{row.l2:g}", f"{row.train:.1%}", f"{row.dev:.1%}", mark(path, row, error))
        for row in path.rows
    ]
    print_table(
        "Accuracy of softmax regression on averaged vectors, by λ", ["λ", "train", "dev", ""], rows
    )
    plot_l2_path(path, folder / "lambda.png")
    return path


def _show_errors(path: L2Path, test: LabelledTexts, P: NDArray[np.floating], folder: Path) -> None:
    """Print the accuracies and the confusion matrix, and draw the matrix."""
    from lemmavec.classify import confusion_matrix
    from lemmavec.classify.confusion import standard_error
    from lemmavec.plotting import plot_confusion

    counts = confusion_matrix(test.labels, P.argmax(axis=1), len(CLASSES))
    accuracies = {
        "always the most frequent class": counts.sum(axis=1).max() / counts.sum(),
        f"softmax regression, λ = {path.chosen.l2:g}": path.chosen.test or 0.0,
        "TextClassifier": counts.trace() / counts.sum(),
    }
    rows = [
        (name, f"{accuracy:.1%}", f"± {100 * standard_error(accuracy, len(test)):.1f}")
        for name, accuracy in accuracies.items()
    ]
    title = f"Accuracy on {len(test):,} held-out sentences, and its standard error"
    print_table(title, ["", "accuracy", ""], rows)
    cells = [
        (f"{name} (true class)", *map(str, row)) for name, row in zip(CLASSES, counts, strict=True)
    ]
    print_table(
        "Confusion matrix of TextClassifier", ["", *(f"predicted {c}" for c in CLASSES)], cells
    )
    plot_confusion(counts, CLASSES, folder / "confusion.png",
                   title="Confusion matrix of held-out sentences")  # fmt: skip


def _print_what_the_vectors_saw(test: LabelledTexts, limit: int | None) -> None:
    """Say how many held-out sentences are among the reviews that the vectors were trained on."""
    from lemmavec.datasets.readers import read_movie_reviews

    read = set(islice(read_movie_reviews().texts, limit))
    seen = sum(text in read for text in test.texts)
    count = "all" if seen == len(test) else f"{seen:,}" if seen else "none"
    also = ", without their labels" if seen else ""
    print(f"The word vectors were trained on {count} of these {len(test):,} sentences{also}.\n")


def _explain_sentences(
    model: TextClassifier, test: LabelledTexts, P: NDArray[np.floating], folder: Path
) -> None:
    """Print and draw the words that decided in five sentences."""
    from lemmavec.plotting import plot_explanations

    chosen = five_sentences(test, P)
    truths = [int(test.labels[i]) for i in chosen]
    explained = [model.explain(test.texts[i]) for i in chosen]
    rows = []
    for explanation, truth in zip(explained, truths, strict=True):
        parts = explanation.towards(1)
        order = sorted(range(len(parts)), key=lambda i: -abs(parts[i]))[:4]
        sentence = " ".join(word for word in explanation.words if " " not in word)
        verdict = "right" if truth == explanation.predicted else "WRONG"
        predicted = CLASSES[explanation.predicted]
        prediction = f"{predicted} {explanation.probabilities.max():.0%}, {verdict}"
        words = ", ".join(f"{explanation.words[i]} {parts[i]:+.1f}" for i in order)
        rows.append((sentence, prediction, words))
    print_table("Five sentences, and the words that spoke for (+) or against (-) “positive”",
                ["sentence", "prediction", "words that decided"], rows)  # fmt: skip
    plot_explanations(explained, CLASSES, folder / "sentences.png", truths=truths)


def five_sentences(texts: LabelledTexts, P: NDArray[np.floating]) -> list[int]:
    """Choose short sentences: the most confident of each class, the least confident, two errors.

    Parameters
    ----------
    texts : LabelledTexts
    P : ndarray of float, shape (N, 2)
        The probability of each class, as predicted.

    Returns
    -------
    list of int
        Five different rows, or fewer where there are no more of a kind.
    """
    truth, confidence, predicted = np.array(texts.labels), P.max(axis=1), P.argmax(axis=1)
    short = np.array([len(text.split()) <= _LONGEST for text in texts.texts])
    chosen: list[int] = []

    def take(rows: NDArray[np.bool_], by: NDArray[np.floating]) -> None:
        free = [i for i in np.flatnonzero(rows & short).tolist() if i not in chosen]
        if free:
            chosen.append(max(free, key=lambda i: by[i]))

    for label in (1, 0):
        take((truth == label) & (predicted == label), confidence)
    take(truth == predicted, -confidence)
    for label in (1, 0):
        take((truth == label) & (predicted != label), confidence)
    return chosen
