"""Any corpus (files, token lists, integer sequences, text columns) to ids on disk."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from lemmavec._kernels import WordTable
from lemmavec.corpus.byte_blocks import Errors
from lemmavec.corpus.sentences import (
    Tokenizer,
    encode_sentences,
    fraction_of,
    sentences_of,
    tokenized_lines,
    words_of,
)
from lemmavec.corpus.sources import Corpus, files_below, given_paths, refuse_no_corpus
from lemmavec.corpus.text_files import Progress, encode_files
from lemmavec.corpus.token_cache import EncodedCorpus, Provisional, finish, words_in_parts
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.settings import available_cores


def encode(
    corpus: Corpus,
    *,
    min_count: int = 5,
    known: Vocabulary | None = None,
    lowercase: bool = False,
    tokenizer: Tokenizer | None = None,
    errors: Errors = "strict",
    workers: int | None = None,
    directory: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedCorpus:
    r"""Count the words of a corpus and write their ids to a temporary file, in one pass.

    Parameters
    ----------
    corpus : path, list of paths, or iterable of sentences
        * A text file in UTF-8, a sentence a line, plain or compressed by gzip, bzip2 or xz; a
          folder, which stands for all files in it and below, in the order of their names,
          without hidden ones; a list of these.
        * Sentences: lists of words, or of integers, which become words under their decimal
          digits. An iterator serves, as it is read once. An integer array has a sentence a row.
        * A column of texts: an array of str from NumPy, pandas, Arrow or the like.
    min_count : int
        Words that occur less often are left out of the vocabulary and of the tokens.
    known : Vocabulary or None
        Words that keep their ids and stay, however rare; their counts are added up. New words
        come after them.
    lowercase : bool
        Lower-case each word, as `str.lower` does, before it is counted.
    tokenizer : callable or None
        Takes a text (a line of a file, a row of a column) and gives its words; None splits at
        white space, as `str.split` does, natively for files.
    errors : {"strict", "replace"}
        Whether bytes that are not UTF-8 are an error, or read as U+FFFD.
    workers : int or None
        Threads for files; None takes one for each core. The result is the same for any number.
    directory : path or None
        Where the ids are kept; None is the system's folder for temporary files. Up to 8 bytes a
        word are needed, and 4 bytes a word once this function returns.
    progress : callable or None
        Called about ten times a second with the fraction done (NaN while the size of the corpus
        is not known) and the number of words so far, and once at the end.

    Returns
    -------
    EncodedCorpus
        To be closed, or used in a `with` statement; the file goes when the object does.

    Raises
    ------
    FileNotFoundError
        If a path does not exist, or a folder has no files.
    TypeError
        If a text stands where words belong, or a word is neither str nor int.
    ValueError
        If the corpus is empty or an iterator that is spent, if no word reaches `min_count`, or
        if a file is binary or not UTF-8 (the message gives the offset of the byte).

    Examples
    --------
    >>> corpus = encode([["gold", "ore"], ["gold", "mine"]], min_count=2)
    >>> corpus.vocabulary.words, corpus.words, corpus.raw_words
    (['gold'], 2, 4)
    >>> encode([[3, 1], [3, 2]], min_count=1).vocabulary.words
    ['3', '1', '2']
    """
    if min_count < 1:
        raise ValueError(f"min_count must be 1 or more, got {min_count}")

    def choose(table: WordTable) -> tuple[Vocabulary, NDArray[np.int32]]:
        if known is None:
            return _rank(table, min_count)
        return _grow(known, table, min_count)

    return _encode(corpus, choose, lowercase, tokenizer, errors, workers, directory, progress)


def encode_with(
    vocabulary: Vocabulary,
    corpus: Corpus,
    *,
    lowercase: bool = False,
    tokenizer: Tokenizer | None = None,
    errors: Errors = "strict",
    workers: int | None = None,
    directory: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> EncodedCorpus:
    """Encode a corpus under a vocabulary that stands; words outside of it are left out.

    The parameters are those of `encode`. The counts of the vocabulary stay as they are.

    Raises
    ------
    ValueError
        As `encode` does, and if the corpus has none of the vocabulary's words.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_counts({"gold": 9, "ore": 4})
    >>> list(encode_with(vocabulary, [["more", "ore"], ["gold"]]))
    [['ore'], ['gold']]
    """

    def choose(table: WordTable) -> tuple[Vocabulary, NDArray[np.int32]]:
        final = np.empty(len(table), np.int32)
        for part, words in words_in_parts(table):
            final[part] = [vocabulary.index.get(word, -1) for word in words]
        if len(table) and final.max() < 0:
            raise ValueError(
                f"none of the corpus's {len(table):,} distinct words is among the vocabulary's "
                f"{len(vocabulary):,}; the corpus must be split and lower-cased in the same way "
                f"(the vocabulary begins with {_listed(vocabulary.words[:5])}, the corpus with "
                f"{_listed(table.words(np.arange(min(5, len(table)), dtype=np.int32)))})"
            )
        return vocabulary, final

    return _encode(corpus, choose, lowercase, tokenizer, errors, workers, directory, progress)


def read_sentences(
    corpus: Corpus,
    *,
    lowercase: bool = False,
    tokenizer: Tokenizer | None = None,
    errors: Errors = "strict",
) -> Iterator[list[str]]:
    r"""Give the sentences of any corpus, one after the other, as lists of words.

    The parameters, and the errors, are those of `encode`; here a sentence without words is given
    too, as an empty list. Files are read in parts: one line at a time is in memory.

    Examples
    --------
    >>> list(read_sentences([[3, 1], [2]]))
    [['3', '1'], ['2']]
    """
    _check_errors(errors)
    paths, sentences = _files_or_sentences(corpus, tokenizer)
    if paths is None:
        sentences = sentences_of(sentences, tokenizer)
    else:
        sentences, _ = tokenized_lines(paths, errors, tokenizer or str.split)
    for number, sentence in enumerate(sentences):
        words = words_of(sentence, number)
        yield [word.lower() for word in words] if lowercase else words


def _encode(
    corpus: Corpus,
    choose: Callable[[WordTable], tuple[Vocabulary, NDArray[np.int32]]],
    lowercase: bool,
    tokenizer: Tokenizer | None,
    errors: Errors,
    workers: int | None,
    directory: str | os.PathLike[str] | None,
    progress: Progress | None,
) -> EncodedCorpus:
    _check_errors(errors)
    threads = available_cores() if workers is None else workers
    if threads < 1:
        raise ValueError(f"workers must be 1 or more, got {workers}")
    folder = Path(tempfile.mkdtemp(prefix="lemmavec-", dir=directory))
    try:
        provisional = _provisional(corpus, folder, tokenizer, errors, threads, progress)
        if not any(len(table) for table in provisional.tables):
            raise ValueError("the corpus has no words: all of its files or sentences are empty")
        encoded = finish(provisional, folder, choose, lowercase=lowercase, workers=threads)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise OSError(
                errno.ENOSPC,
                "no space left for the token cache, which takes up to 8 bytes a word; pass "
                "directory= with a folder on a larger disk",
                str(folder.parent),
            ) from error
        raise
    if progress is not None:
        progress(1.0, encoded.raw_words)
    return encoded


def _provisional(
    corpus: Corpus,
    folder: Path,
    tokenizer: Tokenizer | None,
    errors: Errors,
    workers: int,
    progress: Progress | None,
) -> Provisional:
    paths, sentences = _files_or_sentences(corpus, tokenizer)
    if paths is None:
        return encode_sentences(
            sentences_of(sentences, tokenizer),
            folder,
            progress=progress,
            fraction=fraction_of(sentences),
        )
    if tokenizer is None:
        return encode_files(paths, folder, errors=errors, workers=workers, progress=progress)
    lines, fraction = tokenized_lines(paths, errors, tokenizer)
    return encode_sentences(lines, folder, progress=progress, fraction=fraction)


def _files_or_sentences(
    corpus: Corpus, tokenizer: Tokenizer | None
) -> tuple[list[Path] | None, Iterable[Any]]:
    """Tell the files that a corpus consists of, or None and its sentences."""
    given = given_paths(corpus, texts_allowed=tokenizer is not None)
    if given is None:
        assert not isinstance(corpus, (str, os.PathLike))
        refuse_no_corpus(corpus)
        iterator = iter(corpus)
        try:
            first = next(iterator)
        except StopIteration:
            raise _empty(is_spent=iterator is corpus) from None
        if iterator is not corpus:
            sentences: Iterable[Any] = corpus  # it can begin anew
        else:
            sentences = chain([first], iterator)
        if not isinstance(first, os.PathLike):
            return None, sentences
        given = [Path(path) for path in sentences]
    return [file for path in given for file in files_below(path)], []


def _check_errors(errors: str) -> None:
    if errors not in get_args(Errors):
        raise ValueError(f"errors must be 'strict' or 'replace', got {errors!r}")


def _empty(*, is_spent: bool) -> ValueError:
    if is_spent:
        return ValueError(
            "the corpus is an iterator that gives nothing: it is spent if it was read before; "
            "pass a new one, or a list"
        )
    return ValueError("the corpus is empty: it has no sentences")


def _rank(table: WordTable, min_count: int) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Order the words that are kept by falling count, ties by code points."""
    counts = table.counts
    kept = table.ranked(min_count)
    if not len(kept):
        top = table.ranked(1)[:5]
        most = ", ".join(
            f"{word!r} ({count:,})"
            for word, count in zip(table.words(top), counts[top], strict=True)
        )
        raise ValueError(
            f"every word occurs fewer than min_count={min_count} times, of {counts.sum():,} words, "
            f"{len(table):,} distinct; the most frequent are {most}; pass a smaller min_count or "
            "more text"
        )
    final = np.full(len(table), -1, np.int32)
    final[kept] = np.arange(len(kept), dtype=np.int32)
    return Vocabulary(table.words(kept), counts[kept]), final


def _grow(
    known: Vocabulary, table: WordTable, min_count: int
) -> tuple[Vocabulary, NDArray[np.int32]]:
    """Add up the counts of known words, and let the new ones that are kept follow them."""
    counts, total = table.counts, known.counts.copy()
    final = np.empty(len(table), np.int32)
    for part, words in words_in_parts(table):
        final[part] = [known.index.get(word, -1) for word in words]
    met = final >= 0
    total[final[met]] += counts[met]
    ranked = table.ranked(min_count)
    new = ranked[final[ranked] < 0]
    if not met.any() and not len(new):
        _rank(table, min_count)  # which says that no word is frequent enough
    final[new] = len(known) + np.arange(len(new), dtype=np.int32)
    words = [*known.words, *table.words(new)]
    return Vocabulary(words, np.concatenate([total, counts[new]])), final


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(repr, words))
