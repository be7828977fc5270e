"""Results of benchmarks: what each says of its origin, and where it is written."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from . import machine
from .runs import Corpus

RESULTS = Path("benchmarks") / "results"


def heading(module: str, arguments: Sequence[str], corpus: Corpus | None) -> dict[str, Any]:
    """Return when, how, on which machine and on what text a result was measured."""
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
    """Write a result as JSON: to `output`, or by its name into the repository's folder of results.

    Outside of the repository nothing is written unless `output` is given.
    """
    if output is None and RESULTS.parent.is_dir():
        output = RESULTS / f"{name}.json"
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        if not silently:
            say(f"wrote {output}")


def say(line: str) -> None:
    """Report progress on standard error, apart from the results."""
    print(line, file=sys.stderr, flush=True)


def run(main: Callable[[], int], module: str) -> NoReturn:
    """Exit with what `main` returns, or with one line about what is missing or wrong."""
    try:
        code = main()
    except (ImportError, OSError, ValueError) as error:
        sys.exit(f"python -m {module}: error: {error}")
    sys.exit(code)
