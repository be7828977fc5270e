"""The page on the mathematics cannot lie: its numbers, functions and tests are held to the code."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from errata import ERRATA

import lemmavec.equations as equations
from lemmavec.network import TwoLayerNetwork

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "mathematics.md"
ERRATA_PAGE = PAGE.with_name("errata.md")
KINDS = ["wrong", "incomplete", "shape", "notation", "scan", "float64"]
each_erratum = pytest.mark.parametrize("erratum", ERRATA, ids=lambda e: f"{e.where} {e.kind}")


@each_erratum
def test_right_is_what_is_measured(erratum):
    """In every entry, not only in the one that the page shows."""
    _, right, measured = erratum.sides()
    assert np.shape(right) == np.shape(measured)
    np.testing.assert_allclose(right, measured, rtol=1e-7, atol=1e-9)


@each_erratum
def test_printed_is_something_else(erratum):
    printed, right, _ = erratum.sides()
    if isinstance(printed, str):
        assert printed in ("undefined", "missing")
    elif np.shape(printed) == np.shape(right):
        assert not np.allclose(printed, right, rtol=0, atol=1e-3)


def cells(text):
    """The cells of each row of the tables in a text, without the lines under the headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for row in rows if not set("".join(row)) <= set("-: ")]


def test_the_page_shows_the_numbers_computed():
    shown = [row for row in cells(ERRATA_PAGE.read_text(encoding="utf-8")) if row[0] != "No."]
    computed = [
        [str(number), erratum.where, erratum.kind, *erratum.numbers()]
        for number, erratum in enumerate(ERRATA, start=1)
    ]
    assert [row[:3] + row[5:] for row in shown] == computed
    assert all(row[3] and row[4] for row in shown)


def test_the_page_counts_its_errata():
    counts = Counter(erratum.kind for erratum in ERRATA)
    assert set(counts) == set(KINDS)
    sentence = f"{len(ERRATA)} errata: " + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS)
    assert f"\n{sentence}. " in ERRATA_PAGE.read_text(encoding="utf-8")


def test_every_function_and_test_on_the_page_exists():
    text = PAGE.read_text(encoding="utf-8")
    section = re.search(r"^## Formula by formula$(.*?)(?=^## |\Z)", text, re.M | re.S)
    heading, *formulas = cells(section[1])
    assert heading == ["Document", "Where", "Formula", "Function", "Test"]
    assert {row[0] for row in formulas} == {"000", "001", "002", "003", "004", "—"}
    assert len(formulas) > 50
    for document, place, _, functions, tests in formulas:
        where = f"{document} {place}"
        for name in re.findall(r"`([\w.]+)`", functions):
            owner = TwoLayerNetwork if name.startswith("TwoLayerNetwork.") else equations
            assert hasattr(owner, name.split(".")[-1]), f"{where}: no function {name}"
        assert "`" in functions, where
        assert "::" in tests, where


def both_pages():
    return PAGE.read_text(encoding="utf-8") + ERRATA_PAGE.read_text(encoding="utf-8")


def test_every_test_named_on_the_page_is_written():
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", both_pages())
    assert len(named) > 50
    for file, name in set(named):
        tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
        found = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in found, f"{file} has no {name}"


def test_every_function_is_on_the_page():
    text = PAGE.read_text(encoding="utf-8")
    helpers = {"logistic_loss_and_gradient", "hierarchical_softmax_multiply_adds"}
    functions = {name for name in equations.__all__ if name.islower()} - helpers
    assert sorted(name for name in functions if f"`{name}`" not in text) == []
