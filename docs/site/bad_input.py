"""Give each kind of bad input, and write what it gets into `docs/bad-input.md`.

python docs/site/bad_input.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "bad-input.md"
MARK = "<!-- written by docs/site/bad_input.py: do not edit below -->\n"
sys.path.insert(0, str(ROOT / "tests"))

from bad_input import corpora, files, machine, use  # noqa: E402
from bad_input.row import Row, gets  # noqa: E402

SECTIONS = {
    "Corpora": corpora.ROWS,
    "Files of vectors": files.VECTORS,
    "Models, phrases, estimators and questions": files.MODELS,
    "Settings": use.SETTINGS,
    "Queries": use.QUERIES,
    "Estimators": use.ESTIMATORS,
    "The machine": machine.ROWS,
}


def line(row: Row) -> str:
    """Return the line of a table."""
    with tempfile.TemporaryDirectory() as folder:
        return f"| {row.given} | {gets(row, Path(folder).resolve())} |"


def table(section: str) -> str:
    """Return the heading of a section, and its table."""
    lines = [line(row) for row in SECTIONS[section]]
    return "\n".join([f"## {section}\n", "| given | gets |", "|---|---|", *lines, ""])


def written() -> str:
    """Return all that stands below the mark."""
    return "\n" + "\n".join(table(section) for section in SECTIONS)


if __name__ == "__main__":
    head = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    PAGE.write_text(head + MARK + written(), encoding="utf-8")
