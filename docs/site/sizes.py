"""Measure the source and write the table of `docs/architecture.md`: `python docs/site/sizes.py`."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from layers import circles, imported, imports, long_functions, modules, upward_imports  # noqa: E402

PAGE = ROOT / "docs" / "architecture.md"
MARK = "do not edit below -->\n"


def table() -> str:
    """Return the table: files and their lines, long functions, circles, upward imports."""
    package, benchmarks = ROOT / "src" / "lemmavec", ROOT / "benchmarks"
    graph = imports(package)
    scripts = {path.stem: path for path in benchmarks.glob("*.py")}
    scripts_graph = {
        name: imported(path, set(scripts), "benchmarks") for name, path in scripts.items()
    }
    native = [*ROOT.glob("native/**/*.hpp"), *ROOT.glob("native/**/*.cpp")]
    rows = [
        _row("`src/lemmavec`", list(modules(package).values())),
        _row("`native`", native),
        _row("`benchmarks`", list(scripts.values())),
        _row("`tests`", list((ROOT / "tests").rglob("*.py"))),
    ]
    facts = {
        "functions of more than 35 lines, without signature and docstring": len(
            list(long_functions(package))
        ),
        "circles of imports": len(circles(graph)) + len(circles(scripts_graph)),
        "imports from a room of the same floor or above": len(upward_imports(graph)),
    }
    heading = "| | files | median lines | longest file |\n|---|---|---|---|\n"
    lines = [f"- {what}: {number}" for what, number in facts.items()]
    return heading + "\n".join(rows) + "\n\n" + "\n".join(lines) + "\n"


def _row(name: str, paths: list[Path]) -> str:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    longest = max(lengths, key=lengths.__getitem__)
    # An empty __init__.py says nothing about the size of a file.
    median = statistics.median(length for length in lengths.values() if length > 1)
    where = longest.relative_to(ROOT).as_posix()
    return f"| {name} | {len(paths)} | {median:.0f} | {lengths[longest]} (`{where}`) |"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(text[: text.index(MARK) + len(MARK)] + "\n" + table(), encoding="utf-8")
