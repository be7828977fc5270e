"""`Word2VecVectorizer`: documents to averages of their words' vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lemmavec.classify.bag_of_words import bag_of_words
from lemmavec.classify.document_vectors import WeightedAverage, Weighting, fit_weighted_average
from lemmavec.corpus.reading import Tokenizer
from lemmavec.settings import Settings
from lemmavec.sklearn.saved_state import Saved, settings_from_json, settings_to_json
from lemmavec.sklearn.text_input import TextInputMixin, given_vectors
from lemmavec.vectors.word_vectors import WordVectors
from lemmavec.word2vec import Word2Vec

_DEFAULT = Settings()


class Word2VecVectorizer(
    TextInputMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator
):
    """Turn texts into averages of word vectors, trained on these texts or given.

    A word without a vector is left out. A text without any known word, such as an empty one,
    becomes a row of zeros.

    The averages are divided by one number, `scale_`, so that the columns of those of the training
    texts have a mean variance of 1. A strength of L2 regularisation then means the same whatever
    the length of the vectors, here and in the sweep over λ (`lemmavec.classify.fit_l2_path`).

    Trained vectors are those of `lemmavec.Word2Vec`: skip-gram with negative sampling, and the
    settings from `vector_size` on, whose defaults are those of `Word2Vec`. For other models, train
    with `Word2Vec` and give the `vectors`.

    Parameters
    ----------
    vectors : WordVectors, path or None, default None
        Word vectors to average, or the path of a file that `lemmavec.load` reads; None trains them
        on the texts given to `fit`.
    weighting : {"mean", "idf", "sif"}, default "mean"
        How the words of a text are weighted: all alike, by inverse document frequency, or by smooth
        inverse frequency (Arora, Liang and Ma 2017); the formulas are those of
        `lemmavec.classify.document_vectors.fit_weighted_average`.
    lowercase : bool, default True
        Lower-case each text before it is split into words.
    tokenizer : callable, optional
        Takes a text and gives its words; `lemmavec.classify.split_words` by default.
    vector_size : int, default 100
        Dimensions d of each trained vector, 1 or more.
    window : int, default 5
        The largest distance between a centre word and an outside word, 1 or more.
    negative : int, default 5
        Negatives K for each positive pair, 1 or more.
    min_count : int, default 5
        Words that occur less often in the texts get no vector.
    sample : float, default 1e-3
        Frequency above which occurrences are dropped at random; 0 keeps all.
    epochs : int, default 5
        Passes over the texts in training, 1 or more.
    seed : int, default 1
        Seed of every random choice in training.
    workers : int, optional
        Threads that train; by default one for each core that the process may use. With one, the
        vectors are the same in each run.

    Attributes
    ----------
    vectors_ : WordVectors
    scale_ : float
        Features times this are the averages as they are.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1]], np.float32)
    >>> vectorizer = Word2VecVectorizer(WordVectors(["gold", "iron"], rows)).fit(["gold", "iron"])
    >>> vectorizer.scale_, vectorizer.transform(["Gold gold iron ore", "ore"]).round(2)
    (0.5, array([[1.33, 0.67],
           [0.  , 0.  ]]))
    """

    def __init__(
        self,
        vectors: WordVectors | str | os.PathLike[str] | None = None,
        *,
        weighting: Weighting = "mean",
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        vector_size: int = _DEFAULT.vector_size,
        window: int = _DEFAULT.window,
        negative: int = _DEFAULT.negative,
        min_count: int = _DEFAULT.min_count,
        sample: float = _DEFAULT.sample,
        epochs: int = _DEFAULT.epochs,
        seed: int = _DEFAULT.seed,
        workers: int | None = _DEFAULT.workers,
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
        """Train the vectors, unless they are given; find the weights of words and the scale.

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
            If the texts hold nothing to train on, `weighting` is none of the three, or a setting
            of the training is out of its range.
        """
        words = self._tokenize(documents)
        given = given_vectors(self.vectors)
        self.vectors_ = self._train(words) if given is None else given
        bag = bag_of_words(words, self.vectors_.key_to_index)
        vectors = self.vectors_.vectors
        average = fit_weighted_average(self.weighting, bag, vectors, self.vectors_.counts)
        self._average = average.scaled_to(average.transform(bag, vectors))
        self.scale_ = self._average.scale
        self._n_features_out = self.vectors_.vector_size
        return self

    def transform(self, documents: Iterable[str]) -> NDArray[np.float64]:
        """Average the vectors of each text's words, and divide by `scale_`.

        Parameters
        ----------
        documents : iterable of str

        Returns
        -------
        ndarray of float64, shape (texts, d)
        """
        check_is_fitted(self)
        bag = bag_of_words(self._tokenize(documents), self.vectors_.key_to_index)
        return self._average.transform(bag, self.vectors_.vectors)

    def word_shares(self, document: str) -> tuple[list[str], NDArray[np.float64]]:
        """Split the average of a text among its words.

        Returns
        -------
        words : list of str
            Those that have a vector, in the order of the text.
        shares : ndarray of float64, shape (words, d)
            They sum to the row that `transform` gives.
        """
        check_is_fitted(self)
        rows, vectors = self.vectors_.key_to_index, self.vectors_.vectors
        (words,) = self._tokenize([document])
        known = [word for word in words if word in rows]
        return known, self._average.word_shares([rows[word] for word in known], vectors)

    def _train(self, words: list[list[str]]) -> WordVectors:
        model = Word2Vec(
            vector_size=self.vector_size,
            window=self.window,
            negative=self.negative,
            min_count=self.min_count,
            sample=self.sample,
            epochs=self.epochs,
            seed=self.seed,
            workers=self.workers,
        )
        return model.fit(words).vectors

    def _saved(self) -> Saved:
        average, vectors = self._average, self.vectors_
        about = {
            "settings": settings_to_json(self, without=("vectors",)),
            "words": list(vectors.index_to_key),
            "per_weight": average.normalised,
            "scale": average.scale,
        }
        arrays: dict[str, NDArray[Any]] = {"vectors": vectors.vectors, "weights": average.weights}
        if vectors.counts is not None:
            arrays["counts"] = vectors.counts
        if average.common_component is not None:
            arrays["common"] = average.common_component
        return Saved(about, arrays)

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        """Put it together; the vectors, trained or not, are now given ones."""
        about, arrays = saved
        vectors = WordVectors(about["words"], arrays["vectors"], counts=arrays.get("counts"))
        model = cls(vectors, **settings_from_json(about["settings"]))
        model.vectors_ = vectors
        model._average = WeightedAverage(
            arrays["weights"], about["per_weight"], arrays.get("common"), about.get("scale", 1.0)
        )
        model.scale_ = model._average.scale
        model._n_features_out = vectors.vector_size
        return model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vectors_")
