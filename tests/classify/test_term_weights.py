from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.classify.encoded_texts import TokenIds
from lemmavec.classify.term_weights import log_ratios

TERMS = {name: row for row, name in enumerate("abcde")}
TEXTS = st.lists(st.tuples(st.sets(st.sampled_from("abcd")), st.integers(0, 2)), min_size=1)


@given(TEXTS)
def test_observed_over_expected_counts(texts):
    found = log_ratios(
        TokenIds.of([sorted(terms) for terms, _ in texts], TERMS),
        np.array([label for _, label in texts]),
        (5, 3),
    )
    together = sum(len(terms) for terms, _ in texts)
    for term, row in TERMS.items():
        of_term = sum(term in terms for terms, _ in texts)
        for label in range(3):
            observed = sum(term in terms and label == other for terms, other in texts)
            of_class = sum(len(terms) for terms, other in texts if other == label)
            expected = of_term * of_class / together if together else 0
            assert found[row, label] == pytest.approx(log((observed + 1) / (expected + 1)))


def test_a_text_of_weight_two_counts_as_two_texts():
    terms, labels = [["a", "b"], ["b"], ["c"]], np.array([0, 1, 1])
    weighted = log_ratios(TokenIds.of(terms, TERMS), labels, (5, 2), np.array([2.0, 1.0, 0.0]))
    repeated = log_ratios(TokenIds.of([terms[0], *terms[:2]], TERMS), np.array([0, 0, 1]), (5, 2))
    np.testing.assert_allclose(weighted, repeated)
