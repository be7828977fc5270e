"""The list of faults can be planted: what it would replace is there, and tests to notice it are."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from mutants.faults import ROOT, Fault, chosen, complaints, planted, read_faults
from mutants.switches import switched

FAULTS = read_faults()
FAULT = Fault(7, "here", "a name", "native/x.hpp", "a + b", "a - b", ("tests/mutants",))


def of_kind(native: bool) -> list[Fault]:
    return [fault for fault in FAULTS if fault.is_native == native]


def test_every_fault_can_be_planted():
    assert complaints(FAULTS) == []


def test_there_are_sixty_faults_or_more_in_python_and_in_native_code():
    assert len(FAULTS) >= 60
    assert min(len(of_kind(native)) for native in (False, True)) >= 25


@pytest.mark.parametrize("fault", of_kind(native=False), ids=lambda fault: fault.id)
def test_a_fault_in_python_is_python(fault):
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert ast.dump(ast.parse(planted(source, fault))) != ast.dump(ast.parse(source))


@pytest.mark.parametrize("file", sorted({fault.file for fault in of_kind(native=True)}))
def test_native_faults_of_one_file_do_not_overlap(file):
    own = [fault for fault in FAULTS if fault.file == file]
    code = switched((ROOT / file).read_text(encoding="utf-8"), own)
    switches = re.findall(r"lemmavec_fault == (\d+)", code)
    assert Counter(map(int, switches)) == Counter(fault.number for fault in own)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a + b", "a - b", "(lemmavec_fault == 7 ? (a - b) : (a + b))"),
        ("go();", "", "if (lemmavec_fault == 7) {  } else { go(); }"),
        ("return a;", "return b;", "if (lemmavec_fault == 7) { return b; } else { return a; }"),
        ("const int a = b;", "const int a = 0;",
         "const int a = (lemmavec_fault == 7 ? (0) : (b));"),
        ("constexpr int a = 1;", "constexpr int a = 2;",
         "static const int a = (lemmavec_fault == 7 ? (2) : (1));"),
    ],
)  # fmt: skip
def test_code_is_behind_a_switch_of_its_kind(old, new, expected):
    assert switched(f"x {old} y", [replace(FAULT, old=old, new=new)]) == f"x {expected} y"


def test_two_faults_of_one_place_are_two_ways_of_one_switch():
    other = replace(FAULT, number=8, name="other", new="a * b")
    assert switched("a + b", [FAULT, other]) == (
        "(lemmavec_fault == 8 ? (a * b) : (lemmavec_fault == 7 ? (a - b) : (a + b)))"
    )


def test_what_no_longer_applies_is_an_error():
    with pytest.raises(ValueError, match="no longer has its old text once"):
        switched("a - b", [FAULT])
    with pytest.raises(ValueError, match="no longer has its old text once"):
        planted("a + b; a + b", replace(FAULT, file="src/x.py"))
    with pytest.raises(ValueError, match="overlaps"):
        switched("a + b + c", [FAULT, replace(FAULT, number=8, old="b + c")])


def test_complaints_name_what_is_wrong(tmp_path):
    (tmp_path / "native").mkdir()
    (tmp_path / "native" / "x.hpp").write_text("a + b; a + b")
    said = complaints([FAULT, replace(FAULT, file="y", tests=(), new="a + b")], tmp_path)
    assert "has the old text 2 times" in said[0]
    assert any("there is no file y" in line for line in said)
    assert any("nothing would change" in line for line in said)
    assert any("no tests should notice it" in line for line in said)
    assert any("there is no tests/mutants" in line for line in said)
    assert any("comes twice" in line for line in said)


def test_only_takes_words_of_lists_names_and_files():
    assert {fault.subject for fault in chosen(FAULTS, "alpha/")} == {"alpha"}
    assert chosen(FAULTS, "") == FAULTS
    files = {fault.file for fault in chosen(FAULTS, "huffman.hpp")}
    assert files == {"native/schedule/huffman.hpp"}


def test_lists_are_read_in_order_and_numbered():
    assert [fault.number for fault in FAULTS] == list(range(1, len(FAULTS) + 1))
    assert [path.stem for path in sorted(Path(__file__).parent.glob("*.toml"))] == list(
        dict.fromkeys(fault.subject for fault in FAULTS)
    )
