"""`Word2VecVectorizer`: documents to averages of their words' vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lemmavec.classify.bag_of_words import Tokenizer, bag_of_words, words_of
from lemmavec.classify.document_vectors import Averager, Weighting, fit_averager
from lemmavec.sklearn.saving import Saved, settings_of
from lemmavec.vectors.word_vectors import WordVectors, load
from lemmavec.word2vec import Word2Vec


class Word2VecVectorizer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Turn texts into averages of word vectors, trained on these texts or given.

    A word without a vector is left out, as if it were not there. A text without any known word,
    an empty one among them, becomes a row of zeros.

    Parameters
    ----------
    vectors : WordVectors, path or None, default None
        Vectors to use; by default they are trained on the texts given to `fit`.
    weighting : {"mean", "idf", "sif"}, default "mean"
        How words count; see `lemmavec.classify.document_vectors.fit_averager`.
    lowercase : bool, default True
    tokenizer : callable, optional
        From a text to its words; `lemmavec.classify.tokenizer.split_words` by default.
    vector_size, window, negative, min_count, sample, epochs, seed, workers
        As `lemmavec.Word2Vec` takes them; of use only where vectors are trained.

    Attributes
    ----------
    vectors_ : WordVectors

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1]], np.float32)
    >>> vectorizer = Word2VecVectorizer(WordVectors(["gold", "iron"], rows)).fit([""])
    >>> vectorizer.transform(["Gold gold iron ore", "ore"]).round(2)
    array([[0.67, 0.33],
           [0.  , 0.  ]])
    """

    def __init__(
        self,
        vectors: WordVectors | str | os.PathLike[str] | None = None,
        *,
        weighting: Weighting = "mean",
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        vector_size: int = 100,
        window: int = 5,
        negative: int = 5,
        min_count: int = 5,
        sample: float = 1e-3,
        epochs: int = 5,
        seed: int = 1,
        workers: int | None = None,
    ) -> None:
        self.vectors = vectors
        self.weighting = weighting
        self.lowercase = lowercase
        self.tokenizer = tokenizer
        self.vector_size = vector_size
        self.window = window
        self.negative = negative
        self.min_count = min_count
        self.sample = sample
        self.epochs = epochs
        self.seed = seed
        self.workers = workers

    def fit(self, documents: Iterable[str], y: object = None) -> Self:
        """Train the vectors, unless they are given, and find the weights of words.

        Parameters
        ----------
        documents : iterable of str
        y
            Not used.

        Returns
        -------
        Word2VecVectorizer
            Itself.

        Raises
        ------
        TypeError
            If `documents` is one string, or holds something that is not a string.
        ValueError
            If the texts hold nothing to train on, or `weighting` is none of the three.
        """
        words = self._words(documents)
        self.vectors_ = self._vectors(words)
        bag = bag_of_words(words, self.vectors_.key_to_index)
        matrix, counts = self.vectors_.vectors, self.vectors_.counts
        self._averager = fit_averager(self.weighting, bag, matrix, counts)
        self._n_features_out = self.vectors_.vector_size
        return self

    def transform(self, documents: Iterable[str]) -> NDArray[np.float64]:
        """Average the vectors of each text's words.

        Parameters
        ----------
        documents : iterable of str

        Returns
        -------
        ndarray of float64, shape (texts, d)
        """
        check_is_fitted(self)
        bag = bag_of_words(self._words(documents), self.vectors_.key_to_index)
        return self._averager.transform(bag, self.vectors_.vectors)

    def word_shares(self, document: str) -> tuple[list[str], NDArray[np.float64]]:
        """Split the average of a text among its words.

        Returns
        -------
        words : list of str
            Those that have a vector, in the order of the text.
        shares : ndarray of float64, shape (words, d)
            They sum to what `transform` gives.
        """
        check_is_fitted(self)
        rows, vectors = self.vectors_.key_to_index, self.vectors_.vectors
        (words,) = self._words([document])
        known = [word for word in words if word in rows]
        return known, self._averager.shares([rows[word] for word in known], vectors)

    def _words(self, documents: Iterable[str]) -> list[list[str]]:
        return words_of(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)

    def _vectors(self, words: list[list[str]]) -> WordVectors:
        if isinstance(self.vectors, WordVectors):
            return self.vectors
        if self.vectors is not None:
            return load(self.vectors)
        model = Word2Vec(
            vector_size=self.vector_size, window=self.window, negative=self.negative,
            min_count=self.min_count, sample=self.sample, epochs=self.epochs, seed=self.seed,
            workers=self.workers,
        )  # fmt: skip
        return model.fit(words).vectors

    def _saved(self) -> Saved:
        averager, vectors = self._averager, self.vectors_
        about = {
            "settings": settings_of(self, without=("vectors",)),
            "words": list(vectors.index_to_key),
            "per_weight": averager.per_weight,
        }
        arrays: dict[str, NDArray[Any]] = {"vectors": vectors.vectors, "weights": averager.weights}
        if vectors.counts is not None:
            arrays["counts"] = vectors.counts
        if averager.common is not None:
            arrays["common"] = averager.common
        return Saved(about, arrays)

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        """Put it together; the vectors, wherever they came from, are now given ones."""
        about, arrays = saved
        vectors = WordVectors(about["words"], arrays["vectors"], counts=arrays.get("counts"))
        model = cls(vectors, **about["settings"])
        model.vectors_ = vectors
        model._averager = Averager(arrays["weights"], about["per_weight"], arrays.get("common"))
        model._n_features_out = vectors.vector_size
        return model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vectors_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags
