import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemmavec.plotting import plot_words, principal_components
from lemmavec.plotting.label_placement import leader_end, place_labels

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


def test_many_groups_break_into_lines_within_the_picture():
    words = [f"w{i}" for i in range(24)]
    groups = {f"quite a long name {i}": words[2 * i : 2 * i + 2] for i in range(12)}
    figure = plot_words(random_vectors(words), groups)
    figure.draw_without_rendering()
    boxes = [t.get_window_extent().extents for t in figure.texts]
    assert_no_overlap(boxes)
    assert max(box[2] for box in boxes) <= figure.bbox.width


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_ending_says_the_kind_of_picture(tmp_path, ending, magic):
    path = tmp_path / f"map.{ending}"
    plot_words(random_vectors(["a", "b"]), ["a", "b"], path)
    assert path.read_bytes().startswith(magic)


def test_dollars_are_text_and_not_mathematics():
    plot_words(random_vectors(["$a_", "b$", "^"]), {"$x^$": ["$a_", "b$"], "{": ["^"]}, title="$\\")


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


def segments(figure):
    """The leaders of a map, each as its two ends."""
    return [np.column_stack(line.get_data()) for line in figure.axes[0].lines]


def meet(first, second):
    """Solve first[0] + s (first[1] - first[0]) = second[0] + t (second[1] - second[0])."""
    d, e = first[1] - first[0], second[1] - second[0]
    matrix = np.column_stack([d, -e])
    if abs(np.linalg.det(matrix)) < 1e-12:
        return False
    s, t = np.linalg.solve(matrix, second[0] - first[0])
    return 1e-9 < s < 1 - 1e-9 and 1e-9 < t < 1 - 1e-9


def test_no_two_leaders_of_a_crowded_map_cross():
    rng = np.random.default_rng(5)
    words = [f"crowded{i}" for i in range(90)]
    # Eight tight clumps: most labels stand far from their points.
    centres = rng.normal(size=(8, 6))
    vectors = {w: centres[i % 8] + 0.12 * rng.normal(size=6) for i, w in enumerate(words)}
    leaders = segments(plot_words(vectors, words))
    assert len(leaders) > 20
    crossing = [
        (i, j) for i in range(len(leaders)) for j in range(i) if meet(leaders[i], leaders[j])
    ]
    assert crossing == []


# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)


def lab(rgb, seen_as=None):
    """CIELAB of sRGB under D65, as it is seen with a kind of colour blindness."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    if seen_as is not None:
        linear = np.clip(seen_as @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    x, y, z = np.array(to_xyz) @ linear / (0.9505, 1, 1.089)
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("seen_as", [None, PROTANOPIA, DEUTERANOPIA], ids=["all", "no L", "no M"])
def test_groups_are_told_apart_with_any_colour_vision(seen_as):
    words = [f"w{i}" for i in range(14)]
    figure = plot_words(
        random_vectors(words), {f"g{i}": words[2 * i : 2 * i + 2] for i in range(7)}
    )
    drawn = figure.axes[0].collections
    colours = [lab(points.get_facecolor()[0][:3], seen_as) for points in drawn]
    nearest = min(np.linalg.norm(a - b) for i, a in enumerate(colours) for b in colours[:i])
    assert nearest > 10  # 2.3 is just noticeable
    shapes = {points.get_paths()[0].vertices.tobytes() for points in drawn}
    assert len(shapes) == len(drawn) == 7


def test_fifty_six_groups_have_different_looks():
    from lemmavec.plotting.legend import colour, marker

    assert len({(colour(i), marker(i)) for i in range(56)}) == 56


class Untouchable:
    """Vectors of which none may be read."""

    def __contains__(self, word):
        return True

    def __getitem__(self, word):
        raise AssertionError("a vector was read")


def test_too_many_words_are_refused_before_memory_is_taken():
    words = [f"w{i}" for i in range(40_000)]
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"40,000² × 2 × 8 bytes = 23\.8 GiB; draw 3,000"):
            plot_words(Untouchable(), words)
        with pytest.raises(ValueError, match="40,000 labels are too many"):
            place_labels(np.zeros((40_000, 2)), np.ones((40_000, 2)), BOUNDS)
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()
