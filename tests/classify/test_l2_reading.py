"""What the text under the table of λ says is held to the numbers of the table."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.classify.l2_path import L2Path, L2PathRow
from lemmavec.classify.l2_reading import WHY, mark
from lemmavec.classify.softmax_regression import fit_softmax_regression

NOTHING = fit_softmax_regression([[0.0], [0.0]], [0, 1], 2, 1.0)


def path_of(train, dev, most_frequent=0.5, dev_texts=100):
    """A path at λ = 1, 10, 100 and so on."""
    rows = [
        L2PathRow(10.0**i, a, b, None, 1.0, NOTHING)
        for i, (a, b) in enumerate(zip(train, dev, strict=True))
    ]
    return L2Path(rows, most_frequent, dev_texts)


ACCURACY = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
PATHS = st.integers(1, 5).flatmap(
    lambda n: st.builds(
        path_of, *[st.lists(ACCURACY, min_size=n, max_size=n)] * 2, ACCURACY, st.integers(1, 999)
    )
)


@given(PATHS)
def test_what_is_said_of_the_figures_is_true(path):
    reading = path.reading()
    by_l2 = {f"{row.l2:g}": row for row in path.rows}
    change = r"(Train|Dev) (rises|falls) from ([\d.]+)% at λ = (\d+) to ([\d.]+)% at λ = (\d+)"
    for part, verb, before, first, after, last in re.findall(change, reading):
        for figure, l2 in ((before, first), (after, last)):
            assert float(figure) == pytest.approx(100 * getattr(by_l2[l2], part.lower()))
        assert (float(after) > float(before)) == (verb == "rises")
        assert float(after) != float(before)
    for figure, l2 in re.findall(r"(?:, and|; it) falls to ([\d.]+)% at λ = (\d+)", reading):
        assert float(figure) == pytest.approx(100 * path.rows[-1].dev)
        assert float(figure) < 100 * path.chosen.dev
        assert by_l2[l2] is path.rows[-1]
    said = re.search(r"most frequent class would give ([\d.]+)% on dev(.*)\.$", reading)
    assert float(said[1]) == pytest.approx(100 * path.most_frequent)
    difference = round(path.rows[-1].dev - path.most_frequent, 9)
    word = "no more" if difference == 0 else "still" if difference > 0 else "even less"
    assert word in said[2]
    best, first = max(row.dev for row in path.rows), path.rows[0]
    assert ("This grid shows no overfitting" in reading) == (
        first.dev == best != min(row.dev for row in path.rows)
    )
    error = (best * (1 - best) / path.dev_texts) ** 0.5
    enough = [row for row in path.rows if row.dev >= best - error]
    if said := re.search(r"within one standard error of the best is (\d+), with", reading):
        assert by_l2[said[1]] is enough[-1]
    else:
        assert enough[-1] is path.chosen
        none_larger = "No larger λ is within one standard error of the best." in reading
        assert none_larger == (path.chosen is not path.rows[-1])
    assert ("smallest λ is within it too" in reading) == (first in enough and first.dev < best)
    if "although better on train: it overfits" in reading:
        assert first.train > path.chosen.train
        assert first not in enough
    if said := re.search(r"standard error of ([\d.]+)% on (\d+) texts is ([\d.]+) points", reading):
        figures = [100 * best, path.dev_texts, 100 * error]
        assert [float(figure) for figure in said.groups()] == pytest.approx(figures, abs=0.051)
    else:
        assert best in (0, 1)


@pytest.mark.parametrize(
    ("path", "said", "not_said"),
    [
        # Balanced classes: small weights decide as large ones do, and nothing comes down to 50%.
        (path_of([1, 0.9, 0.8], [0.7, 0.75, 0.74]), "100 still gives more, 74.0%", "no more"),
        (
            path_of([1, 0.9, 0.8], [0.7, 0.75, 0.74]),
            "The largest λ within one standard error of the best is 100, with 74.0%.",
            "within it too",
        ),
        (
            path_of([1, 0.9, 0.8], [0.7, 0.75, 0.70]),
            "smallest λ is not within it, although better on train: it overfits.",
            "within it too",
        ),
        (
            path_of([1, 0.9, 0.8], [0.72, 0.75, 0.7]),
            "smallest λ is within it too: these texts do not show overfitting.",
            "overfits",
        ),
        # Imbalanced ones: the constant is what is left.
        (path_of([1, 0.9, 0.7], [0.8, 0.85, 0.7], 0.7), "give 70.0% on dev, and λ = 100", "still"),
        # Already at 100%.
        (path_of([1, 1], [1, 1]), "Dev is 100.0% at every λ", "rises"),
        (
            path_of([1, 1], [1, 1], dev_texts=60),
            "none of the 60 dev texts is wrong, which gives a "
            "standard error of 0; of other texts up to 5.0% may be.",
            "0.0 points",
        ),
        (
            path_of([1, 1], [0, 0], dev_texts=2),
            "is right, which gives a standard error of 0; of other texts up to 100.0% may be.",
            "wrong",
        ),
        (path_of([1], [0.8]), "holds one λ, 1: there is nothing to choose", "within one"),
        (
            path_of([0.6, 0.7, 0.8], [0.6, 0.7, 0.8]),
            "Dev rises from 60.0% at λ = 1 to 80.0% at "
            "λ = 100. The best λ is the largest of the grid: a larger one may be better.",
            "overfits",
        ),
        (
            path_of([0.8, 0.7], [0.8, 0.7]),
            "Dev is best, 80.0%, at the smallest λ; it falls to "
            "70.0% at λ = 10. This grid shows no overfitting.",
            "rises",
        ),
        (path_of([0.8, 0.8, 0.7], [0.8, 0.8, 0.4]), "at the smallest λ and at λ = 10; it", "rises"),
        (path_of([0.8, 0.7], [0.8, 0.4]), "λ = 10 gives even less, 40.0%", "no more"),
        (path_of([1, 1, 1], [0.80, 0.79, 0.5]), "on 100 texts is 4.0 points. The largest", "rises"),
        (path_of([1, 1], [0.80, 0.5]), "No larger λ is within one standard error", "The largest"),
    ],
)
def test_paths_of_every_shape(path, said, not_said):
    assert said in path.reading()
    assert not_said not in path.reading()


def test_what_is_said_of_every_table_names_no_accuracy():
    assert "λ is the strength of L2 regularisation" in WHY
    assert not re.search(r"accurac|most frequent|\d%", WHY)


@pytest.mark.parametrize(
    ("dev", "texts", "marks"),
    [
        ([0.7, 0.8, 0.77, 0.75], 100, ["", "best on dev, ± ?", "largest λ within ±", ""]),
        ([0.7, 0.8, 0.75], 100, ["", "best on dev, ± ?; largest λ within ±", ""]),
        ([0.8, 0.8], 0, ["", "best on dev; largest λ within ±"]),
    ],
)
def test_two_rows_are_marked_or_one_twice(dev, texts, marks):
    path = path_of([1] * len(dev), dev, dev_texts=texts)
    assert [mark(path, row, "?") for row in path.rows] == marks
