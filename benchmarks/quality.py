"""Quality of vectors: word pairs and analogies, by lemmavec's evaluation for every library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lemmavec import WordVectors, load

from . import data

# The published numbers on text of this size look at the 30,000 most frequent words.
ANALOGY_WORDS = 30_000


class Quality:
    """The files to score by: those given, or those of the data folder where it is present."""

    def __init__(self, pairs: Sequence[Path], analogies: Sequence[Path]) -> None:
        if pairs or analogies:
            self.pairs = {path.stem: path for path in pairs}
            self.analogies = {path.stem: path for path in analogies}
        else:
            self.pairs, self.analogies = _present(data.PAIRS), _present(data.ANALOGIES)

    @property
    def measures(self) -> list[str]:
        """The names of the scores."""
        return [*self.pairs, *self.analogies]

    def of(self, path: Path) -> dict[str, float]:
        """Score the vectors of a file."""
        return self.score(load(path))

    def score(self, vectors: WordVectors) -> dict[str, float]:
        """Score vectors by each measure."""
        scores = {
            name: float(vectors.evaluate_word_pairs(file).spearman)
            for name, file in self.pairs.items()
        }
        for name, file in self.analogies.items():
            answers = vectors.evaluate_word_analogies(file, restrict_vocab=ANALOGY_WORDS)
            scores[name] = float(answers.score)
        return scores


def _present(files: dict[str, Path]) -> dict[str, Path]:
    return {name: path for name, path in files.items() if path.is_file()}
