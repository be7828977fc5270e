"""The pictures say what the numbers say; whether they look well, a person must judge."""

import numpy as np
import pytest

from lemmavec.classify.explanation import Explanation
from lemmavec.classify.l2_path import fit_l2_path
from lemmavec.plotting import plot_confusion, plot_explanations, plot_l2_path

pytest.importorskip("matplotlib", reason="the extra plot is not installed")


def texts(figure):
    """Everything that is written in the axes and around them."""
    from matplotlib.text import Text

    return [found.get_text() for found in figure.findobj(Text) if found.get_text()]


@pytest.fixture(scope="module")
def study():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(150, 30))
    y = (X[:, 0] + rng.normal(size=150) > 0.5).astype(int)
    train, dev, test = ((X[i : i + 50], y[i : i + 50]) for i in (0, 50, 100))
    return fit_l2_path(train, dev, test, classes=2, grid=[1e-4, 1e-2, 1, 100])


def test_a_study_has_a_line_for_each_part(study, tmp_path):
    figure = plot_l2_path(study, tmp_path / "study.png")
    (axes,) = figure.axes
    assert axes.get_xscale() == "log"
    for name in ("train", "dev", "test"):
        (line,) = [line for line in axes.lines if line.get_label() == name]
        np.testing.assert_allclose(line.get_xdata(), [1e-4, 1e-2, 1, 100])
        expected = [100 * getattr(row, name) for row in study.rows]
        np.testing.assert_allclose(line.get_ydata(), expected)
        assert name in texts(figure)
    assert any(f"λ = {study.chosen.l2:g}" in text for text in texts(figure))
    assert (tmp_path / "study.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("best", [0, 3])
def test_nothing_is_written_outside_of_the_picture(study, best):
    figure = plot_l2_path(type(study)([study.rows[best]], study.most_frequent), title="One λ alone")
    assert_inside(figure)
    assert_inside(plot_l2_path(study))


def test_a_study_of_zero_alone_cannot_be_drawn():
    study = fit_l2_path(
        (np.array([[0.0], [1.0], [0.1]]), [0, 1, 1]),
        (np.eye(2, 1), [0, 1]),
        classes=2,
        grid=[0, 0.1],
    )
    plot_l2_path(study)
    with pytest.raises(ValueError, match="a λ above 0"):
        plot_l2_path(type(study)(study.rows[:1], 0.5))


def test_a_confusion_matrix_shows_counts_and_shares():
    figure = plot_confusion(np.array([[3, 1], [0, 6]]), ["bad", "very good"])
    written = texts(figure)
    assert {"75%", "25%", "0%", "100%", "3", "1", "6"} <= set(written)
    assert {"bad\n(4)", "very good\n(6)", "very\ngood"} <= set(written)
    assert any("90.0% of 10 texts" in text.replace("\n", " ") for text in written)
    assert_inside(figure)


def test_an_empty_class_divides_nothing_by_nothing():
    assert "0%" in texts(plot_confusion(np.array([[0, 0], [1, 1]]), ["a", "b"]))


def explanation(words, seed=0):
    rng = np.random.default_rng(seed)
    return Explanation(words, rng.normal(size=(len(words), 3)), rng.normal(size=3))


def test_the_bars_of_a_text_sum_to_its_score():
    many = [f"word{i}" for i in range(40)]
    pictured = [explanation(many), explanation(["a", "gem", "a gem"], 1), explanation([], 2)]
    figure = plot_explanations(pictured, ["bad", "so so", "good"], truths=[0, 1, 2])
    assert_inside(figure)
    assert len(figure.axes) == 3
    for axes, each in zip(figure.axes, pictured, strict=True):
        heights = [bar.get_height() for bar in axes.patches]
        assert sum(heights) == pytest.approx(each.towards().sum())
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(labels) == 15
    assert labels[-1] == "(all others)"
    order = [many.index(word) for word in labels[:-1]]
    assert order == sorted(order)  # as in the text


def test_headings_say_what_is_right():
    each = explanation(["gem"])
    truths = [each.predicted, (each.predicted + 1) % 3]
    names = ["zero", "one", "two"]
    written = texts(plot_explanations([each, each], names, truths=truths))
    assert sum("sure: right" in text for text in written) == 1
    assert sum(f"wrong, it is “{names[truths[1]]}”" in text for text in written) == 1


def assert_inside(figure):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    whole = figure.bbox
    for found in figure.findobj(Text):
        text = found.get_text().strip()
        # Powers of ten beyond the ends of an axis exist, but are not drawn.
        if text and not text.startswith("$") and found.get_visible():
            box = found.get_window_extent(canvas.get_renderer())
            inside = (
                whole.x0 <= box.x0,
                whole.y0 <= box.y0,
                box.x1 <= whole.x1,
                box.y1 <= whole.y1,
            )
            assert all(inside), (found.get_text(), box)
