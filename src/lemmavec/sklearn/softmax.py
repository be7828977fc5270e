"""`SoftmaxRegression`: a linear classifier with L2 regularisation, for scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils.validation import check_is_fitted, validate_data

from lemmavec._validation import FloatArray, at_least, finite_number
from lemmavec.classify.automatic_settings import AUTO, Auto, l2_strength
from lemmavec.classify.softmax_regression import fit_softmax_regression
from lemmavec.sklearn.labels import encode_labels
from lemmavec.sklearn.logits_classifier import RowClassifier, warn_if_nothing_was_learnt
from lemmavec.sklearn.sample_weights import ClassWeight, example_weights
from lemmavec.sklearn.saved_state import (
    Saved,
    classes_from_json,
    classes_to_json,
    settings_from_json,
    settings_to_json,
)


class SoftmaxRegression(RowClassifier):
    r"""Softmax regression: mean cross-entropy and λ/2 ‖W‖², minimised by L-BFGS.

    Parameters
    ----------
    l2 : float or "auto", default "auto"
        λ, the strength of L2 regularisation, 0 or more. The biases are not regularised, so that a
        large λ predicts the share of each class in the training data. "auto" is 10 / N for N rows,
        which suits features of variance 1, such as those of `Word2VecVectorizer`; N is the sum of
        the weights where `fit` is given any.
    class_weight : dict, "balanced" or None, default None
        What the rows of each class count in the loss, by its label, 1 for classes it lacks;
        "balanced" is N / (C · count of the class), so that all classes count the same.
    tol : float, default 1e-7
        The search ends when no entry of the gradient is larger than this, 0 or more.
    max_iter : int, default 2000
        The most iterations of L-BFGS, 1 or more; a `ConvergenceWarning` says that they were too
        few.

    Attributes
    ----------
    classes_ : ndarray, shape (C,)
    coef_ : ndarray of float64, shape (C, D)
        Wᵀ: one row of weights for each class.
    intercept_ : ndarray of float64, shape (C,)
        The biases b.
    settings_ : dict
        `l2` as it was chosen, or given.
    loss_ : float
        At the end of the search.
    n_iter_ : int
        Iterations of L-BFGS.

    Notes
    -----
    The loss is that of `lemmavec.equations.softmax_regression_loss_and_gradient`.
    scikit-learn's `LogisticRegression` finds the same with C = 1 / (N λ) for three classes or more,
    and with C = 2 / (N λ) for two, where it has one vector of weights and not two.

    L-BFGS needs all rows at once, so there is no `partial_fit`; `TwoLayerClassifier` has one.

    Examples
    --------
    >>> model = SoftmaxRegression(l2=0.1).fit([[-1.0], [1.0]], ["bad", "good"])
    >>> model.predict_proba([[1.0]]).round(2)
    array([[0.11, 0.89]])
    """

    def __init__(
        self,
        l2: float | Auto = AUTO,
        *,
        class_weight: ClassWeight = None,
        tol: float = 1e-7,
        max_iter: int = 2000,
    ) -> None:
        self.l2 = l2
        self.class_weight = class_weight
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Find the weights.

        A `UserWarning` says so where the fit predicts its own rows no better than the most frequent
        class does.

        Parameters
        ----------
        X : array_like or sparse matrix of float, shape (N, D)
        y : array_like, shape (N,)
            Labels of two classes or more, of any kind that sorts.
        sample_weight : array_like, shape (N,), optional
            What each row counts in the loss, 0 or more; a weight of 2 is that of a row that comes
            twice.

        Returns
        -------
        SoftmaxRegression
            Itself.

        Raises
        ------
        ValueError
            If a number is not finite, shapes do not fit, there is one class, or a setting is out of
            its range.
        """
        rows: Any
        rows, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        self.classes_, numbers = encode_labels(y, type(self).__name__)
        weights = example_weights(y, self.class_weight, sample_weight)
        size = len(numbers) if sample_weight is None else float(np.asarray(sample_weight).sum())
        l2 = l2_strength(self.l2, size)
        finite_number("tol", self.tol, 0)
        at_least("max_iter", self.max_iter, 1)
        found = fit_softmax_regression(
            rows, numbers, len(self.classes_), l2,
            tolerance=self.tol, max_iterations=self.max_iter, weights=weights,
        )  # fmt: skip
        if not found.converged:
            warnings.warn(
                f"softmax regression stopped early: {found.message}. Raise max_iter, raise l2, or "
                "scale the features",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.coef_, self.intercept_ = found.W.T.copy(), found.b
        self.settings_ = {"l2": l2}
        self.loss_, self.n_iter_ = found.loss, found.iterations
        warn_if_nothing_was_learnt((rows @ found.W + found.b).argmax(axis=1), numbers, weights)
        return self

    def _logits(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        rows = validate_data(self, X, accept_sparse="csr", dtype=np.float64, reset=False)
        logits: FloatArray = rows @ self.coef_.T + self.intercept_
        return logits

    def _saved(self) -> Saved:
        about = {
            "settings": settings_to_json(self),
            "classes": classes_to_json(self.classes_),
            "chosen": self.settings_,
            "loss": self.loss_,
            "iterations": self.n_iter_,
        }
        return Saved(about, {"W": self.coef_.T, "b": self.intercept_})

    @classmethod
    def _from_saved(cls, saved: Saved) -> Self:
        model = cls(**settings_from_json(saved.about["settings"]))
        model.classes_ = classes_from_json(saved.about["classes"])
        classes = len(model.classes_)
        model.coef_ = saved.array("W", None, classes).T
        model.intercept_ = saved.array("b", classes)
        model.loss_, model.n_iter_ = saved.about["loss"], saved.about["iterations"]
        model.settings_ = saved.about.get("chosen", {"l2": model.l2})
        model.n_features_in_ = model.coef_.shape[1]
        return model
