"""Word pairs against human judgement, and analogies, each as gensim defines it."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import open_decompressed
from lemmavec.vectors.correlation import pearson, spearman
from lemmavec.vectors.queries import Matrix, paired_cosines, unit

Path = str | os.PathLike[str]
Rows = NDArray[np.int64]
COSINES_AT_ONCE = 1 << 24
# gensim looks at the five best rows for one that is no case variant of a word in the question.
CANDIDATES = 5


@dataclass(frozen=True)
class WordPairs:
    """How far the cosines of word pairs go with human scores; unpacks as gensim's triple does.

    Attributes
    ----------
    pearson, spearman : float
        Correlation of cosine and score.
    found, left_out : int
        Pairs with both words in the vocabulary, and the others.
    """

    pearson: float
    spearman: float
    found: int
    left_out: int

    @property
    def oov_ratio(self) -> float:
        """Percentage of pairs with a word out of vocabulary."""
        return 100 * self.left_out / (self.found + self.left_out)

    def __iter__(self) -> Iterator[float]:
        yield from (self.pearson, self.spearman, self.oov_ratio)


@dataclass(frozen=True)
class AnalogySection:
    """The counts of one section of questions; `score` is the part answered right."""

    name: str
    correct: int
    incorrect: int
    left_out: int

    @property
    def found(self) -> int:
        """Questions that were asked."""
        return self.correct + self.incorrect

    @property
    def score(self) -> float:
        """The part of the asked questions that was answered right; 0 if none was asked."""
        return self.correct / self.found if self.found else 0.0


@dataclass(frozen=True)
class Analogies:
    """Answers to "a is to b as c is to what?"; unpacks into score and sections.

    Attributes
    ----------
    sections : tuple of AnalogySection
        In the order of the file.
    """

    sections: tuple[AnalogySection, ...]

    @property
    def correct(self) -> int:
        """Questions answered right."""
        return sum(section.correct for section in self.sections)

    @property
    def found(self) -> int:
        """Questions that were asked."""
        return sum(section.found for section in self.sections)

    @property
    def left_out(self) -> int:
        """Questions with a word out of vocabulary."""
        return sum(section.left_out for section in self.sections)

    @property
    def score(self) -> float:
        """The part of all asked questions that was answered right; 0 if none was asked."""
        return self.correct / self.found if self.found else 0.0

    def __iter__(self) -> Iterator[float | tuple[AnalogySection, ...]]:
        yield from (self.score, self.sections)


class _Section(NamedTuple):
    name: str
    questions: list[list[str]]


def evaluate_word_pairs(
    words: Sequence[str],
    matrix: Matrix,
    path: Path,
    *,
    restrict_vocab: int | None = 300_000,
    case_insensitive: bool = True,
    dummy_for_unknown: bool = False,
    delimiter: str | None = "\t",
) -> WordPairs:
    """See `WordVectors.evaluate_word_pairs`."""
    row_of = _folded_rows(words, restrict_vocab, case_insensitive)
    pairs = list(_read_pairs(path, delimiter, case_insensitive))
    known = [pair for pair in pairs if pair[0] in row_of and pair[1] in row_of]
    unknown = [pair for pair in pairs if pair[0] not in row_of or pair[1] not in row_of]
    first = [row_of[a] for a, _, _ in known]
    second = [row_of[b] for _, b, _ in known]
    scores = [score for _, _, score in known]
    # float32, so that cosines equal but for rounding (two words paired with themselves) are ties.
    cosines = paired_cosines(matrix[first], matrix[second]).astype(np.float32)
    if dummy_for_unknown:
        scores += [score for _, _, score in unknown]
        cosines = np.append(cosines, np.zeros(len(unknown)))
    if len(scores) < 2:
        raise ValueError(
            f"{path}: of {len(pairs)} pairs only {len(known)} have both words among the "
            f"{len(row_of):,} looked at: too few to correlate"
        )
    return WordPairs(pearson(scores, cosines), spearman(scores, cosines), len(known), len(unknown))


def evaluate_word_analogies(
    words: Sequence[str],
    matrix: Matrix,
    norms: Matrix,
    path: Path,
    *,
    restrict_vocab: int | None = 300_000,
    case_insensitive: bool = True,
) -> Analogies:
    """See `WordVectors.evaluate_word_analogies`."""
    answered = answered_analogies(
        words, matrix, norms, path, restrict_vocab=restrict_vocab, case_insensitive=case_insensitive
    )
    sections = []
    for name, _, right in answered:
        counts = (right.count(True), right.count(False), right.count(None))
        sections.append(AnalogySection(name, *counts))
    return Analogies(tuple(sections))


def answered_analogies(
    words: Sequence[str],
    matrix: Matrix,
    norms: Matrix,
    path: Path,
    *,
    restrict_vocab: int | None = 300_000,
    case_insensitive: bool = True,
) -> Iterator[tuple[str, list[list[str]], list[bool | None]]]:
    """Give each section's name, its questions, and whether each was answered right.

    None stands for a question with a word out of vocabulary. Words are in capitals if case is
    ignored.
    """
    row_of = _folded_rows(words, restrict_vocab, case_insensitive)
    matrix, norms = matrix[:restrict_vocab], norms[:restrict_vocab]
    fold = np.array([row_of[_fold(w, case_insensitive)] for w in words[:restrict_vocab]], np.int64)
    for name, questions in _read_analogies(path, case_insensitive):
        known = [all(word in row_of for word in question) for question in questions]
        rows = [[row_of[word] for word in question] for question in compress(questions, known)]
        asked = np.array(rows, np.int64).reshape(-1, 4)
        right = iter((_answers(matrix, norms, fold, asked[:, :3]) == asked[:, 3]).tolist())
        yield name, questions, [next(right) if is_known else None for is_known in known]


def _answers(matrix: Matrix, norms: Matrix, fold: Rows, asked: Rows) -> Rows:
    """Return the row nearest to b - a + c for each (a, b, c), or -1 if there is none.

    `fold` leads from each row to the first row whose word differs from its own in case alone.
    """
    answers = np.full(len(asked), -1)
    reciprocal = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
    step = max(1, COSINES_AT_ONCE // max(1, len(matrix)))
    for start in range(0, len(asked), step):
        block = asked[start : start + step]
        a, b, c = unit(matrix[block]).transpose(1, 0, 2)
        # The length of the query changes no order, but rounding is best near length 1.
        cosines = unit(b - a + c).astype(np.float32) @ matrix.T
        cosines *= reciprocal
        np.put_along_axis(cosines, block, -np.inf, axis=1)
        open_ = np.arange(len(block))
        for _ in range(CANDIDATES):
            best = cosines[open_].argmax(axis=1) if len(open_) < len(block) else cosines.argmax(1)
            some_left = cosines[open_, best] > -np.inf
            open_, best = open_[some_left], best[some_left]
            answers[start + open_] = fold[best]
            cosines[open_, best] = -np.inf
            open_ = open_[(fold[best, None] == block[open_]).any(axis=1)]
            if not len(open_):
                break
    return answers


def _fold(word: str, case_insensitive: bool) -> str:
    return word.upper() if case_insensitive else word


def _folded_rows(
    words: Sequence[str], restrict_vocab: int | None, case_insensitive: bool
) -> dict[str, int]:
    """Map each word, in capitals if case is ignored, to the first row that has it."""
    if restrict_vocab is not None and restrict_vocab < 1:
        raise ValueError(f"restrict_vocab must be 1 or more, or None for all, got {restrict_vocab}")
    rows: dict[str, int] = {}
    for row, word in enumerate(words[:restrict_vocab]):
        rows.setdefault(_fold(word, case_insensitive), row)
    return rows


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    with open_decompressed(path) as file:
        for number, line in enumerate(file, 1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise ValueError(f"{path}, line {number}: not UTF-8 ({error})") from None
            if text.strip():
                yield number, text


def _read_pairs(
    path: Path, delimiter: str | None, case_insensitive: bool
) -> Iterator[tuple[str, str, float]]:
    for number, line in _lines(path):
        if line.startswith("#"):
            continue
        fields = line.split(delimiter)
        try:
            a, b, text = fields
            score = float(text)
        except ValueError:
            score = math.nan
        if not math.isfinite(score):
            between = "blanks" if delimiter is None else repr(delimiter)
            raise ValueError(
                f"{path}, line {number}: expected two words and a number with {between} between "
                f"them, got {line[:80]!r}; `delimiter` sets another separator, and a line that "
                "begins with # is passed over"
            )
        yield _fold(a, case_insensitive), _fold(b, case_insensitive), score


def _read_analogies(path: Path, case_insensitive: bool) -> list[_Section]:
    sections: list[_Section] = []
    for number, line in _lines(path):
        if line.startswith(": "):
            sections.append(_Section(line.lstrip(": ").strip(), []))
            continue
        question = [_fold(word, case_insensitive) for word in line.split()]
        if not sections:
            raise ValueError(
                f'{path}, line {number}: expected a section\'s name, as in ": capitals", before '
                f"the first question, got {line[:80]!r}"
            )
        if len(question) != 4:
            raise ValueError(f"{path}, line {number}: expected four words, got {line[:80]!r}")
        sections[-1].questions.append(question)
    return sections
