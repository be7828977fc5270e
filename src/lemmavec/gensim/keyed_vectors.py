"""`KeyedVectors`: words and vectors under gensim's names, arguments and answers, and its files."""

from __future__ import annotations

from typing import Any, NoReturn, Self

import numpy as np

from lemmavec._io import FilePath
from lemmavec._writing import replacing
from lemmavec.gensim import advice
from lemmavec.gensim.word2vec_files import Word2VecFiles
from lemmavec.vectors.formats.safetensors import write_safetensors
from lemmavec.vectors.word_vectors import load


class KeyedVectors(Word2VecFiles):
    """Words and their vectors, with gensim's names: made empty, then filled.

    Parameters
    ----------
    vector_size : int
        Dimensions d of each vector, 1 or more.
    count : int
        Without effect: room is made as words come.
    dtype : dtype, default float32
        Of the matrix.
    mapfile_path : None
        Not here: `load(path, mmap="r")` maps a file.

    Raises
    ------
    TypeError, ValueError
        If `vector_size` is no whole number of 1 or more.

    Examples
    --------
    >>> v = KeyedVectors(2)
    >>> v.add_vectors(["gold", "silver"], [[2, 0], [3, 4]])
    >>> v["tin"] = [0, 1]
    >>> v.get_vector("silver", norm=True)
    array([0.6, 0.8], dtype=float32)
    >>> v.most_similar("tin", topn=1)
    [('silver', 0.800000011920929)]
    >>> v.index2word
    Traceback (most recent call last):
        ...
    AttributeError: KeyedVectors of lemmavec has no 'index2word': use index_to_key
    """

    def __getattr__(self, name: str) -> NoReturn:
        advice.no_attribute("KeyedVectors of lemmavec", name, advice.KEYED_VECTORS)

    def __str__(self) -> str:
        return f"{type(self).__name__}<vector_size={self.vector_size}, {len(self)} keys>"

    def save(self, fname: FilePath, *separately: Any, **without_effect: Any) -> None:  # type: ignore[override]
        """Write a safetensors file, whatever its name; an existing file is replaced whole.

        Parameters
        ----------
        fname : path
            The file.
        separately, sep_limit, ignore, pickle_protocol
            Without effect: there is one file, and no pickle.

        Raises
        ------
        TypeError
            If an argument is none of gensim's.
        """
        require_save_arguments(separately, without_effect)
        with replacing(fname) as file:
            write_safetensors(file, self._record())

    @classmethod
    def load(cls, fname: FilePath, mmap: str | None = None) -> Self:
        """Read a file that `save` wrote, or of any format that `lemmavec.load` reads.

        gensim's own files are pickles, which can run any code, and are refused: write them again
        with gensim's `save_word2vec_format`, or `lemmavec convert --from-gensim`.

        Parameters
        ----------
        fname : path
            The file.
        mmap : {None, "r", "c"}
            "r" maps the matrix into memory instead of reading it, and it cannot be written to; "c"
            lets it be written to, without effect on the file.

        Raises
        ------
        ValueError
            If the file is of no known format or damaged, or `mmap` is another.
        """
        if mmap not in (None, "r", "c"):
            raise ValueError(f'mmap must be None, "r" or "c", as files are never changed: {mmap!r}')
        if mmap is None:
            return cls.reading(fname, np.float32)
        found = load(fname, mmap=True)
        vectors = found.vectors if mmap == "r" else found.vectors.copy()
        return cls.holding(found.index_to_key, vectors, found.counts)


SAVE_ARGUMENTS = {"separately", "sep_limit", "ignore", "pickle_protocol"}


def require_save_arguments(positional: tuple[Any, ...], named: dict[str, Any]) -> None:
    """Raise TypeError unless the arguments after the file name are those of gensim's `save`."""
    if len(positional) > len(SAVE_ARGUMENTS):
        raise TypeError(f"save takes a file name and at most 4 more, got {len(positional)} more")
    if unknown := set(named) - SAVE_ARGUMENTS:
        raise TypeError(f"save has no argument {sorted(unknown)[0]!r}")
