"""Documents: the sentences of a corpus with their tags, and the words of new ones."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lemmavec._keys import Key, as_key, find, is_word
from lemmavec.corpus.encoding import read_sentences
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sentences import named
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.token_cache import SENTENCE_END, DocumentLists, EncodedCorpus
from lemmavec.corpus.vocabulary import Vocabulary


def tag_documents(
    corpus: EncodedCorpus, tags: Iterable[Any] | None, known: Vocabulary | None = None
) -> Vocabulary:
    """Give each sentence of a corpus its tags, and return all tags with the counts of documents.

    Parameters
    ----------
    corpus : EncodedCorpus
        Encoded with `keep_empty`; its `documents` are set.
    tags : iterable of str, int, or lists of these; or None
        Of each document its tag, or its tags; None tags it with its number, from 0 on.
    known : Vocabulary, optional
        Tags that keep their rows; there must be no others.

    Raises
    ------
    TypeError
        If a tag is neither str nor int.
    ValueError
        If there are not as many tags as documents, a document has none, or one is not known.

    Examples
    --------
    >>> from lemmavec.corpus.encoding import encode
    >>> corpus = encode([["gold"], [], ["ore"]], min_count=1, keep_empty=True)
    >>> tag_documents(corpus, ["a", ["b", "a"], "a"]).words
    ['a', 'b']
    >>> corpus.documents.begin.tolist(), corpus.documents.tags.tolist()
    ([0, 1, 3, 4], [0, 1, 0, 0])
    """
    ends = np.flatnonzero(corpus.tokens == SENTENCE_END)
    if tags is None and known is None:
        corpus.documents = DocumentLists.one_each(ends)
        return Vocabulary(list(range(len(ends))), np.ones(len(ends), np.int64))
    begin, rows, names = _lists(range(len(ends)) if tags is None else tags, known)
    if len(begin) != len(ends) + 1:
        raise ValueError(
            f"tags must be one for each document, or a list of them: got {len(begin) - 1:,} for "
            f"{len(ends):,} documents"
        )
    corpus.documents = DocumentLists(ends, begin, rows)
    return Vocabulary(names, np.bincount(rows, minlength=len(names)).astype(np.int64))


def _lists(
    tags: Iterable[Any], known: Vocabulary | None
) -> tuple[NDArray[np.int64], NDArray[np.int32], list[Key]]:
    """Return where the tags of each document begin, their rows, and the tags by row."""
    begin, rows = array("q", [0]), array("i")
    names = Vocabulary([], np.zeros(0, np.int64)) if known is None else known
    row_of: dict[Key, int] = dict(names.index)
    for number, given in enumerate(tags):
        listed: Sequence[Any] = given if isinstance(given, (list, tuple)) else [given]
        if not listed:
            raise ValueError(f"document {number} has an empty list of tags: give it one")
        for tag in listed:
            if not is_word(tag):
                raise TypeError(
                    f"a tag of document {number} is {named(tag)}; tags are str or int, and "
                    "several of them a list"
                )
            key = as_key(tag)
            row = find(row_of, key)
            if row is None and known is not None:
                raise ValueError(
                    f"document {number} has the tag {key!r}, which the model was not trained on: "
                    "infer finds vectors of new documents"
                )
            rows.append(row_of.setdefault(key, len(row_of)) if row is None else row)
        begin.append(len(rows))
    return np.array(begin, np.int64), np.array(rows, np.int32), list(row_of)


def known_tokens(
    documents: Corpus, vocabulary: Vocabulary, reading: ReadingOptions
) -> NDArray[np.int32]:
    """Return the ids of the words of documents, and -1 after each document.

    Words outside the vocabulary are left out; a document may be empty.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_counts({"gold": 9, "ore": 4})
    >>> known_tokens([["ore", "and", "gold"], ["iron"]], vocabulary, ReadingOptions()).tolist()
    [1, 0, -1, -1]
    """
    tokens, ids = array("i"), vocabulary.index
    for words in read_sentences(documents, reading):
        found = [ids[word] if word in ids else vocabulary.id_of(word) for word in words]
        tokens.extend(id_ for id_ in found if id_ >= 0)
        tokens.append(SENTENCE_END)
    return np.array(tokens, np.int32)
