"""Word pairs and analogies, with gensim's arguments and in the shape of gensim's answers."""

from __future__ import annotations

import importlib
from itertools import chain
from typing import Any, NamedTuple

from lemmavec._io import FilePath
from lemmavec._validation import one_of
from lemmavec.gensim.documents import KeyedDocuments
from lemmavec.vectors.evaluation import AnsweredSection, Method, answered_analogies
from lemmavec.vectors.word_vectors import FREQUENT_WORDS

# lemmavec's name of a method, by gensim's function.
METHODS: dict[str, Method] = {"most_similar": "3cosadd", "most_similar_cosmul": "3cosmul"}


class Correlation(NamedTuple):
    """A correlation and its two-sided p-value, which is NaN where scipy is not installed."""

    statistic: float
    pvalue: float


class KeyedEvaluation(KeyedDocuments):
    """`KeyedDocuments` with gensim's evaluations; see `KeyedVectors`."""

    def evaluate_word_pairs(  # type: ignore[override]  # gensim's arguments and answer
        self,
        pairs: FilePath,
        delimiter: str | None = "\t",
        encoding: str = "utf8",
        restrict_vocab: int | None = FREQUENT_WORDS,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
    ) -> tuple[Correlation, Correlation, float]:
        r"""Correlate the cosines of word pairs with human scores.

        Parameters
        ----------
        pairs : path
            Lines of two words and a number.
        delimiter : str or None, default tab
            What separates the fields; None takes any white space.
        encoding : "utf8"
            No other is read.
        restrict_vocab : int or None, default 300,000
            Only the first that many words are known; None stands for all.
        case_insensitive : bool, default True
            Compare words in capitals.
        dummy4unknown : bool, default False
            Give a pair with an unknown word the cosine 0, instead of leaving it out.

        Returns
        -------
        (Correlation, Correlation, float)
            Pearson's and Spearman's, and the percentage of pairs with an unknown word.

        Raises
        ------
        ValueError
            If a line is malformed, or fewer than two pairs remain.
        """
        require_utf8(encoding)
        found = super().evaluate_word_pairs(
            pairs,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            dummy_for_unknown=dummy4unknown,
            delimiter=delimiter,
        )
        n = found.found + found.left_out * dummy4unknown
        pearson, spearman = (
            Correlation(r, two_sided_p(r, n)) for r in (found.pearson, found.spearman)
        )
        return pearson, spearman, found.oov_ratio

    def evaluate_word_analogies(  # type: ignore[override]  # gensim's arguments and answer
        self,
        analogies: FilePath,
        restrict_vocab: int | None = FREQUENT_WORDS,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
        similarity_function: str = "most_similar",
    ) -> tuple[float, list[dict[str, Any]]]:
        """Answer "a is to b as c is to what?" by the word nearest to b - a + c.

        Parameters
        ----------
        analogies : path
            Lines of four words, in sections under lines like ": capitals".
        restrict_vocab : int or None, default 300,000
            Only the first that many words are known; None stands for all.
        case_insensitive : bool, default True
            Compare words in capitals.
        dummy4unknown : bool, default False
            Count a question with an unknown word as wrong, instead of leaving it out.
        similarity_function : {"most_similar", "most_similar_cosmul"}
            Answer by the sum of cosines, or by 3CosMul. gensim answers by the sum in any case.

        Returns
        -------
        (float, list of dict)
            The part answered right, and a dict for each section: its name, `section`, and the
            questions `correct` and `incorrect`. The last one is the sum of all.

        Raises
        ------
        ValueError
            If a line is malformed.
        """
        one_of("similarity_function", similarity_function, tuple(METHODS))
        answered = answered_analogies(
            self,
            analogies,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            method=METHODS[similarity_function],
        )
        sections = [_as_gensim(section, dummy4unknown) for section in answered]
        total: dict[str, Any] = {"section": "Total accuracy"}
        for answer in ("correct", "incorrect"):
            total[answer] = list(chain.from_iterable(section[answer] for section in sections))
        n = len(total["correct"]) + len(total["incorrect"])
        return len(total["correct"]) / n if n else 0.0, [*sections, total]


def _as_gensim(section: AnsweredSection, dummy_for_unknown: bool) -> dict[str, Any]:
    asked = list(zip(map(tuple, section.questions), section.right, strict=True))
    wrong = (False, None) if dummy_for_unknown else (False,)
    correct = [question for question, is_right in asked if is_right]
    incorrect = [question for question, is_right in asked if is_right in wrong]
    return {"section": section.name, "correct": correct, "incorrect": incorrect}


def require_utf8(encoding: str) -> None:
    """Raise ValueError for any other encoding."""
    if encoding.lower().replace("-", "").replace("_", "") != "utf8":
        raise ValueError(f"encoding must be utf8, got {encoding!r}: convert the file to UTF-8")


def two_sided_p(r: float, n: int) -> float:
    """Return the two-sided p-value of a correlation r of n independent pairs, by Student's t.

    With t² = r² (n - 2) / (1 - r²), P(|T| > |t|) = I_x((n - 2) / 2, 1 / 2), the regularised
    incomplete beta function at x = (n - 2) / (n - 2 + t²) = 1 - r². NaN without scipy.
    """
    try:
        betainc = importlib.import_module("scipy.special").betainc
    except ImportError:
        return float("nan")
    return float(betainc((n - 2) / 2, 0.5, 1 - r * r)) if n > 2 else float("nan")
