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
    def ranked(self, min_count: int) -> NDArray[np.int32]:
        """Give the ids of words counted `min_count` times or more.

        Ordered by falling count, ties by code points.
        """
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

def count_bigrams(
    tokens: NDArray[np.int32], words: int, least: int, share: int, shares: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Count neighbours that both have ids below `words`: first ids, second ids, counts.

    Pairs counted fewer than `least` times are left out; the others come in any order. `shares`
    calls, with `share` from 0 on, give every pair once: a call holds its own share only.
    """

# --- training (native/training_module.cpp) -------------------------------------------------------

BLOCK_CENTRES: int

def padded(vector_size: int) -> int:
    """Floats in a row of V and U: `vector_size` rounded up to a multiple of 16."""

def instruction_sets() -> list[str]:
    """Name the instruction sets that are compiled in and that this machine has, widest first."""

def multiply_adds(rounds: int, instruction_set: str) -> int:
    """Do float32 multiply-adds in registers, as fast as the CPU can, and return how many."""

class AliasTable:
    """Draws ids in proportion to weights."""

    def __init__(self, weights: NDArray[np.float64]) -> None: ...
    def draw(self, bits: int) -> int:
        """Return the id that 64 random bits stand for."""

class HuffmanTree:
    """The tree of hierarchical softmax; word i of V words is a leaf, U's rows are inner nodes."""

    def __init__(self, counts: NDArray[np.int64]) -> None: ...
    def path(self, word: int) -> tuple[list[int], list[int]]:
        """Give the inner nodes from the root to a word, and the turn taken at each."""

class Progress:
    """What an epoch has done so far, from the sums of a stopped one on; other threads may read."""

    def __init__(self, words: int = 0, predictions: int = 0, loss: float = 0.0) -> None: ...
    @property
    def words(self) -> int:
        """Corpus words passed, before subsampling."""
    @property
    def predictions(self) -> int:
        """Predictions made: pairs of a centre and an outside word, or centres in CBOW."""
    @property
    def loss(self) -> float:
        """The sum of their losses."""
    @property
    def pieces(self) -> int:
        """Pieces finished."""
    def stop(self) -> None:
        """Let the threads end after the pieces they are in."""

def train_epoch(
    tokens: NDArray[np.int32],
    V: NDArray[np.float32],
    U: NDArray[np.float32],
    keep: NDArray[np.uint32],
    noise: AliasTable | None,
    tree: HuffmanTree | None,
    progress: Progress,
    *,
    architecture: str,
    loss: str,
    context: str,
    vector_size: int,
    window: int,
    negative: int,
    shared_negatives: int,
    alpha_first: float,
    alpha_last: float,
    seed: int,
    epoch: int,
    threads: int,
    first_piece: int,
    piece_tokens: int,
    synchronous: bool,
    frozen: bool,
    bound: float,
    instruction_set: str,
) -> None:
    """Train one epoch; V and U change in place, unless `frozen`: then only the loss is taken."""

def step(
    V: NDArray[np.float32],
    U: NDArray[np.float32],
    words: NDArray[np.int32],
    first: int,
    begin: NDArray[np.int32],
    end: NDArray[np.int32],
    negatives: NDArray[np.int32],
    tree: HuffmanTree | None,
    *,
    architecture: str,
    loss: str,
    context: str,
    negative_weight: float,
    alpha: float,
    vector_size: int,
    instruction_set: str,
) -> tuple[float, int]:
    """Step once on a given block; returns its loss and its number of predictions."""
