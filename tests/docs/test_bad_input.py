"""The page on bad input shows what each input gets."""

import importlib.util
import sys
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / "docs" / "site"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the words of other systems differ")


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("bad_input_page", SITE / "bad_input.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SECTIONS = (
    "Corpora", "Files of vectors", "Models, phrases, estimators and questions", "Settings",
    "Queries", "Estimators", "The machine",
)  # fmt: skip


def test_the_page_has_these_sections(pages):
    shown = pages.PAGE.read_text("utf-8").partition(pages.MARK)[2]
    headings = [line.removeprefix("## ") for line in shown.splitlines() if line.startswith("## ")]
    assert headings == list(SECTIONS) == list(pages.SECTIONS)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_shows_what_its_input_gets(pages, section):
    shown = pages.PAGE.read_text("utf-8").partition(pages.MARK)[2]
    expected = pages.table(section)
    begin = shown.index(f"## {section}\n")
    end = shown.find("\n## ", begin)
    assert shown[begin : end if end >= 0 else None] == expected, (
        "run: python docs/site/bad_input.py"
    )
