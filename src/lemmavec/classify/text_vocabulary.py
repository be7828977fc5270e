"""The vocabulary of a text classifier: its words, and the terms that have weights of their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from lemmavec._validation import IntArray
from lemmavec.classify.bag_of_words import bigrams, word_counts
from lemmavec.classify.encoded_texts import EncodedTexts, TokenIds
from lemmavec.classify.text_settings import TextSettings


@dataclass(frozen=True, slots=True)
class TextVocabulary:
    """The row of each word in the table of vectors, and of each term in the table of terms.

    Parameters
    ----------
    words, terms : dict of str to int
    pairs : bool
        Whether the terms of a text are its words and pairs of neighbouring words; it has none
        otherwise.
    """

    words: dict[str, int]
    terms: dict[str, int]
    pairs: bool

    @classmethod
    def of(
        cls,
        documents: Sequence[list[str]],
        settings: TextSettings,
        pretrained: Iterable[str] = (),
    ) -> TextVocabulary:
        """Choose the words and terms of training texts, most frequent first.

        Parameters
        ----------
        documents : sequence of list of str
        settings : TextSettings
            Words that occur less often than `min_count` times and pairs that occur less often than
            `min_pair_count` times are left out; without `pairs` there are no terms.
        pretrained : iterable of str
            Words that have a vector already; they belong to the vocabulary in any case.

        Raises
        ------
        ValueError
            If no word occurs often enough.

        """
        counts = word_counts(documents, settings.min_count)
        if not counts:
            raise ValueError(
                f"nothing to learn from: no word occurs {settings.min_count} times (min_count)"
            )
        words = dict.fromkeys(chain(counts, pretrained))
        if not settings.pairs:
            return cls.from_lists(words, (), pairs=False)
        pairs = word_counts(map(bigrams, documents), settings.min_pair_count)
        return cls.from_lists(words, chain(counts, pairs), pairs=True)

    @classmethod
    def from_lists(
        cls, words: Iterable[str], terms: Iterable[str], *, pairs: bool
    ) -> TextVocabulary:
        """Give words and terms the rows 0, 1, ... in their order.

        Examples
        --------
        >>> TextVocabulary.from_lists(["no", "fun"], ["no fun"], pairs=True).words
        {'no': 0, 'fun': 1}
        """
        word_rows = {word: row for row, word in enumerate(words)}
        term_rows = {term: row for row, term in enumerate(terms)}
        return cls(word_rows, term_rows, pairs)

    def encode(self, documents: Sequence[list[str]], labels: IntArray) -> EncodedTexts:
        """Look the words and terms up; unknown ones are left out, and a term counts once a text."""
        terms = None
        if self.terms:
            listed = (list(dict.fromkeys(self.terms_of(words))) for words in documents)
            terms = TokenIds.of(listed, self.terms)
        return EncodedTexts(TokenIds.of(documents, self.words), terms, labels)

    def terms_of(self, words: list[str]) -> list[str]:
        """List each word of a text and, after the second of them, each pair."""
        if not self.pairs:
            return words
        listed = words[:1]
        for word, pair in zip(words[1:], bigrams(words), strict=True):
            listed += [word, pair]
        return listed
