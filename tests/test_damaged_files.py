"""Damaged files of every kind: they are read, or one kind of error names the file."""

from __future__ import annotations

import copy
import json
import math
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from readers import all_readers, outcome, require_named
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from lemmavec import DamagedFileError, WordVectors, load
from lemmavec._damage import damage_named
from lemmavec.datasets import MissingColumnError

# Damage makes many an odd word and label, and rows that repeat or are left out.
pytestmark = pytest.mark.filterwarnings("ignore")

NAMES = sorted(all_readers())
# What is not the content's fault, as far as can be told: too few texts or pairs, another column.
OTHERS = (
    "has no words: every file",
    "too few to correlate",
    "has no column",
    "gives nothing to read",
    "an index of other vectors",
)
ODD: list[Any] = [None, True, -1, 10**30, math.nan, math.inf, "x", "", [], {}, [[[1]]], "é\ud800"]


def rng_for(name: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(name.encode()))


def require_known_error(error: Exception | None, folder: Path) -> None:
    """Fail unless the file was read, or a `DamagedFileError` or its like names it."""
    require_named(error, folder)
    if error and not isinstance(error, DamagedFileError):
        assert type(error) in (ValueError, MissingColumnError), repr(error)
        assert any(other in str(error) for other in OTHERS), repr(error)


@pytest.mark.parametrize("name", NAMES)
def test_a_sound_file_is_read(name: str, tmp_path: Path) -> None:
    reader = all_readers()[name]
    assert outcome(reader, reader.data, tmp_path / "folder") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_is_cut_short(name: str, tmp_path: Path) -> None:
    reader, folder = all_readers()[name], tmp_path / "folder"
    for size in {*range(9), *np.linspace(9, len(reader.data) - 1, 40).astype(int).tolist()}:
        require_known_error(outcome(reader, reader.data[:size], folder), folder)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_with_other_bytes_in_it(name: str, tmp_path: Path) -> None:
    reader, folder, random = all_readers()[name], tmp_path / "folder", rng_for(name)
    for number in range(60):
        data = bytearray(reader.data)
        # What headers say is near the beginning and the end.
        near = int(random.choice([16, 200, len(data)]))
        for place in random.integers(min(near, len(data)), size=random.integers(1, 4)).tolist():
            place = place if number % 3 else len(data) - 1 - place
            data[place] = random.choice([0, 0x7F, 0x80, 0xFF, *b'"-{9 \n', data[place] ^ 1])
        require_known_error(outcome(reader, bytes(data), folder), folder)


# --- JSON with other values in it -----------------------------------------------------------------


def places_in(document: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the place of every value within a JSON document."""
    items = {dict: lambda: document.items(), list: lambda: enumerate(document)}
    for key, value in items.get(type(document), list)():
        yield (*place, key)
        yield from places_in(value, (*place, key))


def changed(document: Any, random: np.random.Generator, times: int) -> Iterator[Any]:
    """Give copies of a document, in each of which one value is odd or left out."""
    places = list(places_in(document))
    for number in range(times):
        *outer, last = places[random.integers(len(places))]
        other = holder = copy.deepcopy(document)
        for key in outer:
            holder = holder[key]
        if number % (len(ODD) + 1) == len(ODD):
            del holder[last]
        else:
            holder[last] = ODD[number % (len(ODD) + 1)]
        yield other


def split_safetensors(data: bytes) -> tuple[dict[str, Any], bytes]:
    length = int.from_bytes(data[:8], "little")
    return json.loads(data[8 : 8 + length]), data[8 + length :]


def joined_safetensors(header: Any, tensors: bytes) -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + tensors


SAFETENSORS = [name for name in NAMES if all_readers()[name].data[8:9] == b"{"]
JSON = [name for name in NAMES if all_readers()[name].data[:1] == b"{" and "Lines" not in name]


def test_the_readers_of_json_are_found() -> None:
    assert {"model", "gensim model", "estimator: pipeline", "vectors: safetensors int8"} <= set(
        SAFETENSORS
    )
    assert set(JSON) == {"phrases", "gensim phrases", "gensim frozen phrases"}


@pytest.mark.parametrize("name", SAFETENSORS)
def test_safetensors_with_another_header(name: str, tmp_path: Path) -> None:
    reader, folder, random = all_readers()[name], tmp_path / "folder", rng_for(name)
    header, tensors = split_safetensors(reader.data)
    for other in changed(header, random, 60):
        require_known_error(outcome(reader, joined_safetensors(other, tensors), folder), folder)
    for tensor in header.keys() - {"__metadata__"}:
        for change in (
            {"dtype": "BF16"},
            {"dtype": "F64"},
            {"dtype": "I32"},
            {"dtype": "BOOL"},
            {"shape": [math.prod(header[tensor]["shape"])]},
            {"shape": [*header[tensor]["shape"], 1]},
            {"shape": [1, *header[tensor]["shape"]]},
            {"shape": header[tensor]["shape"][::-1]},
        ):
            size = {"BF16": 2, "F64": 8, "I32": 4, "BOOL": 1}.get(str(change.get("dtype")))
            if size is not None:
                begin, end = header[tensor]["data_offsets"]
                change["shape"] = [(end - begin) // size]
            other = {**header, tensor: {**header[tensor], **change}}
            require_known_error(outcome(reader, joined_safetensors(other, tensors), folder), folder)


@pytest.mark.parametrize("name", SAFETENSORS)
def test_safetensors_with_other_json_in_its_metadata(name: str, tmp_path: Path) -> None:
    reader, folder, random = all_readers()[name], tmp_path / "folder", rng_for(name)
    header, tensors = split_safetensors(reader.data)
    for entry, text in header.get("__metadata__", {}).items():
        if not text.startswith("{"):
            continue
        others = [json.dumps(other) for other in changed(json.loads(text), random, 150)]
        for other in [*others, "[" * 100_000, '{"a":' * 100_000, "null", "[1]", "7"]:
            about = {**header, "__metadata__": {**header["__metadata__"], entry: other}}
            require_known_error(outcome(reader, joined_safetensors(about, tensors), folder), folder)


@pytest.mark.parametrize("name", JSON)
def test_json_with_other_values(name: str, tmp_path: Path) -> None:
    reader, folder, random = all_readers()[name], tmp_path / "folder", rng_for(name)
    others = [json.dumps(other) for other in changed(json.loads(reader.data), random, 150)]
    for other in [*others, "[" * 100_000, '{"a":' * 100_000, "null", "[1]", "7"]:
        require_known_error(outcome(reader, other.encode(), folder), folder)


def test_json_lines_that_are_nested_too_deeply(tmp_path: Path) -> None:
    reader, folder = all_readers()["corpus: JSON Lines"], tmp_path / "folder"
    error = outcome(reader, b'{"text": "a"}\n{"text": ' + b"[" * 100_000, folder)
    assert isinstance(error, DamagedFileError)
    assert "damaged, line 2: JSON that is nested too deeply" in str(error)


# --- the one place where other errors become it ---------------------------------------------------


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith((" gz", " bz2", " xz"))])
def test_damage_within_a_compressed_file_is_named(name: str, tmp_path: Path) -> None:
    reader, folder = all_readers()[name], tmp_path / "folder"
    data = bytearray(reader.data)
    for place in range(len(data) // 2, len(data) // 2 + 4):
        data[place] ^= 0xFF
    error = outcome(reader, bytes(data), folder)
    assert isinstance(error, DamagedFileError), repr(error)
    assert f"{folder / reader.name}: the compressed file is damaged or cut short" in str(error)


def test_what_is_not_the_fault_of_the_content_passes() -> None:
    for error in (MemoryError(), ImportError(), OSError(5, "Input/output error"), UserWarning()):
        with pytest.raises(type(error)), damage_named("file"):
            raise error
    for error in (KeyError("a"), RecursionError(), OSError("odd"), RuntimeError("odd")):
        with pytest.raises(DamagedFileError, match=r"^file: "), damage_named("file"):
            raise error
    for interrupt in (KeyboardInterrupt, SystemExit):
        with pytest.raises(interrupt), damage_named("file"):
            raise interrupt


def test_a_count_below_0_names_the_file_in_the_drop_in_too(tmp_path):
    from lemmavec.gensim import KeyedVectors

    path = tmp_path / "vectors.safetensors"
    vectors = WordVectors(["gold", "ore"], np.ones((2, 3), np.float32), np.array([4, 2]))
    vectors.save(path)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    arrays = load_file(path)
    arrays["counts"] = np.array([4, -2])
    save_file(arrays, path, metadata)
    for read in (load, KeyedVectors.load):
        with pytest.raises(DamagedFileError, match=r"vectors\.safetensors: .*counts must be 0"):
            read(path)
