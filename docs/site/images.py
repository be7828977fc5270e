"""Draw the pictures of docs/images again, with what `lemmavec demo` trains and a classifier.

    python docs/site/images.py

Needs the extra `demo`. Threads update the vectors in an order that differs from run to run, and the
pictures with them; change them only when what they show or say has changed. The picture of λ is not
among them: a command of the documentation draws it, and `outputs.py` runs that.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import numpy as np

from lemmavec import WordVectors, load
from lemmavec.datasets.readers import read_movie_reviews
from lemmavec.demo import words
from lemmavec.demo.sentiment import CLASSES
from lemmavec.plotting import (
    plot_calibration,
    plot_explanations,
    plot_history,
    plot_neighbours,
    plot_similarities,
)
from lemmavec.sklearn import TextClassifier, explain, load_estimator

IMAGES = Path(__file__).parents[1] / "images"
SENTENCES = [
    "a gem, and great fun from start to end.",
    "two hours of noise, and not one good idea.",
    "it has fine actors, but the plot is a mess.",
]
COMPARED = [
    "good", "great", "superb", "bad", "boring", "awful",
    "film", "movie", "picture", "actor", "actress", "director",
]  # fmt: skip


def main() -> None:
    """Run the demo, keep its map, and draw its vectors, three explanations and a classifier."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words.run(folder)
        shutil.copy(folder / "map.png", IMAGES / "film-reviews.png")
        model = load_estimator(folder / "sentiment.safetensors")
        explained = [explain(model, sentence) for sentence in SENTENCES]
        plot_explanations(explained, CLASSES, IMAGES / "sentiment-words.png")
        draw_vectors(load(folder / "vectors.safetensors"))
    draw_classifier()


def draw_vectors(vectors: WordVectors) -> None:
    """Draw the neighbours of a word, and the cosines of a few."""
    plot_neighbours(vectors, "funny", IMAGES / "neighbours.png")
    plot_similarities(vectors, COMPARED, IMAGES / "similarities.png")


def draw_classifier() -> None:
    """Train a classifier without early stopping, and draw its loss and its calibration."""
    train, test = read_movie_reviews("rotten_tomatoes").split(0.1, seed=1)
    model = TextClassifier(epochs=8)
    model.fit(train.texts, train.labels, validation=(test.texts, test.labels))
    plot_history(model.history_, IMAGES / "history.png")
    truth = np.searchsorted(model.classes_, test.labels)
    plot_calibration(truth, model.predict_proba(test.texts), IMAGES / "calibration.png")


if __name__ == "__main__":
    main()
