"""Weights of rows and classes, sparse rows, further answers, training row by row, a useless fit."""

import pickle

import numpy as np
import pytest
from scipy.sparse import coo_matrix, csc_matrix, csr_matrix
from sklearn.linear_model import LogisticRegression

from lemmavec.sklearn import SoftmaxRegression, TwoLayerClassifier, load_estimator, save_estimator

# Toys, from which there is little to learn.
pytestmark = pytest.mark.filterwarnings("ignore:on its own training data")

RNG = np.random.default_rng(4)
X = RNG.normal(size=(120, 5))
X[RNG.random(X.shape) < 0.4] = 0
NETWORK = {"hidden_size": 6, "epochs": 4, "early_stopping": None}


def labels_of(classes):
    noisy = X[:, 0] * 2 + RNG.normal(size=len(X))
    return (noisy.argsort().argsort() ** 2 // (len(X) ** 2 // classes + 1)).astype(int)


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("class_weight", [None, "balanced", {0: 3.0, 1: 0.5}])
@pytest.mark.parametrize("weighted", [False, True])
def test_weights_are_those_of_logistic_regression(classes, class_weight, weighted):
    y, l2 = labels_of(classes), 0.02
    sample_weight = RNG.exponential(size=len(y)) if weighted else None
    ours = SoftmaxRegression(l2, class_weight=class_weight).fit(X, y, sample_weight)
    each = np.ones(len(y)) if sample_weight is None else sample_weight
    # "balanced" keeps the sum of the weights.
    by_label = class_weight if isinstance(class_weight, dict) else {}
    total = (
        each.sum()
        if class_weight == "balanced"
        else sum(by_label.get(c, 1) * s for c, s in zip(y, each, strict=True))
    )
    C = (2 if classes == 2 else 1) / (total * l2)
    theirs = LogisticRegression(C=C, class_weight=class_weight, tol=1e-10, max_iter=10_000)
    theirs.fit(X, y, sample_weight)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    np.testing.assert_allclose(ours.predict_log_proba(X), theirs.predict_log_proba(X), atol=1e-3)
    if classes == 3:  # its rows of weights are determined but for their mean, which λ makes 0
        np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-3)


@pytest.mark.parametrize("l2", ["auto", 0.05])
def test_a_weight_of_two_is_a_row_that_comes_twice(l2):
    y, twice = labels_of(3), np.arange(len(X)) % 4 == 0
    weighted = SoftmaxRegression(l2).fit(X, y, 1.0 + twice)
    repeated = SoftmaxRegression(l2).fit(np.vstack([X, X[twice]]), np.concatenate([y, y[twice]]))
    np.testing.assert_allclose(weighted.coef_, repeated.coef_, atol=1e-5)
    assert weighted.settings_ == repeated.settings_
    left_out = SoftmaxRegression(l2).fit(X, y, 1.0 - twice)
    np.testing.assert_allclose(
        left_out.coef_, SoftmaxRegression(l2).fit(X[~twice], y[~twice]).coef_, atol=1e-5
    )


@pytest.mark.parametrize("whole", [True, False])
def test_the_network_weighs_rows(whole):
    """One batch of all rows: the gradient of a weighted row is that of a repeated one."""
    y, twice = labels_of(3), np.arange(len(X)) % 4 == 0
    settings = NETWORK | {"batch_size": 1000, "epochs": 30, "learning_rate": 0.05}
    weighted = TwoLayerClassifier(**settings).fit(X, y, 1.0 + twice)
    rows, labels = np.vstack([X, X[twice]]), np.concatenate([y, y[twice]])
    if whole:
        repeated = TwoLayerClassifier(**settings).fit(rows, labels)
        np.testing.assert_allclose(weighted.network_.W1, repeated.network_.W1, atol=1e-9)
    else:
        plain = TwoLayerClassifier(**settings).fit(X, y)
        assert np.abs(weighted.network_.W1 - plain.network_.W1).max() > 1e-3
        balanced = TwoLayerClassifier(**settings, class_weight="balanced").fit(X, y)
        by_hand = (len(y) / 3 / np.bincount(y))[y]
        same = TwoLayerClassifier(**settings).fit(X, y, by_hand)
        np.testing.assert_allclose(balanced.network_.W1, same.network_.W1, atol=1e-9)


@pytest.mark.parametrize("kind", [csr_matrix, csc_matrix, coo_matrix])
@pytest.mark.parametrize("model", [SoftmaxRegression(0.01), TwoLayerClassifier(6, epochs=4)])
def test_sparse_rows_are_dense_ones(model, kind):
    y = labels_of(3)
    dense = model.fit(X, y).predict_proba(X)
    sparse = model.fit(kind(X), y).predict_proba(kind(X))
    np.testing.assert_allclose(sparse, dense, atol=1e-5)
    bad = kind(X)
    bad.data[3] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        model.fit(bad, y)


@pytest.mark.parametrize("model", [SoftmaxRegression(0.01), TwoLayerClassifier(**NETWORK)])
@pytest.mark.parametrize("classes", [2, 3])
def test_answers_agree(model, classes):
    model.fit(X, labels_of(classes))
    p = model.predict_proba(X)
    np.testing.assert_allclose(np.exp(model.predict_log_proba(X)), p)
    logits = model.decision_function(X)
    if classes == 2:
        np.testing.assert_allclose(logits, np.log(p[:, 1] / p[:, 0]))
    else:
        np.testing.assert_allclose(logits - logits[:, :1], np.log(p / p[:, :1]))
    far = 1e4 * X  # probabilities round to 0, their logarithms do not
    assert np.isfinite(model.predict_log_proba(far)).all()


def test_partial_fit_goes_on_and_meets_fit():
    y = labels_of(3)
    settings = NETWORK | {"batch_size": 1000, "learning_rate": 0.02}
    model = TwoLayerClassifier(**settings)
    for _ in range(4):
        model.partial_fit(X, y, classes=[0, 1, 2])
    assert model.n_iter_ == 4
    assert [epoch.epoch for epoch in model.history_] == [1, 2, 3, 4]
    whole = TwoLayerClassifier(**settings).fit(X, y)  # one batch: the order makes no difference
    np.testing.assert_allclose(model.network_.W1, whole.network_.W1, atol=1e-9)


def test_partial_fit_after_pickling_goes_on_alike(tmp_path):
    y = labels_of(3)
    model = TwoLayerClassifier(**NETWORK).partial_fit(X, y, classes=[0, 1, 2])
    other = pickle.loads(pickle.dumps(model))
    for each in (model, other):
        each.partial_fit(X[y < 2], y[y < 2])
    np.testing.assert_array_equal(model.network_.W1, other.network_.W1)
    save_estimator(model, tmp_path / "model")
    loaded = load_estimator(tmp_path / "model").partial_fit(X, y)
    assert loaded.n_iter_ == 3


@pytest.mark.parametrize(
    ("settings", "classes", "message"),
    [
        ({}, None, "needs classes="),
        ({"class_weight": "balanced"}, [0, 1, 2], "needs all rows at once"),
        ({}, [0, 1], "label 2, which was not seen"),
    ],
)
def test_partial_fit_says_what_it_needs(settings, classes, message):
    with pytest.raises(ValueError, match=message):
        TwoLayerClassifier(**NETWORK, **settings).partial_fit(X, labels_of(3), classes)


@pytest.mark.parametrize("model", [SoftmaxRegression(0.1), TwoLayerClassifier(**NETWORK)])
@pytest.mark.parametrize(
    ("y", "weights", "message"),
    [
        (np.array(["a", np.nan] * 60, dtype=object), None, "NaN"),
        (["a", None] * 60, None, "None|NaN"),
        (np.eye(120, 2), None, r"shape \(120, 2\)|bad input shape"),
        (np.arange(120) % 2, np.ones(7), "sample_weight must have 120 entries"),
        (np.arange(120) % 2, -np.ones(120), "0 or more"),
    ],
)
def test_labels_and_weights_that_are_none(model, y, weights, message):
    with pytest.raises(ValueError, match=message):
        model.fit(X, y, weights)


@pytest.mark.parametrize("model", [SoftmaxRegression(1e6), TwoLayerClassifier(l2=1e3, **NETWORK)])
def test_a_fit_that_is_no_better_than_the_most_frequent_class_says_so(model):
    y = np.where(X[:, 0] > 0.5, "few", "many")
    share = f"{(y == 'many').mean():.1%}"
    said = rf"right in [\d.]+%, no better than the most frequent class, which is {share} of it"
    with pytest.warns(UserWarning, match=said) as caught:
        model.fit(X, y)
    assert "vectors=" in str(caught[0].message)
    assert "TextClassifier" in str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_fit_that_is_better_says_nothing(recwarn):
    y = np.where(X[:, 0] > 0.5, "few", "many")
    SoftmaxRegression(1e-4).fit(X, y)
    assert not recwarn.list
