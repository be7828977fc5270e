"""How long words and lines may be: beyond it, what is read is not what it is taken for.

Without these, one word or one line could be all of the memory, or have no end, as in /dev/zero.
"""

from __future__ import annotations

# Bytes of a word, in UTF-8: counted, saved and loaded alike.
LONGEST_WORD = 1 << 16
# Bytes of a line, or characters, where text is read by lines; 134 MB is more than all of text8.
LONGEST_LINE = 1 << 27
# Bytes of a line of vectors: 33 MB, enough for the most dimensions.
LONGEST_ROW = 1 << 25
MOST_DIMENSIONS = 1_000_000
# Phrases within phrases; the treebank has 30.
DEEPEST_TREE = 100
# Characters of an n-gram of fastText, of which it has up to 6 by default.
LONGEST_NGRAM = 100


def is_too_long(word: str) -> bool:
    """Return whether a word has more than `LONGEST_WORD` bytes.

    Examples
    --------
    >>> is_too_long("gold"), is_too_long("a" * 65_537), is_too_long("é" * 32_769)
    (False, True, True)
    """
    if len(word) <= LONGEST_WORD // 4:
        return False
    return len(word.encode("utf-8", "surrogatepass")) > LONGEST_WORD
