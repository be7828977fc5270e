"""Imports go downwards only, and importing the package stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import lemmavec

PACKAGE = Path(lemmavec.__file__).parent

# A room is a folder of the package, or a file at its top. It imports only from rooms on floors
# below its own; imports within functions count as well.
FLOORS = [
    ["_kernels", "_io", "_validation", "_logging", "_former_names", "progress"],
    ["settings", "equations"],
    ["corpus", "vectors", "datasets"],
    ["training", "phrases"],
    ["word2vec", "gensim", "callbacks", "classify"],
    ["gradcheck", "plotting", "network"],
    ["sklearn", "gradient_check"],
    [""],
    ["demo"],
    ["cli"],
    ["__main__"],
]  # fmt: skip


def modules() -> dict[str, Path]:
    """Every source file by its dotted name within the package.

    Without the benchmarks, which an installed package carries for `lemmavec bench`.
    """
    found = {}
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        if parts[0] == "benchmarks":
            continue
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports, at its top or within a function."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: imports are written in full"
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    known = set(modules()) | {"_kernels"}
    ours = {name for name in names if name.split(".")[0] == "lemmavec"}
    inside = {name.removeprefix("lemmavec").removeprefix(".") for name in ours}
    return {name for name in inside if name in known}


def floor_of(module: str) -> int:
    room = module.split(".")[0]
    for floor, rooms in enumerate(FLOORS):
        if room in rooms:
            return floor
    raise AssertionError(f"{module} stands on no floor: give it one in this test")


def test_imports_go_downwards_only():
    upward = []
    for module, path in modules().items():
        for other in imported(path) - {""}:
            same_room = module.split(".")[0] == other.split(".")[0]
            if not same_room and floor_of(other) >= floor_of(module):
                upward.append(f"{module} (floor {floor_of(module)}) -> {other} ({floor_of(other)})")
    assert upward == []


def test_every_floor_is_lived_in():
    lived_in = {module.split(".")[0] for module in modules()} | {"_kernels"}
    assert {room for rooms in FLOORS for room in rooms} == lived_in


def test_import_is_light():
    """The extras, and the core's heavier parts, load only when they are used."""
    heavy = ["matplotlib", "sklearn", "scipy", "pandas", "rich", "typer", "safetensors"]
    code = f"import sys, lemmavec; print([m for m in {heavy} if m in sys.modules])"
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
    assert find_spec("rich")
