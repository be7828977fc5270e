"""Split running text into words for classification: punctuation counts as words of its own."""

from __future__ import annotations

import re

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
    """Split text into words and marks of punctuation; HTML line breaks are left out.

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
