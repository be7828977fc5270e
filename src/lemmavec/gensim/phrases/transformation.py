"""Joining the phrases of a sentence, or of a stream of sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from itertools import chain
from typing import Any, ClassVar, cast

from lemmavec._io import FilePath
from lemmavec.gensim.phrases.candidates import ends
from lemmavec.gensim.phrases.counting import Sentence
from lemmavec.gensim.phrases.saving import read_state, write_state

Scored = tuple[str, float] | tuple[None, None]


class _PhrasesTransformation:
    """What `Phrases` and `FrozenPhrases` share; `score_candidate` is theirs.

    Parameters
    ----------
    connector_words : iterable of str
        Words that a phrase may have inside, and neither first nor last.
    """

    _saved_as: ClassVar[str]
    _kinds: ClassVar[dict[str, type[_PhrasesTransformation]]] = {}

    connector_words: frozenset[str]

    def __init_subclass__(cls, saved_as: str | None = None) -> None:
        if saved_as is not None:
            cls._saved_as = saved_as
            cls._kinds[saved_as] = cls

    def __init__(self, connector_words: Iterable[str]) -> None:
        if isinstance(connector_words, str):
            raise TypeError(
                f"connector_words must be a set or list of words, got the text {connector_words!r}"
            )
        self.connector_words = frozenset(connector_words)

    def score_candidate(self, word_a: str, word_b: str, in_between: list[str]) -> Scored:
        """Return a phrase and its score, or None and None if it is no phrase."""
        raise NotImplementedError(f"{type(self).__name__} has no score_candidate of its own")

    def analyze_sentence(self, sentence: Sentence) -> Iterator[tuple[str, float | None]]:
        """Give the tokens of a sentence from left to right, each phrase as one.

        Parameters
        ----------
        sentence : iterable of str
            Its words.

        Yields
        ------
        (str, float or None)
            A phrase and its score; a word that is in no phrase and None.

        Examples
        --------
        >>> from lemmavec.gensim.models import Phrases
        >>> phrases = Phrases([["new", "york"], ["new", "york"]], min_count=1, threshold=0.5)
        >>> list(phrases.analyze_sentence(["in", "new", "york"]))
        [('in', None), ('new_york', 0.75)]
        """
        words = list(sentence)
        start = 0
        for first, stop, phrase, score in self._found(words):
            for word in words[start:first]:
                yield word, None
            yield phrase, score
            start = stop
        for word in words[start:]:
            yield word, None

    def __getitem__(self, sentence: Iterable[Any]) -> Any:
        """Join the phrases of a sentence, or of each sentence of a corpus.

        Parameters
        ----------
        sentence : iterable of str, or iterable of iterables of str
            One sentence, or many of them. Something without a first item is one sentence.

        Returns
        -------
        list of str, or an iterable of such lists
            Of a corpus, nothing is read before the result is iterated over; each time that happens,
            the corpus is read again.

        Examples
        --------
        >>> from lemmavec.gensim.models import Phrases
        >>> phrases = Phrases([["new", "york"], ["new", "york"]], min_count=1, threshold=0.5)
        >>> phrases[["in", "new", "york"]]
        ['in', 'new_york']
        >>> list(phrases[[["new", "york"], ["york"]]])
        [['new_york'], ['york']]
        """
        given, corpus = _one_or_many(sentence)
        if corpus is not None:
            kind = PhrasedCorpus if isinstance(corpus, Sized) else PhrasedStream
            return kind(self, corpus)
        words = list(given)
        tokens: list[str] = []
        start = 0
        for first, stop, phrase, _ in self._found(words):
            tokens += words[start:first]
            tokens.append(phrase)
            start = stop
        return tokens + words[start:]

    def find_phrases(self, sentences: Iterable[Sentence]) -> dict[str, float]:
        """Return the phrases that occur in a text, and their scores.

        Parameters
        ----------
        sentences : iterable of iterables of str
            The text.

        Examples
        --------
        >>> from lemmavec.gensim.models import Phrases
        >>> phrases = Phrases([["new", "york"], ["new", "york"]], min_count=1, threshold=0.5)
        >>> phrases.find_phrases([["in", "new", "york"]])
        {'new_york': 0.75}
        """
        found = chain.from_iterable(map(self._found, map(list, sentences)))
        return {phrase: score for _, _, phrase, score in found}

    def save(self, fname: FilePath) -> None:
        """Write a JSON file, whatever its name; an existing one is replaced whole.

        Parameters
        ----------
        fname : path
            The file.

        Raises
        ------
        ValueError
            If `scoring` is a function of your own: a file holds no code.
        """
        write_state(fname, self._saved_as, vars(self))

    @classmethod
    def load(cls, fname: FilePath, mmap: str | None = None) -> Any:
        """Read what `save` wrote: `Phrases` or `FrozenPhrases`, whichever was saved.

        gensim's own files are pickles, which can run any code, and are refused: load them with
        gensim, and count the text again here.

        Parameters
        ----------
        fname : path
            The file.
        mmap : str, optional
            Without effect.

        Raises
        ------
        ValueError
            If the file holds no phrases, or is damaged.
        """
        kind, state = read_state(fname)
        owner = cls._kinds[kind]
        target = cls if issubclass(cls, owner) else owner
        model = target.__new__(target)
        vars(model).update(state)
        return model

    def _found(self, words: list[str]) -> Iterator[tuple[int, int, str, float]]:
        """Give each phrase from left to right: its first place, the place after it, its score."""
        places = ends(words, self.connector_words)
        free = 0
        for number in self._possible(words, places):
            if number >= free:
                first, last = places[number], places[number + 1]
                phrase, score = self.score_candidate(
                    words[first], words[last], words[first + 1 : last]
                )
                if phrase is not None and score is not None:
                    yield first, last + 1, phrase, score
                    free = number + 2  # both ends are taken

    def _possible(self, words: list[str], places: Sequence[int]) -> Iterable[int]:
        """Return the numbers of the candidates that are worth a call of `score_candidate`."""
        return range(len(places) - 1)


@dataclass(frozen=True, slots=True)
class PhrasedStream:
    """A corpus with its phrases joined; read again each time it is iterated over."""

    obj: _PhrasesTransformation
    corpus: Iterable[Sentence]

    def __iter__(self) -> Iterator[list[str]]:
        return map(self.obj.__getitem__, self.corpus)


class PhrasedCorpus(PhrasedStream):
    """A corpus whose sentences can be numbered, with its phrases joined."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(cast(Any, self.corpus))

    def __getitem__(self, number: Any) -> Any:
        return self.obj[cast(Any, self.corpus)[number]]


def _one_or_many(given: Iterable[Any]) -> tuple[Sentence, Iterable[Sentence] | None]:
    """Return the words of a sentence and None, or no words and a corpus."""
    iterator = iter(given)
    try:
        first = next(iterator)
    except StopIteration:
        return (), None
    if isinstance(first, str):
        return chain([first], iterator), None
    # What can be iterated over again stays so.
    return (), chain([first], iterator) if iterator is given else given
