"""The Stanford Sentiment Treebank: trees with a label on every phrase, and the raw sentences.

The raw sentences were encoded twice, as UTF-8 that was read as Latin-1 and encoded again
("clichÃ©s"). They are decoded twice here, and then agree word by word with the leaves of the trees.
The escapes of the Penn Treebank (-LRB- and others) become the characters they stand for.

Source: Socher et al. 2013, "Recursive Deep Models for Semantic Compositionality Over a Sentiment
Treebank".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from lemmavec.datasets.labelled_texts import LabelledTexts

Split = Literal["train", "dev", "test"]
Kind = Literal["roots", "phrases"]
Classes = Literal[5, 2]

SPLIT_NUMBERS = {"train": "1", "test": "2", "dev": "3"}
NAMES = {
    5: {0: "very negative", 1: "negative", 2: "neutral", 3: "positive", 4: "very positive"},
    2: {0: "negative", 1: "positive"},
}
_LABELS = frozenset("01234")
# Upper bounds of the scores of classes 0 to 3, from the treebank's README.
CUTS = (0.2, 0.4, 0.6, 0.8)
_ESCAPES = {
    "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}",
    "``": '"', "''": '"',
}  # fmt: skip


class Tree(NamedTuple):
    """A phrase: its class, its words, and the phrases that it consists of (none for one word)."""

    label: int
    words: list[str]
    children: list[Tree]

    def phrases(self) -> Iterator[Tree]:
        """Give this phrase and every phrase within it, in preorder."""
        waiting = [self]
        while waiting:
            tree = waiting.pop()
            yield tree
            waiting += reversed(tree.children)


def parse_tree(line: str) -> Tree:
    """Read one line of a tree file.

    Parameters
    ----------
    line : str
        Such as `(3 (2 a) (4 gem))`: a class from 0 to 4, then a word or phrases.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        If brackets do not match, or a phrase has no class or no words.

    Examples
    --------
    >>> tree = parse_tree("(3 (2 a) (4 gem))")
    >>> [(phrase.label, phrase.words) for phrase in tree.phrases()]
    [(3, ['a', 'gem']), (2, ['a']), (4, ['gem'])]
    """
    # The space alone separates: a word may hold one that does not break ("8 1\/2").
    tokens = line.strip("\r\n ").replace("(", " ( ").replace(")", " ) ").split(" ")
    open_: list[Tree] = []  # from the whole to the innermost phrase that is not yet closed
    whole: Tree | None = None
    expects_label = False
    for token in filter(None, tokens):
        if whole is not None:
            raise ValueError(f"{token!r} comes after the end of the tree")
        if expects_label:
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
    """Close the innermost phrase, a part of the next; give the tree if it was the whole."""
    closed = open_.pop()
    if not closed.words:
        raise ValueError("a phrase without words")
    if not open_:
        return closed
    open_[-1].words.extend(closed.words)
    open_[-1].children.append(closed)
    return None


def read_trees(folder: str | os.PathLike[str], split: Split) -> list[Tree]:
    """Read the trees of one split: `train.txt`, `dev.txt` or `test.txt`, one tree a line.

    Parameters
    ----------
    folder : path
        The folder of the three files, or the one that holds them in a folder `trees`.
    split : {"train", "dev", "test"}

    Returns
    -------
    list of Tree

    Raises
    ------
    OSError
        If there is no such file.
    ValueError
        If a line is no tree; the message names it.
    """
    path = _within(Path(folder), "trees", f"{split}.txt")
    trees = []
    with path.open(encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            try:
                trees.append(parse_tree(line))
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
    return trees


def read_treebank(
    folder: str | os.PathLike[str], split: Split, *, classes: Classes = 5, kind: Kind = "roots"
) -> LabelledTexts:
    """Read the trees of one split as texts with labels.

    Parameters
    ----------
    folder, split
        As `read_trees` takes them.
    classes : {5, 2}
        Five, from very negative 0 to very positive 4; or two, negative 0 and positive 1, without
        the neutral texts.
    kind : {"roots", "phrases"}
        Whole sentences; or every phrase, repeated ones with the same label once.

    Returns
    -------
    LabelledTexts
        The words of a text are separated by spaces.
    """
    trees = read_trees(folder, split)
    if kind == "phrases":
        pairs = dict.fromkeys((" ".join(p.words), p.label) for t in trees for p in t.phrases())
    else:
        return _classed([(" ".join(tree.words), tree.label) for tree in trees], classes)
    return _classed(list(pairs), classes)


def read_raw(
    folder: str | os.PathLike[str], split: Split, *, classes: Classes = 5
) -> LabelledTexts:
    """Read the sentences of one split from the raw files, with their encoding repaired.

    Parameters
    ----------
    folder : path
        Holds `datasetSentences.txt`, `datasetSplit.txt`, `dictionary.txt`, `sentiment_labels.txt`.
    split : {"train", "dev", "test"}
    classes : {5, 2}
        As `read_treebank` takes them; the scores are cut at 0.2, 0.4, 0.6 and 0.8.

    Returns
    -------
    LabelledTexts

    Raises
    ------
    OSError
        If a file is missing.
    ValueError
        If a sentence has no score.
    """
    folder = Path(folder)
    numbers = dict(line.split(",") for line in _lines(folder / "datasetSplit.txt"))
    ids = dict(line.rsplit("|", 1) for line in _lines(folder / "dictionary.txt"))
    ids = {mend(phrase): number for phrase, number in ids.items()}
    scores = dict(line.split("|") for line in _lines(folder / "sentiment_labels.txt"))
    pairs = []
    for number, sentence in raw_sentences(folder):
        if numbers[number] != SPLIT_NUMBERS[split]:
            continue
        if sentence not in ids:
            raise ValueError(f"{folder / 'dictionary.txt'} has no sentence {number}: {sentence!r}")
        words = [unescape(word) for word in sentence.split(" ")]
        pairs.append((" ".join(words), class_of_score(float(scores[ids[sentence]]))))
    return _classed(pairs, classes)


def raw_sentences(folder: str | os.PathLike[str]) -> Iterator[tuple[str, str]]:
    """Give the number and the repaired text of each line of `datasetSentences.txt`."""
    for line in _lines(Path(folder) / "datasetSentences.txt"):
        number, sentence = line.split("\t")
        yield number, mend(sentence)


def mend(text: str) -> str:
    """Undo the second encoding of text that was encoded twice; leave other text as it is.

    Examples
    --------
    >>> mend("full of clichÃ©s"), mend("naïve")
    ('full of clichés', 'naïve')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def unescape(word: str) -> str:
    """Replace a Penn Treebank escape by its bracket, quotation mark or slash."""
    return _ESCAPES.get(word, word).replace("\\/", "/").replace("\\*", "*")


def class_of_score(score: float) -> int:
    """Return the class, 0 to 4, of a score from 0 to 1; a score on a cut has the lower class."""
    return sum(score > cut for cut in CUTS)


def _classed(pairs: list[tuple[str, int]], classes: Classes) -> LabelledTexts:
    if classes not in NAMES:
        raise ValueError(f"classes must be 5 or 2, got {classes}")
    if classes == 2:
        pairs = [(text, int(label > 2)) for text, label in pairs if label != 2]
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    return LabelledTexts(texts, labels, NAMES[classes])


def _lines(path: Path) -> list[str]:
    """Return the lines of a raw file without its header, which `dictionary.txt` lacks."""
    lines = path.read_text(encoding="utf-8").split("\n")
    lines = [line.rstrip("\r") for line in lines if line.strip()]
    return lines if path.name == "dictionary.txt" else lines[1:]


def _within(folder: Path, inner: str, name: str) -> Path:
    deeper = folder / inner / name
    return deeper if deeper.is_file() else folder / name
