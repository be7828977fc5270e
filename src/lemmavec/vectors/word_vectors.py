"""`WordVectors`: words and their vectors, with queries, evaluations and files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, BinaryIO

from numpy.typing import ArrayLike

from lemmavec._damage import damage_named, name_of
from lemmavec._io import FilePath
from lemmavec._keys import Key
from lemmavec.vectors import formats
from lemmavec.vectors.approximate import ApproximateQueries
from lemmavec.vectors.fingerprint import fingerprint
from lemmavec.vectors.ngram_rows import NgramRows
from lemmavec.vectors.queries import Matrix

if TYPE_CHECKING:
    from lemmavec.vectors.comparison import Comparison
    from lemmavec.vectors.evaluation import Analogies, Method, WordPairs

# How many of the first words evaluations know unless the caller asks for more, as in gensim.
FREQUENT_WORDS = 300_000


class WordVectors(ApproximateQueries):
    """Words, a float32 row for each, and how often each occurred; immutable.

    Parameters
    ----------
    words : iterable of str or int
        No word twice; int for the vectors of ids. The most frequent should come first, as
        `restrict_vocab` takes the first.
    vectors : ndarray of float32, shape (words, d)
        One row for each word. It is not copied, and may be a view with strides.
    counts : array_like of int, shape (words,), optional
        Occurrences in the training text.
    ngrams : NgramRows, optional
        What the vectors are made of: with it, queries take words that are not in the vocabulary,
        whose vectors their n-grams make, and answer with words of the vocabulary. `in` still says
        whether a word is in the vocabulary.
    check_finite : bool, default True
        Search all of `vectors` for NaN and infinity, which are errors.

    Raises
    ------
    TypeError
        If a word is neither str nor int, or `vectors` is not float32.
    ValueError
        If a word comes twice, the lengths or shapes do not match, or a value is not finite.

    Examples
    --------
    >>> import numpy as np
    >>> rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    >>> v = WordVectors(["gold", "silver", "senate"], rows)
    >>> v
    WordVectors(3 words, 2 dimensions: 'gold', 'silver', 'senate')
    >>> v["silver"]
    array([0.8, 0.6], dtype=float32)
    >>> v.most_similar("gold", topn=1)
    [('silver', 0.800000011920929)]
    """

    def __reduce__(self) -> tuple[Any, ...]:
        if self._mapped_from is not None:
            return _mapped_again, (self._mapped_from, fingerprint(self))
        return _unpickled, (self._words, self._vectors, self._counts, self._ngrams)

    def evaluate_word_pairs(
        self,
        path: FilePath,
        *,
        restrict_vocab: int | None = FREQUENT_WORDS,
        case_insensitive: bool = True,
        dummy_for_unknown: bool = False,
        unknown_by_ngrams: bool = False,
        delimiter: str | None = "\t",
    ) -> WordPairs:
        r"""Correlate the cosines of word pairs with human scores, as gensim does.

        Parameters
        ----------
        path : path
            Lines of two words and a number; blank lines and those that begin with # are skipped.
        restrict_vocab : int or None, default 300,000
            Only the first that many words are known; None stands for all.
        case_insensitive : bool, default True
            Compare words in capitals; of several that agree, the first is taken.
        dummy_for_unknown : bool, default False
            Give a pair with an unknown word the cosine 0, instead of leaving it out.
        unknown_by_ngrams : bool, default False
            With subwords: take the vectors that n-grams make for unknown words, in the capitals
            that they are written in.
        delimiter : str or None, default tab
            What separates the fields; None takes any white space.

        Returns
        -------
        WordPairs
            `pearson`, `spearman` with its `spearman_interval`, and how many pairs were `found` and
            `left_out`.

        Raises
        ------
        ValueError
            If a line is malformed (the message says which), or fewer than two pairs remain.
        """
        from lemmavec.vectors.evaluation import evaluate_word_pairs

        return evaluate_word_pairs(
            self,
            path,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            dummy_for_unknown=dummy_for_unknown,
            unknown_by_ngrams=unknown_by_ngrams,
            delimiter=delimiter,
        )

    def evaluate_word_analogies(
        self,
        path: FilePath,
        *,
        restrict_vocab: int | None = FREQUENT_WORDS,
        case_insensitive: bool = True,
        method: Method = "3cosadd",
    ) -> Analogies:
        """Answer "a is to b as c is to what?" by the word nearest to b - a + c, as gensim does.

        Parameters
        ----------
        path : path
            Lines of four words, in sections under lines like ": capitals".
        restrict_vocab : int or None, default 300,000
            Only the first that many words are known: a question with another one is left out, and
            none of the others is an answer. None stands for all.
        case_insensitive : bool, default True
            Compare words in capitals; of several that agree, the first is taken.
        method : {"3cosadd", "3cosmul"}
            The answer is the word with the highest cosine to b - a + c, or with the highest product
            of similarities; see `most_similar_cosmul`.

        Returns
        -------
        Analogies
            `score` with its `interval`, `correct`, `found` and `left_out`, and the same for each of
            its `sections`.

        Raises
        ------
        ValueError
            If a line is malformed; the message says which.
        """
        from lemmavec.vectors.evaluation import evaluate_word_analogies

        return evaluate_word_analogies(
            self,
            path,
            restrict_vocab=restrict_vocab,
            case_insensitive=case_insensitive,
            method=method,
        )

    def compare(self, other: WordVectors, *, anchors: int | None = None) -> Comparison:
        """Compare with other vectors word by word, after a rotation that aligns the two.

        Vectors of two trainings have different axes. The rotation R minimises the sum of
        ‖aR − b‖² over the unit vectors a and b of the words that both have (orthogonal
        Procrustes); it changes no cosine within either. What is left are the words that stand
        elsewhere: between two corpora, two seeds, before and after further training.

        Parameters
        ----------
        other : WordVectors
            Of the same number of dimensions.
        anchors : int, optional
            Align by the first that many shared words, which are usually the most frequent; all by
            default.

        Returns
        -------
        Comparison
            `moved` are the words that moved most; the cosines are `similarities`.

        Raises
        ------
        ValueError
            If the dimensions differ, no word is shared, or `anchors` is below 1.

        Examples
        --------
        >>> import numpy as np
        >>> rows = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
        >>> turned = rows[:, ::-1].copy()
        >>> turned[7] *= -1
        >>> names = [f"w{i}" for i in range(50)]
        >>> comparison = WordVectors(names, rows).compare(WordVectors(names, turned))
        >>> comparison.moved(topn=1)[0][0]
        'w7'
        """
        from lemmavec.vectors.comparison import compare

        return compare(self, other, anchors)

    def save(self, path: FilePath, *, storage: formats.Storage = "float32") -> None:
        """Write a file in the format of its extension; an existing file is replaced whole.

        Parameters
        ----------
        path : path
            `.safetensors`, or no extension, stores any word, and the counts; `.txt` and `.vec` are
            word2vec text, `.bin` is word2vec binary, each compressed if `.gz`, `.bz2`, `.xz` or
            `.zst` follows; `.npy` is a NumPy array, with the words in `.vocab` beside it;
            `.parquet` is a table; `.tsv` is TensorBoard's, with the words in `.metadata.tsv`;
            `.fasttext` is fastText's own .bin, and `.floret` the table of floret's n-grams, for
            spaCy. With subwords, `.safetensors` and these two hold the n-grams, and the others the
            vectors of the vocabulary alone.
        storage : {"float32", "float16", "int8"}
            How `.safetensors` stores the entries: exactly, by half or by a quarter of the bytes;
            int8 has a scale for each row. `lemmavec.vectors.formats.measured_loss` says what is
            lost.

        Raises
        ------
        ValueError
            If the extension is another, or the format cannot hold a word or that storage.
        ImportError
            If Parquet or Zstandard need a package that is not installed.
        """
        formats.write(path, self._record(), storage)

    def save_word2vec_format(
        self,
        path: FilePath,
        binary: bool = False,
        *,
        style: formats.Style = "gensim",
    ) -> None:
        """Write a word2vec file, whatever its name; an existing file is replaced whole.

        Parameters
        ----------
        path : path
            The file.
        binary : bool, default False
            Write the binary format instead of the text format.
        style : {"gensim", "word2vec.c"}
            Both programs read both styles. word2vec.c ends each vector of a binary file with a
            newline, and each line of a text file with a space.

        Raises
        ------
        ValueError
            If a word holds a space, which word2vec cannot store.
        """
        formats.write_word2vec(path, self._record(), binary=binary, style=style)

    def save_fasttext_format(self, path: FilePath) -> None:
        """Write a model of fastText (.bin, version 12), whatever its name; replaced whole.

        fastText, gensim's `load_facebook_vectors` and `lemmavec.load` read it. Its output matrix
        is zero: `Word2Vec.save_fasttext_format` writes that of a model, which can be trained on.

        Parameters
        ----------
        path : path
            The file; compressed if the name ends in .gz, .bz2, .xz or .zst.

        Raises
        ------
        ValueError
            If the vectors are sums of rows, or of floret's table, or a word holds a NUL.
        """
        formats.write_fasttext(path, self._record())

    def _record(self) -> formats.Record:
        return formats.Record(self._words, self._vectors, self._counts, self._ngrams)


def load(
    path: FilePath | BinaryIO,
    mmap: bool = False,
    *,
    errors: formats.WordDecodingErrors = "strict",
    limit: int | None = None,
) -> WordVectors:
    """Load word vectors from a file of any known format, recognised by its content.

    Parameters
    ----------
    path : path or binary file
        A safetensors file that `WordVectors.save` wrote, word2vec text or binary, fastText .bin or
        .vec, GloVe text, Parquet, or a NumPy array with its words in a `.vocab` beside it. Text,
        word2vec and fastText may be compressed by gzip, bzip2, xz or Zstandard.
    mmap : bool, default False
        Map the matrix into memory instead of reading it, which takes no time and no memory until
        its rows are used; safetensors and NumPy arrays only. The values are then not checked for
        NaN. A pickle of the vectors holds the file's path, and maps it again where it is loaded.
    errors : {"strict", "replace", "surrogateescape"}
        What to do with a word of a text or word2vec file that is not UTF-8, as in
        `bytes.decode`: raise an error, put U+FFFD there, or keep its bytes as surrogates.
    limit : int, optional
        Read only the first that many words, 1 or more, which are usually the most frequent; all by
        default. What comes after them in the file is neither read nor checked.

    Raises
    ------
    DamagedFileError
        If the file is of no known format, cut short or damaged; the message says where.
    ValueError
        If `limit` is below 1, or the file cannot be mapped; the error above is one, too.

    Examples
    --------
    >>> import os, tempfile
    >>> import numpy as np
    >>> path = os.path.join(tempfile.mkdtemp(), "gold.safetensors")
    >>> WordVectors(["gold", "new york"], np.eye(2, dtype=np.float32)).save(path)
    >>> load(path, mmap=True)["new york"]
    memmap([0., 1.], dtype=float32)
    """
    record = formats.read(path, mmap=mmap, errors=errors, limit=limit)
    with damage_named(name_of(path)):
        vectors = WordVectors._read(record, check_finite=not mmap)
    if mmap and isinstance(path, str | os.PathLike):
        vectors._mapped_from = os.path.abspath(path)
    return vectors


def _unpickled(
    words: list[Key], vectors: Matrix, counts: ArrayLike | None, ngrams: NgramRows | None
) -> WordVectors:
    return WordVectors(words, vectors, counts, ngrams=ngrams)


def _mapped_again(path: str, mark: str) -> WordVectors:
    """Load a pickle of vectors that were mapped; ValueError if the file holds others by now."""
    vectors = load(path, mmap=True)
    if fingerprint(vectors) != mark:
        raise ValueError(
            f"{path}: the file has changed since the vectors mapped from it were pickled; pickle "
            "them again, or load them without mmap before"
        )
    return vectors
