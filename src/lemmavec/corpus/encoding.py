"""Any corpus (files, token lists, integer sequences, columns of tables) to ids on disk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lemmavec._keys import Key
from lemmavec._logging import log
from lemmavec._scratch import make_folder, raise_if_full, remove_folder
from lemmavec.corpus.opening import OpenCorpus, open_corpus
from lemmavec.corpus.reading import ReadingOptions
from lemmavec.corpus.sentence_ids import encode_sentences
from lemmavec.corpus.sentences import sentence_words
from lemmavec.corpus.sources import Corpus
from lemmavec.corpus.text_files import CountingProgress, encode_files
from lemmavec.corpus.token_cache import CountedCorpus, EncodedCorpus, Provisional, finish
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.corpus.vocabulary_choice import (
    Choice,
    KeepWord,
    WordChoice,
    frequent_words,
    known_and_new_words,
    known_words,
)

_DEFAULT = ReadingOptions()
_NO_ROOM = (
    " for the token cache, which takes up to 8 bytes a word; pass directory= with a folder on a "
    "larger disk"
)


def encode(
    corpus: Corpus,
    *,
    min_count: int = 5,
    max_words: int | None = None,
    keep_word: KeepWord | None = None,
    known: Vocabulary | None = None,
    keep_empty: bool = False,
    reading: ReadingOptions = _DEFAULT,
    progress: CountingProgress | None = None,
) -> EncodedCorpus:
    r"""Count the words of a corpus and write their ids to a temporary file, in one pass.

    Parameters
    ----------
    corpus : path, list of paths, or iterable of sentences
        * A text file in UTF-8, a sentence a line, plain or compressed by gzip, bzip2 or xz; a
          folder: all files in it and its subfolders except hidden ones, in the order of their
          names; a list of these.
        * Sentences: lists of words (str) or of ids (int, also NumPy's), which keep their type in
          the vocabulary. An iterator serves, as it is read once. An integer array has a sentence
          a row. Where a corpus has both, 34 and "34" are one word, of the type that came first.
        * A column of texts: an array of str from NumPy, pandas, Arrow or the like.
        * A table, of which `reading.column` names the column of texts or of token lists: files of
          Parquet or JSON Lines, a DataFrame, an Arrow table, a Hugging Face data set, dicts.
        * An open file, read from where it stands: a sentence a line.
    min_count : int
        Words that occur less often are left out of the vocabulary and of the tokens.
    max_words : int or None
        The vocabulary takes no more than so many words, the most frequent.
    keep_word : callable or None
        Of a word and its count: True keeps it, False leaves it out, None leaves that to
        `min_count`.
    known : Vocabulary or None
        Words that keep their ids and stay, however rare; their counts are added up. New words
        come after them.
    keep_empty : bool
        Sentences without a word of the vocabulary stay, so that sentence n of the tokens is
        sentence n of the corpus, or line n of a file.
    reading : ReadingOptions
        Lower-casing, tokenizer, decoding errors, threads, the folder of the token cache, and the
        column of a table.
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
        If a sentence is a text instead of a list of words, or a word is neither str nor int; or if
        a table in memory comes without `column`.
    ValueError
        If the corpus is empty or an iterator that is spent, if no word reaches `min_count`, or
        if a file is binary or not UTF-8 (the message gives the offset of the byte), is a table
        and `column` names none of its columns, or is malformed (the message gives the line).

    Examples
    --------
    >>> corpus = encode([["gold", "ore"], ["gold", "mine"]], min_count=2)
    >>> corpus.vocabulary.words, corpus.words, corpus.raw_words
    (['gold'], 2, 4)
    >>> encode([[3, 1], [3, 2]], min_count=1).vocabulary.words
    [3, 1, 2]
    """
    choice = WordChoice(min_count, max_words, keep_word)
    if known is None:
        choose: Choice = partial(frequent_words, choice=choice)
    else:
        choose = partial(known_and_new_words, known=known, choice=choice)
    return encode_choosing(corpus, choose, reading, progress, keep_empty)


def encode_with(
    vocabulary: Vocabulary,
    corpus: Corpus,
    *,
    keep_empty: bool = False,
    reading: ReadingOptions = _DEFAULT,
    progress: CountingProgress | None = None,
) -> EncodedCorpus:
    """Encode a corpus under a given vocabulary; words outside it are left out.

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
    choose = partial(known_words, known=vocabulary)
    return encode_choosing(corpus, choose, reading, progress, keep_empty)


def read_sentences(corpus: Corpus, reading: ReadingOptions = _DEFAULT) -> Iterator[list[Key]]:
    r"""Give the sentences of any corpus, one after the other, as lists of words, str or int.

    The parameters, and the errors, are those of `encode`; here a sentence without words is given
    too, as an empty list. Files are read in parts: one line at a time is in memory.

    Examples
    --------
    >>> list(read_sentences([[3, 1], [2]]))
    [[3, 1], [2]]
    """
    for number, sentence in enumerate(open_corpus(corpus, reading).sentences):
        words = sentence_words(sentence, number)
        yield _lower(words) if reading.lowercase else words


def _lower(words: list[Key]) -> list[Key]:
    return [word.lower() if isinstance(word, str) else word for word in words]


def encode_choosing(
    corpus: Corpus,
    choose: Choice,
    reading: ReadingOptions,
    progress: CountingProgress | None = None,
    keep_empty: bool = False,
) -> EncodedCorpus:
    """Encode a corpus under the vocabulary that is chosen of its words; otherwise as `encode`."""
    folder = make_folder(reading.directory)
    try:
        provisional = _provisional(corpus, folder, reading, progress, keep_empty)
        counted = CountedCorpus.of(provisional, reading)
        encoded = finish(counted, folder, choose, reading, keep_empty)
    except BaseException as error:
        raise_if_full(error, folder, _NO_ROOM)
        remove_folder(folder)
        raise
    log.info(
        "counted %d words, %d of them among the %d of the vocabulary",
        encoded.raw_words,
        encoded.words,
        len(encoded.vocabulary),
    )
    if progress is not None:
        progress(1.0, encoded.raw_words)
    return encoded


def _provisional(
    corpus: Corpus,
    folder: Path,
    reading: ReadingOptions,
    progress: CountingProgress | None,
    keep_empty: bool,
) -> Provisional:
    source = open_corpus(corpus, reading)
    # The native encoder leaves out lines without words.
    if source.text_files is not None and reading.tokenizer is None and not keep_empty:
        found = encode_files(source.text_files, folder, reading, progress=progress)
        return with_words(found, source.name)
    return encode_source(source, folder, progress)


def encode_source(
    source: OpenCorpus, folder: Path, progress: CountingProgress | None = None
) -> Provisional:
    """Give each word of the sentences of an open corpus a provisional id."""
    found = encode_sentences(
        source.sentences, folder, progress=progress, fraction=source.fraction, place=source.place
    )
    return with_words(found, source.name)


def with_words(found: Provisional, name: str) -> Provisional:
    """Return what was encoded; without a word it is a ValueError, which calls it `name`."""
    if not any(len(table) for table in found.tables):
        raise ValueError(f"{name} has no words: every file or sentence of it is empty")
    return found
