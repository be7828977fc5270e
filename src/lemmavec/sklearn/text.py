"""`TextClassifier`: word vectors tuned to a task, a hidden layer, a softmax."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from lemmavec._validation import FloatArray, at_least, one_of
from lemmavec.classify.bag_of_words import Tokenizer, pairs_of, word_counts, words_of
from lemmavec.classify.batches import Bags, Pooling
from lemmavec.classify.explanation import Explanation
from lemmavec.classify.text_network import TextNetwork
from lemmavec.classify.training import (
    TextEpoch,
    Texts,
    TrainingSettings,
    logits_of,
    parameters,
    train_text_network,
)
from lemmavec.classify.two_layer_network import Activation
from lemmavec.equations import softmax
from lemmavec.sklearn.labels import encoded
from lemmavec.sklearn.saving import Saved, classes_from_json, classes_to_json, settings_of
from lemmavec.vectors.word_vectors import WordVectors, load


class TextClassifier(ClassifierMixin, BaseEstimator):
    """Classify texts: summed word vectors, a hidden layer, a softmax, all trained together.

    The gradient flows on into the word vectors, so that they are tuned to the task. A word that
    neither the training texts nor the given vectors hold is left out; a text of none but such
    words gets what an empty text gets.

    Parameters
    ----------
    vectors : WordVectors, path or None, default None
        Vectors to begin with, scaled to a mean squared length of `vector_length`². Words that they
        do not hold begin near zero; without any, all words begin at random.
    vector_size : int, default 100
        Of use only where no vectors are given.
    hidden_size : int, default 300
    activation : {"relu", "sigmoid"}, default "relu"
    pooling : {"sqrt", "mean"}, default "sqrt"
        Whether the sum of n vectors is divided by √n or by n. A short phrase and a long sentence
        get on better under the first.
    pairs : bool, default True
        Add for each word and each pair of neighbouring words a weight a class, straight to the
        logits.
    min_count, min_pair_count : int, default 1 and 2
        Words and pairs seen less often in training are not learnt.
    word_dropout : float, default 0.5
        The chance of each word to be left out of a text, anew in each epoch.
    l2 : float, default 1e-5
        λ of the weights of the two layers.
    learning_rate, vector_rate, term_rate : float, default 0.0005, 0.02 and 0.2
        Of the layers (Adam), the word vectors, and the words' and pairs' own weights (AdaGrad with
        one rate a row); all fall to zero in a straight line. `vector_rate=0` leaves the vectors as
        they are.
    epochs, batch_size : int, default 5 and 128
    early_stopping : bool, default False
        Put a tenth of the texts aside, keep the epoch with the least loss on them, and stop after
        `patience` epochs without a better one.
    patience : int, default 2
    vector_length : float, default 3.0
        To which the given vectors are scaled; others begin at random, and shorter.
    lowercase : bool, default True
    tokenizer : callable, optional
        From a text to its words; `lemmavec.classify.tokenizer.split_words` by default.
    seed : int, default 1

    Attributes
    ----------
    classes_ : ndarray, shape (C,)
    network_ : TextNetwork
    words_, terms_ : dict of str to int
        The row of each word, and of each word and pair that has weights of its own.
    history_ : list of TextEpoch

    Examples
    --------
    >>> texts, labels = ["good fun", "no fun", "good", "no good"] * 20, [1, 0, 1, 0] * 20
    >>> model = TextClassifier(vector_size=8, hidden_size=4, batch_size=8, epochs=20)
    >>> model.fit(texts, labels).predict(["good fun", "no good fun"])
    array([1, 0])
    """

    def __init__(
        self,
        vectors: WordVectors | str | os.PathLike[str] | None = None,
        *,
        vector_size: int = 100,
        hidden_size: int = 300,
        activation: Activation = "relu",
        pooling: Pooling = "sqrt",
        pairs: bool = True,
        min_count: int = 1,
        min_pair_count: int = 2,
        word_dropout: float = 0.5,
        l2: float = 1e-5,
        learning_rate: float = 0.0005,
        vector_rate: float = 0.02,
        term_rate: float = 0.2,
        epochs: int = 5,
        batch_size: int = 128,
        early_stopping: bool = False,
        patience: int = 2,
        vector_length: float = 3.0,
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        seed: int = 1,
    ) -> None:
        self.vectors = vectors
        self.vector_size = vector_size
        self.hidden_size = hidden_size
        self.activation = activation
        self.pooling = pooling
        self.pairs = pairs
        self.min_count = min_count
        self.min_pair_count = min_pair_count
        self.word_dropout = word_dropout
        self.l2 = l2
        self.learning_rate = learning_rate
        self.vector_rate = vector_rate
        self.term_rate = term_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.patience = patience
        self.vector_length = vector_length
        self.lowercase = lowercase
        self.tokenizer = tokenizer
        self.seed = seed

    def fit(
        self,
        documents: Iterable[str],
        y: ArrayLike,
        *,
        validation: tuple[Iterable[str], ArrayLike] | None = None,
    ) -> Self:
        """Train.

        Parameters
        ----------
        documents : iterable of str
        y : array_like, shape (texts,)
            Labels of two classes or more, of any kind that sorts.
        validation : pair of texts and labels, optional
            Held-out texts for early stopping, in the place of a tenth of the training texts.

        Returns
        -------
        TextClassifier
            Itself.

        Raises
        ------
        TypeError
            If `documents` is one string, or holds something that is not a string.
        ValueError
            If there is one class, the lengths differ, no word is left to learn, or a setting is
            out of its range.
        """
        self._check()
        words = words_of(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)
        self.classes_, labels = encoded(y, type(self).__name__)
        if len(words) != len(labels):
            raise ValueError(f"{len(words)} texts, but {len(labels)} labels")
        self._choose_words(words)
        held_out = None
        if validation is not None:
            held_out = self._held_out(*validation)
        elif self.early_stopping:
            aside = np.zeros(len(words), bool)
            aside[np.random.default_rng(self.seed).permutation(len(words))[::10]] = True
            held_out = self._texts([words[i] for i in np.flatnonzero(aside)], labels[aside])
            words, labels = [words[i] for i in np.flatnonzero(~aside)], labels[~aside]
        settings = TrainingSettings(
            epochs=self.epochs, batch_size=self.batch_size, word_dropout=self.word_dropout,
            l2=self.l2, rate=self.learning_rate, vector_rate=self.vector_rate,
            term_rate=self.term_rate, pooling=self.pooling, tune_vectors=self.vector_rate > 0,
            patience=self.patience, seed=self.seed,
        )  # fmt: skip
        texts = self._texts(words, labels)
        self.history_ = train_text_network(self.network_, texts, settings, held_out)
        return self

    def decision_function(self, documents: Iterable[str]) -> FloatArray:
        """Compute logits, shape (texts, C); for two classes the second less the first, (texts,)."""
        logits = self._logits(documents)
        return logits[:, 1] - logits[:, 0] if len(self.classes_) == 2 else logits

    def predict_proba(self, documents: Iterable[str]) -> FloatArray:
        """Compute the probability of each class, shape (texts, C), in the order of `classes_`."""
        return softmax(self._logits(documents))

    def predict(self, documents: Iterable[str]) -> NDArray[Any]:
        """Choose the likeliest class of each text."""
        best = self._logits(documents).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[best]
        return chosen

    def explain(self, text: str) -> Explanation:
        """Split the logits of a text among its words and pairs; see `classify.explanation`."""
        check_is_fitted(self)
        (words,) = words_of([text], lowercase=self.lowercase, tokenizer=self.tokenizer)
        texts = self._texts([words], np.zeros(1, np.int64))
        batch = texts.batch(np.zeros(1, np.int64), self.pooling, self.network_.vectors.dtype)
        by_word, by_term, base = self.network_.word_parts(batch)
        word_part = dict(zip(batch.words.rows.tolist(), by_word, strict=True))
        term_part: dict[int, NDArray[Any]] = {}
        if by_term is not None and batch.terms is not None:
            term_part = dict(zip(batch.terms.rows.tolist(), by_term, strict=True))
        listed = _in_order(words, self.pairs)
        rows = [(self.words_.get(term), self.terms_.get(term)) for term in listed]
        # A row's part holds all its occurrences in the text.
        often = {term: listed.count(term) for term in listed}
        zero = np.zeros(len(self.classes_))
        parts = [
            (word_part.get(w, zero) + term_part.get(t, zero)) / often[term]  # type: ignore[arg-type]
            for term, (w, t) in zip(listed, rows, strict=True)
        ]
        known = [i for i, (w, t) in enumerate(rows) if w is not None or t is not None]
        kept = np.array([parts[i] for i in known]).reshape(len(known), len(self.classes_))
        return Explanation([listed[i] for i in known], kept, base)

    def _logits(self, documents: Iterable[str]) -> FloatArray:
        check_is_fitted(self)
        words = words_of(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)
        texts = self._texts(words, np.zeros(len(words), np.int64))
        return logits_of(self.network_, texts, self.pooling)

    def _texts(self, words: Sequence[list[str]], labels: NDArray[np.int64]) -> Texts:
        terms = None
        if self.terms_:
            terms = Bags.of((_in_order(text, self.pairs) for text in words), self.terms_)
        return Texts(Bags.of(words, self.words_), terms, labels)

    def _held_out(self, documents: Iterable[str], y: ArrayLike) -> Texts:
        words = words_of(documents, lowercase=self.lowercase, tokenizer=self.tokenizer)
        labels = np.asarray(y)
        if unknown := sorted(set(labels.tolist()) - set(self.classes_.tolist())):
            raise ValueError(
                f"the validation texts hold a label unseen in training: {unknown[0]!r}"
            )
        return self._texts(words, np.searchsorted(self.classes_, labels))

    def _choose_words(self, words: list[list[str]]) -> None:
        """Give words and terms their rows, and make the network with its first vectors."""
        counts = word_counts(words, self.min_count)
        if not counts:
            raise ValueError(
                f"nothing to learn from: no word occurs {self.min_count} times (min_count)"
            )
        given = self.vectors
        pretrained = given if given is None or isinstance(given, WordVectors) else load(given)
        known = () if pretrained is None else pretrained.index_to_key
        self.words_ = {word: row for row, word in enumerate(dict.fromkeys(chain(counts, known)))}
        pairs = word_counts((pairs_of(text) for text in words), self.min_pair_count)
        terms = chain(counts, pairs) if self.pairs else ()
        self.terms_ = {term: row for row, term in enumerate(terms)}
        self.network_ = TextNetwork(
            self._first_vectors(pretrained), len(self.terms_), self.hidden_size,
            len(self.classes_), activation=self.activation, seed=self.seed,
        )  # fmt: skip

    def _first_vectors(self, pretrained: WordVectors | None) -> NDArray[np.float32]:
        random = np.random.default_rng(self.seed)
        if pretrained is None:
            limit = 0.5 / np.sqrt(self.vector_size)
            shape = (len(self.words_), self.vector_size)
            return random.uniform(-limit, limit, shape).astype(np.float32)
        shape = (len(self.words_), pretrained.vector_size)
        table = random.normal(0, 0.01, shape).astype(np.float32)
        rows = [self.words_[word] for word in pretrained]
        length = float(np.sqrt(np.mean(np.square(pretrained.norms, dtype=np.float64))))
        table[rows] = pretrained.vectors * (self.vector_length / length if length > 0 else 1.0)
        return table

    def _check(self) -> None:
        for name in ("vector_size", "hidden_size", "min_count", "min_pair_count", "epochs",
                     "batch_size", "patience"):  # fmt: skip
            at_least(name, getattr(self, name), 1)
        one_of("activation", self.activation, ("relu", "sigmoid"))
        one_of("pooling", self.pooling, ("sqrt", "mean"))
        if not 0 <= self.word_dropout < 1:
            raise ValueError(f"word_dropout must be 0 or more, below 1, got {self.word_dropout}")
        for name in ("l2", "learning_rate", "vector_rate", "term_rate"):
            if not 0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{name} must be 0 or more, got {getattr(self, name)}")

    def _saved(self) -> Saved:
        about = {
            "settings": settings_of(self, without=("vectors",)),
            "classes": classes_to_json(self.classes_),
            "words": list(self.words_),
            "terms": list(self.terms_),
            "history": self.history_,
        }
        return Saved(about, parameters(self.network_))

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        """Put it together; the vectors that it began with are not kept."""
        about, arrays = saved
        model = cls(**about["settings"])
        model.classes_ = classes_from_json(about["classes"])
        model.words_ = {word: row for row, word in enumerate(about["words"])}
        model.terms_ = {term: row for row, term in enumerate(about["terms"])}
        model.network_ = TextNetwork(
            arrays["vectors"], len(model.terms_), arrays["W1"].shape[1], len(model.classes_),
            activation=model.activation,
        )  # fmt: skip
        for name in parameters(model.network_):
            setattr(model.network_, name, arrays[name])
        model.history_ = [TextEpoch(*epoch) for epoch in about["history"]]
        return model

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "network_")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags


def _in_order(words: list[str], pairs: bool) -> list[str]:
    """List each word and, after the second of them, each pair."""
    if not pairs:
        return words
    listed = words[:1]
    for word, pair in zip(words[1:], pairs_of(words), strict=True):
        listed += [word, pair]
    return listed
