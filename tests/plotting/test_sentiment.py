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


def path_of(dev, texts=400):
    from lemmavec.classify.l2_path import L2Path, L2PathRow

    rows = [L2PathRow(l2, 0.9, share, None, 1.0, None) for l2, share in dev.items()]
    return L2Path(rows, 0.5, texts)


@pytest.mark.parametrize(
    ("dev", "title"),
    [
        # The standard error is sqrt(0.8 * 0.2 / 400) = 0.02.
        ([0.8, 0.785, 0.77], "best at λ = 0.01, within one standard error up to λ = 0.1"),
        ([0.8, 0.75], "best at λ = 0.01; no larger λ is within one standard error"),
        ([0.7, 0.75], "best at λ = 0.1, the largest that was tried"),
    ],
)
def test_the_title_says_the_finding(dev, title):
    dev = dict(zip([0.01, 0.1, 1], dev, strict=False))
    figure = plot_l2_path(path_of(dev))
    assert f"Dev is {title}" in texts(figure)
    assert_inside(figure)
    name = "within one standard error"
    ringed = [line for line in figure.axes[0].lines if line.get_label() == name]
    assert [float(line.get_xdata()[0]) for line in ringed] == [0.1] * ("up to" in title)
    assert "Mine" in texts(plot_l2_path(path_of(dev), title="Mine"))


def test_the_bar_at_the_best_is_its_standard_error():
    figure = plot_l2_path(path_of({0.01: 0.8, 0.1: 0.75}))
    (bars,) = figure.axes[0].containers
    (((x, low), (_, high)),) = bars[2][0].get_segments()
    assert (x, low, high) == pytest.approx((0.01, 78, 82))


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


def luminance(rgb):
    """Relative luminance of WCAG 2.1, of sRGB."""
    rgb = np.asarray(rgb)[:3]
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4) @ (
        0.2126,
        0.7152,
        0.0722,
    )


def test_every_number_can_be_read_on_its_cell():
    from matplotlib.colors import to_rgba

    counts = np.minimum(np.arange(11)[:, None] ** 2 * 3 + np.arange(11) ** 2 * 7, 900)
    counts[0] = [0, 1, 2, 5, 10, 20, 30, 40, 50, 60, 200]
    counts += np.diag(np.arange(11) ** 3 * 100)
    figure = plot_confusion(counts, [f"c{i}" for i in range(11)])
    (axes,) = figure.axes
    image = axes.images[0]
    cells = image.to_rgba(image.get_array())
    assert luminance(cells[0, 0]) > 0.9  # a zero cell is light
    for text in axes.texts:
        x, y = text.get_position()
        ink = luminance(to_rgba(text.get_color()))
        cell = luminance(cells[round(y), round(x)])
        low, high = sorted((ink, cell))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (text.get_text(), x, y)
        assert text.get_alpha() is None
        assert text.get_fontsize() >= 10


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
        assert sum(heights) == pytest.approx(each.logits[each.predicted] - each.logits.mean())
        assert heights[0] == pytest.approx(each.base[each.predicted] - each.base.mean())
    labels = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(labels) == 16
    assert (labels[0], labels[-1]) == ("(constant)", "(all others)")
    order = [many.index(word) for word in labels[1:-1]]
    assert order == sorted(order)  # as in the text


@pytest.mark.parametrize("label", [0, 1])
def test_colours_are_of_the_sign_of_what_is_added_to_the_class_named_above(label):
    from matplotlib.colors import to_hex

    each = explanation(["fine", "actors", "dull"], 4)
    assert each.predicted == 2
    figure = plot_explanations([each], ["bad", "so so", "good"], label=label)
    logits = np.vstack([each.base, each.parts])
    expected = logits[:, label] - logits.mean(axis=1)
    bars = figure.axes[0].patches
    np.testing.assert_allclose([bar.get_height() for bar in bars], expected)
    colours = [to_hex(bar.get_facecolor()) for bar in bars]
    assert colours == ["#0072b2" if part >= 0 else "#d55e00" for part in expected]
    assert len(set(colours)) == 2
    name = ["bad", "so so", "good"][label]
    assert f"Which words decided: contributions to “{name}”" in texts(figure)
    with pytest.raises(ValueError, match="label"):
        plot_explanations([each], ["bad", "so so", "good"], label=3)


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
