"""`TwoLayerClassifier`: a network with one hidden layer, trained in minibatches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils.validation import check_is_fitted, validate_data

from lemmavec._validation import FloatArray, IntArray, at_least, between, finite_number, one_of
from lemmavec.classify.optimisers import LayerAdam
from lemmavec.classify.training import ClassifierEpoch
from lemmavec.classify.two_layer_network import PARAMETERS, Activation, TwoLayerNetwork
from lemmavec.classify.two_layer_training import (
    Examples,
    logits_of_rows,
    train_two_layer_network,
)
from lemmavec.sklearn.labels import encode_labels, label_numbers
from lemmavec.sklearn.logits_classifier import RowClassifier, warn_if_nothing_was_learnt
from lemmavec.sklearn.sample_weights import ClassWeight, example_weights
from lemmavec.sklearn.saved_state import (
    Saved,
    classes_from_json,
    classes_to_json,
    settings_from_json,
    settings_to_json,
)
from lemmavec.training.early_stopping import check_patience


class TwoLayerClassifier(RowClassifier):
    r"""A hidden layer and a softmax: `lemmavec.network.TwoLayerNetwork`, trained by Adam.

    The loss of a batch is its mean cross-entropy plus λ/2 (‖W1‖² + ‖W2‖²). Sparse rows are made
    dense a batch at a time.

    Parameters
    ----------
    hidden_size : int, default 100
        Units of the hidden layer, 1 or more.
    activation : {"sigmoid", "relu"}, default "sigmoid"
        The function of the hidden layer.
    l2 : float, default 1e-4
        λ, the strength of L2 regularisation of the weights, 0 or more; biases are not regularised.
    class_weight : dict, "balanced" or None, default None
        What the rows of each class count in the loss, by its label, 1 for classes it lacks;
        "balanced" is N / (C · count of the class), so that all classes count the same.
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

    _adam: LayerAdam | None = None

    def __init__(
        self,
        hidden_size: int = 100,
        *,
        activation: Activation = "sigmoid",
        l2: float = 1e-4,
        class_weight: ClassWeight = None,
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
        self.class_weight = class_weight
        self.learning_rate = learning_rate
        self.epochs = epochs
        self.batch_size = batch_size
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.seed = seed

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train.

        A `UserWarning` says so where the network predicts its own rows no better than the most
        frequent class does.

        Parameters
        ----------
        X : array_like or sparse matrix of float, shape (N, D)
        y : array_like, shape (N,)
            Labels of two classes or more, of any kind that sorts.
        sample_weight : array_like, shape (N,), optional
            What each row counts in the loss, 0 or more; scaled to 1 on average.

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
        rows: Any
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        self._check()
        self.classes_, labels = encode_labels(y, type(self).__name__)
        weights = example_weights(y, self.class_weight, sample_weight)
        self._begin(rows.shape[1])
        random = np.random.default_rng(self.seed)
        held_out = self._held_out(labels, random)
        examples = Examples(rows, labels, weights)
        self.history_ = self._train(
            examples.part(~held_out), examples.part(held_out) if held_out.any() else None,
            random, epochs=self.epochs, early_stopping=self.early_stopping,
        )  # fmt: skip
        self.n_iter_ = len(self.history_)
        self._adam = None  # twice as large as the network, and of no use to one that is done
        predicted = logits_of_rows(self.network_, rows).argmax(axis=1)
        warn_if_nothing_was_learnt(predicted, labels, weights)
        return self

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Go over some rows once, and keep what was learnt before; nothing is held out.

        Parameters
        ----------
        X : array_like or sparse matrix of float, shape (N, D)
        y : array_like, shape (N,)
        classes : array_like, shape (C,)
            All labels there will be; needed in the first call, unless `fit` came before.
        sample_weight : array_like, shape (N,), optional
            What each row counts in the loss of this call, 0 or more; scaled to 1 on average.

        Returns
        -------
        TwoLayerClassifier
            Itself.

        Raises
        ------
        ValueError
            If the classes are not known, or change; if `class_weight` is "balanced", for which all
            rows would have to be known; and for what `fit` raises it.
        """
        first = not hasattr(self, "network_")
        rows: Any
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64, reset=first)
        self._check()
        if self.class_weight == "balanced":
            raise ValueError(
                'class_weight="balanced" needs all rows at once: give partial_fit a dict of weights'
            )
        if first:
            if classes is None:
                raise ValueError(
                    "the first call of partial_fit needs classes=, all labels there are"
                )
            self.classes_ = encode_labels(classes, type(self).__name__)[0]
            self._begin(rows.shape[1])
            self.history_, self.n_iter_ = [], 0
        elif classes is not None and list(np.unique(np.asarray(classes))) != list(self.classes_):
            raise ValueError(
                f"classes={list(np.unique(np.asarray(classes)))} is not the same as on the last "
                f"call to partial_fit, was: {list(self.classes_)}"
            )
        labels = label_numbers(y, self.classes_, "y")  # type: ignore[arg-type]
        weights = example_weights(y, self._weights_here(y), sample_weight)
        # Each call draws its own order, also after the estimator was saved and loaded.
        random = np.random.default_rng((self.seed, self.n_iter_))
        (epoch,) = self._train(
            Examples(rows, labels, weights), None, random, epochs=1, early_stopping=None
        )
        self.n_iter_ += 1
        self.history_.append(epoch._replace(epoch=self.n_iter_))
        return self

    def _begin(self, features: int) -> None:
        self.network_ = TwoLayerNetwork(
            features, self.hidden_size, len(self.classes_),
            activation=self.activation, seed=self.seed,
        )  # fmt: skip
        self._adam = None

    def _train(
        self,
        examples: Examples,
        validation: Examples | None,
        random: np.random.Generator,
        *,
        epochs: int,
        early_stopping: int | None,
    ) -> list[ClassifierEpoch]:
        if self._adam is None:
            parameters = {name: getattr(self.network_, name) for name in PARAMETERS}
            self._adam = LayerAdam(parameters, self.l2)
        return train_two_layer_network(
            self.network_, examples, validation, l2=self.l2, learning_rate=self.learning_rate,
            epochs=epochs, batch_size=self.batch_size, early_stopping=early_stopping,
            random=random, adam=self._adam,
        )  # fmt: skip

    def _weights_here(self, y: Any) -> ClassWeight:
        """Return the weights of those classes that some rows have."""
        if not isinstance(self.class_weight, Mapping):
            return self.class_weight
        here = set(y.tolist())
        return {label: weight for label, weight in self.class_weight.items() if label in here}

    def _logits(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        rows = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        return logits_of_rows(self.network_, rows)

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
        saved.array("b2", len(model.classes_))
        model.network_ = TwoLayerNetwork.from_parameters(
            **saved.arrays, activation=model.activation
        )
        model.history_ = [ClassifierEpoch(*epoch) for epoch in saved.about["history"]]
        model.n_iter_, model.n_features_in_ = len(model.history_), model.network_.sizes[0]
        return model
