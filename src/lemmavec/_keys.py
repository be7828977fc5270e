"""Keys of words: strings, or integers in corpora of ids; each form finds the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

# What callers get, str or int: a union would make every one of them ask which of the two it is.
Key = Any
# What callers give.
Word = str | int | np.integer[Any]
WORD = (str, int, np.integer)
# Bytes in UTF-8 that a word may have. No text has longer ones: beyond it, it is something else.
LONGEST_WORD = 1 << 16
# As `str` writes an integer; longer ones than these Python refuses to read.
_DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,4000}")


def is_word(value: object) -> bool:
    """Whether a value can be a key: True and False cannot, though they are integers to Python."""
    return isinstance(value, WORD) and not isinstance(value, bool)


def as_key(word: Word) -> Key:
    """Return the word as it is kept: integers of any kind as int, and text as it is."""
    return word if isinstance(word, str) else int(word)


def other_form(key: Word) -> Key | None:
    """Return the digits of an integer, or the integer that digits stand for; None for other text.

    Examples
    --------
    >>> other_form(34), other_form("34"), other_form("034"), other_form("gold")
    ('34', 34, None, None)
    """
    if not isinstance(key, str):
        return str(int(key))
    return int(key) if _DECIMAL.fullmatch(key) else None


def find(rows: Mapping[Key, int], word: object) -> int | None:
    """Return the row of a word: of the word itself, or else of its other form; None without.

    Examples
    --------
    >>> find({34: 0, "35": 1}, "34"), find({34: 0, "35": 1}, 35), find({34: 0, "34": 1}, "34")
    (0, 1, 1)
    """
    if not isinstance(word, WORD) or isinstance(word, bool):
        return None
    row = rows.get(word)
    return rows.get(other_form(word)) if row is None else row


def typed(words: Iterable[str], are_integers: Iterable[bool]) -> list[Key]:
    """Return words as keys: those that are integers as int."""
    return [
        int(word) if is_integer else word
        for word, is_integer in zip(words, are_integers, strict=True)
    ]
