"""Random vectors in a folder, in the formats that are timed."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from lemmavec import WordVectors

BINARY_SIZE, TEXT_SIZE = 300, 100
ROWS_AT_ONCE = 1 << 12


class Files(NamedTuple):
    """The paths of the same words in three formats; `text` has fewer dimensions."""

    words: list[str]
    binary: str
    text: str
    mapped: str


def make_files(folder: Path, count: int) -> Files:
    """Write `count` words of 3 to 11 letters, and normal vectors with six digits in text."""
    random = np.random.default_rng(0)
    words = _words(count, random)
    matrix = random.standard_normal((count, BINARY_SIZE), np.float32)
    files = Files(words, *(str(folder / name) for name in ("v.bin", "v.txt", "v.safetensors")))
    vectors = WordVectors(words, matrix)
    vectors.save(files.binary)
    vectors.save(files.mapped)
    line = " ".join(["%.6f"] * TEXT_SIZE)
    with open(files.text, "w", encoding="utf-8") as file:
        file.write(f"{count} {TEXT_SIZE}\n")
        for word, row in zip(words, matrix[:, :TEXT_SIZE], strict=True):
            file.write(f"{word} {line % tuple(row.tolist())}\n")
    return files


def _words(count: int, random: np.random.Generator) -> list[str]:
    words: dict[str, None] = {}
    while len(words) < count:
        letters = random.integers(97, 123, (ROWS_AT_ONCE, 11), np.uint8)
        for row, length in zip(letters, random.integers(3, 12, len(letters)), strict=True):
            words[row[:length].tobytes().decode()] = None
    return list(words)[:count]
