import numpy as np
import pytest

from lemmavec.sklearn import SoftmaxRegression, TextClassifier, load_estimator, save_estimator
from lemmavec.sklearn.labels import encode_labels, label_numbers


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (["good", float("nan")], r"label 1 is missing \(NaN\)"),
        (np.array(["good", np.nan], object), r"label 1 is missing \(NaN\)"),
        (["good", "bad", None], r"label 2 is missing \(None\)"),
        (np.array([1.0, np.nan]), r"label 1 is missing \(NaN\)"),
        (np.array(["good", 1], object), "of several types, int, str: make them one"),
        (np.array([[1], [0]]), r"shape \(2, 1\): give one label a text: .*y.ravel\(\)"),
        (np.array([[1, 0], [0, 1]]), r"shape \(2, 2\): give one label a text$"),
        (np.array(1), r"shape \(\)"),
    ],
)
def test_labels_that_are_no_classes(labels, message):
    with pytest.raises(ValueError, match=message):
        encode_labels(labels, "Classifier")
    with pytest.raises(ValueError, match=message):
        TextClassifier(epochs=1).fit(["a gem"] * np.size(labels), labels)


def test_missing_labels_of_pandas():
    pandas = pytest.importorskip("pandas")
    for series in (
        pandas.Series(["good", None, "bad"]),
        pandas.Series([1, None, 0], dtype="Int64"),
        pandas.Series(["good", None, "bad"], dtype="string"),
        pandas.Series(["good", None, "bad"], dtype="category"),
    ):
        with pytest.raises(ValueError, match="label 1 is missing"):
            encode_labels(series, "Classifier")
    with pytest.raises(ValueError, match="one label a text"):
        encode_labels(pandas.DataFrame({"label": [1, 0]}), "Classifier")


def test_labels_that_look_alike_stay_apart(tmp_path):
    texts, labels = ["gem", "bore", "fair"] * 20, ["01", "1", "1.0"] * 20
    model = TextClassifier(vector_size=4, hidden_size=4, batch_size=8, epochs=10)
    model.fit(texts, labels)
    save_estimator(model, tmp_path / "model")
    loaded = load_estimator(tmp_path / "model")
    assert loaded.predict(["gem", "bore", "fair"]).tolist() == ["01", "1", "1.0"]
    assert label_numbers(["1", "01"], loaded.classes_, "test").tolist() == [1, 0]


def test_a_label_is_found_as_integer_or_as_text():
    """Since the reader makes "1" an integer only where all labels of a file are."""
    assert label_numbers(["1", "0"], np.array([0, 1]), "test").tolist() == [1, 0]
    assert label_numbers([1, 7], np.array(["1", "7", "none"]), "test").tolist() == [0, 1]
    for label in ("01", "+1", "1.0", 1.5):
        with pytest.raises(ValueError, match=r"test has the label .* the classes are 0, 1$"):
            label_numbers([label], np.array([0, 1]), "test")
    with pytest.raises(ValueError, match="has the label 1,"):
        label_numbers([1], np.array(["01", "0"]), "test")


def test_numbers_are_those_of_numpy():
    labels = np.random.default_rng(1).choice(["b", "a", "01", "1"], 50)
    classes, numbers = encode_labels(labels, "Classifier")
    assert classes[numbers].tolist() == labels.tolist()
    assert classes.tolist() == sorted(set(labels.tolist()))
    model = SoftmaxRegression(l2=0.1).fit(np.eye(50), labels)
    assert set(model.predict(np.eye(50))) <= set(labels)
