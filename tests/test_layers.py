"""Imports go downwards only and in no circle, and importing the package stays light."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from layers import FLOORS, circles, imported, imports, modules, room_of, upward_imports

import lemmavec

PACKAGE = Path(lemmavec.__file__).parent


def test_imports_go_downwards_only():
    assert upward_imports(imports(PACKAGE)) == []


def test_no_files_import_each_other_in_a_circle():
    assert circles(imports(PACKAGE)) == []


def test_a_circle_would_be_found():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert circles(graph) == [["b", "c"]]


def test_the_benchmarks_import_each_other_in_no_circle():
    files = {path.stem: path for path in (PACKAGE / "benchmarks").glob("*.py")}
    assert len(files) > 10
    graph = {name: imported(path, set(files), "benchmarks") for name, path in files.items()}
    assert circles(graph) == []


def test_every_floor_is_lived_in():
    lived_in = {room_of(module) for module in modules(PACKAGE)} | {"_kernels"}
    assert {room for rooms in FLOORS for room in rooms} == lived_in


def test_import_is_light():
    """The extras, and the core's heavier parts, load only when they are used."""
    heavy = ["matplotlib", "sklearn", "scipy", "pandas", "rich", "typer", "safetensors"]
    code = f"import sys, lemmavec; print([m for m in {heavy} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
    assert find_spec("rich")
