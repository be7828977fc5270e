"""From Python sentences to provisional ids, in one pass."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lemmavec._kernels import WordTable
from lemmavec._limits import LONGEST_WORD, is_too_long
from lemmavec.corpus.sentences import as_list, bad_sentence, require_integers, short
from lemmavec.corpus.text_files import PROGRESS_SECONDS, CountingProgress
from lemmavec.corpus.token_cache import SENTENCE_END, Provisional, Segment, SegmentWriter

IDS_AT_ONCE = 1 << 20


def encode_sentences(
    sentences: Iterable[Any],
    folder: Path,
    *,
    progress: CountingProgress | None = None,
    fraction: Callable[[int], float] = lambda number: float("nan"),
    place: Callable[[int], str] = "sentence {}".format,
) -> Provisional:
    """Give each word of the token lists a provisional id, in one pass.

    `fraction` returns the share of the corpus done, given the number of sentences read, and `place`
    what errors call a sentence, given its number.
    """
    ids = _Ids(SegmentWriter(folder, 0), place)
    reported = time.monotonic()
    try:
        for number, sentence in enumerate(sentences):
            ids.add(sentence, number)
            if progress is not None and time.monotonic() - reported >= PROGRESS_SECONDS:
                reported = time.monotonic()
                progress(fraction(number + 1), ids.words)
        return ids.finish()
    finally:
        ids.close()


class _WordIds(dict[str, int]):
    """An id for each word, in order of appearance."""

    def __missing__(self, token: str) -> int:
        if not isinstance(token, str):
            raise TypeError
        if is_too_long(token):
            raise ValueError(
                f"the word {short(token)} has {len(token):,} characters; words have "
                f"{LONGEST_WORD:,} bytes or less, so split it"
            )
        self[token] = new = len(self)
        return new


class _IntegerIds(dict[int, int]):
    """The ids of integers, which are in the table by their digits; `new` are those without a word.

    An integer and its digits are one word, of the type that came first.
    """

    def __init__(self, words: _WordIds) -> None:
        self._words = words
        self.new = array("i")

    def __missing__(self, token: int) -> int:
        known = len(self._words)
        self[token] = found = self._words[str(int(token))]
        if found == known:
            self.new.append(found)
        return found


class _Ids:
    """Collects the ids and counts of sentences, and writes the ids in segments."""

    def __init__(self, writer: SegmentWriter, place: Callable[[int], str]) -> None:
        self.words = 0
        self._place = place
        self._of_word = _WordIds()
        self._of_integer = _IntegerIds(self._of_word)
        self._counts = np.zeros(0, np.int64)
        self._buffer = array("i")
        self._segments: list[Segment] = []
        self._writer = writer

    def add(self, sentence: Any, number: int) -> None:
        before = len(self._buffer)
        try:
            if not isinstance(sentence, (list, tuple)):
                sentence = as_list(sentence)
            self._extend(sentence)
        except TypeError:
            raise bad_sentence(sentence, number) from None
        except ValueError as error:  # of a word that is too long, or an integer of many digits
            raise ValueError(f"{self._place(number)}: {error}") from None
        self.words += len(self._buffer) - before
        self._buffer.append(SENTENCE_END)
        if len(self._buffer) >= IDS_AT_ONCE:
            self._flush()

    def _extend(self, sentence: Sequence[Any]) -> None:
        before = len(self._buffer)
        try:
            if sentence and not isinstance(sentence[0], str):
                require_integers(sentence)
                self._buffer.extend(map(self._of_integer.__getitem__, sentence))
            else:
                self._buffer.extend(map(self._of_word.__getitem__, sentence))
        except TypeError:  # slower, and for both in one sentence
            del self._buffer[before:]
            self._buffer.extend(map(self._id_of, sentence))

    def _id_of(self, token: Any) -> int:
        if isinstance(token, str):
            return self._of_word[token]
        require_integers([token])
        return self._of_integer[token]

    def finish(self) -> Provisional:
        self._flush()
        table = WordTable()
        try:
            table.add(list(self._of_word), self._counts)
        except UnicodeEncodeError as error:
            raise ValueError(
                f"the word {error.object!r} holds half of a surrogate pair, which no file can "
                'store; mend it with word.encode("utf-16", "surrogatepass").decode("utf-16")'
            ) from None
        self.close()
        return Provisional(self._segments, [table], np.array(self._of_integer.new, np.int32))

    def close(self) -> None:
        self._writer.close()

    def _flush(self) -> None:
        ids = np.array(self._buffer, np.int32)
        counts = np.bincount(ids + 1, minlength=len(self._of_word) + 1)[1:]
        counts[: len(self._counts)] += self._counts
        self._counts = counts.astype(np.int64, copy=False)
        self._segments.append(self._writer.write(ids))
        self._buffer = array("i")
