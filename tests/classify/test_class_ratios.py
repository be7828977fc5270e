import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from lemmavec.classify.class_ratios import log_count_ratios, ratios_of_other_folds

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_ratios_by_their_definition(classes):
    bag = RNG.poisson(0.4, size=(40, 7))
    bag[:, 3] = 0  # a word of given vectors that no text holds
    labels = RNG.permutation(40) % classes
    found = log_count_ratios(csr_matrix(bag), labels, classes)
    seen = [w for w in range(7) if w != 3]

    def share(word, texts):
        f = [1 + sum(bag[t, u] > 0 for t in texts) for u in range(7)]
        return f[word] / sum(f[u] for u in seen)

    for column, c in enumerate([1] if classes == 2 else range(classes)):
        own, others = np.flatnonzero(labels == c), np.flatnonzero(labels != c)
        for word in seen:
            expected = math.log(share(word, own) / share(word, others))
            assert found[word, column] == pytest.approx(expected)
        assert found[3, column] == 0


def test_no_text_is_counted_in_its_own_ratios():
    bag, labels = csr_matrix(RNG.poisson(0.4, size=(43, 9))), RNG.permutation(43) % 3
    folds = ratios_of_other_folds(bag, labels, 3, seed=2)
    assert sorted(np.concatenate([texts for texts, _ in folds])) == list(range(43))
    assert {len(texts) for texts, _ in folds} == {8, 9}
    for texts, ratios in folds:
        rest = np.setdiff1d(np.arange(43), texts)
        np.testing.assert_array_equal(ratios, log_count_ratios(bag[rest], labels[rest], 3))
