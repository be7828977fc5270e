"""What the text under the table of λ says is held to the numbers of the table."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemmavec.classify.l2_path import WHY, L2Path, L2PathRow
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
    for figure, l2 in re.findall(r", and falls to ([\d.]+)% at λ = (\d+)", reading):
        assert float(figure) == pytest.approx(100 * path.rows[-1].dev)
        assert float(figure) < 100 * path.chosen.dev
        assert by_l2[l2] is path.rows[-1]
    said = re.search(r"most frequent class would give ([\d.]+)% on dev(.*)\.$", reading)
    assert float(said[1]) == pytest.approx(100 * path.most_frequent)
    difference = round(path.rows[-1].dev - path.most_frequent, 9)
    word = "no more" if difference == 0 else "still" if difference > 0 else "even less"
    assert word in said[2]
    best = max(row.dev for row in path.rows)
    assert ("shows no overfitting" in reading) == (
        path.rows[0].dev == best != min(row.dev for row in path.rows)
    )


@pytest.mark.parametrize(
    ("path", "said", "not_said"),
    [
        # Balanced classes: small weights decide as large ones do, and nothing comes down to 50%.
        (path_of([1, 0.9, 0.8], [0.7, 0.75, 0.74]), "100 still gives more, 74.0%", "no more"),
        # Imbalanced ones: the constant is what is left.
        (path_of([1, 0.9, 0.7], [0.8, 0.85, 0.7], 0.7), "give 70.0% on dev, and λ = 100", "still"),
        (path_of([1, 1], [1, 1]), "Dev is 100.0% at every λ", "rises"),
        (path_of([1], [0.8]), "holds one λ, 1: there is nothing to choose", "within one"),
        (path_of([0.6, 0.7, 0.8], [0.6, 0.7, 0.8]), "Dev rises from 60.0% at λ = 1", "falls"),
        (path_of([0.8, 0.7], [0.8, 0.7]), "falls to 70.0% at λ = 10", "rises"),
        (path_of([0.8, 0.7], [0.8, 0.4]), "λ = 10 gives even less, 40.0%", "no more"),
        (path_of([1, 1, 1], [0.80, 0.79, 0.5]), "is 4.0 points; the largest λ within", "rises"),
    ],
)
def test_paths_of_every_shape(path, said, not_said):
    assert said in path.reading()
    assert not_said not in path.reading()


def test_what_is_said_of_every_table_names_no_accuracy():
    assert "λ is the strength of L2 regularisation" in WHY
    assert not re.search(r"accurac|most frequent|\d%", WHY)
