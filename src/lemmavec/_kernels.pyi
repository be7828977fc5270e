"""The native kernels: types and documentation for Python."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

# --- counting and encoding of text (native/bindings/text.cpp) ------------------------------------

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
    @property
    def mean_search(self) -> float:
        """How many slots of the hash table it takes to find a word, on average; NaN if empty."""
    def absorb(self, other: WordTable) -> NDArray[np.int32]:
        """Add every word of another table, and return the id here of each id there."""

class Encoder:
    """Splits UTF-8 text as `str.split` does and gives each word an id; one for each thread."""

    def __init__(self, replace: bool = False, longest_word: int = ...) -> None: ...
    def encode(self, text: NDArray[np.uint8]) -> NDArray[np.int32]:
        """Encode text that begins and ends between words; -1 stands for the end of a line.

        The ids are in the encoder's own buffer, which the next call overwrites. Text that is not
        UTF-8 (unless `replace`), that contains a NUL or a word of more than `longest_word` bytes,
        is a ValueError; `fault` says where.
        """
    @property
    def table(self) -> WordTable:
        """The words encoded so far, each once."""
    @property
    def fault(self) -> int:
        """After a ValueError, the offset of the first bad byte in the last text."""
    @property
    def words(self) -> int:
        """Words encoded so far, repeats counted."""

def measure(
    ids: NDArray[np.int32], final_ids: NDArray[np.int32], keep_empty: bool = False
) -> tuple[int, int, bool, bool]:
    """Measure the result of `compact(ids, final_ids, open=True)` without making it.

    Returns the number of words, the number of sentence ends, whether an end comes before any
    word, and whether the last sentence stays open.
    """

def compact(
    ids: NDArray[np.int32], final_ids: NDArray[np.int32], open: bool, keep_empty: bool = False
) -> NDArray[np.int32]:
    """Rename ids, without words whose final id is negative and sentences that are left empty.

    `open` says whether the sentence before `ids` has words and continues here. With `keep_empty`,
    empty sentences stay.
    """

def count_bigrams(
    tokens: NDArray[np.int32], words: int, least: int, share: int, shares: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]]:
    """Count pairs of adjacent words with ids below `words`: first ids, second ids, counts.

    Pairs counted fewer than `least` times are left out; the others come in any order. `shares`
    calls, with `share` from 0 on, give every pair once: a call has only its share in memory.
    """

# --- training (native/bindings/model.cpp and training.cpp) ---------------------------------------

def padded(vector_size: int) -> int:
    """Floats in a row of V and U: `vector_size` rounded up to a multiple of 16."""

CBOW_GROUP: int
"""Neighbouring centres that share negatives in CBOW."""

def instruction_sets() -> list[str]:
    """Name the instruction sets that are compiled in and that this machine has, widest first."""

class AliasTable:
    """Draws ids in proportion to weights."""

    def __init__(self, weights: NDArray[np.float64]) -> None: ...
    def draw(self, bits: int) -> int:
        """Return the id that 64 random bits select."""

class HuffmanTree:
    """The tree of hierarchical softmax: words are its leaves, and rows of U its inner nodes."""

    def __init__(self, counts: NDArray[np.int64]) -> None: ...
    def path(self, word: int) -> tuple[list[int], list[int]]:
        """Give the inner nodes from the root to a word, and the turn taken at each."""

class WordRows:
    """The rows of V that make the vector of each word: of word w, rows[begin[w]:begin[w + 1]].

    The step of V is `step` times that of U, and with `steps` of "word" such that the vector of each
    word moves as far as a single row: with the mean of n rows, n times.
    """

    def __init__(
        self,
        begin: NDArray[np.int64],
        rows: NDArray[np.int32],
        *,
        combine: Literal["sum", "mean"],
        steps: Literal["text", "word"] = "text",
        step: float = 1.0,
    ) -> None: ...

def row_lists(
    words: list[str] | list[bytes],
    min_n: int,
    max_n: int,
    buckets: int,
    hashes: int,
    own_rows: bool,
    first_bucket: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Give where the rows of each word begin, and the rows: its own, then those of its n-grams.

    `hashes` of 0 hashes n-grams as fastText does, to one bucket each; other numbers as floret does,
    with the whole word as its first n-gram. UnicodeEncodeError if a str has a lone surrogate.
    """

def compose(
    matrix: NDArray[np.float32],
    begin: NDArray[np.int64],
    rows: NDArray[np.int32],
    mean: bool,
    vectors: NDArray[np.float32],
    threads: int,
) -> None:
    """Fill `vectors` with the mean or the sum of each word's rows, summed in their order."""

class Documents:
    """The documents of a corpus, which are its sentences, and their tags, which are rows of D.

    Document d ends at token `ends[d]`, and has the tags `tags[begin[d]:begin[d + 1]]`.
    """

    def __init__(
        self, ends: NDArray[np.int64], begin: NDArray[np.int64], tags: NDArray[np.int32]
    ) -> None: ...

class Matrices:
    """V and U, padded and aligned as `lemmavec.training.matrices` makes them; changed in place.

    `centre_rates` are factors of the steps of the rows of V: 0 keeps a row as it is. V has other
    rows than U only where the model has `word_rows`, or documents alone as centres. D are the
    vectors of documents' tags.
    """

    def __init__(
        self,
        V: NDArray[np.float32],
        U: NDArray[np.float32],
        vector_size: int,
        centre_rates: NDArray[np.float32] | None = None,
        D: NDArray[np.float32] | None = None,
    ) -> None: ...

class Model:
    """An architecture, its loss, and what the loss needs besides V and U.

    Negative sampling needs `noise`, the `negative` samples K for each prediction and the number N
    of `shared_negatives` for each group of centres: a block in skip-gram, `CBOW_GROUP` of them in
    CBOW. But in `step` the block brings its negatives along.
    Hierarchical softmax needs the `tree`. A `context` of "word2vec_mean" is that of word2vec.c.
    With `word_rows`, which full softmax has not, a word's vector is made of several rows of V.
    With `documents`, which it has not either, skip-gram is PV-DBOW, where words are centres too if
    the model `trains_words`, and CBOW is PV-DM.
    """

    def __init__(
        self,
        architecture: Literal["skipgram", "cbow"],
        loss: Literal["negative_sampling", "softmax", "hierarchical_softmax"],
        *,
        context: Literal["mean", "sum", "word2vec_mean"] = "mean",
        noise: AliasTable | None = None,
        tree: HuffmanTree | None = None,
        negative: int = 0,
        shared_negatives: int = 0,
        word_rows: WordRows | None = None,
        documents: Documents | None = None,
        trains_words: bool = False,
    ) -> None: ...

class TokenStream:
    """An encoded corpus with the random choices of one epoch: subsampling, windows, negatives.

    Token p is kept if 32 random bits do not exceed `keep[word]`. All choices depend on `seed`,
    `epoch` and p alone. Each centre draws its reach from 1 to `window`, unless windows do not
    shrink.
    """

    def __init__(
        self,
        tokens: NDArray[np.int32],
        keep: NDArray[np.uint32],
        *,
        window: int,
        shrink_windows: bool = True,
        seed: int,
        epoch: int,
    ) -> None: ...

class Schedule:
    """How an epoch passes over the corpus, in pieces of `piece_tokens` from `first_piece` on.

    In mode "hogwild" each thread takes a piece and trains without locks; in mode "synchronous" all
    threads train on one piece, with the same bits for any number of them; in mode "frozen" nothing
    is trained and only the loss is computed. Alpha changes linearly from `alpha_first` to
    `alpha_last`. In a synchronous piece, a row whose change has curvature c moves by
    1 / max(1, `curvature_bound` c) of the change; 0 leaves every change as it is.
    """

    def __init__(
        self,
        mode: Literal["hogwild", "synchronous", "frozen"],
        *,
        threads: int,
        piece_tokens: int,
        alpha_first: float = 0.0,
        alpha_last: float = 0.0,
        first_piece: int = 0,
        curvature_bound: float = 0.0,
    ) -> None: ...

class RunningEpoch:
    """The sums of an epoch so far, from those of a stopped one on; any thread may read them."""

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
        """Pieces finished, including those before the first."""
    def stop(self) -> None:
        """Let the threads end after the pieces that they are working on."""

class Profile:
    """Where the time of epochs goes, summed over their threads; not of full softmax."""

    def __init__(self) -> None: ...
    @property
    def seconds(self) -> dict[str, float]:
        """Seconds spent reading, in logits, coefficients and update, and waiting for threads."""
    @property
    def path_nodes(self) -> int:
        """Nodes on the paths of all predictions, in hierarchical softmax; else 0."""

class Block:
    """Up to 16 neighbouring centres, as in `lemmavec.gradcheck.cases.Block`.

    The document of centre i has the tags `tags[tag_begin[i]:tag_begin[i + 1]]`: they are part of
    its context in CBOW. With `centres_are_tags` it is one tag, which predicts the words from
    `begin[i]` to `end[i]`.
    """

    def __init__(
        self,
        words: NDArray[np.int32],
        first: int,
        begin: NDArray[np.int32],
        end: NDArray[np.int32],
        negatives: NDArray[np.int32],
        negative_weight: float,
        tag_begin: NDArray[np.int32] | None = None,
        tags: NDArray[np.int32] | None = None,
        centres_are_tags: bool = False,
    ) -> None: ...

def infer_documents(
    matrices: Matrices,
    model: Model,
    tokens: TokenStream,
    schedule: Schedule,
    epochs: int,
    running: RunningEpoch,
    instruction_set: str,
) -> None:
    """Train D alone, in `epochs` passes over each document, whose tag is its number.

    Alpha falls linearly from the first to the last of the schedule, for each document. All random
    choices depend on the seed and the words of a document.
    """

def train_epoch(
    matrices: Matrices,
    model: Model,
    tokens: TokenStream,
    schedule: Schedule,
    running: RunningEpoch,
    instruction_set: str,
    profile: Profile | None = None,
) -> None:
    """Train one epoch; V and U change in place, unless the mode is "frozen".

    A `profile` is given the time of each part.

    Raises
    ------
    ValueError
        If sizes do not agree, this machine lacks the instruction set, or a profile is asked of full
        softmax.
    OSError
        If a thread cannot be started; nothing is trained then.
    MemoryError
        If memory runs out.
    """

def step(
    matrices: Matrices, model: Model, block: Block, alpha: float, instruction_set: str
) -> tuple[float, int]:
    """Step once on a given block; returns its loss and its number of predictions."""

# --- reading of files of vectors (native/bindings/vector_files.cpp) ------------------------------

# Places are offsets into a block of bytes: word or line i lies between begin[i] and end[i].

def lines(block: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places of the lines, without white space at their ends."""

def parse_lines(
    block: NDArray[np.uint8],
    begin: NDArray[np.int64],
    end: NDArray[np.int64],
    rows: NDArray[np.float32],
    threads: int,
) -> NDArray[np.int64]:
    """Read the numbers of "word value ... value" lines into `rows`; give where each word ends.

    The numbers are those of `np.float32(float(text))`. A place of -1 stands for a line that has
    another number of values, or a value that is not read here, such as "nan".
    """

def binary_rows(
    block: NDArray[np.uint8], size: int, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give the places of the words of up to `limit` whole rows of word2vec's binary format."""

def copy_binary_rows(
    block: NDArray[np.uint8],
    word_ends: NDArray[np.int64],
    rows: NDArray[np.float32],
    threads: int,
) -> None:
    """Copy the vector that follows each word and its space into `rows`."""

def decode_words(
    block: NDArray[np.uint8], begin: NDArray[np.int64], end: NDArray[np.int64], errors: str
) -> list[str]:
    """Decode words from UTF-8, with `bytes.decode`'s errors."""

def are_distinct(
    block: NDArray[np.uint8], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> bool:
    """Whether no word comes twice."""

def words_are_distinct(words: list[str]) -> bool:
    """Whether no word comes twice; UnicodeEncodeError if one has a lone surrogate."""

# --- searching of vectors (native/bindings/search.cpp) -------------------------------------------

def row_norms(matrix: NDArray[np.float32], threads: int) -> tuple[NDArray[np.float32], int]:
    """Give the length of each row, and the first row with NaN or infinity, or -1."""

def cosines(
    matrix: NDArray[np.float32], query: NDArray[np.float64], threads: int
) -> NDArray[np.float32]:
    """Give the cosine of each row with a query of length 1, computed in float64."""

def nearest(
    matrix: NDArray[np.float32],
    norms: NDArray[np.float32],
    queries: NDArray[np.float64],
    kept: int,
    threads: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Give the `kept` rows with the highest cosines for each query of length 1, and these cosines.

    Both are flat, best first, equal cosines in the order of the rows. The cosines are those of
    `cosines`, to the bit. Rows with NaN are left out; -1 stands where there are too few rows.
    """
