"""`Doc2VecVectorizer`: documents to vectors that predict their words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from lemmavec._validation import above_zero
from lemmavec.corpus.reading import Tokenizer
from lemmavec.corpus.vocabulary import Vocabulary
from lemmavec.doc2vec import Doc2Vec
from lemmavec.document_settings import DocumentArchitecture, DocumentSettings
from lemmavec.sklearn.saved_state import Saved, settings_from_json, settings_to_json
from lemmavec.sklearn.text_input import TextInputMixin
from lemmavec.training.document_vectors import DocumentVectors
from lemmavec.training.history import History
from lemmavec.training.matrices import aligned, aligned_zeros
from lemmavec.training.model_file import checked_counts
from lemmavec.training.state import ModelState, Place

_DEFAULT = DocumentSettings()
_OF_TEXTS = ("lowercase", "tokenizer")


class Doc2VecVectorizer(
    TextInputMixin, ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator
):
    """Turn texts into vectors of documents, which are trained on these texts by `lemmavec.Doc2Vec`.

    `fit_transform` gives the texts their trained vectors; `transform` finds vectors of any texts,
    with all else frozen. A text without any known word becomes a row of zeros. The vectors are
    divided by one number, `scale_`, so that the columns of the trained ones have a mean variance of
    1: a strength of L2 regularisation then means the same whatever their length.

    Parameters
    ----------
    vector_size : int, default 100
        Dimensions d of each vector, 1 or more.
    architecture : {"dbow", "dm"}, default "dbow"
        PV-DBOW: a document predicts its words. PV-DM: together with the words around each.
    train_words : bool, default False
        PV-DBOW: train word vectors too, in the same space.
    window : int, default 5
        The largest distance between a word and those around it; for PV-DM and `train_words` alone.
    negative : int, default 5
        Negatives K for each prediction, 1 or more.
    min_count : int, default 5
        Words that occur less often in the texts are left out.
    sample : float, default 1e-3
        Frequency above which occurrences are dropped at random; 0 keeps all.
    epochs : int, default 10
        Passes over the texts, in training and for new texts, 1 or more.
    lowercase : bool, default True
        Lower-case each text before it is split into words.
    tokenizer : callable, optional
        Takes a text and gives its words; `lemmavec.classify.split_words` by default.
    seed : int, default 1
        Seed of every random choice.
    workers : int, optional
        Threads; by default one for each core that the process may use. With one, the vectors are
        the same in each run.

    Attributes
    ----------
    model_ : Doc2Vec
        `model_.vectors` are the trained vectors, by the numbers of the texts; they are not saved.
    scale_ : float

    Examples
    --------
    >>> texts = ["gold ore mine", "gold mine", "senate law", "law court senate"] * 25
    >>> vectorizer = Doc2VecVectorizer(vector_size=8, min_count=1, sample=0, workers=1)
    >>> vectorizer.fit_transform(texts).shape, vectorizer.transform(["a gold mine"]).shape
    ((100, 8), (1, 8))
    """

    def __init__(
        self,
        *,
        vector_size: int = _DEFAULT.vector_size,
        architecture: DocumentArchitecture = _DEFAULT.architecture,
        train_words: bool = _DEFAULT.train_words,
        window: int = _DEFAULT.window,
        negative: int = _DEFAULT.negative,
        min_count: int = _DEFAULT.min_count,
        sample: float = _DEFAULT.sample,
        epochs: int = _DEFAULT.epochs,
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        seed: int = _DEFAULT.seed,
        workers: int | None = _DEFAULT.workers,
    ) -> None:
        self.vector_size = vector_size
        self.architecture = architecture
        self.train_words = train_words
        self.window = window
        self.negative = negative
        self.min_count = min_count
        self.sample = sample
        self.epochs = epochs
        self.lowercase = lowercase
        self.tokenizer = tokenizer
        self.seed = seed
        self.workers = workers

    def fit(self, documents: Iterable[str], y: object = None) -> Self:
        """Train on the texts; `y` is not used.

        Raises
        ------
        TypeError
            If `documents` is one string, or holds something that is not a string.
        ValueError
            If the texts hold nothing to train on, or a setting is out of its range.
        """
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents: Iterable[str], y: object = None) -> NDArray[np.float64]:
        """Train on the texts, and return their trained vectors, divided by `scale_`.

        Returns
        -------
        ndarray of float64, shape (texts, d)
        """
        self.model_ = Doc2Vec(**self._settings()).fit(self._tokenize(documents))
        vectors = self.model_.vectors.vectors.astype(np.float64)
        self.scale_ = float(np.sqrt(vectors.var(axis=0).mean())) or 1.0
        self._n_features_out = self.vector_size
        return vectors / self.scale_

    def transform(self, documents: Iterable[str]) -> NDArray[np.float64]:
        """Find the vectors of texts, new or not, and divide by `scale_`.

        Returns
        -------
        ndarray of float64, shape (texts, d)
        """
        check_is_fitted(self)
        return self.model_.infer(self._tokenize(documents)).astype(np.float64) / self.scale_

    def _settings(self) -> dict[str, Any]:
        return {name: x for name, x in self.get_params().items() if name not in _OF_TEXTS}

    def _saved(self) -> Saved:
        state = self.model_._trained("save")
        about = {
            "settings": settings_to_json(self),
            "words": list(state.vocabulary.words),
            "scale": self.scale_,
        }
        arrays: dict[str, NDArray[Any]] = {
            "counts": state.vocabulary.counts,
            "outside_vectors": np.ascontiguousarray(state.outside_vectors),
        }
        if state.settings.has_word_vectors:
            arrays["word_vectors"] = np.ascontiguousarray(state.centre_vectors)
        return Saved(about, arrays)

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        """Put it together, without the vectors of the texts that it was trained on."""
        about, arrays = saved
        made = cls(**settings_from_json(about["settings"]))
        model = Doc2Vec(**made._settings())
        words, size = about["words"], made.vector_size
        counts = checked_counts(words, arrays["counts"])
        V = aligned_zeros(0, size)
        if model.settings.has_word_vectors:
            V = aligned(saved.array("word_vectors", len(words), size))
        U = aligned(saved.array("outside_vectors", len(words), size))
        model._state = ModelState(
            model.settings, Vocabulary(words, counts), V, U, Place(), History(),
            documents=DocumentVectors(Vocabulary([], counts[:0]), aligned_zeros(0, size)),
        )  # fmt: skip
        made.model_, made.scale_ = model, above_zero("scale", about["scale"])
        made._n_features_out = size
        return made

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "model_")
