"""Chances to be drawn as a negative that no float64 can hold are an error."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Word2Vec
from lemmavec.training.sampling import noise_weights


@pytest.mark.parametrize(
    ("exponent", "message"),
    [
        (-1000, r"occurs 30 times has the weight 30 \*\* -1000 = 0"),
        (1e300, r"occurs 30 times has the weight 30 \*\* 1e\+300 = inf"),
        (-1e300, r"occurs 30 times has the weight 30 \*\* -1e\+300 = 0"),
        (300, r"occurs 30 times has the weight 30 \*\* 300 = inf"),
        (-230, r"occurs 30 times has the weight 30 \*\* -230 = 0"),
    ],
)
def test_exponents_without_chances_are_refused(exponent: float, message: str) -> None:
    corpus = [["a", "b"]] * 10 + [["a", "a"]] * 10
    model = Word2Vec(min_count=1, ns_exponent=exponent, sample=0)
    with pytest.raises(ValueError, match=message):
        model.fit(corpus)


def test_weights_whose_sum_is_infinite_are_refused() -> None:
    with pytest.raises(
        ValueError, match=r"1000000000 \*\* 34\.2 = 6\.\d+e\+307, which gives no chance"
    ):
        noise_weights(np.array([10**9, 10**9, 10**9]), 34.2)


def test_usual_exponents_are_powers() -> None:
    counts = np.array([30, 10, 1])
    for exponent in (-1, 0, 0.75, 1):
        assert noise_weights(counts, exponent).tolist() == [float(c) ** exponent for c in counts]
