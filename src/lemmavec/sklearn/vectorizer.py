"""`Word2VecVectorizer`: documents to averages of their words' vectors."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lemmavec._validation import boolean, finite_number
from lemmavec.classify.automatic_settings import AUTO, Auto, is_auto, vector_training
from lemmavec.classify.bag_of_words import bag_of_words
from lemmavec.classify.document_vectors import WeightedAverage, Weighting, fit_weighted_average
from lemmavec.corpus.reading import Tokenizer
from lemmavec.settings import Settings
from lemmavec.sklearn.class_columns import ClassColumns, class_labels, fit_class_columns
from lemmavec.sklearn.saved_state import Saved, plain, settings_from_json, settings_to_json
from lemmavec.sklearn.text_input import TextInputMixin, given_vectors
from lemmavec.vectors.word_vectors import WordVectors
from lemmavec.word2vec import Word2Vec

_DEFAULT = Settings()
_CHOSEN = ("window", "min_count", "sample", "epochs")


class Word2VecVectorizer(
    TextInputMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator
):
    """Turn texts into averages of word vectors, trained on these texts or given.

    A word without a vector is left out. A text without any known word, such as an empty one,
    becomes a row of zeros.

    The averages are divided by one number, `scale_`, so that the columns of those of the training
    texts have a mean variance of 1. A strength of L2 regularisation then means the same whatever
    the length of the vectors, here and in the sweep over λ (`lemmavec.classify.fit_l2_path`).

    Given labels too, as in a pipeline that ends in a classifier, each word's vector is extended by
    its log-count ratios: how much more often it occurs in the texts of one class than in others
    (`class_ratios`). Words that tell classes apart, such as "good" and "bad", stand in like
    contexts, so that their vectors alone do not. The ratios count what `fit` was given. A
    classifier must not learn from ratios that count its own training texts, so `fit_transform`
    gives each text those of the other four fifths; `transform` uses all.

    Trained vectors are those of `lemmavec.Word2Vec`: skip-gram with negative sampling, and the
    settings from `vector_size` on. Those that are "auto" follow the number of words in the texts;
    see `lemmavec.classify.automatic_settings.vector_training` for the rules. For other models,
    train with `Word2Vec` and give the `vectors`.

    Parameters
    ----------
    vectors : WordVectors, path or None, default None
        Word vectors to average, or the path of a file that `lemmavec.load` reads; None trains them
        on the texts given to `fit`.
    weighting : {"mean", "idf", "sif"}, default "mean"
        How the words of a text are weighted: all alike, by inverse document frequency, or by smooth
        inverse frequency (Arora, Liang and Ma 2017); the formulas are those of
        `lemmavec.classify.document_vectors.fit_weighted_average`. Log-count ratios are always
        averaged with the same weight.
    class_ratios : bool or "auto", default "auto"
        Append the log-count ratios: one column for two classes, C columns for C; formula in
        `lemmavec.classify.class_ratios`. "auto" does so if `fit` is given labels of 2 to 50
        classes.
    lowercase : bool, default True
        Lower-case each text before it is split into words.
    tokenizer : callable, optional
        Takes a text and gives its words; `lemmavec.classify.split_words` by default.
    vector_size : int, default 100
        Dimensions d of each trained vector, 1 or more.
    window : int or "auto", default "auto"
        The largest distance between a centre word and an outside word, 1 or more. "auto": 20 below
        a million words of text, 5 from there on.
    negative : int, default 5
        Negatives K for each positive pair, 1 or more.
    min_count : int or "auto", default "auto"
        Words that occur less often in the texts get no vector. "auto": 1 below 100,000 words of
        text, 2 below a million, 5 from there on.
    sample : float or "auto", default "auto"
        Frequency above which occurrences are dropped at random; 0 keeps all. "auto": 0 below
        10,000 words of text, 1e-3 from there on.
    epochs : int or "auto", default "auto"
        Passes over the texts in training, 1 or more. "auto": 3 million divided by the words of
        text, 5 to 30.
    seed : int, default 1
        Seed of every random choice: in training, and of the fifths.
    workers : int, optional
        Threads that train; by default one for each core that the process may use. With one, the
        vectors are the same in each run.

    Attributes
    ----------
    vectors_ : WordVectors
    scale_ : float
        The first d features times this are the averages of the vectors as they are.
    settings_ : dict
        What was chosen for the settings that can be "auto": `class_ratios`, and for trained vectors
        `window`, `min_count`, `sample` and `epochs`.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0, 1]], np.float32)
    >>> vectorizer = Word2VecVectorizer(WordVectors(["gold", "iron"], rows)).fit(["gold", "iron"])
    >>> vectorizer.scale_, vectorizer.transform(["Gold gold iron ore", "ore"]).round(2)
    (0.5, array([[1.33, 0.67],
           [0.  , 0.  ]]))
    >>> Word2VecVectorizer(epochs=3).fit(["gold ore", "iron ore"]).settings_
    {'class_ratios': False, 'epochs': 3, 'min_count': 1, 'window': 20, 'sample': 0.0}
    """

    def __init__(
        self,
        vectors: WordVectors | str | os.PathLike[str] | None = None,
        *,
        weighting: Weighting = "mean",
        class_ratios: bool | Auto = AUTO,
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        vector_size: int = _DEFAULT.vector_size,
        window: int | Auto = AUTO,
        negative: int = _DEFAULT.negative,
        min_count: int | Auto = AUTO,
        sample: float | Auto = AUTO,
        epochs: int | Auto = AUTO,
        seed: int = _DEFAULT.seed,
        workers: int | None = _DEFAULT.workers,
    ) -> None:
        self.vectors = vectors
        self.weighting = weighting
        self.class_ratios = class_ratios
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

    def fit(self, documents: Iterable[str], y: ArrayLike | None = None) -> Self:
        """Train the vectors, unless they are given; find the weights of words and the scale.

        Parameters
        ----------
        documents : iterable of str
        y : array_like, shape (texts,), optional
            Labels, for the log-count ratios; not used for anything else.

        Returns
        -------
        Word2VecVectorizer
            Itself.

        Raises
        ------
        TypeError
            If `documents` is one string, or holds something that is not a string.
        ValueError
            If the texts hold nothing to train on, `weighting` is none of the three, a setting of
            the training is out of its range, or labels are missing or too few.
        """
        self._fit(documents, y)
        return self

    def fit_transform(
        self, documents: Iterable[str], y: ArrayLike | None = None
    ) -> NDArray[np.float64]:
        """Fit, and return the features of the training texts, from which a classifier can learn.

        They are those of `transform`, but for the log-count ratios: each text gets those counted in
        other texts.

        Parameters
        ----------
        documents, y
            As for `fit`.

        Returns
        -------
        ndarray of float64, shape (texts, d), or (texts, d + columns of ratios)
        """
        return self._fit(documents, y)

    def transform(self, documents: Iterable[str]) -> NDArray[np.float64]:
        """Average the vectors of each text's words, and divide by `scale_`.

        Parameters
        ----------
        documents : iterable of str

        Returns
        -------
        ndarray of float64, shape (texts, d), or (texts, d + columns of ratios)
        """
        check_is_fitted(self)
        bag = bag_of_words(self._tokenize(documents), self.vectors_.key_to_index)
        averages = self._average.transform(bag, self.vectors_.vectors)
        return averages if self._columns is None else self._columns.beside(averages, bag)

    def word_shares(self, document: str) -> tuple[list[str], NDArray[np.float64]]:
        """Split the features of a text among its words.

        Returns
        -------
        words : list of str
            Those that have a vector, in the order of the text.
        shares : ndarray of float64, shape (words, d), or (words, d + columns of ratios)
            They sum to the row that `transform` gives.
        """
        check_is_fitted(self)
        index, vectors = self.vectors_.key_to_index, self.vectors_.vectors
        (words,) = self._tokenize([document])
        known = [word for word in words if word in index]
        rows = [index[word] for word in known]
        shares = self._average.word_shares(rows, vectors)
        return known, shares if self._columns is None else self._columns.shares_beside(shares, rows)

    def _fit(self, documents: Iterable[str], y: ArrayLike | None) -> NDArray[np.float64]:
        """Fit, and return the features of the training texts."""
        words = self._tokenize(documents)
        labels = class_labels(self.class_ratios, y, len(words), type(self).__name__)
        self.settings_: dict[str, Any] = {"class_ratios": labels is not None}
        given = given_vectors(self.vectors)
        self.vectors_ = self._train(words) if given is None else given
        bag = bag_of_words(words, self.vectors_.key_to_index)
        vectors = self.vectors_.vectors
        average = fit_weighted_average(self.weighting, bag, vectors, self.vectors_.counts)
        averages = average.transform(bag, vectors)
        self._average = average.scaled_to(averages)
        self.scale_ = self._average.scale
        features = averages / self.scale_
        self._columns = None
        if labels is not None:
            self._columns, columns = fit_class_columns(bag, labels, self.seed)
            features = np.hstack([features, columns])
        self._n_features_out = features.shape[1]
        return features

    def _train(self, words: list[list[str]]) -> WordVectors:
        for name, value in vector_training(sum(map(len, words)))._asdict().items():
            own = getattr(self, name)
            self.settings_[name] = value if is_auto(name, own) else own
        settings = {name: self.settings_[name] for name in _CHOSEN}
        model = Word2Vec(
            vector_size=self.vector_size, negative=self.negative,
            seed=self.seed, workers=self.workers, **settings,
        )  # fmt: skip
        return model.fit(words).vectors

    def _saved(self) -> Saved:
        average, vectors = self._average, self.vectors_
        about = {
            "settings": settings_to_json(self, without=("vectors",)),
            "words": list(vectors.index_to_key),
            "per_weight": average.normalised,
            "scale": average.scale,
            "chosen": {name: plain(value) for name, value in self.settings_.items()},
        }
        arrays: dict[str, NDArray[Any]] = {"vectors": vectors.vectors, "weights": average.weights}
        if vectors.counts is not None:
            arrays["counts"] = vectors.counts
        if average.common_component is not None:
            arrays["common"] = average.common_component
        if self._columns is not None:
            arrays["class_ratios"] = self._columns.ratios
        return Saved(about, arrays)

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        """Put it together; the vectors, trained or not, are now given ones."""
        about, arrays = saved
        vectors = WordVectors(about["words"], arrays["vectors"], counts=arrays.get("counts"))
        model = cls(vectors, **settings_from_json(about["settings"]))
        model.vectors_ = vectors
        words, size = vectors.vectors.shape
        common = saved.array("common", size) if "common" in arrays else None
        scale = finite_number("scale", about.get("scale", 1.0))
        weights, per_weight = (
            saved.array("weights", words),
            boolean("per_weight", about["per_weight"]),
        )
        model._average = WeightedAverage(weights, per_weight, common, scale)
        model.scale_ = model._average.scale
        ratios = saved.array("class_ratios", words, None) if "class_ratios" in arrays else None
        model._columns = None if ratios is None else ClassColumns(ratios)
        model._n_features_out = vectors.vector_size + (0 if ratios is None else ratios.shape[1])
        # Files before version 4 know no ratios, and no settings that are chosen.
        model.settings_ = about.get("chosen", {"class_ratios": False})
        return model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "vectors_")
