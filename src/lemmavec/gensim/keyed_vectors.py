"""`KeyedVectors`: `WordVectors` under gensim's names, arguments and answers, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from lemmavec._io import FilePath, replacing
from lemmavec.gensim import advice
from lemmavec.gensim.evaluation import KeyedEvaluation, require_utf8
from lemmavec.vectors.formats import WordDecodingErrors
from lemmavec.vectors.formats.safetensors import write_safetensors
from lemmavec.vectors.queries import Matrix
from lemmavec.vectors.word_vectors import WordVectors, load


class KeyedVectors(KeyedEvaluation):
    """Words and their vectors, with gensim's names; immutable.

    It is made whole, `KeyedVectors(words, matrix)`, where gensim's is made empty and filled.

    Parameters
    ----------
    words : sequence of str
        No word twice, the most frequent first.
    vectors : ndarray of float32, shape (words, d)
        One row for each word.
    counts : array_like of int, shape (words,), optional
        Occurrences in the training text.
    check_finite : bool, default True
        Search all of `vectors` for NaN and infinity, which are errors.

    Raises
    ------
    TypeError, ValueError
        As in `lemmavec.WordVectors`.

    Examples
    --------
    >>> import numpy as np
    >>> v = KeyedVectors(["gold", "silver"], np.array([[2, 0], [3, 4]], np.float32))
    >>> v.get_vector("silver", norm=True)
    array([0.6, 0.8], dtype=float32)
    >>> v.index2word
    Traceback (most recent call last):
        ...
    AttributeError: KeyedVectors of lemmavec has no 'index2word': use index_to_key
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
        advice.no_attribute("KeyedVectors of lemmavec", name, advice.KEYED_VECTORS)

    def __reduce__(self) -> tuple[Any, ...]:
        return KeyedVectors, (self._words, self._vectors, self._counts)

    def forget_norms(self) -> None:
        """Compute the norms anew when they are needed: training has changed the vectors."""
        self._norms = None

    def save(self, path: FilePath) -> None:
        """Write a safetensors file, whatever its name; an existing file is replaced whole."""
        with replacing(path) as file:
            write_safetensors(file, self._record())

    @classmethod
    def load(cls, fname: FilePath, mmap: str | None = None) -> Self:
        """Read a file that `save` wrote, or of any format that `lemmavec.load` reads.

        gensim's own files are pickles, which can run any code, and are refused: write them again
        with gensim's `save_word2vec_format`.

        Parameters
        ----------
        fname : path
            The file.
        mmap : {None, "r"}
            "r" maps the matrix into memory instead of reading it.

        Raises
        ------
        ValueError
            If the file is of no known format or damaged, or `mmap` is another.
        """
        if mmap not in (None, "r"):
            raise ValueError(f'mmap must be None or "r", as vectors never change, got {mmap!r}')
        return cls._of(load(fname, mmap=mmap == "r"))

    @classmethod
    def load_word2vec_format(
        cls,
        fname: FilePath,
        fvocab: FilePath | None = None,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: WordDecodingErrors | Literal["ignore"] = "strict",
        limit: int | None = None,
        datatype: Any = np.float32,
        no_header: bool = False,
    ) -> Self:
        """Read a word2vec file; its content says whether it is binary, and has a header.

        Parameters
        ----------
        fname : path
            The file, plain or compressed.
        fvocab : path, optional
            A file of words and counts, a pair a line.
        binary : bool
            Without effect.
        encoding : "utf8"
            No other is read.
        unicode_errors : {"strict", "replace", "surrogateescape"}
            What to do with words that are not UTF-8.
        limit : int, optional
            Keep the first that many words; all by default.
        datatype : dtype, default float32
            Vectors are kept exactly; there is no other.
        no_header : bool
            Without effect.

        Raises
        ------
        ValueError
            If the file is of no known format or damaged, or an argument has no counterpart here.
        """
        require_utf8(encoding)
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
        fname: FilePath,
        fvocab: FilePath | None = None,
        binary: bool = False,
        total_vec: int | None = None,
        write_header: bool = True,
        prefix: str = "",
        append: bool = False,
        sort_attr: str = "count",
    ) -> None:
        """Write a word2vec file, words in the order of the rows.

        Parameters
        ----------
        fname : path
            The file.
        fvocab : path, optional
            A file for the words and their counts, a pair a line.
        binary : bool, default False
            Write the binary format instead of the text format.
        total_vec : None
            Always all vectors are written.
        write_header : True
            The header is always written.
        prefix : ""
            Nothing is put before the words.
        append : False
            The file is always replaced.
        sort_attr : "count"
            The order is always that of the rows.

        Raises
        ------
        ValueError
            If an argument has no counterpart here, or a word holds a space.
        KeyError
            If `fvocab` is given and counts are not known.
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


def _read_counts(path: FilePath, words: Sequence[str]) -> NDArray[np.int64]:
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
