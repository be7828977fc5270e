"""Cosines of word pairs against human scores, as gensim defines it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec.vectors.evaluation.correlation import pearson, spearman
from lemmavec.vectors.evaluation.intervals import Interval, fisher
from lemmavec.vectors.evaluation.questions import fold, folded_rows, numbered_lines
from lemmavec.vectors.queries import paired_cosines
from lemmavec.vectors.word_matrix import WordMatrix


@dataclass(frozen=True)
class WordPairs:
    """Correlation of the cosines of word pairs with human scores; unpacks as gensim's triple does.

    Attributes
    ----------
    pearson, spearman : float
        Correlation of cosine and score, from -1 to 1.
    found, left_out : int
        Pairs with both words in the vocabulary, and the others.
    correlated : int
        Pairs that the correlations are of: those found, with `unknown_by_ngrams` those that n-grams
        answer, and with `dummy_for_unknown` all.
    """

    pearson: float
    spearman: float
    found: int
    left_out: int
    correlated: int

    @property
    def spearman_interval(self) -> Interval:
        """The 95 % confidence interval of `spearman`, by Fisher's transformation; see `fisher`."""
        return fisher(self.spearman, self.correlated)

    @property
    def oov_ratio(self) -> float:
        """Percentage of pairs with a word out of vocabulary."""
        return 100 * self.left_out / (self.found + self.left_out)

    def __iter__(self) -> Iterator[float]:
        yield from (self.pearson, self.spearman, self.oov_ratio)


class _Pair(NamedTuple):
    first: str
    second: str
    score: float
    as_written: tuple[str, str]


def evaluate_word_pairs(
    vectors: WordMatrix,
    path: FilePath,
    *,
    restrict_vocab: int | None,
    case_insensitive: bool,
    dummy_for_unknown: bool,
    unknown_by_ngrams: bool,
    delimiter: str | None,
) -> WordPairs:
    """See `WordVectors.evaluate_word_pairs`."""
    if unknown_by_ngrams and vectors.ngrams is None:
        raise ValueError("unknown_by_ngrams needs vectors with n-grams: train with subwords")
    row_of = folded_rows(vectors.index_to_key, restrict_vocab, case_insensitive)
    pairs = list(_read_pairs(path, delimiter, case_insensitive))
    known = [pair for pair in pairs if pair.first in row_of and pair.second in row_of]
    unknown = [pair for pair in pairs if pair.first not in row_of or pair.second not in row_of]
    first = [row_of[pair.first] for pair in known]
    second = [row_of[pair.second] for pair in known]
    scores = [pair.score for pair in known]
    matrix = vectors.vectors
    # float32, so that cosines equal but for rounding (two words paired with themselves) are ties.
    cosines = paired_cosines(matrix[first], matrix[second]).astype(np.float32)
    left = unknown
    if unknown_by_ngrams:
        asked = [(pair, _cosine_by_ngrams(vectors, row_of, pair)) for pair in unknown]
        left = [pair for pair, cosine in asked if cosine is None]
        scores += [pair.score for pair, cosine in asked if cosine is not None]
        cosines = np.append(cosines, [cosine for _, cosine in asked if cosine is not None])
    if dummy_for_unknown:
        scores += [pair.score for pair in left]
        cosines = np.append(cosines, np.zeros(len(left)))
    if len(scores) < 2:
        raise ValueError(
            f"{path}: of {len(pairs)} pairs only {len(known)} have both words among the "
            f"{len(row_of):,} looked at: too few to correlate"
        )
    correlations = pearson(scores, cosines), spearman(scores, cosines)
    return WordPairs(*correlations, len(known), len(unknown), len(scores))


def _cosine_by_ngrams(
    vectors: WordMatrix, row_of: Mapping[str, int], pair: _Pair
) -> np.float32 | None:
    """Return the cosine of a pair whose unknown words their n-grams give; None if one has none."""
    found = []
    for folded, written in zip((pair.first, pair.second), pair.as_written, strict=True):
        row = row_of.get(folded)
        vector = vectors.get(written) if row is None else vectors.vectors[row]
        if vector is None:
            return None
        found.append(vector)
    return np.float32(paired_cosines(*found))


def _read_pairs(path: FilePath, delimiter: str | None, case_insensitive: bool) -> Iterator[_Pair]:
    for number, line in numbered_lines(path):
        if line.startswith("#"):
            continue
        try:
            a, b, text = line.split(delimiter)
            score = float(text)
        except ValueError:
            score = math.nan
        if not math.isfinite(score):
            between = "white space" if delimiter is None else repr(delimiter)
            raise DamagedFileError(
                f"{path}, line {number}: expected two words and a number with {between} between "
                f"them, got {line[:80]!r}; `delimiter` sets another separator, and a line that "
                "begins with # is a comment"
            )
        folded = fold(a, case_insensitive), fold(b, case_insensitive)
        yield _Pair(*folded, score, (a, b))
