"""Texts to lists of words, as scripts for gensim do it."""

from __future__ import annotations

import re
import unicodedata

_LETTERS = re.compile(r"((?!\d)\w)+")


def simple_preprocess(
    doc: str, deacc: bool = False, min_len: int = 2, max_len: int = 15
) -> list[str]:
    """Return the lower-case words of a text, without punctuation and digits.

    Parameters
    ----------
    doc : str
        The text.
    deacc : bool, default False
        Take the accents from letters.
    min_len, max_len : int, default 2 and 15
        Shorter and longer words are left out, and those that begin with an underscore.

    Examples
    --------
    >>> simple_preprocess("In 1850, Émile found GOLD!", deacc=True)
    ['in', 'emile', 'found', 'gold']
    """
    text = doc.lower()
    if deacc:
        parts = unicodedata.normalize("NFD", text)
        bare = "".join(sign for sign in parts if unicodedata.category(sign) != "Mn")
        text = unicodedata.normalize("NFC", bare)
    words = (match.group() for match in _LETTERS.finditer(text))
    return [w for w in words if min_len <= len(w) <= max_len and not w.startswith("_")]
