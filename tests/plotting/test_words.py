import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmavec.plotting import legend, plot_words, principal_components
from lemmavec.plotting.label_placement import place_labels
from lemmavec.plotting.leaders import crossings, leader_end, points_met

BOUNDS = (0.0, 0.0, 1000.0, 800.0)


def random_vectors(words, size=20, seed=0):
    rng = np.random.default_rng(seed)
    return dict(zip(words, rng.normal(size=(len(words), size)).astype(np.float32), strict=True))


def overlap(a, b):
    """Area that two boxes (x0, y0, x1, y1) share."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    return max(width, 0) * max(height, 0)


def boxes_of(figure):
    figure.draw_without_rendering()
    return {t.get_text(): t.get_window_extent().extents for t in figure.axes[0].texts}


def assert_no_overlap(boxes):
    boxes = list(boxes)
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert overlap(a, b) == 0


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.floats(1, 300))
def test_placed_labels_never_overlap_nor_hide_a_point(seed, n, spread):
    rng = np.random.default_rng(seed)
    points = np.clip(rng.normal((500, 400), spread, size=(n, 2)), 40, 760)
    sizes = np.column_stack([rng.uniform(20, 90, n), np.full(n, 14.0)])
    centres = place_labels(points, sizes, BOUNDS)
    if centres is None:
        assert n > 10  # Ten labels always find room on this area.
        return
    low, high = centres - sizes / 2, centres + sizes / 2
    assert_no_overlap(np.hstack([low, high]))
    assert (low >= BOUNDS[:2]).all()
    assert (high <= BOUNDS[2:]).all()
    inside = ((points[:, None] > low) & (points[:, None] < high)).all(axis=2)
    assert not inside.any()


def cross_inside(a, b, c, d):
    """Say whether two lines cross: the shares along both, solved for, lie between 0 and 1."""
    system = np.column_stack([b - a, c - d])
    if abs(np.linalg.det(system)) < 1e-9:
        return False
    shares = np.linalg.solve(system, c - a)
    return bool(((shares > 1e-9) & (shares < 1 - 1e-9)).all())


@given(st.integers(0, 2**32 - 1))
def test_lines_cross_where_they_have_a_point_in_common(seed):
    a, b, c, d = np.random.default_rng(seed).normal(size=(4, 3, 2))
    expected = [[cross_inside(a[i], b[i], c[j], d[j]) for j in range(3)] for i in range(3)]
    np.testing.assert_array_equal(crossings(a, b, c, d), expected)


@given(st.integers(0, 2**32 - 1))
def test_a_line_meets_the_points_beside_it(seed):
    starts, ends, points = np.random.default_rng(seed).normal(size=(3, 4, 2))
    steps = np.linspace(0, 1, 2001)[:, None, None]
    along = starts + steps * (ends - starts)
    nearest = np.linalg.norm(along[:, :, None] - points, axis=3).min(axis=0)
    clear = np.abs(nearest - 0.5) > 2e-3
    met = points_met(starts, ends, points, 0.5)
    np.testing.assert_array_equal(met[clear], nearest[clear] < 0.5)


@pytest.mark.parametrize("count", [60, 100, 150])
def test_leaders_on_a_crowded_map_do_not_cross(count):
    words = [f"word{i}" for i in range(count)]
    rng = np.random.default_rng(4)
    crowded = dict(zip(words, rng.normal(size=(count, 2)) ** 3 + 0.01, strict=True))
    axes = plot_words(crowded, words).axes[0]
    leaders = [np.array(line.get_data()).T for line in axes.lines]
    assert len(leaders) >= 5
    for i, (a, b) in enumerate(leaders):
        assert not any(cross_inside(a, b, c, d) for c, d in leaders[:i])


def test_a_lonely_label_stands_at_the_right_of_its_point():
    (centre,) = place_labels(np.array([[500.0, 400.0]]), np.array([[60.0, 14.0]]), BOUNDS)
    assert centre[1] == 400
    assert 500 < centre[0] - 30 < 510


def test_no_room_is_said_and_not_squeezed():
    points = np.full((40, 2), 50.0)
    assert place_labels(points, np.full((40, 2), [60.0, 14.0]), (0, 0, 100, 100)) is None


def test_a_leader_ends_on_the_edge_of_the_label():
    end = leader_end(np.array([0.0, 0.0]), np.array([50.0, 5.0]), np.array([20.0, 7.0]))
    np.testing.assert_array_equal(end, [30.0, 0.0])


def test_projection_is_that_of_the_covariance_matrix():
    matrix = np.random.default_rng(3).normal(size=(30, 7)) * np.arange(1, 8)
    projection, share = principal_components(matrix)
    eigenvalues = np.linalg.eigvalsh(np.cov(matrix.T, bias=True))[::-1]
    np.testing.assert_allclose(projection.var(axis=0), eigenvalues[:2])
    np.testing.assert_allclose(share, eigenvalues[:2] / eigenvalues.sum())
    np.testing.assert_allclose(principal_components(-matrix)[1], share)


@pytest.mark.parametrize("count", [2, 70, 120])
def test_no_two_labels_of_a_map_overlap(count):
    words = [f"word{i}" * (1 + i % 3) for i in range(count)]
    figure = plot_words(random_vectors(words), {"even": words[::2], "odd": words[1::2]})
    boxes = boxes_of(figure)
    assert sorted(boxes) == sorted(words)
    assert_no_overlap(boxes.values())
    frame = figure.axes[0].get_window_extent().extents
    for box in boxes.values():
        assert overlap(box, frame) == pytest.approx((box[2] - box[0]) * (box[3] - box[1]))


def test_words_in_one_place_all_get_a_label():
    words = [f"same{i}" for i in range(12)]
    vectors = dict.fromkeys(words, np.ones(5)) | {"far": -np.ones(5)}
    assert_no_overlap(boxes_of(plot_words(vectors, [*words, "far"])).values())


def test_each_group_has_its_colour_and_its_name(tmp_path):
    words = ["a", "b", "c", "d"]
    figure = plot_words(
        random_vectors(words), {"first": ["a", "b"], "second": ["c", "d"]}, title="Letters"
    )
    colour = {t.get_text(): t.get_color() for t in figure.axes[0].texts}
    assert colour["a"] == colour["b"] != colour["c"] == colour["d"]
    above = {t.get_text(): t.get_color() for t in figure.texts}
    assert above["● first"] == colour["a"]
    assert above["■ second"] == colour["c"]
    assert "Letters" in above


def as_seen(colours, kind):
    """Simulate colour blindness in linear RGB: Machado et al. 2009, severity 1; then CIELAB."""
    from matplotlib.colors import to_rgb

    seen_as = {
        "normal": np.eye(3),
        "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                       [-0.003882, -0.048116, 1.051998]],
        "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                         [-0.011820, 0.042940, 0.968881]],
    }[kind]  # fmt: skip
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    rgb = np.array([to_rgb(colour) for colour in colours])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = np.clip(linear @ np.array(seen_as).T, 0, 1) @ to_xyz.T / to_xyz.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], 1)


@pytest.mark.parametrize("kind", ["normal", "protanopia", "deuteranopia"])
def test_groups_are_told_apart_by_colour_and_by_marker(kind):
    colours = [legend.colour(group) for group in range(7)]
    lab = as_seen(colours, kind)
    apart = np.linalg.norm(lab[:, None] - lab, axis=2)[np.triu_indices(7, 1)]
    assert apart.min() > 15  # two colours less than 2.3 apart look alike
    assert len({(legend.colour(group), legend.marker(group)) for group in range(56)}) == 56
    assert len({legend.marker(group) for group in range(8)}) == 8


def test_colours_are_dark_enough_to_read_on_white():
    lightness = as_seen([legend.colour(group) for group in range(7)], "normal")[:, 0]
    luminance = ((lightness + 16) / 116) ** 3
    assert (1.05 / (luminance + 0.05)).min() > 3  # WCAG 2.2, bold text and graphics


def test_many_groups_break_into_lines_within_the_picture():
    words = [f"w{i}" for i in range(24)]
    groups = {f"quite a long name {i}": words[2 * i : 2 * i + 2] for i in range(12)}
    figure = plot_words(random_vectors(words), groups)
    figure.draw_without_rendering()
    boxes = [t.get_window_extent().extents for t in figure.texts]
    assert_no_overlap(boxes)
    assert max(box[2] for box in boxes) <= figure.bbox.width
    # Seven colours are not enough for twelve groups, and eight markers are not either.
    looks = [(t.get_text()[0], t.get_color()) for t in figure.texts if "quite" in t.get_text()]
    assert len(set(looks)) == 12 > len({colour for _, colour in looks}) == 7


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_ending_says_the_kind_of_picture(tmp_path, ending, magic):
    path = tmp_path / f"map.{ending}"
    plot_words(random_vectors(["a", "b"]), ["a", "b"], path)
    assert path.read_bytes().startswith(magic)


def test_more_words_than_can_be_read_are_refused():
    words = [f"w{i}" for i in range(40_000)]
    with pytest.raises(ValueError, match="room for 2,000 labels, and 40,000 words were asked for"):
        plot_words(dict.fromkeys(words, np.ones(2)), words)


def test_dollars_are_text_and_not_mathematics():
    vectors = random_vectors(["$a_", "b$", "^"])
    figure = plot_words(vectors, {"$x^$": ["$a_", "b$"], "{": ["^"]}, title="$\\")
    assert {"$\\", "● $x^$", "■ {"} <= {text.get_text() for text in figure.texts}
    assert sorted(boxes_of(figure)) == ["$a_", "^", "b$"]


@pytest.mark.parametrize(
    ("words", "kind", "message"),
    [
        (["a", "nowhere"], ValueError, "no vector for 'nowhere'"),
        (["a"], ValueError, "two words or more, got 1"),
        ({"one": ["a", "b"], "two": ["a"]}, ValueError, "'a' is given twice"),
        ("ab", TypeError, "list of words or a dict"),
        ({"one": "ab"}, TypeError, "group 'one' must be a list"),
    ],
)
def test_bad_input_is_named(words, kind, message):
    with pytest.raises(kind, match=message):
        plot_words(random_vectors(["a", "b"]), words)


def test_without_matplotlib_the_extra_is_named():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "from lemmavec.plotting import plot_words\n"
        "plot_words({'a': [1.0], 'b': [2.0]}, ['a', 'b'])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stderr.strip().endswith(
        'ImportError: pictures need matplotlib: pip install "lemmavec[plot]"'
    )
