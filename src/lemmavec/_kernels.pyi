"""The native kernels, as Python sees them."""

import numpy as np
from numpy.typing import NDArray

# --- text: counting and encoding (native/text.cpp) -----------------------------------------------

class WordTable:
    """Words, their counts, and ids in the order in which they first appeared."""

    def __init__(self) -> None: ...
    def __len__(self) -> int: ...
    @property
    def counts(self) -> NDArray[np.int64]:
        """A copy of the count of each id."""
    def add(self, words: list[str], counts: NDArray[np.int64]) -> NDArray[np.int32]:
        """Count words, `counts[i]` times each, and return their ids."""
    def words(self, ids: NDArray[np.int32]) -> list[str]:
        """Return the words that have these ids."""
    def absorb(self, other: WordTable) -> NDArray[np.int32]:
        """Add every word of another table, and return the id here of each id there."""

class Encoder:
    """Splits UTF-8 text as `str.split` does and gives each word an id; one for each thread."""

    def __init__(self, replace: bool = False) -> None: ...
    def encode(self, text: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Encode text that begins and ends between words; -1 stands for the end of a line.

        The ids lie in the encoder's own buffer, which the next call overwrites. Text that is not
        UTF-8 (unless `replace`), or that holds a NUL, is a ValueError; `fault` says where.
        """
    @property
    def table(self) -> WordTable:
        """The words met so far."""
    @property
    def fault(self) -> int:
        """Where in the last piece of text the first bad byte stands, after a ValueError."""
    @property
    def words(self) -> int:
        """Words encoded so far, repeats counted."""

def measure(ids: NDArray[np.int32], final_ids: NDArray[np.int32]) -> tuple[int, int, bool, bool]:
    """Foresee `compact(ids, final_ids, open=True)`.

    Returns the number of words, the number of sentence ends, whether an end comes before any
    word, and whether the last sentence stays open.
    """

def compact(ids: NDArray[np.int32], final_ids: NDArray[np.int32], open: bool) -> NDArray[np.int32]:
    """Rename ids, without words whose final id is negative and sentences that are left empty.

    `open` says whether the sentence before `ids` has words and goes on here.
    """
