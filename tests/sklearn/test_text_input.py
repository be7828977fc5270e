"""X of the estimators that take texts: a prediction for each row, or an error."""

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from lemmavec import WordVectors
from lemmavec.sklearn import SoftmaxRegression, TextClassifier, Word2VecVectorizer

TEXTS = ["good fun", "no fun", "good", "no good"] * 20
LABELS = [1, 0, 1, 0] * 20


@pytest.fixture(scope="module")
def models():
    vectors = WordVectors(["good", "no", "text"], np.eye(3, dtype=np.float32))
    text = TextClassifier(vector_size=4, hidden_size=4, epochs=3, batch_size=8)
    averaged = make_pipeline(Word2VecVectorizer(vectors), SoftmaxRegression(l2=0.1))
    return [model.fit(TEXTS, LABELS) for model in (text, averaged)]


def forms(name):
    """The texts in other forms of one column."""
    if name == "array":
        return np.array(TEXTS)
    if name == "column of an array":
        return np.array(TEXTS, object)[:, None]
    if name in ("arrow column", "arrow table"):
        arrow = pytest.importorskip("pyarrow")
        column = arrow.array(TEXTS)
        return column if name == "arrow column" else arrow.table({"text": column})
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": TEXTS}, index=range(5, 85))
    return {
        "frame": frame,
        "series": frame["text"],
        "category": frame["text"].astype("category"),
        "string": frame["text"].astype("string"),
    }[name]


FORMS = ["array", "column of an array", "frame", "series", "category", "string", "arrow column",
         "arrow table"]  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_a_column_has_an_answer_for_each_row(models, name):
    for model in models:
        np.testing.assert_array_equal(model.predict_proba(forms(name)), model.predict_proba(TEXTS))


def test_training_takes_the_same_forms():
    model = TextClassifier(vector_size=4, hidden_size=4, epochs=1)
    by_list = model.fit(TEXTS, LABELS).predict_proba(TEXTS)
    by_frame = model.fit(forms("frame"), LABELS).predict_proba(TEXTS)
    np.testing.assert_array_equal(by_list, by_frame)


def frame_of_two():
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({"text": TEXTS, "stars": LABELS})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (frame_of_two, r"DataFrame with the columns text, stars: .* X\['text'\]"),
        (lambda: frame_of_two().drop(columns=["text", "stars"]), "with the columns none"),
        (lambda: {"text": TEXTS}, "got a dict, which has no rows"),
        (lambda: set(TEXTS), "got a set, which has no rows"),
        (lambda: np.array(TEXTS).reshape(40, 2), r"an array of shape \(40, 2\): give one column"),
        (lambda: np.array("good"), r"an array of shape \(\)"),
        (lambda: "good fun", "one string: put it in a list"),
        (lambda: b"good fun", "one string: put it in a list"),
        (lambda: ["good", None], r"text 1 is missing \(None\)"),
        (lambda: np.array(["good", np.nan], object), r"text 1 is missing \(nan\)"),
        (lambda: [["good"], ["fun"]], "text 0 is not a string but list"),
    ],
)
def test_what_is_no_column_of_texts_is_refused(models, make, message):
    X = make()
    for model in models:
        with pytest.raises(TypeError, match=message):
            model.predict(X)
