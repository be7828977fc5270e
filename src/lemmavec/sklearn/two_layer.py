"""`TwoLayerClassifier`: the documents' network, trained in mini-batches."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from lemmavec._validation import FloatArray, at_least
from lemmavec.classify.batches import batches_of
from lemmavec.classify.best_so_far import BestSoFar
from lemmavec.classify.optimisers import Adam
from lemmavec.classify.two_layer_network import PARAMETERS, Activation, TwoLayerNetwork
from lemmavec.sklearn.labels import encoded
from lemmavec.sklearn.saving import Saved, classes_from_json, classes_to_json, settings_of

Labels = NDArray[np.int64]


class LayerEpoch(NamedTuple):
    """What an epoch of training gave."""

    epoch: int
    loss: float
    validation_loss: float | None


class TwoLayerClassifier(ClassifierMixin, BaseEstimator):
    r"""A hidden layer and a softmax: `lemmavec.network.TwoLayerNetwork`, trained by Adam.

    The loss of a batch is its mean cross-entropy plus λ/2 (‖W1‖² + ‖W2‖²).

    Parameters
    ----------
    hidden_size : int, default 100
    activation : {"sigmoid", "relu"}, default "sigmoid"
    l2 : float, default 1e-4
        λ, 0 or more.
    learning_rate : float, default 0.01
    epochs, batch_size : int, default 200 and 32
    early_stopping : bool, default True
        Put `validation_fraction` of the rows aside (where every class has two rows or more), keep
        the epoch with the least loss on them, and stop after `patience` epochs without a better.
    validation_fraction : float, default 0.1
    patience : int, default 20
    seed : int, default 1

    Attributes
    ----------
    classes_ : ndarray, shape (C,)
    network_ : TwoLayerNetwork
    history_ : list of LayerEpoch
    n_iter_ : int
        Epochs trained.

    Notes
    -----
    Source: document 000, section 2 c.

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
        learning_rate: float = 0.01,
        epochs: int = 200,
        batch_size: int = 32,
        early_stopping: bool = True,
        validation_fraction: float = 0.1,
        patience: int = 20,
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
        self.patience = patience
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
        ValueError
            If a number is not finite, shapes do not fit, there is one class, or a setting is out of
            its range.
        """
        rows: FloatArray
        rows, y = validate_data(self, X, y, dtype=np.float64)
        self._check()
        self.classes_, labels = encoded(y, type(self).__name__)
        inputs, outputs = rows.shape[1], len(self.classes_)
        self.network_ = TwoLayerNetwork(
            inputs, self.hidden_size, outputs, activation=self.activation, seed=self.seed
        )
        random = np.random.default_rng(self.seed)
        aside = self._aside(labels, random)
        self.history_ = self._train(
            (rows[~aside], labels[~aside]),
            (rows[aside], labels[aside]) if aside.any() else None,
            random,
        )
        self.n_iter_ = len(self.history_)
        return self

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Compute the probability of each class, shape (N, C), in the order of `classes_`."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, reset=False)
        return self.network_.forward(X)

    def predict(self, X: ArrayLike) -> NDArray[Any]:
        """Choose the likeliest class of each row."""
        best = self.predict_proba(X).argmax(axis=1)
        chosen: NDArray[Any] = self.classes_[best]
        return chosen

    def _saved(self) -> Saved:
        about = {
            "settings": settings_of(self),
            "classes": classes_to_json(self.classes_),
            "history": self.history_,
        }
        return Saved(about, {name: getattr(self.network_, name) for name in PARAMETERS})

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        model = cls(**saved.about["settings"])
        model.classes_ = classes_from_json(saved.about["classes"])
        model.network_ = TwoLayerNetwork.from_parameters(
            **saved.arrays, activation=model.activation
        )
        model.history_ = [LayerEpoch(*epoch) for epoch in saved.about["history"]]
        model.n_iter_, model.n_features_in_ = len(model.history_), model.network_.sizes[0]
        return model

    def _train(
        self,
        data: tuple[FloatArray, Labels],
        held_out: tuple[FloatArray, Labels] | None,
        random: np.random.Generator,
    ) -> list[LayerEpoch]:
        network, (X, y) = self.network_, data
        steps = {name: Adam(getattr(network, name)) for name in PARAMETERS}
        best = BestSoFar({name: adam.parameter for name, adam in steps.items()}, self.patience)
        history: list[LayerEpoch] = []
        for epoch in range(1, self.epochs + 1):
            summed = 0.0
            for batch in batches_of(len(X), self.batch_size, random):
                loss, gradient = network.loss_and_gradient(X[batch], y[batch])
                for name, adam in steps.items():
                    penalty = self.l2 * adam.parameter if name.startswith("W") else 0.0
                    adam.step(getattr(gradient, name) + penalty, self.learning_rate)
                summed += loss * len(batch)
            validation = None if held_out is None else network.loss_and_gradient(*held_out)[0]
            history.append(LayerEpoch(epoch, summed / len(X), validation))
            if validation is not None and not best.keep(validation) and best.waited_enough:
                break
        best.restore()
        return history

    def _aside(self, labels: Labels, random: np.random.Generator) -> NDArray[np.bool_]:
        """Choose the held-out rows: the same share of each class, at least one, never all."""
        aside = np.zeros(len(labels), bool)
        if not self.early_stopping or np.bincount(labels).min() < 2:
            return aside
        for label in range(len(self.classes_)):
            members = random.permutation(np.flatnonzero(labels == label))
            count = max(1, round(self.validation_fraction * len(members)))
            aside[members[:count]] = True
        return aside

    def _check(self) -> None:
        for name in ("hidden_size", "epochs", "batch_size", "patience"):
            at_least(name, getattr(self, name), 1)
        if not 0 < self.validation_fraction < 0.5:
            raise ValueError(
                f"validation_fraction must lie between 0 and 0.5, got {self.validation_fraction}"
            )
        for name in ("l2", "learning_rate"):
            if not 0 <= getattr(self, name) < np.inf:
                raise ValueError(f"{name} must be 0 or more, got {getattr(self, name)}")
