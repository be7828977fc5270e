"""Sentiment trees in the notation of the Penn Treebank: a class on every phrase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lemmavec._limits import DEEPEST_TREE

_LABELS = frozenset("01234")
_ESCAPES = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"',
}  # fmt: skip


class Tree(NamedTuple):
    """A phrase: its class, its words, and its sub-phrases (none for a single word)."""

    label: int
    words: list[str]
    children: list[Tree]

    def phrases(self) -> Iterator[Tree]:
        """Yield this phrase and every phrase within it, in preorder."""
        waiting = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            waiting += reversed(tree.children)


def parse_tree(line: str) -> Tree:
    """Parse one line of a tree file.

    Parameters
    ----------
    line : str
        For example `(3 (2 a) (4 gem))`: a class from 0 to 4, then a word or phrases.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        If brackets do not match, a phrase has no class or no words, or phrases are nested more
        than 100 deep.

    Examples
    --------
    >>> tree = parse_tree("(3 (2 a) (4 gem))")
    >>> [(phrase.label, phrase.words) for phrase in tree.phrases()]
    [(3, ['a', 'gem']), (2, ['a']), (4, ['gem'])]
    """
    # Split at plain spaces only: a word may contain a no-break space ("8 1\/2").
    tokens = line.strip("\r\n ").replace("(", " ( ").replace(")", " ) ").split(" ")
    open_: list[Tree] = []  # the unclosed phrases, innermost last
    whole: Tree | None = None
    expects_label = False
    for token in filter(None, tokens):
        if whole is not None:
            raise ValueError(f"{token!r} comes after the end of the tree")
        if expects_label:
            if len(open_) == DEEPEST_TREE:
                raise ValueError(f"phrases within phrases, more than {DEEPEST_TREE} deep")
            if token not in _LABELS:
                raise ValueError(f"a phrase begins with its class, 0 to 4, got {token!r}")
            open_.append(Tree(int(token), [], []))
            expects_label = False
        elif token == "(":
            expects_label = True
        elif not open_:
            raise ValueError(f"a tree begins with a bracket, got {token!r}")
        elif token != ")":
            open_[-1].words.append(unescape(token))
        else:
            whole = _close(open_)
    if whole is None:
        raise ValueError("a bracket is not closed" if open_ or expects_label else "no tree")
    return whole


def _close(open_: list[Tree]) -> Tree | None:
    """Close the innermost phrase and add it to its parent; return it if it has none."""
    closed = open_.pop()
    if not closed.words:
        raise ValueError("a phrase without words")
    if not open_:
        return closed
    open_[-1].words.extend(closed.words)
    open_[-1].children.append(closed)
    return None


def unescape(word: str) -> str:
    """Replace a Penn Treebank escape by its bracket, quotation mark, slash or asterisk."""
    return _ESCAPES.get(word, word).replace("\\/", "/").replace("\\*", "*")
