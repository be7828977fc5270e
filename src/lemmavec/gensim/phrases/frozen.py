"""`FrozenPhrases`: the phrases that were found, without the counts they were found by."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from itertools import compress, count
from typing import Protocol

from lemmavec._logging import log
from lemmavec.gensim.phrases.candidates import joined
from lemmavec.gensim.phrases.scorers import Scorer
from lemmavec.gensim.phrases.transformation import Scored, _PhrasesTransformation


class PhrasesModel(Protocol):
    """What phrases are taken from: a `Phrases`."""

    min_count: float
    threshold: float
    delimiter: str
    scoring: Scorer
    connector_words: frozenset[str]

    def export_phrases(self) -> dict[str, float]:
        """Return the phrases and their scores."""


class FrozenPhrases(_PhrasesTransformation, saved_as="FrozenPhrases"):
    """The phrases of a `Phrases`, and their scores; `Phraser` is another name for it.

    Parameters
    ----------
    phrases_model : Phrases
        What `export_phrases` is asked of.

    Attributes
    ----------
    phrasegrams : dict of str to float
        The score of each phrase.

    Examples
    --------
    >>> from lemmavec.gensim.models import Phrases
    >>> phrases = Phrases([["new", "york"], ["new", "york"]], min_count=1, threshold=0.5)
    >>> frozen = FrozenPhrases(phrases)  # or phrases.freeze()
    >>> frozen.phrasegrams
    {'new_york': 0.75}
    >>> frozen[["in", "new", "york"]]
    ['in', 'new_york']
    """

    def __init__(self, phrases_model: PhrasesModel) -> None:
        super().__init__(phrases_model.connector_words)
        self.threshold = phrases_model.threshold
        self.min_count = phrases_model.min_count
        self.delimiter = phrases_model.delimiter
        self.scoring = phrases_model.scoring
        start = time.perf_counter()
        self.phrasegrams = phrases_model.export_phrases()
        log.info("exported %s from %s in %.2f s", self, phrases_model, time.perf_counter() - start)

    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> Scored:
        """Return a phrase and its score, or None and None if it is no phrase.

        Parameters
        ----------
        word_a, word_b : str
            The first word and the last.
        in_between : list of str
            The connector words between them.
        """
        phrase = self.delimiter.join([word_a, *in_between, word_b])
        score = self.phrasegrams.get(phrase, -math.inf)
        return (phrase, score) if score > self.threshold else (None, None)

    def _possible(self, words: list[str], places: Sequence[int]) -> Iterable[int]:
        if type(self).score_candidate is not FrozenPhrases.score_candidate:
            return super()._possible(words, places)
        candidates = joined(words, places, self.delimiter)
        return compress(count(), map(self.phrasegrams.__contains__, candidates))

    def __str__(self) -> str:
        return (
            f"{type(self).__name__}<{len(self.phrasegrams)} phrases, min_count={self.min_count}, "
            f"threshold={self.threshold}>"
        )
