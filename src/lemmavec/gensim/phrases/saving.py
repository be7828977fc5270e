"""The file of `Phrases` and `FrozenPhrases`: their attributes as JSON; nothing is pickled."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from lemmavec._damage import DamagedFileError, damage_named
from lemmavec._io import FilePath, read_json
from lemmavec._writing import replacing
from lemmavec.gensim.phrases.scorers import NAMED, name_of

FORMAT = "lemmavec gensim phrases 1"
PICKLE = b"\x80"
# A word may hold half of a surrogate pair, as Python reads undecodable bytes.
SURROGATES = "surrogatepass"

_Types = tuple[type, ...]
_NUMBER: _Types = (int, float)
_SETTINGS: dict[str, _Types] = {"min_count": _NUMBER, "threshold": _NUMBER, "delimiter": (str,)}
_COUNTS: dict[str, _Types] = {
    "max_vocab_size": _NUMBER,
    "progress_per": (int,),
    "min_reduce": (int,),
    "corpus_word_count": (int,),
}
# The attributes in a file of each kind by their types, and the table of numbers that it holds.
KINDS: dict[str, tuple[dict[str, _Types], str, _Types]] = {
    "Phrases": (_SETTINGS | _COUNTS, "vocab", (int,)),
    "FrozenPhrases": (_SETTINGS, "phrasegrams", _NUMBER),
}


def write_state(path: FilePath, kind: str, state: Mapping[str, Any]) -> None:
    """Write the file whole, or leave the one that was there.

    Raises
    ------
    ValueError
        If the scorer has no name that a file could hold.
    TypeError
        If an attribute, or a key of the table, is of a type that JSON does not have.
    """
    attributes, table, _ = KINDS[kind]
    record = {
        "format": FORMAT,
        "class": kind,
        **{name: state[name] for name in attributes},
        "scoring": name_of(state["scoring"]),
        "connector_words": sorted(state["connector_words"]),
        table: state[table],
    }
    text = json.dumps(record, ensure_ascii=False, indent=0, default=_as_python)
    with replacing(path) as file:
        file.write(text.encode(errors=SURROGATES))


def read_state(path: FilePath) -> tuple[str, dict[str, Any]]:
    """Return the kind and the attributes that a file holds.

    Raises
    ------
    DamagedFileError
        If the file is a pickle, something else, or damaged; the message says so.
    """
    with open(path, "rb") as file:
        first = file.read(1)
    if first == PICKLE:
        raise DamagedFileError(
            f"{os.fspath(path)} is a Python pickle (gensim's own save?), which could run any code "
            "when loaded: count the text again with Phrases(sentences) of lemmavec; or load it "
            "with gensim, where export_phrases() gives its phrases and their scores"
        )
    record = read_json(path, "no phrases of lemmavec.gensim")
    with damage_named(path, "no phrases of lemmavec.gensim"):
        return _checked(record)


def _checked(record: Any) -> tuple[str, dict[str, Any]]:
    if record["format"] != FORMAT:
        raise ValueError(f"its format is {record['format']!r}, not {FORMAT!r}")
    kind = record["class"]
    if kind not in KINDS:
        raise ValueError(f"its class is {kind!r}, not one of {', '.join(KINDS)}")
    attributes, table, numbers = KINDS[kind]
    for name, types in attributes.items():
        _require(name, record[name], types)
    _require(table, record[table], (dict,))
    for value in record[table].values():
        if type(value) not in numbers:
            _require(f"a value of {table}", value, numbers)
    _require("connector_words", record["connector_words"], (list,))
    for word in record["connector_words"]:
        _require("a connector word", word, (str,))
    if record["scoring"] not in NAMED:
        raise ValueError(f"its scoring is {record['scoring']!r}, not one of {', '.join(NAMED)}")
    return kind, {
        **{name: record[name] for name in attributes},
        table: record[table],
        "scoring": NAMED[record["scoring"]],
        "connector_words": frozenset(record["connector_words"]),
    }


def _require(name: str, value: Any, types: _Types) -> None:
    if isinstance(value, bool) or not isinstance(value, types):
        allowed = " or ".join(kind.__name__ for kind in types)
        raise TypeError(f"{name} is {value!r:.50}, where {allowed} belongs")


def _as_python(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r:.50} of type {type(value).__name__} cannot be saved")
