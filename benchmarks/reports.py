"""What every result says of itself, and where it is kept."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from . import machine
from .corpus import Corpus

RESULTS = Path("benchmarks") / "results"


def heading(module: str, arguments: Sequence[str], corpus: Corpus | None) -> dict[str, Any]:
    """Say when, how, on which machine and on what text a result was measured."""
    of_text = {} if corpus is None else {"corpus": corpus.name, "words": corpus.words}
    return {
        "date": date.today().isoformat(),
        "command": " ".join([f"python -m {module}", *arguments]),
        "machine": machine.describe(),
        **of_text,
    }


def write(
    result: dict[str, Any], output: Path | None, name: str, *, silently: bool = False
) -> None:
    """Keep a result in the file that was asked for, else under its name in the repository.

    Outside of the repository nothing is written unasked.
    """
    if output is None and RESULTS.parent.is_dir():
        output = RESULTS / f"{name}.json"
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        if not silently:
            say(f"wrote {output}")


def say(line: str) -> None:
    """Tell how it goes, apart from the results."""
    print(line, file=sys.stderr, flush=True)
