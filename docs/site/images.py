"""Draw two of the pictures of docs/images again, with what `lemmavec demo` trains.

    python docs/site/images.py

Needs the extra `demo`. Threads update the vectors in an order that differs from run to run, and the
pictures with them; change them only when what they show or say has changed. The picture of λ is not
among them: a command of the documentation draws it, and `outputs.py` runs that.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from lemmavec.demo import words
from lemmavec.demo.sentiment import CLASSES
from lemmavec.plotting import plot_explanations
from lemmavec.sklearn import explain, load_estimator

IMAGES = Path(__file__).parents[1] / "images"
SENTENCES = [
    "a gem, and great fun from start to end.",
    "two hours of noise, and not one good idea.",
    "it has fine actors, but the plot is a mess.",
]


def main() -> None:
    """Run the demo, and keep its map and three explanations."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        words.run(folder)
        shutil.copy(folder / "map.png", IMAGES / "film-reviews.png")
        model = load_estimator(folder / "sentiment.safetensors")
        explained = [explain(model, sentence) for sentence in SENTENCES]
        plot_explanations(explained, CLASSES, IMAGES / "sentiment-words.png")


if __name__ == "__main__":
    main()
