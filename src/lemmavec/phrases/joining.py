"""Joining phrases: `new york` becomes `new_york`."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set
from dataclasses import dataclass
from itertools import compress, count, pairwise
from typing import Self

from lemmavec._keys import Key
from lemmavec._validation import at_least, finite_number
from lemmavec.corpus.encoding import encode, read_sentences
from lemmavec.corpus.reading import DecodingErrors, ReadingOptions, Tokenizer
from lemmavec.corpus.sources import Corpus
from lemmavec.phrases.phrases_file import SETTINGS, read_phrases, write_phrases
from lemmavec.phrases.scoring import scored_pairs
from lemmavec.progress import Progress, open_progress


class Phrases:
    r"""Find the phrases of a corpus, and join them: `new york` becomes `new_york`.

    Two neighbours a b become one word where

        score(a, b) = (count(a b) - min_count) / (count(a) · count(b)) · words > threshold,

    words being all words of the corpus. It is equation 6 of Mikolov et al. 2013, "Distributed
    Representations of Words and Phrases and their Compositionality" (arXiv:1310.4546), section 4,
    times the number of words, as in the program word2phrase, whose defaults these are. gensim's
    `original_scorer` multiplies by the number of distinct words and pairs it has met instead of
    `words`, so its thresholds are of another size.

    Joining goes from left to right: in `a b c`, where `a b` and `b c` both pass, `a_b c` comes out.
    Sentences are never joined to each other. A second `Phrases`, fitted on what the first one
    gives, finds phrases of three and four words.

    Parameters
    ----------
    min_count : int
        The discount of the score, 1 or more; a pair that occurs that often or less is never joined.
    threshold : float, 0 or more
        What a score must exceed; a higher one gives fewer phrases.
    delimiter : str
        What joins the words; without white space.

    Attributes
    ----------
    lowercase : bool
        Whether words are lower-cased before they are joined, as given to `fit`.

    Examples
    --------
    >>> text = [["in", "new", "york"], ["new", "york", "is", "new"], ["york"], ["in", "is"]]
    >>> phrases = Phrases(min_count=1, threshold=1).fit(text)
    >>> phrases.phrases
    {'new_york': 1.1111111111111112}
    >>> list(phrases.transform([["a", "new", "york", "new"]]))
    [['a', 'new_york', 'new']]
    """

    def __init__(
        self, *, min_count: int = 5, threshold: float = 100.0, delimiter: str = "_"
    ) -> None:
        self.min_count = at_least("min_count", min_count, 1)
        self.threshold = finite_number("threshold", threshold, least=0)
        if not isinstance(delimiter, str) or delimiter.split() != [delimiter]:
            raise ValueError(
                f"delimiter must be one character or more without white space, got {delimiter!r}"
            )
        self.delimiter = delimiter
        self.lowercase = False
        self._pairs: dict[tuple[Key, Key], float] | None = None
        self._spellings: Set[tuple[str, str]] | None = None

    def fit(
        self,
        corpus: Corpus,
        *,
        lowercase: bool = False,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        workers: int | None = None,
        directory: str | os.PathLike[str] | None = None,
        column: str | None = None,
        progress: bool | Progress | None = False,
    ) -> Self:
        """Count the words and the pairs of neighbours, and keep the pairs that score enough.

        The ids of the corpus are on disk (4 bytes a word), its distinct words in memory. Pairs are
        counted in shares of about 16 million words' worth, one on each thread at a time: a share
        takes 1 GB if no two pairs were alike, a quarter of it or less in ordinary text. The result
        is the same for any number of threads.

        Parameters
        ----------
        corpus : path, paths, folder, table, open file, iterable of token lists, column of texts
            As for `Word2Vec.fit`; also what another `Phrases.transform` gives.
        lowercase : bool
            Lower-case every word, here and in `transform`.
        tokenizer : callable or None
            From a line of text to its list of words; white space parts them otherwise.
        errors : {"strict", "replace"}
            What to do with bytes that are not UTF-8: say where, or put U+FFFD in their place.
        workers : int or None
            Threads; None takes one for each core.
        directory : path, optional
            Folder for the token cache; the system's folder for temporary files by default.
        column : str, optional
            The column to read where the corpus is a table, as for `Word2Vec.fit`.
        progress : bool or Progress, default False
            As for `Word2Vec.fit`.

        Returns
        -------
        Phrases
            Itself.

        Raises
        ------
        ValueError, TypeError, OSError
            If the corpus holds no words or cannot be read; the message says why.
        """
        reading = ReadingOptions(lowercase, tokenizer, errors, workers, directory, column)
        # Words that are left out would make neighbours of others: min_count=1 keeps all.
        with (
            open_progress(progress) as shown,
            encode(corpus, min_count=1, reading=reading, progress=shown.counting) as encoded,
        ):
            self._pairs = scored_pairs(
                encoded, self.min_count, self.threshold, workers=reading.threads
            )
        self.lowercase, self._spellings = lowercase, None
        return self

    def transform(
        self,
        corpus: Corpus,
        *,
        tokenizer: Tokenizer | None = None,
        errors: DecodingErrors = "strict",
        column: str | None = None,
    ) -> JoinedCorpus:
        """Return a corpus with the phrases joined, for `Word2Vec.fit` or another `Phrases.fit`.

        Nothing is read yet. Each time the result is iterated over, `corpus` is read again, one
        sentence at a time; every word that is in no phrase stays as it is.

        Parameters
        ----------
        corpus, tokenizer, errors, column
            As for `fit`; words are lower-cased if they were in `fit`.

        Raises
        ------
        ValueError
            If there are no phrases yet.
        """
        self._fitted()
        reading = ReadingOptions(self.lowercase, tokenizer, errors, column=column)
        return JoinedCorpus(self, corpus, reading)

    def join(self, words: list[Key]) -> list[Key]:
        """Return one sentence with its phrases joined.

        A phrase is a str, also one of integers; other words keep their type.

        Examples
        --------
        >>> phrases = Phrases(min_count=1, threshold=1).fit([["a", "b"], ["a", "b"], ["c"] * 9])
        >>> phrases.join(["c", "a", "b", "a"])
        ['c', 'a_b', 'a']
        """
        texts = words if set(map(type, words)) <= {str} else list(map(str, words))
        is_phrase = map(self._spelt().__contains__, pairwise(texts))
        joined: list[Key] = []
        start = 0
        for place in compress(count(), is_phrase):
            if place >= start:  # otherwise the phrase before took the word
                joined += words[start:place]
                joined.append(self.delimiter.join(texts[place : place + 2]))
                start = place + 2
        return joined + words[start:]

    @property
    def pairs(self) -> dict[tuple[Key, Key], float]:
        """The score of each pair that is joined, best first, ties by the words."""
        return dict(self._fitted())

    @property
    def phrases(self) -> dict[str, float]:
        """The score of each phrase as it is written, best first.

        Two pairs can be written alike (`a_b c` and `a b_c`); the better score is kept here.
        """
        best: dict[str, float] = {}
        for pair, score in self._fitted().items():
            best.setdefault(self.delimiter.join(map(str, pair)), score)
        return best

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the settings and the pairs as JSON; an old file is replaced whole."""
        settings = {name: getattr(self, name) for name in SETTINGS}
        write_phrases(path, settings, self._fitted())

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        ValueError
            If the file is something else, or damaged.
        """
        with read_phrases(path) as (settings, pairs):
            lowercase = settings.pop("lowercase")
            phrases = cls(**settings)
            phrases.lowercase, phrases._pairs = lowercase, pairs
        return phrases

    def __len__(self) -> int:
        return len(self._fitted())

    def __repr__(self) -> str:
        found = "not fitted" if self._pairs is None else f"{len(self):,} pairs"
        return f"<Phrases min_count={self.min_count} threshold={self.threshold:g}, {found}>"

    def _fitted(self) -> dict[tuple[Key, Key], float]:
        if self._pairs is None:
            raise ValueError("no phrases yet: call fit(corpus) first")
        return self._pairs

    def _spelt(self) -> Set[tuple[str, str]]:
        """Return the pairs as text, integers by their digits, so that either form joins."""
        pairs = self._fitted()
        if self._spellings is None:
            typed = any(not isinstance(word, str) for pair in pairs for word in pair)
            self._spellings = {(str(a), str(b)) for a, b in pairs} if typed else pairs.keys()
        return self._spellings


@dataclass(frozen=True, slots=True)
class JoinedCorpus:
    """A corpus with its phrases joined; read again each time it is iterated over."""

    phrases: Phrases
    corpus: Corpus
    reading: ReadingOptions

    def __iter__(self) -> Iterator[list[Key]]:
        return map(self.phrases.join, read_sentences(self.corpus, self.reading))
