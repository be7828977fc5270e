"""Readers of the Stanford Sentiment Treebank: its trees, and the raw sentences with their scores.

The treebank is that of Socher et al. 2013, "Recursive Deep Models for Semantic Compositionality
Over a Sentiment Treebank". Its raw sentences are UTF-8 that was read as Latin-1 and encoded again
("clichÃ©s"). The readers undo this, and the sentences then agree word by word with the leaves of
the trees. The escapes of the Penn Treebank (-LRB- and others) become the characters they stand for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec.datasets.labelled_texts import LabelledTexts
from lemmavec.datasets.text_lines import text_lines
from lemmavec.datasets.trees import Tree, parse_tree, unescape

Split = Literal["train", "dev", "test"]
Kind = Literal["roots", "phrases"]
Classes = Literal[5, 2]

SPLIT_NUMBERS = {"train": "1", "test": "2", "dev": "3"}
NAMES = {
    5: {0: "very negative", 1: "negative", 2: "neutral", 3: "positive", 4: "very positive"},
    2: {0: "negative", 1: "positive"},
}
# Upper bounds of the scores of classes 0 to 3, from the treebank's README.
CUTS = (0.2, 0.4, 0.6, 0.8)


def read_trees(folder: str | os.PathLike[str], split: Split) -> list[Tree]:
    """Read the trees of one split from `train.txt`, `dev.txt` or `test.txt`, one tree per line.

    Parameters
    ----------
    folder : path
        The folder that holds the three files, or one that holds them in a subfolder `trees`.
    split : {"train", "dev", "test"}

    Returns
    -------
    list of Tree

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If a line is not a tree, or the file is not UTF-8; the message says where.
    """
    path = _within(Path(folder), "trees", f"{split}.txt")
    trees = []
    for number, line in enumerate(text_lines(path), 1):
        with damage_named(f"{path}, line {number}"):
            trees.append(parse_tree(line))
    return trees


def read_treebank(
    folder: str | os.PathLike[str], split: Split, *, classes: Classes = 5, kind: Kind = "roots"
) -> LabelledTexts:
    """Read the trees of one split as texts with labels.

    Parameters
    ----------
    folder, split
        As in `read_trees`.
    classes : {5, 2}, default 5
        Five classes, from 0 (very negative) to 4 (very positive); or two, 0 (negative) and 1
        (positive), without the neutral texts.
    kind : {"roots", "phrases"}, default "roots"
        Whole sentences; or every phrase, without duplicates of a text with the same label.

    Returns
    -------
    LabelledTexts
        The words of a text are separated by spaces.

    Raises
    ------
    OSError
        If the file cannot be read.
    DamagedFileError
        If a line is not a tree.
    ValueError
        If `classes` or `kind` is none of the above.
    """
    if kind not in ("roots", "phrases"):
        raise ValueError(f"kind must be 'roots' or 'phrases', got {kind!r}")
    trees = read_trees(folder, split)
    chosen = trees if kind == "roots" else [p for tree in trees for p in tree.phrases()]
    pairs = [(" ".join(phrase.words), phrase.label) for phrase in chosen]
    return _labelled(pairs if kind == "roots" else list(dict.fromkeys(pairs)), classes)


def read_raw(
    folder: str | os.PathLike[str], split: Split, *, classes: Classes = 5
) -> LabelledTexts:
    """Read the sentences of one split from the raw files, with the encoding repaired.

    Parameters
    ----------
    folder : path
        Holds `datasetSentences.txt`, `datasetSplit.txt`, `dictionary.txt`, `sentiment_labels.txt`.
    split : {"train", "dev", "test"}
    classes : {5, 2}
        As in `read_treebank`; the classes are cut from the scores at 0.2, 0.4, 0.6 and 0.8.

    Returns
    -------
    LabelledTexts

    Raises
    ------
    OSError
        If a file cannot be read.
    DamagedFileError
        If a sentence has no score, or a file is not UTF-8.
    """
    splits, dictionary, scores = (
        Path(folder) / name
        for name in ("datasetSplit.txt", "dictionary.txt", "sentiment_labels.txt")
    )
    split_of = dict(_fields(splits, ","))
    phrases = _fields(dictionary, "|", header=False)
    id_of = {fix_encoding(phrase): number for phrase, number in phrases}
    score_of = dict(_fields(scores, "|"))
    pairs = []
    for number, sentence in raw_sentences(folder):
        if _found(split_of, number, splits, "sentence") != SPLIT_NUMBERS[split]:
            continue
        id_ = _found(id_of, sentence, dictionary, f"sentence {number}:")
        score = _found(score_of, id_, scores, "phrase")
        with damage_named(scores, f"the score of phrase {id_}"):
            class_ = class_of_score(float(score))
        words = [unescape(word) for word in sentence.split(" ")]
        pairs.append((" ".join(words), class_))
    return _labelled(pairs, classes)


def raw_sentences(folder: str | os.PathLike[str]) -> Iterator[tuple[str, str]]:
    """Yield the number and the repaired text of each line of `datasetSentences.txt`."""
    for number, sentence in _fields(Path(folder) / "datasetSentences.txt", "\t"):
        yield number, fix_encoding(sentence)


def fix_encoding(text: str) -> str:
    """Undo the encoding of UTF-8 read as Latin-1 and encoded again; return other text as it is.

    Examples
    --------
    >>> fix_encoding("full of clichÃ©s"), fix_encoding("naïve")
    ('full of clichés', 'naïve')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def class_of_score(score: float) -> int:
    """Return the class, 0 to 4, of a score from 0 to 1; a score on a cut is of the lower class.

    Raises
    ------
    ValueError
        If the score is below 0, above 1, or NaN.
    """
    if not 0 <= score <= 1:
        raise ValueError(f"a score lies from 0 to 1, got {score}")
    return sum(score > cut for cut in CUTS)


def _labelled(pairs: list[tuple[str, int]], classes: Classes) -> LabelledTexts:
    if classes not in NAMES:
        raise ValueError(f"classes must be 5 or 2, got {classes}")
    if classes == 2:
        pairs = [(text, int(label > 2)) for text, label in pairs if label != 2]
    texts, labels = [text for text, _ in pairs], [label for _, label in pairs]
    return LabelledTexts(texts, labels, NAMES[classes])


def _fields(path: Path, separator: str, *, header: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the two fields of each line of a raw file that is not blank, without its header."""
    lines = ((n, line.rstrip("\r\n")) for n, line in enumerate(text_lines(path), 1) if line.strip())
    for number, line in islice(lines, int(header), None):
        first, found, second = line.rpartition(separator)
        if not found:
            raise DamagedFileError(f"{path}, line {number}: no {separator!r} in {line[:80]!r}")
        yield first, second


def _found(table: dict[str, str], key: str, path: Path, what: str) -> str:
    if key not in table:
        raise DamagedFileError(f"{path} has no {what} {key[:80]!r}")
    return table[key]


def _within(folder: Path, inner: str, name: str) -> Path:
    deeper = folder / inner / name
    return deeper if deeper.is_file() else folder / name
