"""`KeyedVectors`: `WordVectors` under gensim's names, arguments and answers."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import replacing
from lemmavec.vectors.evaluation import answered_analogies
from lemmavec.vectors.formats import Errors
from lemmavec.vectors.formats.safetensors import write_safetensors
from lemmavec.vectors.queries import WORD, Matrix, Terms, Vector, Word, cosines, row_norms, unit
from lemmavec.vectors.word_vectors import Path, WordVectors, load

# Names of gensim's that are not here, and what to do instead.
ADVICE = {
    "vocab": "use key_to_index, and get_vecattr(word, 'count') for counts",
    "index2word": "use index_to_key",
    "index2entity": "use index_to_key",
    "syn0": "use vectors",
    "syn0norm": "use get_normed_vectors()",
    "vectors_norm": "use get_normed_vectors()",
    "init_sims": "leave it out; norms are computed when they are needed",
    "fill_norms": "leave it out; norms are computed when they are needed",
    "word_vec": "use get_vector",
    "most_similar_cosmul": "use most_similar",
    **dict.fromkeys(
        ("add_vector", "add_vectors", "set_vecattr", "resize_vectors", "allocate_vecattrs"),
        "the vectors never change; make new ones, KeyedVectors(words, matrix)",
    ),
    **dict.fromkeys(
        ("unit_normalize_all", "sort_by_descending_frequency", "intersect_word2vec_format"),
        "the vectors never change; make new ones, KeyedVectors(words, matrix)",
    ),
}


class Correlation(NamedTuple):
    """A correlation and its two-sided p-value, which is NaN where scipy is not installed."""

    statistic: float
    pvalue: float


class KeyedVectors(WordVectors):
    """Words and their vectors, with gensim's names; immutable.

    It is made whole, `KeyedVectors(words, matrix)`, where gensim's is made empty and filled.

    Parameters
    ----------
    words, vectors, counts, check_finite
        As for `lemmavec.WordVectors`.

    Examples
    --------
    >>> v = KeyedVectors(["gold", "silver"], np.array([[2, 0], [3, 4]], np.float32))
    >>> v.get_vector("silver", norm=True)
    array([0.6, 0.8], dtype=float32)
    >>> v.index2word
    Traceback (most recent call last):
        ...
    AttributeError: KeyedVectors of lemmavec have no 'index2word': use index_to_key
    """

    def __init__(
        self,
        words: Sequence[str],
        vectors: Matrix | None = None,
        counts: NDArray[np.int64] | None = None,
        *,
        check_finite: bool = True,
    ) -> None:
        if vectors is None:
            raise TypeError("pass the words and their matrix: KeyedVectors(words, matrix)")
        super().__init__(words, vectors, counts, check_finite=check_finite)

    def __getattr__(self, name: str) -> NoReturn:
        advice = f": {ADVICE[name]}" if name in ADVICE else ""
        raise AttributeError(f"KeyedVectors of lemmavec have no {name!r}{advice}")

    def __reduce__(self) -> tuple[Any, ...]:
        return KeyedVectors, (self._words, self._vectors, self._counts)

    def forget_norms(self) -> None:
        """Compute the norms anew when they are needed: training has changed the vectors."""
        self._norms = None

    # --- words and their vectors -----------------------------------------------------------------

    def get_index(self, key: Word, default: int | None = None) -> int:
        """Return the row of a word, or `default` if it has none and a default is given."""
        if default is not None and key not in self:
            return default
        return self._row(key)

    def has_index_for(self, key: Word) -> bool:
        """Whether a word has a vector."""
        return key in self

    def get_vector(self, key: Word, norm: bool = False) -> Matrix:
        """Return a word's vector, read-only; divided by its length with `norm`."""
        vector: Matrix = self._vectors[self._row(key)]
        return unit(vector).astype(np.float32) if norm else vector

    def get_vecattr(self, key: Word, attr: str) -> int:
        """Return how often a word occurred: `attr` is "count"."""
        row = self._row(key)
        if attr != "count" or self._counts is None:
            known = "none" if self._counts is None else "'count'"
            raise KeyError(f"words have no attribute {attr!r} here; known: {known}")
        return int(self._counts[row])

    def get_normed_vectors(self) -> Matrix:
        """Return all vectors divided by their lengths, a new matrix."""
        lengths = self.norms.copy()
        lengths[lengths == 0] = 1  # a zero vector stays one
        return self._vectors / lengths[:, None]

    def get_mean_vector(
        self,
        keys: Sequence[Word | Vector],
        weights: Sequence[float] | NDArray[Any] | None = None,
        pre_normalize: bool = True,
        post_normalize: bool = False,
        ignore_missing: bool = True,
    ) -> Matrix:
        """Return Σ wᵢ vᵢ / Σ |wᵢ|; words without a vector do not count, or are a KeyError."""
        if not len(keys):
            raise ValueError("get_mean_vector needs a word or a vector")
        numbers = np.ones(len(keys)) if weights is None else np.asarray(weights, np.float64)
        if len(numbers) != len(keys):
            raise ValueError(f"{len(keys)} keys but {len(numbers)} weights")
        total, weight = np.zeros(self.vector_size), 0.0
        for key, number in zip(keys, numbers, strict=True):
            if isinstance(key, WORD):
                if key not in self and ignore_missing:
                    continue
                vector: Vector = self.get_vector(key, norm=pre_normalize)
            else:
                vector = np.asarray(key)
            total += number * vector
            weight += abs(number)
        mean = total / weight if weight > 0 else total
        result: Matrix = (unit(mean) if post_normalize else mean).astype(np.float32)
        return result

    # --- queries ---------------------------------------------------------------------------------

    def most_similar(  # type: ignore[override]  # gensim's order of arguments is another
        self,
        positive: Terms | None = None,
        negative: Terms | None = None,
        topn: int | None = 10,
        clip_start: int = 0,
        clip_end: int | None = None,
        restrict_vocab: int | None = None,
        indexer: None = None,
    ) -> list[tuple[str, float]] | Matrix:
        """Return the nearest words and their cosines; see `WordVectors.most_similar`.

        Parameters
        ----------
        clip_start : int
            0; gensim's other values have no counterpart.
        clip_end, restrict_vocab : int or None
            Look among the first that many words only.
        indexer : None
            Every search here is exact.
        """
        if indexer is not None:
            raise ValueError("indexer: every search here is exact; leave it out")
        if clip_start != 0:
            raise ValueError(f"clip_start must be 0, got {clip_start}; clip_end is there")
        if clip_end is not None and restrict_vocab is not None:
            raise ValueError("clip_end and restrict_vocab say the same: pass one of them")
        end = restrict_vocab if clip_end is None else clip_end
        return super().most_similar(positive, negative, topn, end)  # type: ignore[misc, arg-type]

    def similar_by_word(
        self, word: Word, topn: int = 10, restrict_vocab: int | None = None
    ) -> list[tuple[str, float]]:
        """Return the words nearest to a word."""
        return WordVectors.most_similar(self, [word], None, topn, restrict_vocab)

    similar_by_key = similar_by_word

    def doesnt_match(self, words: Sequence[Word]) -> str:
        """Return the word that fits the others least; words without a vector are left out."""
        known = [word for word in words if word in self]
        if len(known) < len(words):
            unknown = ", ".join(repr(word) for word in words if word not in self)
            warnings.warn(
                f"doesnt_match leaves out words without a vector: {unknown}", stacklevel=2
            )
        return super().doesnt_match(known)

    def distances(self, word_or_vector: Word | Vector, other_words: Sequence[Word] = ()) -> Matrix:
        """Return 1 - cosine with each of `other_words`, or with all words if there are none."""
        is_word = isinstance(word_or_vector, WORD)
        query = self.get_vector(word_or_vector) if is_word else np.asarray(word_or_vector)  # type: ignore[arg-type]
        rows = [self._row(word) for word in other_words] if len(other_words) else slice(None)
        return 1 - cosines(self._vectors[rows], self.norms[rows], query)

    def closer_than(self, key1: Word, key2: Word) -> list[str]:
        """Return the words that are closer to `key1` than `key2` is."""
        distances = self.distances(key1)
        closer = np.flatnonzero(distances < distances[self._row(key2)])
        return [self._words[row] for row in closer.tolist() if row != self._row(key1)]

    def rank(self, key1: Word, key2: Word) -> int:
        """Return which neighbour of `key1` the word `key2` is, counted from 1."""
        return len(self.closer_than(key1, key2)) + 1

    def most_similar_to_given(self, key1: Word, keys_list: Sequence[Word]) -> Word:
        """Return the one of `keys_list` that is nearest to `key1`."""
        return keys_list[int(np.argmin(self.distances(key1, keys_list)))]

    @staticmethod
    def cosine_similarities(vector_1: Vector, vectors_all: Matrix) -> Matrix:
        """Return the cosine of a vector with each row of a matrix."""
        matrix = np.asarray(vectors_all, np.float32)
        return cosines(matrix, row_norms(matrix), np.asarray(vector_1))

    # --- evaluation ------------------------------------------------------------------------------

    def evaluate_word_pairs(  # type: ignore[override]  # gensim's arguments and answer
        self,
        pairs: Path,
        delimiter: str | None = "\t",
        encoding: str = "utf8",
        restrict_vocab: int | None = 300_000,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
    ) -> tuple[Correlation, Correlation, float]:
        """Return Pearson's and Spearman's correlations, and the percentage of unknown pairs."""
        _require_utf8(encoding)
        found = super().evaluate_word_pairs(
            pairs,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            dummy_for_unknown=dummy4unknown,
            delimiter=delimiter,
        )
        n = found.found + found.left_out * dummy4unknown
        pearson, spearman = (
            Correlation(r, _two_sided_p(r, n)) for r in (found.pearson, found.spearman)
        )
        return pearson, spearman, found.oov_ratio

    def evaluate_word_analogies(  # type: ignore[override]  # gensim's arguments and answer
        self,
        analogies: Path,
        restrict_vocab: int | None = 300_000,
        case_insensitive: bool = True,
        dummy4unknown: bool = False,
        similarity_function: str = "most_similar",
    ) -> tuple[float, list[dict[str, Any]]]:
        """Return the part of the analogies answered right, and each section's questions.

        A section is a dict of its name, `section`, and the questions `correct` and `incorrect`;
        the last one is the sum of all.
        """
        if similarity_function != "most_similar":
            raise ValueError(f'similarity_function must be "most_similar": {similarity_function!r}')
        sections: list[dict[str, Any]] = []
        for name, questions, right in answered_analogies(
            self._words,
            self._vectors,
            self.norms,
            analogies,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
        ):
            asked = list(zip(map(tuple, questions), right, strict=True))
            wrong = (False, None) if dummy4unknown else (False,)
            correct = [question for question, is_right in asked if is_right]
            incorrect = [question for question, is_right in asked if is_right in wrong]
            sections.append({"section": name, "correct": correct, "incorrect": incorrect})
        total: dict[str, Any] = {"section": "Total accuracy"}
        for answer in ("correct", "incorrect"):
            total[answer] = list(chain.from_iterable(section[answer] for section in sections))
        n = len(total["correct"]) + len(total["incorrect"])
        return len(total["correct"]) / n if n else 0.0, [*sections, total]

    # --- files -----------------------------------------------------------------------------------

    def save(self, path: Path) -> None:
        """Write a safetensors file, whatever its name; an old one is replaced whole."""
        with replacing(path) as file:
            write_safetensors(file, self._record())

    @classmethod
    def load(cls, fname: Path, mmap: str | None = None) -> Self:
        """Read a file that `save` wrote, or of any format that `lemmavec.load` knows.

        gensim's own files are pickles, which can run any code, and are refused: write them again
        with gensim's `save_word2vec_format`. `mmap="r"` maps the matrix instead of reading it.
        """
        if mmap not in (None, "r"):
            raise ValueError(f'mmap must be None or "r", as vectors never change, got {mmap!r}')
        return cls._of(load(fname, mmap=mmap == "r"))

    @classmethod
    def load_word2vec_format(
        cls,
        fname: Path,
        fvocab: Path | None = None,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: Errors | Literal["ignore"] = "strict",
        limit: int | None = None,
        datatype: Any = np.float32,
        no_header: bool = False,
    ) -> Self:
        """Read a word2vec file; its content tells whether it is binary, and has a header.

        Parameters
        ----------
        fname : path
            The file, plain or compressed.
        fvocab : path or None
            A file of words and counts, a pair a line.
        binary, no_header : bool
            Without effect.
        encoding : "utf8"
            Nothing else is read.
        unicode_errors : {"strict", "replace", "surrogateescape"}
            What to do with words that are not UTF-8.
        limit : int or None
            Keep the first that many words.
        datatype : float32
            Vectors are kept exactly; nothing else is there.
        """
        _require_utf8(encoding)
        if np.dtype(datatype) != np.float32:
            raise ValueError(f"datatype must be float32, got {np.dtype(datatype)}")
        if unicode_errors == "ignore":
            raise ValueError('unicode_errors="ignore" could make two words one: use "replace"')
        whole = load(fname, errors=unicode_errors)
        counts = whole.counts if fvocab is None else _read_counts(fvocab, whole.index_to_key)
        first = slice(limit)
        return cls(
            whole.index_to_key[first],
            whole.vectors[first],
            None if counts is None else counts[first],
            check_finite=False,
        )

    def save_word2vec_format(  # type: ignore[override]  # gensim's arguments
        self,
        fname: Path,
        fvocab: Path | None = None,
        binary: bool = False,
        total_vec: int | None = None,
        write_header: bool = True,
        prefix: str = "",
        append: bool = False,
        sort_attr: str = "count",
    ) -> None:
        """Write a word2vec file, and the counts to `fvocab`; words come in the order of the rows.

        `total_vec`, `write_header`, `prefix`, `append` and `sort_attr` have no counterpart: any
        other value than their defaults is a ValueError.
        """
        if total_vec is not None or not write_header or prefix or append or sort_attr != "count":
            raise ValueError(
                "total_vec, write_header, prefix, append and sort_attr are not there: a whole file "
                "is written, with its header, in the order of the rows"
            )
        super().save_word2vec_format(fname, binary)
        if fvocab is not None:
            with replacing(fvocab) as file:
                for word in self._words:
                    line = f"{word} {self.get_vecattr(word, 'count')}\n"
                    file.write(line.encode("utf-8", "surrogateescape"))

    @classmethod
    def _of(cls, vectors: WordVectors) -> Self:
        return cls(vectors.index_to_key, vectors.vectors, vectors.counts, check_finite=False)


def _require_utf8(encoding: str) -> None:
    if encoding.lower().replace("-", "").replace("_", "") != "utf8":
        raise ValueError(f"encoding must be utf8, got {encoding!r}: convert the file to UTF-8")


def _two_sided_p(r: float, n: int) -> float:
    """Chance of a correlation at least as strong among n independent pairs, by Student's t."""
    try:
        betainc = importlib.import_module("scipy.special").betainc
    except ImportError:
        return float("nan")
    # P(|T| > t) = I_x((n - 2) / 2, 1 / 2) with x = (n - 2) / (n - 2 + t²) = 1 - r².
    return float(betainc((n - 2) / 2, 0.5, 1 - r * r)) if n > 2 else float("nan")


def _read_counts(path: Path, words: Sequence[str]) -> NDArray[np.int64]:
    counts = {}
    with open(path, encoding="utf-8", newline="\n") as file:
        for number, line in enumerate(file, 1):
            word, _, count = line.rstrip("\r\n").rpartition(" ")
            if not word or not count.isdecimal():
                raise ValueError(f"{path}, line {number}: expected a word and its count: {line!r}")
            counts[word] = int(count)
    if missing := [word for word in words if word not in counts]:
        raise ValueError(
            f"{path}: no count for {missing[0]!r}, and {len(missing) - 1:,} other words"
        )
    return np.array([counts[word] for word in words], np.int64)
