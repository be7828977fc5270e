"""`Phrases`: words, and the phrases they may form, counted from sentences and scored."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from itertools import repeat

from lemmavec._logging import log
from lemmavec._validation import at_least
from lemmavec.gensim.phrases import counting
from lemmavec.gensim.phrases.candidates import joined
from lemmavec.gensim.phrases.counting import Sentence
from lemmavec.gensim.phrases.frozen import FrozenPhrases
from lemmavec.gensim.phrases.scorers import Scorer, chosen_scorer, least_together
from lemmavec.gensim.phrases.transformation import Scored, _PhrasesTransformation


class Phrases(_PhrasesTransformation, saved_as="Phrases"):
    """Find words that follow each other far more often than by chance; with gensim's names.

    `lemmavec.Phrases` counts on all cores and keeps no table of every pair; use it in new code.

    Parameters
    ----------
    sentences : iterable of iterables of str, optional
        The text, read once; nothing is counted without it.
    min_count : float, above 0
        The discount of the score "default", and the least occurrences of a phrase for "npmi".
    threshold : float
        What a score must exceed: above 0 for "default", from -1 to 1 for "npmi".
    max_vocab_size : int
        Tokens above which the rarest are dropped while the text is counted.
    delimiter : str
        What joins the words.
    progress_per : int
        Sentences between two messages to the log.
    scoring : {"default", "npmi"} or callable
        `original_scorer`, `npmi_scorer`, or a function with the same parameters, which is called
        with all of them by name.
    connector_words : set of str
        Words that a phrase may have inside, and neither first nor last; see
        `ENGLISH_CONNECTOR_WORDS`.

    Attributes
    ----------
    vocab : dict of str to int
        Occurrences of each word, and of each two that follow each other, joined.
    corpus_word_count : int
        Words of the text, connector words included.
    min_reduce : int
        Occurrences that a token needs to survive when `vocab` grows too large again.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of its range, or a word is not a str.

    Examples
    --------
    >>> text = [["we", "saw", "new", "york"], ["in", "new", "york"], ["new", "shoes"]]
    >>> phrases = Phrases(text, min_count=1, threshold=1)
    >>> phrases[["old", "new", "york"]]
    ['old', 'new_york']
    >>> phrases.export_phrases()
    {'new_york': 1.8333333333333333}
    >>> Phrases(text, connector_words={"new"}).vocab["saw_new_york"]
    1
    """

    def __init__(
        self,
        sentences: Iterable[Sentence] | None = None,
        min_count: float = 5,
        threshold: float = 10.0,
        max_vocab_size: float = 40_000_000,
        delimiter: str = "_",
        progress_per: int = 10_000,
        scoring: str | Scorer = "default",
        connector_words: Iterable[str] = frozenset(),
    ) -> None:
        super().__init__(connector_words)
        if not 0 < min_count < math.inf:
            raise ValueError(f"min_count must be above 0 and finite, got {min_count}")
        if scoring == "default" and not threshold > 0:
            raise ValueError(f'threshold must be above 0 for scoring="default", got {threshold}')
        if scoring == "npmi" and not -1 <= threshold <= 1:
            raise ValueError(f'threshold must be -1 to 1 for scoring="npmi", got {threshold}')
        if not isinstance(delimiter, str):
            raise TypeError(f"delimiter must be a str, got {delimiter!r}")
        self.min_count = min_count
        self.threshold = threshold
        self.max_vocab_size = max_vocab_size
        self.delimiter = delimiter
        self.progress_per = at_least("progress_per", progress_per, 1)
        self.scoring = chosen_scorer(scoring)
        self.vocab: dict[str, int] = {}
        self.min_reduce = 1
        self.corpus_word_count = 0
        if sentences is not None:
            start = time.perf_counter()
            self.add_vocab(sentences)
            log.info("built %s in %.2f s", self, time.perf_counter() - start)

    def add_vocab(self, sentences: Iterable[Sentence]) -> None:
        """Count more text, which then weighs as much as what was counted before.

        Parameters
        ----------
        sentences : iterable of iterables of str
            The text, read once. It is counted by itself first, so that its tokens are not pruned
            for being fewer than those of before.

        Examples
        --------
        >>> phrases = Phrases([["new", "york"]])
        >>> phrases.add_vocab([["new", "shoes"]])
        >>> phrases.vocab
        {'new': 2, 'york': 1, 'new_york': 1, 'shoes': 1, 'new_shoes': 1}
        """
        more = counting.count(
            sentences,
            connector_words=self.connector_words,
            delimiter=self.delimiter,
            max_vocab_size=self.max_vocab_size,
            progress_per=self.progress_per,
        )
        self.corpus_word_count += more.words
        if not self.vocab:
            self.vocab = more.tokens
            return
        self.min_reduce = max(self.min_reduce, more.min_reduce)
        known = self.vocab
        for token, occurrences in more.tokens.items():
            known[token] = known.get(token, 0) + occurrences
        if len(known) > self.max_vocab_size:
            counting.prune(known, self.min_reduce)
            self.min_reduce += 1
        log.info("merged %d tokens into %s", len(more.tokens), self)

    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> Scored:
        """Return a phrase and its score, or None and None if it is no phrase.

        Parameters
        ----------
        word_a, word_b : str
            The first word and the last.
        in_between : list of str
            The connector words between them.
        """
        counts = self.vocab
        first, last = counts.get(word_a, 0), counts.get(word_b, 0)
        if first <= 0 or last <= 0:
            return None, None
        phrase = self.delimiter.join([word_a, *in_between, word_b])
        together = counts.get(phrase, 0)
        if together <= 0:
            return None, None
        score = self.scoring(
            worda_count=first,
            wordb_count=last,
            bigram_count=together,
            len_vocab=len(counts),
            min_count=self.min_count,
            corpus_word_count=self.corpus_word_count,
        )
        return (None, None) if score <= self.threshold else (phrase, score)

    def export_phrases(self) -> dict[str, float]:
        """Return all phrases that were counted and score enough, in the order of `vocab`.

        A token is taken apart at each `delimiter`, as if what lies between its first word and its
        last were connector words; so a word that holds the delimiter can be exported too.

        Raises
        ------
        ValueError
            If `delimiter` is empty.
        """
        delimiter = self.delimiter
        if not delimiter:
            raise ValueError("without a delimiter, phrases cannot be told from words")
        phrases: dict[str, float] = {}
        least = self._least_together()
        for token, together in self.vocab.items():
            if together >= least and delimiter in token:
                first, *between, last = token.split(delimiter)
                phrase, score = self.score_candidate(first, last, between)
                if phrase is not None and score is not None:
                    phrases[phrase] = score
        return phrases

    def freeze(self) -> FrozenPhrases:
        """Return the phrases without the counts: smaller and faster, and nothing can be added."""
        return FrozenPhrases(self)

    def _possible(self, words: list[str], places: Sequence[int]) -> Iterable[int]:
        least = self._least_together()
        together = map(self.vocab.get, joined(words, places, self.delimiter), repeat(0))
        return [number for number, occurrences in enumerate(together) if occurrences >= least]

    def _least_together(self) -> int:
        """Return the occurrences below which `score_candidate` finds no phrase."""
        if type(self).score_candidate is not Phrases.score_candidate:
            return 0
        return least_together(self.scoring, self.min_count, self.threshold)

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}<{len(self.vocab)} vocab, min_count={self.min_count}, "
            f"threshold={self.threshold}, max_vocab_size={self.max_vocab_size}>"
        )
