"""Split running text into tokens for classification: punctuation marks are tokens of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lemmavec.corpus.columns import is_missing
from lemmavec.corpus.reading import Tokenizer

# Contractions part as in the Penn Treebank ("do n't", "it 's"); hyphens stay within a word.
_WORD = re.compile(
    r"n't\b"
    r"|'(?:s|d|m|re|ve|ll)\b"
    r"|[^\W_]+?(?=n't\b)"
    r"|[^\W_]+(?:-[^\W_]+)*"
    r"|[^\w\s]",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<br\s*/?>", re.IGNORECASE)


def split_words(text: str) -> list[str]:
    """Split text into words and punctuation marks; HTML line breaks are left out.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> split_words("It's a gem -- don't miss it!<br />Sci-fi (2002).")
    ['It', "'s", 'a', 'gem', '-', '-', 'do', "n't", 'miss', 'it', '!', 'Sci-fi', '(', '2002', ')', '.']
    """  # noqa: E501
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    return _WORD.findall(text.replace("’", "'"))


def tokenize(
    documents: Iterable[str], *, lowercase: bool = True, tokenizer: Tokenizer | None = None
) -> list[list[str]]:
    """Split each document into its words.

    Parameters
    ----------
    documents : iterable of str
    lowercase : bool, default True
        Lower-case each text before it is split.
    tokenizer : callable, optional
        Takes a text and gives its words; `split_words` by default.

    Returns
    -------
    list of list of str

    Raises
    ------
    TypeError
        If `documents` is one string, or a document is missing or not a string.

    Examples
    --------
    >>> tokenize(["A gem!", ""])
    [['a', 'gem', '!'], []]
    """
    if isinstance(documents, str):
        raise TypeError("expected a list of texts, got one string: put it in a list")
    split = split_words if tokenizer is None else tokenizer
    tokenized = []
    for number, text in enumerate(documents):
        if is_missing(text):
            raise TypeError(f"text {number} is missing ({text}): leave it out, or put an empty one")
        if not isinstance(text, str):
            raise TypeError(f"text {number} is not a string but {type(text).__name__}: {text!r}")
        tokenized.append(split(text.lower() if lowercase else text))
    return tokenized
