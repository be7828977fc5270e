"""Analogies: a is to b as c is to what? Asked and counted as gensim does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import compress
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath
from lemmavec._validation import one_of
from lemmavec.vectors.cosmul import EPSILON
from lemmavec.vectors.evaluation.intervals import Interval, wilson
from lemmavec.vectors.evaluation.questions import fold, folded_rows, numbered_lines
from lemmavec.vectors.queries import Matrix, unit
from lemmavec.vectors.word_matrix import WordMatrix

Rows = NDArray[np.int64]
Units = NDArray[np.float64]
Scores = Callable[[Matrix, Matrix, Units], Matrix]
Method = Literal["3cosadd", "3cosmul"]
COSINES_AT_ONCE = 1 << 24
# gensim looks at the five best rows for one that is no case variant of a word in the question.
CANDIDATES = 5


@dataclass(frozen=True)
class AnalogySection:
    """The counts of one section of questions.

    Attributes
    ----------
    name : str
        The section's name.
    correct, incorrect : int
        Questions answered right, and wrong.
    left_out : int
        Questions with a word out of vocabulary, which are not asked.
    """

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
        """The fraction of the asked questions that was answered right; 0 if none was asked."""
        return self.correct / self.found if self.found else 0.0

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % confidence interval of the score; NaN if no question was asked."""
        return wilson(self.correct, self.found)


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
        """The fraction of all asked questions that was answered right; 0 if none was asked."""
        return self.correct / self.found if self.found else 0.0

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % confidence interval of the score; NaN if no question was asked."""
        return wilson(self.correct, self.found)

    def __iter__(self) -> Iterator[float | tuple[AnalogySection, ...]]:
        yield from (self.score, self.sections)


class _Section(NamedTuple):
    name: str
    questions: list[list[str]]


class AnsweredSection(NamedTuple):
    """A section's name, its questions, and whether each was answered right.

    None stands for a question with a word out of vocabulary. Words are in capitals if case is
    ignored.
    """

    name: str
    questions: list[list[str]]
    right: list[bool | None]


def evaluate_word_analogies(
    vectors: WordMatrix,
    path: FilePath,
    *,
    restrict_vocab: int | None,
    case_insensitive: bool,
    method: Method = "3cosadd",
) -> Analogies:
    """See `WordVectors.evaluate_word_analogies`."""
    answered = answered_analogies(
        vectors,
        path,
        restrict_vocab=restrict_vocab,
        case_insensitive=case_insensitive,
        method=method,
    )
    sections = []
    for name, _, right in answered:
        counts = (right.count(True), right.count(False), right.count(None))
        sections.append(AnalogySection(name, *counts))
    return Analogies(tuple(sections))


def answered_analogies(
    vectors: WordMatrix,
    path: FilePath,
    *,
    restrict_vocab: int | None,
    case_insensitive: bool,
    method: Method = "3cosadd",
) -> Iterator[AnsweredSection]:
    """Answer the questions of a file, section by section; see `evaluate_word_analogies`."""
    scores_of = SCORES[one_of("method", method, list(SCORES))]
    words = vectors.index_to_key
    row_of = folded_rows(words, restrict_vocab, case_insensitive)
    matrix, norms = vectors.vectors[:restrict_vocab], vectors.norms[:restrict_vocab]
    first_row = np.array(
        [row_of[fold(word, case_insensitive)] for word in words[:restrict_vocab]], np.int64
    )
    for name, questions in _read_analogies(path, case_insensitive):
        known = [all(word in row_of for word in question) for question in questions]
        rows = [[row_of[word] for word in question] for question in compress(questions, known)]
        asked = np.array(rows, np.int64).reshape(-1, 4)
        answers = _answers(matrix, norms, first_row, asked[:, :3], scores_of)
        right = iter((answers == asked[:, 3]).tolist())
        yield AnsweredSection(
            name, questions, [next(right) if is_known else None for is_known in known]
        )


def _answers(
    matrix: Matrix, norms: Matrix, first_row: Rows, asked: Rows, scores_of: Scores
) -> Rows:
    """Return the row with the best score for each (a, b, c), or -1 if there is none.

    `first_row` leads from each row to the first whose word differs from its own in case alone.
    """
    answers = np.full(len(asked), -1)
    reciprocal = np.divide(1, norms, out=np.zeros_like(norms), where=norms > 0)
    step = max(1, COSINES_AT_ONCE // max(1, len(matrix)))
    for start in range(0, len(asked), step):
        questions = asked[start : start + step]
        scores = scores_of(matrix, reciprocal, unit(matrix[questions]).transpose(1, 0, 2))
        np.put_along_axis(scores, questions, -np.inf, axis=1)
        answers[start : start + step] = _best_rows(scores, first_row, questions)
    return answers


def _added(matrix: Matrix, reciprocal: Matrix, units: Units) -> Matrix:
    """Return the cosine of each row with b - a + c, for each (a, b, c) of unit vectors."""
    a, b, c = units
    # The length of the query changes no order, but rounding is best near length 1.
    return _cosines(matrix, reciprocal, unit(b - a + c))


def _multiplied(matrix: Matrix, reciprocal: Matrix, units: Units) -> Matrix:
    """Return s(b) s(c) / (s(a) + ε) of each row, with the similarities s = (1 + cosine) / 2."""
    a, b, c = (_cosines(matrix, reciprocal, each) for each in units)
    for similarity in (a, b, c):
        similarity += 1
        similarity /= 2
    b *= c
    a += EPSILON
    b /= a
    return b


def _cosines(matrix: Matrix, reciprocal: Matrix, units: Units) -> Matrix:
    cosines: Matrix = units.astype(np.float32) @ matrix.T
    cosines *= reciprocal
    return cosines


SCORES: dict[str, Scores] = {"3cosadd": _added, "3cosmul": _multiplied}


def _best_rows(cosines: Matrix, first_row: Rows, questions: Rows) -> Rows:
    """Return the best row of each line of cosines that is no case variant of a question's word."""
    best_rows = np.full(len(questions), -1)
    open_ = np.arange(len(questions))
    for _ in range(CANDIDATES):
        best = cosines[open_].argmax(axis=1) if len(open_) < len(questions) else cosines.argmax(1)
        some_left = cosines[open_, best] > -np.inf
        open_, best = open_[some_left], best[some_left]
        best_rows[open_] = first_row[best]
        cosines[open_, best] = -np.inf
        open_ = open_[(first_row[best, None] == questions[open_]).any(axis=1)]
        if not len(open_):
            break
    return best_rows


def _read_analogies(path: FilePath, case_insensitive: bool) -> list[_Section]:
    sections: list[_Section] = []
    for number, line in numbered_lines(path):
        if line.startswith(": "):
            sections.append(_Section(line.lstrip(": ").strip(), []))
            continue
        question = [fold(word, case_insensitive) for word in line.split()]
        if not sections:
            raise DamagedFileError(
                f'{path}, line {number}: expected a section\'s name, as in ": capitals", before '
                f"the first question, got {line[:80]!r}"
            )
        if len(question) != 4:
            raise DamagedFileError(f"{path}, line {number}: expected four words, got {line[:80]!r}")
        sections[-1].questions.append(question)
    return sections
