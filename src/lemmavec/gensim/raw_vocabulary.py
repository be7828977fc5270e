"""Counting word by word, for gensim's options that native counting does not have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lemmavec._logging import log
from lemmavec.corpus.vocabulary_choice import KeepWord

# Of a word, its count and min_count: one of the three numbers of lemmavec.gensim.utils.
TrimRule = Callable[[Any, int, int], int]
RULE_DEFAULT, RULE_DISCARD, RULE_KEEP = 0, 1, 2
_ANSWERS = {RULE_DEFAULT: None, RULE_DISCARD: False, RULE_KEEP: True}


def keep_word_of(rule: TrimRule | None, min_count: int) -> KeepWord | None:
    """Return gensim's `trim_rule` as lemmavec's `keep_word`."""
    if rule is None:
        return None

    def keep_word(word: str, count: int) -> bool | None:
        answer = rule(word, count, min_count)
        if answer not in _ANSWERS:
            raise ValueError(f"trim_rule({word!r}, {count}, {min_count}) gave {answer!r}")
        return _ANSWERS[answer]

    return keep_word


def scan(
    sentences: Iterable[Iterable[Any]], max_vocab_size: int | None, rule: TrimRule | None
) -> tuple[dict[Any, int], int, int]:
    """Count words in the order of their first appearance.

    Whenever there are more than `max_vocab_size` words, those that occurred fewer than n times are
    dropped and forgotten, for n = 1, 2, 3, ...: the counts of words that come back are then too
    low.

    Returns
    -------
    (dict of word to int, int, int)
        The counts, all words of the text, and its sentences.
    """
    counts: defaultdict[Any, int] = defaultdict(int)
    words = sentences_seen = 0
    least = 1
    for sentence in sentences:
        if isinstance(sentence, str):
            raise TypeError(f"a sentence must be a list of words, got the string {sentence!r}")
        for word in sentence:
            counts[word] += 1
            words += 1
        sentences_seen += 1
        if max_vocab_size is not None and len(counts) > max_vocab_size:
            rare = [word for word in counts if not is_kept(word, counts[word], least, rule)]
            for word in rare:
                del counts[word]
            log.info("dropped %d words that occurred fewer than %d times", len(rare), least)
            least += 1
    return dict(counts), words, sentences_seen


def is_kept(word: Any, count: int, min_count: int, rule: TrimRule | None) -> bool:
    """Whether a word with a count belongs to the vocabulary."""
    keep_word = keep_word_of(rule, min_count)
    answer = None if keep_word is None else keep_word(word, count)
    return count >= min_count if answer is None else answer


def effective_min_count(
    counts: Mapping[Any, int], min_count: int, max_final_vocab: int | None
) -> int:
    """Return the least count, `min_count` or more, that at most `max_final_vocab` words reach.

    Examples
    --------
    >>> effective_min_count({"gold": 9, "ore": 4, "tin": 4}, min_count=1, max_final_vocab=2)
    5
    """
    if max_final_vocab is None or len(counts) <= max_final_vocab:
        return min_count
    return max(min_count, sorted(counts.values(), reverse=True)[max_final_vocab] + 1)
