"""word2vec files read and written with gensim's arguments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import DTypeLike, NDArray

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath
from lemmavec._writing import replacing
from lemmavec.gensim.evaluation import KeyedEvaluation, require_utf8
from lemmavec.vectors.formats import Record, WordDecodingErrors, write_word2vec

Errors = WordDecodingErrors | Literal["ignore"]


class Word2VecFiles(KeyedEvaluation):
    """`KeyedEvaluation` with gensim's methods for word2vec files; see `KeyedVectors`."""

    @classmethod
    def load_word2vec_format(
        cls,
        fname: FilePath,
        fvocab: FilePath | None = None,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: Errors = "strict",
        limit: int | None = None,
        datatype: DTypeLike = np.float32,
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
        unicode_errors : {"strict", "ignore", "replace", "surrogateescape"}
            What to do with words that are not UTF-8.
        limit : int, optional
            Read the first that many words; all by default.
        datatype : dtype, default float32
            Of the matrix.
        no_header : bool
            Without effect.

        Raises
        ------
        UnicodeDecodeError
            If a word is not UTF-8 and `unicode_errors` is "strict".
        EOFError
            If the file is cut short; a ValueError too.
        ValueError
            If the file is of no known format or damaged, or an argument has no counterpart here.
        """
        require_utf8(encoding)
        errors: WordDecodingErrors
        errors = "surrogateescape" if unicode_errors == "ignore" else unicode_errors
        made = cls.reading(fname, datatype, errors=errors, limit=limit)
        if unicode_errors == "ignore":
            made.hold([_valid(word) for word in made.index_to_key], made.vectors)
        if fvocab is not None:
            counts = _read_counts(fvocab, made.index_to_key, unicode_errors)
        else:
            # The file has no counts. As in gensim they fall from word to word.
            counts = np.arange(len(made), 0, -1)
        made.expandos["count"] = counts
        return made

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
        """Write a word2vec file.

        Parameters
        ----------
        fname : path
            The file.
        fvocab : path, optional
            A file for the words and their values of `sort_attr`, a pair a line.
        binary : bool, default False
            Write the binary format instead of the text format.
        total_vec : int, optional
            The number of words that the header names; that of the words by default.
        write_header : bool, default True
            Begin with a line of the number of words and of dimensions.
        prefix : str, default ""
            Put before each word.
        append : bool, default False
            Write behind what the file holds, instead of replacing it.
        sort_attr : str, default "count"
            Words come by falling values of this attribute, if there is such, and otherwise in the
            order of the rows.

        Raises
        ------
        ValueError
            If a word holds a space.
        KeyError
            If `fvocab` is given, and words have no attribute `sort_attr`.
        """
        rows = np.arange(len(self))
        if sort_attr in self.expandos:
            rows = np.argsort(-self.expandos[sort_attr], kind="stable")
        words = [f"{prefix}{self._words[row]}" for row in rows]
        record = Record(words, self._vectors[rows].astype(np.float32, copy=False))
        header: tuple[int, int] | Literal["none"] | None = None
        if not write_header:
            header = "none"
        elif total_vec is not None:
            header = (total_vec, self.vector_size)
        write_word2vec(fname, record, binary=binary, header=header, append=append)
        if fvocab is not None:
            with replacing(fvocab) as file:
                for word, row in zip(words, rows, strict=True):
                    line = f"{word} {self.get_vecattr(self._words[row], sort_attr)}\n"
                    file.write(line.encode("utf-8", "surrogateescape"))

    def intersect_word2vec_format(
        self,
        fname: FilePath,
        lockf: float = 0.0,
        binary: bool = False,
        encoding: str = "utf8",
        unicode_errors: Errors = "strict",
    ) -> None:
        """Give the words that a word2vec file has the vectors of the file; no word is added.

        Parameters
        ----------
        fname : path
            The file.
        lockf : float, default 0.0
            Their `vectors_lockf`: 0 keeps them as they are in later training, 1 trains them.
        binary, encoding, unicode_errors
            As in `load_word2vec_format`.

        Raises
        ------
        ValueError
            If the vectors of the file have other dimensions.
        """
        found = self.load_word2vec_format(
            fname, binary=binary, encoding=encoding, unicode_errors=unicode_errors
        )
        if found.vector_size != self.vector_size:
            raise ValueError(
                f"{fname} has vectors of {found.vector_size} dimensions, these have "
                f"{self.vector_size}"
            )
        shared = [word for word in self._words if word in found]
        rows = [self._row(word) for word in shared]
        self._vectors[rows], self._norms = found[shared], None
        if len(self.vectors_lockf) != len(self):
            self.vectors_lockf = np.broadcast_to(self.vectors_lockf, len(self)).copy()
        self.vectors_lockf[rows] = lockf


def _valid(word: str) -> str:
    return word.encode("utf-8", "surrogateescape").decode("utf-8", "ignore")


def _read_counts(path: FilePath, words: Sequence[Any], errors: Errors) -> NDArray[np.int64]:
    counts = {}
    with (
        damage_named(path),
        open(path, encoding="utf-8", errors=errors, newline="\n") as file,
    ):
        for number, line in enumerate(file, 1):
            word, _, count = line.rstrip("\r\n").rpartition(" ")
            if not word or not count.isdecimal():
                raise DamagedFileError(
                    f"{path}, line {number}: expected a word and its count: {line[:80]!r}"
                )
            counts[word] = int(count)
    if missing := [word for word in words if word not in counts]:
        raise DamagedFileError(
            f"{path}: no count for {missing[0]!r}, and {len(missing) - 1:,} other words"
        )
    with damage_named(path):
        return np.array([counts[word] for word in words], np.int64)
