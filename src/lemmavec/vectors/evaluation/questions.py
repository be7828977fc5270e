"""What both evaluations share: the lines of a file, and the rows of words in any case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from lemmavec._damage import DamagedFileError
from lemmavec._io import FilePath, open_decompressed
from lemmavec._keys import Key
from lemmavec._validation import at_least

LONGEST_QUESTION = 1 << 20  # bytes of a line


def fold(word: Key, case_insensitive: bool) -> str:
    """Return the text that is compared: an integer's digits; in capitals if case is ignored."""
    return str(word).upper() if case_insensitive else str(word)


def folded_rows(
    words: Sequence[Key], restrict_vocab: int | None, case_insensitive: bool
) -> dict[str, int]:
    """Map each folded word to the first row that has it.

    Parameters
    ----------
    words : sequence of str or int
        In the order of the rows.
    restrict_vocab : int or None
        Map the first that many words only, 1 or more.
    case_insensitive : bool
        Whether words in other cases are the same.

    Raises
    ------
    TypeError, ValueError
        If `restrict_vocab` is no whole number of 1 or more.

    Examples
    --------
    >>> folded_rows(["gold", "Gold", "ore"], None, case_insensitive=True)
    {'GOLD': 0, 'ORE': 2}
    """
    if restrict_vocab is not None:
        at_least("restrict_vocab", restrict_vocab, 1)
    rows: dict[str, int] = {}
    for row, word in enumerate(words[:restrict_vocab]):
        rows.setdefault(fold(word, case_insensitive), row)
    return rows


def numbered_lines(path: FilePath) -> Iterator[tuple[int, str]]:
    """Give the lines that are not blank, without their ends, each with its number from 1.

    Raises
    ------
    DamagedFileError
        If a line is not UTF-8 or far too long, or the file is compressed and damaged.
    """
    with open_decompressed(path) as file:
        for number in count(1):
            line = file.readline(LONGEST_QUESTION + 1)
            if not line:
                return
            if len(line) > LONGEST_QUESTION:
                raise DamagedFileError(
                    f"{path}, line {number}: more than {LONGEST_QUESTION:,} bytes without a line "
                    "end; these are no questions"
                )
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            except UnicodeDecodeError as error:
                raise DamagedFileError(f"{path}, line {number}: not UTF-8 ({error})") from None
            if text.strip():
                yield number, text
