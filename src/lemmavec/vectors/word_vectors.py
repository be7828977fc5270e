"""Words and their vectors, held together and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lemmavec.vectors import evaluation, formats, queries
from lemmavec.vectors.errors import UnknownWordError
from lemmavec.vectors.queries import WORD, Matrix, Terms, Vector, Word
from lemmavec.vectors.validation import checked_counts, checked_matrix, checked_rows, read_only

Path = str | os.PathLike[str]
Default = TypeVar("Default")


class WordVectors:
    """Words, a float32 row for each, and how often each occurred; immutable.

    Parameters
    ----------
    words : sequence of str
        No word twice. By custom the most frequent comes first: `restrict_vocab` counts on it.
    vectors : ndarray of float32, shape (words, d)
        One row for each word. It is not copied, and may be a view with strides.
    counts : array_like of int, shape (words,), optional
        Occurrences in the training text.
    check_finite : bool
        Whether to look through all of `vectors` for NaN and infinity.

    Raises
    ------
    TypeError
        If a word is no string, or `vectors` is not float32.
    ValueError
        If a word comes twice, the lengths or shapes do not fit, or a value is not finite.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    >>> v = WordVectors(["gold", "silver", "senate"], rows)
    >>> v
    WordVectors(3 words, 2 dimensions)
    >>> v["silver"]
    array([0.8, 0.6], dtype=float32)
    >>> v.most_similar("gold", topn=1)
    [('silver', 0.800000011920929)]
    """

    def __init__(
        self,
        words: Iterable[str],
        vectors: Matrix,
        counts: ArrayLike | None = None,
        *,
        check_finite: bool = True,
    ) -> None:
        self._words = list(words)
        self._vectors = checked_matrix(vectors, self._words, check_finite)
        self._rows = checked_rows(self._words)
        self._counts = None if counts is None else checked_counts(counts, len(self._words))
        self._norms: Matrix | None = None

    @property
    def vectors(self) -> Matrix:
        """The matrix, float32 of shape (words, d), read-only."""
        return self._vectors

    @property
    def index_to_key(self) -> list[str]:
        """The words, in the order of the rows."""
        return self._words

    @property
    def key_to_index(self) -> dict[str, int]:
        """The row of each word."""
        return self._rows

    @property
    def counts(self) -> NDArray[np.int64] | None:
        """Occurrences of each word, int64 of shape (words,), read-only; None if not known."""
        return self._counts

    @property
    def vector_size(self) -> int:
        """Dimensions d."""
        return int(self._vectors.shape[1])

    @property
    def norms(self) -> Matrix:
        """The length of each vector, float32 of shape (words,); computed once, when needed."""
        if self._norms is None:
            self._norms = read_only(queries.row_norms(self._vectors))
        return self._norms

    def __len__(self) -> int:
        return len(self._words)

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, WORD) and _key(word) in self._rows

    def __getitem__(self, words: Word | Sequence[Word]) -> Matrix:
        """Return the vector of a word, or the matrix of several words, shape (len(words), d).

        An integer stands for its digits, as words of corpora of integer ids are strings: `v[34]` is
        `v["34"]`. A single vector is a view, read-only; a matrix is a copy.
        """
        if isinstance(words, WORD):
            vector: Matrix = self._vectors[self._row(words)]
            return vector
        matrix: Matrix = self._vectors[[self._row(word) for word in words]]
        return matrix

    def __repr__(self) -> str:
        return f"WordVectors({len(self):,} words, {self.vector_size:,} dimensions)"

    def __reduce__(self) -> tuple[Any, ...]:
        return WordVectors, (self._words, self._vectors, self._counts)

    @overload
    def get(self, word: Word) -> Matrix | None: ...
    @overload
    def get(self, word: Word, default: Default) -> Matrix | Default: ...
    def get(self, word: Word, default: Any = None) -> Any:
        """Return the vector of `word`, or `default` if it has none."""
        row = self._rows.get(_key(word))
        return default if row is None else self._vectors[row]

    @overload
    def most_similar(
        self,
        positive: Terms | None = ...,
        negative: Terms | None = ...,
        topn: int = ...,
        restrict_vocab: int | None = ...,
    ) -> list[tuple[str, float]]: ...
    @overload
    def most_similar(
        self,
        positive: Terms | None = ...,
        negative: Terms | None = ...,
        *,
        topn: None,
        restrict_vocab: int | None = ...,
    ) -> Matrix: ...
    def most_similar(
        self,
        positive: Terms | None = None,
        negative: Terms | None = None,
        topn: int | None = 10,
        restrict_vocab: int | None = None,
    ) -> list[tuple[str, float]] | Matrix:
        """Return the words whose vectors point most nearly the way of a mean, with their cosines.

        Each word counts as its unit vector, times 1 in `positive` and -1 in `negative`; a vector
        counts as it is given. A pair (word or vector, weight) states its own weight, sign and all,
        in either place, as in gensim: `negative=[("gold", -1.0)]` is `negative=["gold"]`.

        Parameters
        ----------
        positive, negative : word, vector of shape (d,), or sequence of them or of such pairs
            What to go towards and away from.
        topn : int or None
            How many words; None returns the cosines of all of them as an array instead.
        restrict_vocab : int or None
            Look among the first that many words only; None looks among all.

        Returns
        -------
        list of (str, float), or ndarray of float32, shape (words looked at,)
            Best first, without the words asked for; or each word's cosine, those included.

        Raises
        ------
        KeyError
            If a word has no vector.
        ValueError
            If nothing is asked for, a vector does not fit, or a number is out of its range.

        Examples
        --------
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> v = WordVectors(["gold", "silver", "senate"], rows)
        >>> v.most_similar(positive=["silver"], negative=["gold"], topn=None).round(2)
        array([-0.32,  0.32,  0.95], dtype=float32)
        """
        if topn is not None and topn < 0:
            raise ValueError(f"topn must be 0 or more, or None for all cosines, got {topn}")
        if restrict_vocab is not None and restrict_vocab < 1:
            raise ValueError(f"restrict_vocab must be 1 or more, or None, got {restrict_vocab}")
        query, rows = queries.mean_query(self._vectors, self._row, positive, negative)
        if topn == 0:
            return []
        searched = slice(restrict_vocab)
        cosines = queries.cosines(self._vectors[searched], self.norms[searched], query)
        if topn is None:
            return cosines
        best = queries.highest(cosines, topn, rows)
        return [(self._words[row], float(cosines[row])) for row in best]

    def similar_by_vector(
        self, vector: Vector, topn: int = 10, restrict_vocab: int | None = None
    ) -> list[tuple[str, float]]:
        """Return the words nearest to a vector of shape (d,), as `most_similar` does."""
        return self.most_similar(np.asarray(vector), topn=topn, restrict_vocab=restrict_vocab)

    def similarity(self, first: Word, second: Word) -> float:
        """Return the cosine of two words' vectors; 0 if one is the zero vector."""
        return float(queries.paired_cosines(self[first], self[second]))

    def distance(self, first: Word, second: Word) -> float:
        """Return 1 - `similarity`."""
        return 1 - self.similarity(first, second)

    def n_similarity(self, first: Sequence[Word], second: Sequence[Word]) -> float:
        """Return the cosine of the mean vectors of two groups of words, their lengths kept."""
        if not len(first) or not len(second):
            raise ValueError("n_similarity needs a word or more in each of the two groups")
        return float(queries.paired_cosines(self[first].mean(axis=0), self[second].mean(axis=0)))

    def doesnt_match(self, words: Sequence[Word]) -> str:
        """Return the word whose cosine with the mean of all the words' unit vectors is lowest.

        Examples
        --------
        >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
        >>> WordVectors(["gold", "silver", "senate"], rows).doesnt_match(["gold", "silver", "gold"])
        'silver'
        """
        if isinstance(words, str) or not len(words):
            raise ValueError(f"doesnt_match needs a list of words, got {words!r}")
        return _key(words[queries.least_central(self[words])])

    def evaluate_word_pairs(
        self,
        path: Path,
        *,
        restrict_vocab: int | None = 300_000,
        case_insensitive: bool = True,
        dummy_for_unknown: bool = False,
        delimiter: str | None = "\t",
    ) -> evaluation.WordPairs:
        r"""Correlate the cosines of word pairs with human scores, as gensim does.

        Parameters
        ----------
        path : path
            Lines of two words and a number; empty lines and those that begin with # do not count.
        restrict_vocab : int or None
            Words after the first that many count as unknown; None knows all.
        case_insensitive : bool
            Compare words in capitals; of several that agree, the first is taken.
        dummy_for_unknown : bool
            Give a pair with an unknown word the cosine 0, instead of leaving it out.
        delimiter : str or None
            What stands between the fields; None takes any blanks.

        Returns
        -------
        WordPairs
            `pearson`, `spearman`, and how many pairs were `found` and `left_out`.

        Raises
        ------
        ValueError
            If a line is malformed (the message says which), or fewer than two pairs remain.
        """
        return evaluation.evaluate_word_pairs(
            self._words,
            self._vectors,
            path,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            dummy_for_unknown=dummy_for_unknown,
            delimiter=delimiter,
        )

    def evaluate_word_analogies(
        self,
        path: Path,
        *,
        restrict_vocab: int | None = 300_000,
        case_insensitive: bool = True,
    ) -> evaluation.Analogies:
        """Answer "a is to b as c is to what?" by the word nearest to b - a + c, as gensim does.

        Parameters
        ----------
        path : path
            Lines of four words, in sections under lines like ": capitals".
        restrict_vocab : int or None
            Leave out questions with a word after the first that many, and answer with none of
            them; None knows all.
        case_insensitive : bool
            Compare words in capitals; of several that agree, the first is taken.

        Returns
        -------
        Analogies
            `score`, `correct`, `found` and `left_out`, and the same for each of its `sections`.

        Raises
        ------
        ValueError
            If a line is malformed; the message says which.
        """
        return evaluation.evaluate_word_analogies(
            self._words,
            self._vectors,
            self.norms,
            path,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
        )

    def save(self, path: Path) -> None:
        """Write a file whose extension chooses the format; an old one is replaced whole.

        `.safetensors`, or no extension, holds any word, and the counts; `.txt` and `.vec` are
        word2vec text, `.bin` is word2vec binary. All hold every float32 exactly.

        Raises
        ------
        ValueError
            If the extension is another, or a word holds a space, which word2vec cannot store.
        """
        formats.write(path, self._record())

    def save_word2vec_format(
        self,
        path: Path,
        binary: bool = False,
        *,
        style: Literal["gensim", "word2vec.c"] = "gensim",
    ) -> None:
        """Write a word2vec file, whatever the name; an old one is replaced whole.

        Parameters
        ----------
        path : path
            The file.
        binary : bool
            The binary format instead of the text.
        style : {"gensim", "word2vec.c"}
            Both programs read both; word2vec.c itself ends each vector of a binary file with a
            line's end, and each line of a text file with a space.

        Raises
        ------
        ValueError
            If a word holds a space, which word2vec cannot store.
        """
        formats.write_word2vec(path, self._record(), binary=binary, style=style)

    def _record(self) -> formats.Record:
        return formats.Record(self._words, self._vectors, self._counts)

    def _row(self, word: Word) -> int:
        row = self._rows.get(_key(word))
        if row is None:
            raise UnknownWordError(_key(word), self._words)
        return row


def load(path: Path, mmap: bool = False, *, errors: formats.Errors = "strict") -> WordVectors:
    """Load word vectors from a file of any known format, told by its content.

    Parameters
    ----------
    path : path
        A safetensors file that `WordVectors.save` wrote, word2vec text or binary, fastText .vec or
        GloVe text; the last four may be compressed by gzip, bzip2 or xz.
    mmap : bool
        Leave the matrix on the disk and map it, which takes no time and no memory until its rows
        are used; safetensors only. The values are not looked through for NaN then.
    errors : {"strict", "replace", "surrogateescape"}
        What to do with a word of a text or word2vec file that is not UTF-8: an error, a
        replacement character, or its bytes kept as Python keeps those of a file's name.

    Raises
    ------
    ValueError
        If the file is of no known format, cut short or damaged; the message says where.

    Examples
    --------
    >>> import tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "gold.safetensors")
    >>> WordVectors(["gold", "new york"], np.eye(2, dtype=np.float32)).save(path)
    >>> load(path, mmap=True)["new york"]
    memmap([0., 1.], dtype=float32)
    """
    record = formats.read(path, mmap=mmap, errors=errors)
    try:
        return WordVectors(*record, check_finite=not mmap)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{path}: {error}") from None


def _key(word: Word) -> str:
    return word if isinstance(word, str) else str(int(word))
