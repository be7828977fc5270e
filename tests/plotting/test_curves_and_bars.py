"""What is drawn, against sums done by hand."""

import numpy as np
import pytest

from lemmavec import WordVectors
from lemmavec.classify import ClassifierEpoch
from lemmavec.plotting import plot_calibration, plot_history, plot_neighbours, plot_similarities

pytest.importorskip("matplotlib", reason="the extra plot is not installed")

WORDS = ["gold", "vote", "ore", "iron", "law"]


@pytest.fixture(scope="module")
def vectors():
    return WordVectors(WORDS, np.random.default_rng(2).normal(size=(5, 4)).astype(np.float32))


def cosine(vectors, a, b):
    a, b = vectors[a], vectors[b]
    return a @ b / np.sqrt((a @ a) * (b @ b))


def test_the_training_curve_shows_both_losses_at_their_epochs(tmp_path):
    history = [ClassifierEpoch(1, 0.9), ClassifierEpoch(2, 0.6, 0.7), ClassifierEpoch(3, 0.4, 0.8)]
    figure = plot_history(history, tmp_path / "curve.png")
    training, validation = figure.axes[0].lines
    assert training.get_xydata().tolist() == [[1, 0.9], [2, 0.6], [3, 0.4]]
    assert validation.get_xydata().tolist() == [[2, 0.7], [3, 0.8]]
    assert any("after epoch 2: 0.7" in text.get_text().replace("\n", " ") for text in figure.texts)
    assert (tmp_path / "curve.png").stat().st_size > 0
    with pytest.raises(ValueError, match="train first"):
        plot_history([])


def test_bars_are_the_cosines_of_the_neighbours(vectors):
    (axes,) = plot_neighbours(vectors, "gold", neighbours=3).axes
    others = sorted(WORDS[1:], key=lambda word: -cosine(vectors, "gold", word))[:3]
    assert [label.get_text() for label in axes.get_yticklabels()] == others
    expected = [cosine(vectors, "gold", word) for word in others]
    np.testing.assert_allclose([bar.get_width() for bar in axes.patches], expected, rtol=1e-5)
    with pytest.raises(ValueError, match="200 or less"):
        plot_neighbours(vectors, "gold", neighbours=40_000)


@pytest.mark.parametrize("reorder", [False, True])
def test_cells_are_cosines(vectors, reorder):
    (axes,) = plot_similarities(vectors, WORDS, reorder=reorder).axes
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert sorted(names) == sorted(WORDS)
    assert reorder or names == WORDS
    expected = [[cosine(vectors, a, b) for b in names] for a in names]
    np.testing.assert_allclose(axes.images[0].get_array(), expected, atol=1e-6)
    if reorder:
        for i, name in enumerate(names[:-1]):
            left = names[i + 1 :]
            assert max(left, key=lambda word: cosine(vectors, name, word)) == left[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["gold"], "2 to 100 words"),
        (["gold", "gold"], "twice"),
        (["gold", "x"], "no vector for 'x'"),
        ([f"w{i}" for i in range(40_000)], "got 40,000"),
    ],
)
def test_word_lists_that_cannot_be_drawn(vectors, words, message):
    with pytest.raises(ValueError, match=message):
        plot_similarities(vectors, words)


def test_calibration_is_counted_bin_by_bin():
    rng = np.random.default_rng(0)
    P = rng.dirichlet([1, 1, 1], size=300)
    truth = rng.integers(0, 3, 300)
    figure = plot_calibration(truth, P, bins=5)
    axes = figure.axes[0]
    points, counts, error = [], [], 0.0
    for k in range(5):
        inside = [i for i in range(300) if k / 5 <= P[i].max() < (k + 1) / 5]
        if inside:
            mean = np.mean([P[i].max() for i in inside])
            right = np.mean([P[i].argmax() == truth[i] for i in inside])
            points.append([mean, right])
            counts.append(f"{len(inside)}")
            error += len(inside) / 300 * abs(mean - right)
    np.testing.assert_allclose(axes.lines[-1].get_xydata(), points)
    assert [text.get_text() for text in axes.texts] == counts
    assert any(
        f"error {error:.3f} on 300" in text.get_text().replace("\n", " ") for text in figure.texts
    )
    segments = axes.containers[0][2][0].get_segments()
    for (_, p), n, ((_, low), (_, high)) in zip(points, counts, segments, strict=True):
        assert high - low == pytest.approx(2 * np.sqrt(p * (1 - p) / int(n)))


@pytest.mark.parametrize("P", [[[0.5, 0.6]], [[1.5, -0.5]], [[3.0, 1.0]]])
def test_calibration_wants_probabilities(P):
    with pytest.raises(ValueError, match="must be probabilities"):
        plot_calibration([0], P)
