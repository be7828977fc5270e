"""Documents with tags, as gensim's `Doc2Vec` takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from lemmavec._io import FilePath
from lemmavec.gensim.line_sentence import LineSentence


class TaggedDocument(NamedTuple):
    """The words of a document, and its tags.

    Attributes
    ----------
    words : list of str
    tags : list of str or int

    Examples
    --------
    >>> document = TaggedDocument(["gold", "ore"], [7])
    >>> document.words, document.tags
    (['gold', 'ore'], [7])
    """

    words: list[str]
    tags: list[Any]


class TaggedLineDocument:
    r"""The lines of a file as documents, each with its number as its tag.

    Parameters
    ----------
    source : path or file
        Plain or compressed; or an open file that can `seek`.

    Examples
    --------
    >>> import io
    >>> list(TaggedLineDocument(io.StringIO("gold ore\n")))
    [TaggedDocument(words=['gold', 'ore'], tags=[0])]
    """

    def __init__(self, source: FilePath | Any) -> None:
        self.source = source
        self._lines = LineSentence(source)

    def __iter__(self) -> Iterator[TaggedDocument]:
        for number, words in enumerate(self._lines):
            yield TaggedDocument(words, [number])


class TaggedWords(NamedTuple):
    """The words of documents, and their tags.

    Attributes
    ----------
    words : iterator of lists of words
        One for each document.
    tags : list
        Of each document whose words have been given.
    """

    words: Iterator[Any]
    tags: list[Any]

    @classmethod
    def of(cls, documents: Iterable[Any]) -> TaggedWords:
        """Take tagged documents apart, one after the other.

        Raises
        ------
        TypeError
            If one has no words and tags, or its words are one string.
        """
        if isinstance(documents, str):
            raise TypeError("documents are an iterable of TaggedDocument; a file is corpus_file=")
        tags: list[Any] = []
        return cls(_words(documents, tags), tags)


def _words(documents: Iterable[Any], all_tags: list[Any]) -> Iterator[Any]:
    for number, document in enumerate(documents):
        try:
            words, tags = document.words, document.tags
        except AttributeError:
            raise TypeError(
                f"document {number} is a {type(document).__name__}, not a TaggedDocument with "
                "words and tags"
            ) from None
        if isinstance(words, str):
            raise TypeError(f"the words of document {number} are one string: split it")
        all_tags.append(list(tags) if isinstance(tags, list | tuple | set) else [tags])
        yield words
