"""The imports, sizes and circles of the package, read from its source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

# A room is a folder of the package, or a file at its top. It imports only from rooms on floors
# below its own; imports within functions count as well.
FLOORS = [
    [
        "_kernels", "_damage", "_extras", "_html", "_interruption", "_keys", "_limits", "_locks",
        "_validation", "_logging", "_former_names", "_gensim_arguments", "progress",
    ],
    ["_decompressed", "_magic", "_threads", "_zstd"],
    ["_io", "subwords"],
    ["_disk_full"],
    ["_new_files", "_scratch"],
    ["_writing"],
    ["settings", "equations"],
    ["corpus", "vectors", "datasets", "document_settings"],
    ["training", "phrases"],
    ["cluster"],
    ["word2vec", "doc2vec", "callbacks"],
    ["gensim", "classify"],
    ["gradcheck", "plotting", "network"],
    ["sklearn", "gradient_check", "explore"],
    [""],
    ["demo"],
    ["cli"],
    ["__main__"],
]  # fmt: skip


def modules(package: Path) -> dict[str, Path]:
    """Every source file by its dotted name within the package, which may carry the benchmarks."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] != "benchmarks":
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imported(path: Path, known: set[str], package: str = "lemmavec") -> set[str]:
    """Modules of the package that a file imports, at its top or within a function."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, [package if node.level else "", node.module]))
            names |= {_within(base, alias.name, package, known) for alias in node.names}
    ours = {name for name in names if name.split(".")[0] == package}
    return {name.removeprefix(package).removeprefix(".") for name in ours} & known


def _within(base: str, name: str, package: str, known: set[str]) -> str:
    """The module that `from base import name` reaches: `name` itself where it is a module."""
    module = f"{base}.{name}"
    return module if module.removeprefix(f"{package}.") in known else base


def imports(package: Path) -> dict[str, set[str]]:
    """What each module of the package imports of it, without the package's own top."""
    files = modules(package)
    known = set(files) | {"_kernels"}
    return {module: imported(path, known) - {"", module} for module, path in files.items()}


def room_of(module: str) -> str:
    return module.split(".")[0]


def floor_of(module: str) -> int:
    for floor, rooms in enumerate(FLOORS):
        if room_of(module) in rooms:
            return floor
    raise AssertionError(f"{module} stands on no floor: give it one in tests/layers.py")


def upward_imports(graph: dict[str, set[str]]) -> list[str]:
    """Imports from a room on the same floor or above."""
    return [
        f"{module} (floor {floor_of(module)}) -> {other} ({floor_of(other)})"
        for module, others in graph.items()
        for other in sorted(others)
        if room_of(module) != room_of(other) and floor_of(other) >= floor_of(module)
    ]


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The circles of a graph, each as the modules that reach each other."""
    reached = {module: _reached(graph, module) for module in graph}
    found = {
        tuple(sorted(other for other in ends if module in reached.get(other, ())))
        for module, ends in reached.items()
        if module in ends
    }
    return [list(circle) for circle in sorted(found)]


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    reached: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in reached:
            reached.add(module)
            waiting += graph.get(module, ())
    return reached


def long_functions(package: Path, lines: int = 35) -> Iterator[tuple[str, str, int]]:
    """Functions with a longer body than so many lines, without signature and docstring."""
    for module, path in modules(package).items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = node.end_lineno - body[0].lineno + 1 if body else 0
                if length > lines:
                    yield module, node.name, length
