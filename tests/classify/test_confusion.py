import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from lemmavec.classify.confusion import confusion_matrix, most_confident_errors


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_counts_as_scikit_learn_does(pairs):
    truth, predicted = zip(*pairs, strict=True)
    expected = metrics.confusion_matrix(truth, predicted, labels=range(4))
    np.testing.assert_array_equal(confusion_matrix(truth, predicted, 4), expected)


def test_labels_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match="2 true labels, but 1 predicted"):
        confusion_matrix([0, 1], [0], 2)
    with pytest.raises(ValueError, match="predicted"):
        confusion_matrix([0, 1], [0, 2], 2)


def test_the_surest_mistakes_come_first():
    P = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7], [0.5, 0.5]])
    found = most_confident_errors(list("abcde"), [1, 0, 0, 0, 1], P, most=3)
    assert [(m.text, m.truth, m.predicted, m.probability) for m in found] == [
        ("a", 1, 0, 0.9),
        ("c", 0, 1, 0.8),
        ("d", 0, 1, 0.7),
    ]
    assert len(most_confident_errors(list("abcde"), [1, 0, 0, 0, 1], P)) == 4
    assert most_confident_errors(["a"], [0], P[:1]) == []
