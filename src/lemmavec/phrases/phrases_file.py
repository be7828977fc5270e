"""The file of phrases: settings and scored pairs as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lemmavec._damage import damage_named
from lemmavec._io import read_json
from lemmavec._keys import Key, is_word
from lemmavec._validation import finite_number
from lemmavec._writing import replacing

FORMAT = "lemmavec phrases 1"
SETTINGS = ("min_count", "threshold", "delimiter", "lowercase")

Pairs = dict[tuple[Key, Key], float]


def write_phrases(
    path: str | os.PathLike[str],
    settings: Mapping[str, Any],
    pairs: Mapping[tuple[Key, Key], float],
) -> None:
    """Write the file whole, or leave the one that was there."""
    record = {
        "format": FORMAT,
        **settings,
        "pairs": [[*pair, score] for pair, score in pairs.items()],
    }
    with replacing(path) as file:
        file.write(json.dumps(record, ensure_ascii=False, indent=0).encode())


@contextmanager
def read_phrases(path: str | os.PathLike[str]) -> Iterator[tuple[dict[str, Any], Pairs]]:
    """Read settings and pairs; what is wrong with them, there or by their taker, names the file."""
    record = read_json(path, "no phrases of lemmavec")
    with damage_named(path, "no phrases of lemmavec"):
        if record["format"] != FORMAT:
            raise ValueError(f"its format is {record['format']!r}, not {FORMAT!r}")
        settings = {name: record[name] for name in SETTINGS}
        _require_boolean(settings["lowercase"])
        yield settings, {_pair(a, b): _score(score) for a, b, score in record["pairs"]}


def _require_boolean(value: Any) -> None:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} where true or false belongs")


def _pair(first: Any, second: Any) -> tuple[Key, Key]:
    if not is_word(first) or not is_word(second):
        raise TypeError(f"{[first, second]} where two words belong")
    return first, second


def _score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{value!r} where a score belongs")
    return finite_number("a score", value)
