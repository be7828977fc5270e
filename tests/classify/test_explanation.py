import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

from lemmavec import WordVectors
from lemmavec.classify.explanation import Explanation, mean_slope
from lemmavec.sklearn import SoftmaxRegression, Word2VecVectorizer, explain

TEXTS = ["good film", "bad film", "no film", "good good", "a b a bad", "no no"] * 5
RNG = np.random.default_rng(3)
VECTORS = WordVectors(
    ["good", "bad", "film", "no", "a"], RNG.normal(size=(5, 3)).astype(np.float32)
)


@pytest.mark.parametrize("weighting", ["mean", "idf", "sif"])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("text", ["Good unseen film good", "a bad a", "", "unseen"])
@pytest.mark.parametrize(
    "scalers",
    [
        [],
        [StandardScaler()],
        [StandardScaler(with_mean=False), StandardScaler(), StandardScaler(with_std=False)],
    ],
    ids=len,
)
def test_parts_of_a_linear_model_sum_to_its_logits(weighting, classes, text, scalers):
    labels = RNG.permutation(len(TEXTS)) % classes
    vectorizer = Word2VecVectorizer(VECTORS, weighting=weighting)
    model = make_pipeline(vectorizer, *scalers, SoftmaxRegression()).fit(TEXTS, labels)
    found = explain(model, text)
    assert found.words == [word for word in text.lower().split() if word in VECTORS]
    _, shares = model[0].word_shares(text)
    np.testing.assert_allclose(shares.sum(axis=0), model[0].transform([text])[0], atol=1e-12)
    logits = model.decision_function([text])[0]
    if classes == 2:
        assert found.logits[1] - found.logits[0] == pytest.approx(logits)
    else:
        np.testing.assert_allclose(found.logits, logits, atol=1e-12)
    np.testing.assert_allclose(found.base, explain(model, "").logits)
    np.testing.assert_allclose(found.probabilities, model.predict_proba([text])[0])
    assert model.predict([text])[0] == found.predicted


def test_another_model_is_not_explained():
    for steps in ([LogisticRegression()], [Normalizer(), SoftmaxRegression()]):
        model = make_pipeline(Word2VecVectorizer(VECTORS), *steps)
        with pytest.raises(TypeError, match="Pipeline does not explain"):
            explain(model.fit(TEXTS, [0, 1] * 15), "good")


def test_a_shift_of_all_logits_speaks_for_no_class():
    shifted = Explanation(["a"], np.array([[7.0, 7.0, 7.0]]), np.zeros(3))
    assert [shifted.towards(label).tolist() for label in range(3)] == [[0.0]] * 3
    spread = Explanation(["a"], np.array([[1.0, 2.0, 6.0]]), np.zeros(3))
    assert spread.predicted == 2
    assert spread.towards().tolist() == [3.0]


def test_a_mean_slope_is_the_mean_of_the_slopes():
    a, b = RNG.normal(size=50) * 3, RNG.normal(size=50)
    a[0] = 0.0
    a[1] = 1e-9
    steps = (np.arange(4000) + 0.5)[:, None] / 4000
    mean = (1 - np.tanh(b + steps * a) ** 2).mean(axis=0)
    found = mean_slope(np.tanh, lambda z: 1 - np.tanh(z) ** 2, a, b)
    np.testing.assert_allclose(found, mean, atol=1e-6)
