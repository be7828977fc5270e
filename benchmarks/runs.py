"""What is run: a text, a training on it with one library, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Corpus:
    """A text of `words` words: `path` as it is, `in_lines` cut into lines of 1,000 words."""

    name: str
    path: Path
    in_lines: Path
    words: int


@dataclass(frozen=True)
class Run:
    """What to train, with the same settings for every library.

    With `subwords` the model is fastText's, with n-grams of 3 to 6 characters in 2,000,000 buckets.
    The vectors of words that are `unseen` in the text are saved behind those of the vocabulary.
    """

    peer: str
    architecture: str
    loss: str
    corpus: str
    words: int
    vectors: str
    vector_size: int
    epochs: int
    threads: int
    seed: int
    alpha: float
    deterministic: bool = False
    window: int = 5
    negative: int = 5
    sample: float = 1e-3
    min_count: int = 5
    subwords: bool = False
    unseen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What came out; `peak_mb` is the largest resident size in 10^6 bytes."""

    peer: str
    architecture: str
    loss: str
    vector_size: int
    threads: int
    seed: int
    alpha: float
    deterministic: bool
    epochs: int
    vocabulary: int
    vocabulary_seconds: float
    training_seconds: float
    words_per_second: float
    peak_mb: float
