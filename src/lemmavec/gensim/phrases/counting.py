"""Counting words, and the phrases that two of them make, from a stream of sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lemmavec._logging import log
from lemmavec.gensim.phrases.candidates import ends, joined

Sentence = Iterable[str]


class Counts(NamedTuple):
    """Occurrences of each token, words of the text, and what the next pruning asks for."""

    tokens: dict[str, int]
    words: int
    min_reduce: int


def count(
    sentences: Iterable[Sentence],
    *,
    connector_words: frozenset[str],
    delimiter: str,
    max_vocab_size: float,
    progress_per: int,
) -> Counts:
    """Count each word that is no connector word, and each two that follow each other.

    Whenever a sentence ends with more than `max_vocab_size` tokens, the rarest are dropped: those
    that occur less than once the first time, less than twice the second time, and so on.

    Raises
    ------
    TypeError
        If a word is not a str.
    """
    counts: Counter[str] = Counter()
    words = texts = number = 0
    least = 1
    for number, sentence in enumerate(sentences, 1):
        if number % progress_per == 1 or progress_per == 1:
            log.info(
                "PROGRESS: %d sentences, %d words, %d distinct tokens",
                number - 1,
                words,
                len(counts),
            )
        texts += isinstance(sentence, str)
        listed = list(sentence)
        words += len(listed)
        try:
            counts.update(_tokens(listed, connector_words, delimiter))
        except TypeError:
            require_words(listed, number - 1)
            raise
        if len(counts) > max_vocab_size:
            prune(counts, least)
            least += 1
    if texts:
        log.warning(
            "%d of the sentences are texts, whose characters were taken for words: pass lists of "
            "words, as in text.split()",
            texts,
        )
    log.info("counted %d tokens in %d words of %d sentences", len(counts), words, number)
    return Counts(dict(counts), words, least)


def prune(counts: dict[str, int], least: int) -> None:
    """Drop the tokens that occur less than `least` times."""
    rare = [token for token, occurrences in counts.items() if occurrences < least]
    for token in rare:
        del counts[token]
    log.info(
        "pruned %d tokens that occur less than %d times; %d are left",
        len(rare),
        least,
        len(counts),
    )


def require_words(sentence: list[str], number: int) -> None:
    """Raise TypeError if a word of a sentence is not a str, and say which."""
    for place, word in enumerate(sentence):
        if not isinstance(word, str):
            raise TypeError(
                f"token {place} of sentence {number} is {word!r}, of type {type(word).__name__}; "
                "words are str"
            )


def _tokens(words: list[str], connector_words: frozenset[str], delimiter: str) -> list[str]:
    """Return what is to be counted: the ends of candidates, each before the candidate it ends."""
    places = ends(words, connector_words)
    heads = [words[place] for place in places] if len(places) < len(words) else words
    if len(heads) < 2:
        return [delimiter.join(heads)] if heads else []  # join refuses what is not a str
    tokens = heads[:1] * (2 * len(heads) - 1)
    tokens[1::2] = heads[1:]
    tokens[2::2] = joined(words, places, delimiter)
    return tokens
