"""Scores of two words that follow each other, as gensim names and scales them."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable

Scorer = Callable[..., float]

PARAMETERS = (
    "worda_count",
    "wordb_count",
    "bigram_count",
    "len_vocab",
    "min_count",
    "corpus_word_count",
)


def original_scorer(
    worda_count: float,
    wordb_count: float,
    bigram_count: float,
    len_vocab: float,
    min_count: float,
    corpus_word_count: float,
) -> float:
    r"""Return (bigram_count - min_count) / (worda_count · wordb_count) · len_vocab.

    It is equation 6 of Mikolov et al. 2013 (arXiv:1310.4546) times the number of distinct tokens,
    where `lemmavec.Phrases` and word2phrase multiply by the number of words.

    Parameters
    ----------
    worda_count, wordb_count : int
        Occurrences of the first word and of the second.
    bigram_count : int
        Occurrences of the first followed by the second.
    len_vocab : int
        Distinct tokens, words and pairs, of the text.
    min_count : float
        What is taken off `bigram_count`.
    corpus_word_count : int
        Words of the text; not used here.

    Returns
    -------
    float
        -inf if one of the words does not occur.

    Examples
    --------
    >>> original_scorer(4, 5, 3, len_vocab=100, min_count=1, corpus_word_count=500)
    10.0
    """
    by_chance = worda_count * wordb_count
    if by_chance == 0:
        return -math.inf
    return (bigram_count - min_count) / float(by_chance) * len_vocab


def npmi_scorer(
    worda_count: float,
    wordb_count: float,
    bigram_count: float,
    len_vocab: float,
    min_count: float,
    corpus_word_count: float,
) -> float:
    r"""Return ln(p(a b) / (p(a) · p(b))) / -ln p(a b), from -1 to 1.

    It is the normalized pointwise mutual information of Bouma 2009, "Normalized (Pointwise) Mutual
    Information in Collocation Extraction"; each p is a count over `corpus_word_count`.

    Parameters
    ----------
    worda_count, wordb_count, bigram_count, len_vocab, min_count, corpus_word_count
        As for `original_scorer`; `len_vocab` is not used here.

    Returns
    -------
    float
        -inf if the pair occurs less than `min_count` times, or one of the words never does.

    Examples
    --------
    >>> npmi_scorer(10, 10, 10, len_vocab=50, min_count=1, corpus_word_count=100)
    1.0
    """
    if bigram_count < min_count or 0 in (worda_count, wordb_count, bigram_count):
        return -math.inf
    words = float(corpus_word_count)
    p_first, p_second, p_pair = worda_count / words, wordb_count / words, bigram_count / words
    return math.log(p_pair / (p_first * p_second)) / -math.log(p_pair)


NAMED: dict[str, Scorer] = {"default": original_scorer, "npmi": npmi_scorer}


def chosen_scorer(scoring: str | Scorer) -> Scorer:
    """Return the scorer of a name, or a function that takes the parameters of one.

    Raises
    ------
    ValueError
        If there is no such name, or the function lacks a parameter.
    TypeError
        If it is neither a name nor a function.

    Examples
    --------
    >>> chosen_scorer(lambda bigram_count: bigram_count)
    Traceback (most recent call last):
        ...
    ValueError: the scoring function lacks the parameters worda_count, wordb_count, len_vocab, \
min_count, corpus_word_count; it is called with all six, by name
    """
    if isinstance(scoring, str):
        if scoring not in NAMED:
            raise ValueError(f'scoring must be "default", "npmi" or a function, got {scoring!r}')
        return NAMED[scoring]
    if not callable(scoring):
        raise TypeError(f'scoring must be "default", "npmi" or a function, got {scoring!r}')
    missing = [name for name in PARAMETERS if name not in inspect.signature(scoring).parameters]
    if missing:
        raise ValueError(
            f"the scoring function lacks the parameters {', '.join(missing)}; it is called with "
            "all six, by name"
        )
    return scoring


def least_together(scorer: Scorer, min_count: float, threshold: float) -> int:
    """Return how often two words must occur together for their score to exceed the threshold.

    More may be needed; of a function without a name here, nothing is known.

    Examples
    --------
    >>> least_together(original_scorer, 5, 10.0), least_together(npmi_scorer, 5, 0.5)
    (6, 5)
    """
    if scorer is original_scorer and threshold >= 0:
        return math.floor(min_count) + 1
    return math.ceil(min_count) if scorer is npmi_scorer else 1


def name_of(scorer: Scorer) -> str:
    """Return the name that a file holds for a scorer.

    Raises
    ------
    ValueError
        If it is a function that has no name here.
    """
    for name, known in NAMED.items():
        if scorer is known:
            return name
    raise ValueError(
        f"the scoring function {getattr(scorer, '__qualname__', scorer)!r} cannot be saved, as a "
        "file holds no code: set phrases.scoring = original_scorer (or npmi_scorer), save, and set "
        "your function again after load"
    )
