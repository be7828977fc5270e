"""The tables that follow from counts: chances to be kept and to be drawn, and the tree."""

from __future__ import annotations

import numpy as np
import pytest

from lemmavec import Word2Vec, _kernels
from lemmavec.equations import huffman_tree
from lemmavec.settings import Settings
from lemmavec.training.sampling import Sampling, keep_thresholds, noise_weights

COUNTS = np.array([3, 500, 40, 41, 7, 1, 90, 7], np.int64)  # as words stand that were added later


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
        # NumPy's vectors round the last bit of a power differently on different processors.
        expected = [float(c) ** exponent for c in counts]
        assert noise_weights(counts, exponent).tolist() == pytest.approx(expected, rel=4e-16)


@pytest.mark.parametrize("sample", [1e-5, 1e-3, 0.05])
def test_a_word_is_kept_by_the_formula_of_word2vec(sample: float) -> None:
    for count, threshold in zip(COUNTS, keep_thresholds(COUNTS, sample), strict=True):
        share = count / COUNTS.sum()
        chance = min(1.0, (share / sample) ** 0.5 * sample / share + sample / share)
        assert threshold / 2**32 == pytest.approx(chance, abs=1e-9)


def test_without_sampling_every_occurrence_is_kept() -> None:
    assert (keep_thresholds(COUNTS, 0) == 2**32 - 1).all()


@pytest.mark.parametrize("loss", ["negative_sampling", "hierarchical_softmax", "softmax"])
def test_the_tables_are_those_of_the_settings_and_of_the_counts_in_their_order(loss: str) -> None:
    chosen = {"ns_exponent": -0.25} if loss == "negative_sampling" else {}
    sampling = Sampling.of(COUNTS, Settings(loss=loss, sample=0.02, **chosen))
    assert sampling.keep.tolist() == keep_thresholds(COUNTS, 0.02).tolist()
    assert (sampling.noise is not None) == (loss == "negative_sampling")
    assert (sampling.tree is not None) == (loss == "hierarchical_softmax")
    if sampling.noise is not None:
        same = _kernels.AliasTable(COUNTS**-0.25)
        bits = np.random.default_rng(0).integers(2**64, size=500, dtype=np.uint64).tolist()
        assert [sampling.noise.draw(b) for b in bits] == [same.draw(b) for b in bits]
    if sampling.tree is not None:
        reference = huffman_tree(COUNTS)
        for word in range(len(COUNTS)):
            nodes, turns = sampling.tree.path(word)
            assert nodes == reference.paths[word].tolist()
            assert turns == reference.codes[word].tolist()
