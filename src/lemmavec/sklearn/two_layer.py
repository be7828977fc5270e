"""`TwoLayerClassifier`: a network with one hidden layer, trained in minibatches."""

from __future__ import annotations

from typing import Any, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from lemmavec._validation import FloatArray, IntArray, at_least, between, finite_number, one_of
from lemmavec.classify.training import ClassifierEpoch
from lemmavec.classify.two_layer_network import PARAMETERS, Activation, TwoLayerNetwork
from lemmavec.classify.two_layer_training import Examples, train_two_layer_network
from lemmavec.sklearn.labels import encode_labels
from lemmavec.sklearn.saved_state import (
    Saved,
    classes_from_json,
    classes_to_json,
    settings_from_json,
    settings_to_json,
)
from lemmavec.training.early_stopping import check_patience


class TwoLayerClassifier(ClassifierMixin, BaseEstimator):
    r"""A hidden layer and a softmax: `lemmavec.network.TwoLayerNetwork`, trained by Adam.

    The loss of a batch is its mean cross-entropy plus λ/2 (‖W1‖² + ‖W2‖²).

    Parameters
    ----------
    hidden_size : int, default 100
        Units of the hidden layer, 1 or more.
    activation : {"sigmoid", "relu"}, default "sigmoid"
        The function of the hidden layer.
    l2 : float, default 1e-4
        λ, the strength of L2 regularisation of the weights, 0 or more; biases are not regularised.
    learning_rate : float, default 0.003
        Of Adam, 0 or more; the same in all epochs.
    epochs : int, default 200
        The most passes over the rows, 1 or more.
    batch_size : int, default 32
        Rows of a minibatch, 1 or more.
    early_stopping : int or None, default 20
        Stop after so many epochs without a lower loss on the held-out rows, and keep the best
        epoch; None holds no rows out and never stops early.
    validation_fraction : float, default 0.1
        The share of each class that is held out for early stopping, between 0 and 0.5. If a class
        has a single row, none is held out.
    seed : int, default 1
        Seed of the first weights, the held-out rows, and the order of the rows.

    Attributes
    ----------
    classes_ : ndarray, shape (C,)
    network_ : TwoLayerNetwork
    history_ : list of lemmavec.classify.ClassifierEpoch
        The loss of each epoch, and the loss and accuracy of the held-out rows.
    n_iter_ : int
        Epochs trained.

    Notes
    -----
    Sources: Goodfellow, Bengio and Courville 2016, "Deep Learning", chapter 6, for the network and
    section 7.8 for early stopping; Kingma and Ba 2015 for Adam.

    Examples
    --------
    >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]] * 8, ["even", "odd", "odd", "even"] * 8
    >>> model = TwoLayerClassifier(hidden_size=8, learning_rate=0.05).fit(X, y)
    >>> model.predict([[0, 0], [0, 1], [1, 0], [1, 1]]).tolist()
    ['even', 'odd', 'odd', 'even']
    """

    def __init__(
        self,
        hidden_size: int = 100,
        *,
        activation: Activation = "sigmoid",
        l2: float = 1e-4,
        learning_rate: float = 0.003,
        epochs: int = 200,
        batch_size: int = 32,
        early_stopping: int | None = 20,
        validation_fraction: float = 0.1,
        seed: int = 1,
    ) -> None:
        self.hidden_size = hidden_size
        self.activation = activation
        self.l2 = l2
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train.

        Parameters
        ----------
        X : array_like of float, shape (N, D)
        y : array_like, shape (N,)
            Labels of two classes or more, of any kind that sorts.

        Returns
        -------
        TwoLayerClassifier
            Itself.

        Raises
        ------
        TypeError
            If a setting has the wrong type.
        ValueError
            If a number is not finite, shapes do not fit, there is one class, or a setting is out of
            its range.
        FloatingPointError
            If the loss is no longer finite; a smaller learning rate helps.
        """
        rows: FloatArray
        rows, y = validate_data(self, X, y, dtype=np.float64)
        self._check()
        self.classes_, labels = encode_labels(y, type(self).__name__)
        self.network_ = TwoLayerNetwork(
            rows.shape[1],
            self.hidden_size,
            len(self.classes_),
            activation=self.activation,
            seed=self.seed,
        )
        random = np.random.default_rng(self.seed)
        held_out = self._held_out(labels, random)
        self.history_ = train_two_layer_network(
            self.network_,
            Examples(rows[~held_out], labels[~held_out]),
            Examples(rows[held_out], labels[held_out]) if held_out.any() else None,
            l2=self.l2,
            learning_rate=self.learning_rate,
            epochs=self.epochs,
            batch_size=self.batch_size,
            early_stopping=self.early_stopping,
            random=random,
        )
        self.n_iter_ = len(self.history_)
        return self

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Compute the probability of each class, shape (N, C), in the order of `classes_`."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.network_.forward(X)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Predict the most probable class of each row."""
        best = self.predict_proba(X).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[best]
        return chosen

    def _held_out(self, labels: IntArray, random: np.random.Generator) -> NDArray[np.bool_]:
        """Choose the held-out rows: the same share of each class, at least one, never all."""
        held_out = np.zeros(len(labels), bool)
        if self.early_stopping is None or np.bincount(labels).min() < 2:
            return held_out
        for label in range(len(self.classes_)):
            members = random.permutation(np.flatnonzero(labels == label))
            count = max(1, round(self.validation_fraction * len(members)))
            held_out[members[:count]] = True
        return held_out

    def _check(self) -> None:
        for name in ("hidden_size", "epochs", "batch_size"):
            at_least(name, getattr(self, name), 1)
        at_least("seed", self.seed, 0)
        check_patience(self.early_stopping)
        one_of("activation", self.activation, get_args(Activation))
        between("validation_fraction", self.validation_fraction, 0, 0.5)
        for name in ("l2", "learning_rate"):
            finite_number(name, getattr(self, name), 0)

    def _saved(self) -> Saved:
        about = {
            "settings": settings_to_json(self),
            "classes": classes_to_json(self.classes_),
            "history": self.history_,
        }
        return Saved(about, {name: getattr(self.network_, name) for name in PARAMETERS})

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        model = cls(**settings_from_json(saved.about["settings"]))
        model.classes_ = classes_from_json(saved.about["classes"])
        model.network_ = TwoLayerNetwork.from_parameters(
            **saved.arrays, activation=model.activation
        )
        model.history_ = [ClassifierEpoch(*epoch) for epoch in saved.about["history"]]
        model.n_iter_, model.n_features_in_ = len(model.history_), model.network_.sizes[0]
        return model
